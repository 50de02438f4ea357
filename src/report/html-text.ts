// Any text → HTML text that is only text, inside an element or a quoted attribute.

import { plainOf } from "./plain.ts";

export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return plainOf(text).replace(/[&<>"']/g, (character) => names[character] ?? "");
}
