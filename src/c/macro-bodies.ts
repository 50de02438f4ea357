// Function-like macros of the file itself -> which of them are loops, which only close one.

import type { Definition } from "./directives.ts";
import { cursorsOf, looksLikeIterator } from "./iterators.ts";
import type { MacroFacts } from "./notes.ts";
import { partnersOf, tokensOf } from "./tokens.ts";

/** Macros whose body ends with the head of a loop, or is a closing bracket. */
export function blockMacrosDefined(
  definitions: readonly Definition[],
): ReadonlyMap<string, MacroFacts> {
  const found = new Map<string, MacroFacts>();
  for (const { name, parameters, body } of definitions) {
    if (parameters === undefined) continue;
    const head = lastHead(body);
    if (body === "}") found.set(name, { kind: "closer", cursors: [] });
    else if (head === "for" || head === "while" || found.has(head) || looksLikeIterator(head)) {
      found.set(name, { kind: "iterator", cursors: assignedIn(body, parameters) });
    }
  }
  return found;
}

/** Positions of the parameters that the body assigns or hands to another iterator as a cursor. */
function assignedIn(body: string, parameters: readonly string[]): readonly number[] {
  const tokens = tokensOf(body);
  const assigned = new Set<string>();
  tokens.forEach(({ text }, index) => {
    const behind = tokens.slice(index + 1, index + 4).filter((token) => token.text !== ")");
    const isAssigned = behind[0]?.text === "=" && behind[1]?.text !== "=";
    if (isAssigned && !/^[.>]/.test(tokens[index - 1]?.text.at(-1) ?? "")) assigned.add(text);
  });
  const positions = parameters.flatMap((name, index) => (assigned.has(name) ? [index] : []));
  const inner = positions.length > 0 ? undefined : /(\w+)\s*\(([^()]*)\)$/.exec(body);
  if (inner === null || inner === undefined) return positions;
  const args = (inner[2] ?? "").split(",").map((argument) => argument.trim());
  const cursors = cursorsOf(inner[1] ?? "").map((index) => args[index] ?? "");
  return parameters.flatMap((name, index) => (cursors.includes(name) ? [index] : []));
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
