// Words that only the preprocessor can read -> words of the same length that the grammar can.

import type { Edit, Tokens } from "./notes.ts";
import { isWord, type Token } from "./tokens.ts";

const NUMBER = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+)[uUlLzZ]*$|^[\d.]+(?:[eE]\d+)?[fFlL]?$|^0[xX]/;

/**
 * Operators as arguments, no argument behind a comma, numbers that are none, `"x" STR(y) "z"`, and
 * `(f(x)) && y`, which is no cast of the address of a label.
 */
export function oddTokenEdits({ list, partners, body }: Tokens): readonly Edit[] {
  const edits: Edit[] = [];
  for (let index = body; index < list.length; index++) {
    const token = list[index];
    if (token === undefined) continue;
    const { text, start } = token;
    const next = list[index + 1];
    if (/^\d/.test(text) && !NUMBER.test(text)) {
      edits.push({ start, end: start + 1, text: "_" });
    } else if (/^KERN_[A-Z]+$/.test(text) && isWord(next)) {
      edits.push({ start, end: token.end });
    } else if (text === "," && next?.text === ")") {
      edits.push({ start, end: start + 1 });
    } else if (text === ",") {
      const comma = operatorArgument(list, index);
      const end = list[comma - 1]?.end;
      if (end === undefined || next === undefined) continue;
      edits.push({ start: next.start, end, text: "_".repeat(end - next.start) });
    } else if (text === "(" && isCondition(list, partners, index)) {
      const close = list[partners.get(index) ?? index] ?? token;
      edits.push({ start, end: token.end }, { start: close.start, end: close.end });
    } else if (text === "(" && isStringPart(list, partners, index)) {
      const end = list[partners.get(index) ?? index]?.end ?? start;
      edits.push({ start, end });
    }
  }
  return edits;
}

/** `a, ==, b`: index of the second comma; 0 where no operator stands alone. */
function operatorArgument(list: readonly Token[], comma: number): number {
  for (let index = comma + 1; index < comma + 4; index++) {
    const text = list[index]?.text ?? "";
    if (text === ",") return index > comma + 1 ? index : 0;
    if (!/^[=<>!&|+*/%^-]+$/.test(text)) return 0;
  }
  return 0;
}

/** Brackets around a name or a call, with `&&` behind them. */
function isCondition(
  list: readonly Token[],
  partners: ReadonlyMap<number, number>,
  open: number,
): boolean {
  const close = partners.get(open);
  const before = list[open - 1];
  if (close === undefined || list[close + 1]?.text !== "&" || list[close + 2]?.text !== "&")
    return false;
  if (!isWord(list[open + 1]) || (isWord(before) && before?.text !== "return")) return false;
  if (before?.text === ")" || before?.text === "]") return false;
  return (
    close === open + 2 || (list[open + 2]?.text === "(" && partners.get(open + 2) === close - 1)
  );
}

/** The brackets of a macro that stands between strings. */
function isStringPart(
  list: readonly Token[],
  partners: ReadonlyMap<number, number>,
  open: number,
): boolean {
  const name = list[open - 1];
  const close = partners.get(open);
  if (close === undefined || !isWord(name) || /^(?:return|if|case|while)$/.test(name?.text ?? "")) {
    return false;
  }
  return list[open - 2]?.text === '"' || list[close + 1]?.text === '"';
}
