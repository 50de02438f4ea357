// Message-ID, In-Reply-To and References → message ids, without brackets and in their order.

import { createHash } from "node:crypto";
import type { MessageId } from "../types.ts";
import { decoded, type Field } from "./raw.ts";

const ID_MAX = 998;

/** Every id in a value, each once: what stands in angle brackets, else bare words with an @. */
export function idsIn(value: string): MessageId[] {
  const ids = new Set<string>();
  let at = value.indexOf("<");
  if (at < 0) for (const word of value.split(/[\s,;]+/)) if (word.includes("@")) ids.add(word);
  while (at >= 0) {
    const end = value.indexOf(">", at);
    if (end < 0) break;
    // A long id may be folded in the middle.
    const id = value.slice(value.lastIndexOf("<", end) + 1, end).replace(/\s+/g, "");
    if (id !== "" && id.length <= ID_MAX) ids.add(id);
    at = value.indexOf("<", end);
  }
  return [...ids].filter((id) => !hasControl(id)).map((id) => id as MessageId);
}

/** The id of a mail, or one made from its content when it has none. */
export function idOf(
  fields: readonly Field[],
  content: Uint8Array,
): { id: MessageId; made: boolean } {
  for (const { name, value } of fields) {
    const [id] = name === "message-id" ? idsIn(decoded(value)) : [];
    if (id !== undefined) return { id, made: false };
  }
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 40);
  return { id: `${hash}@no-message-id.invalid` as MessageId, made: true };
}

/** The ids in all fields of one name. */
export function idsOf(fields: readonly Field[], name: string): MessageId[] {
  return idsIn(
    fields
      .filter((field) => field.name === name)
      .map(({ value }) => decoded(value))
      .join(" "),
  );
}

function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}
