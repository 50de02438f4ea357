// Function-like macros of the file itself -> which of them are loops.

import type { Definition } from "./directives.ts";
import type { BlockMacro } from "./notes.ts";
import { looksLikeIterator } from "./iterators.ts";

/** Macros whose body ends with the head of a `for` or of a known iterator. */
export function blockMacrosDefined(
  definitions: readonly Definition[],
): ReadonlyMap<string, BlockMacro["kind"]> {
  const found = new Map<string, BlockMacro["kind"]>();
  for (const { name, parameters, body } of definitions) {
    const first = /^\w+(?=\s*\()/.exec(body)?.[0];
    if (parameters === undefined || first === undefined || !body.endsWith(")")) continue;
    if (first === "for" || first === "while" || looksLikeIterator(first) || found.has(first)) {
      found.set(name, "iterator");
    }
  }
  return found;
}
