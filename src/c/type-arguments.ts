// Types among the arguments of a macro (`container_of(p, struct a, m)`) -> one identifier each.

import type { Edit, Tokens } from "./notes.ts";
import { isWord, type Token } from "./tokens.ts";

// `f (` with one of these is not a call.
const NOT_CALLS: ReadonlySet<string> = new Set([
  "if", "while", "for", "switch", "return", "sizeof", "case", "else", "do", "goto",

]); // prettier-ignore

const TYPE_WORDS =
  /^(?:const|volatile|struct|union|enum|unsigned|signed|long|short|int|char|void|bool|float|double)$/;

/** Every argument in the body that is nothing but a type of several words. */
export function typeArgumentEdits({ code, list, partners, body }: Tokens): readonly Edit[] {
  const edits: Edit[] = [];
  for (let index = body; index < list.length; index++) {
    const callee = list[index - 1];
    if (list[index]?.text !== "(" || callee === undefined || !isWord(callee)) continue;
    if (NOT_CALLS.has(callee.text)) continue;
    const close = partners.get(index);
    if (close === undefined || isDeclarator(list, index, close)) continue;
    for (const [from, to] of argumentsBetween(list, partners, index + 1, close)) {
      if (!isType(list.slice(from, to))) continue;
      const start = list[from]?.start ?? 0;
      const end = list[to - 1]?.end ?? start;
      edits.push({ start, end, text: code.slice(start, end).replace(/\W/g, "_") });
    }
  }
  return edits;
}

/** `int f(struct a *);`: a prototype among the statements keeps its types. */
function isDeclarator(list: readonly Token[], open: number, close: number): boolean {
  const before = list[open - 2];
  return (
    isWord(before) &&
    !/^(?:return|else|do|case)$/.test(before?.text ?? "") &&
    list[close + 1]?.text === ";"
  );
}

function argumentsBetween(
  list: readonly Token[],
  partners: ReadonlyMap<number, number>,
  from: number,
  to: number,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let start = from;
  for (let index = from; index < to; index++) {
    const text = list[index]?.text;
    if (text === "," || text === ";") {
      found.push([start, index]);
      start = index + 1;
    } else if (text === "(" || text === "[" || text === "{") index = partners.get(index) ?? to;
  }
  found.push([start, to]);
  return found;
}

/** `struct a`, `unsigned int`, `const foo **`; a single word is an identifier already. */
function isType(tokens: readonly Token[]): boolean {
  const stars = tokens.findIndex(({ text }) => text === "*");
  const words = stars < 0 ? tokens : tokens.slice(0, stars);
  if (words.length === 0 || !words.every(isWord)) return false;
  if (stars >= 0) {
    if (!tokens.slice(stars).every(({ text }) => text === "*" || text === "const")) return false;
    return words.length === 1 || TYPE_WORDS.test(words[0]?.text ?? "");
  }
  return words.length > 0 && TYPE_WORDS.test(words[0]?.text ?? "");
}
