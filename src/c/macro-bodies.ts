// Function-like macros of the file itself -> which of them are loops, which only close one.

import type { Definition } from "./directives.ts";
import { looksLikeIterator } from "./iterators.ts";
import type { MacroKind } from "./notes.ts";
import { partnersOf, tokensOf } from "./tokens.ts";

/** Macros whose body ends with the head of a loop, or is a closing bracket. */
export function blockMacrosDefined(
  definitions: readonly Definition[],
): ReadonlyMap<string, MacroKind> {
  const found = new Map<string, MacroKind>();
  for (const { name, parameters, body } of definitions) {
    if (parameters === undefined) continue;
    const head = lastHead(body);
    if (body === "}") found.set(name, "closer");
    else if (head === "for" || head === "while" || looksLikeIterator(head)) {
      found.set(name, "iterator");
    } else if (found.has(head)) found.set(name, found.get(head) ?? "iterator");
  }
  return found;
}

/** The word before the brackets that the body ends with. */
function lastHead(body: string): string {
  if (!body.endsWith(")")) return "";
  const tokens = tokensOf(body);
  const open = partnersOf(tokens).get(tokens.length - 1) ?? 0;
  const head = tokens[open - 1]?.text ?? "";
  // `do { … } while (0)` is a statement, not a loop that a block follows.
  return head === "while" && tokens[open - 2]?.text === "}" ? "" : head;
}
