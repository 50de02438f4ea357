// Code of a file -> its top-level items, each to be parsed by itself, so that what the parser
// cannot read in one of them costs nothing in the next.

import type { Conditional } from "./directives.ts";
import { blankedOut } from "./source.ts";
import { isWord, partnersOf, tokensOf, type Token } from "./tokens.ts";
import { ATTRIBUTES, ATTRIBUTES_WITH_BRACKETS } from "./attributes.ts";

export interface Item {
  readonly kind: "function" | "other";
  /** Name of a function; "" where it cannot be seen. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Offset behind the `{` of a function. */
  readonly body: number;
  /** The head begins with the name. */
  readonly typeless: boolean;
  /** False when the text ends before the item does. */
  readonly closed: boolean;
}

/** `code` has its directive lines blanked. Offsets count in it. */
export function itemsOf(code: string, conditionals: readonly Conditional[]): readonly Item[] {
  const tokens = withoutAttributes(tokensOf(oneArm(code, conditionals)));
  const items: Item[] = [];
  let first: number | undefined;
  let open: number | undefined;
  let braces = 0;
  let brackets = 0;
  /** Of the open braces in a body, whether the line of each begins in column 0. */
  let margins: boolean[] = [];
  const lineOf = lineStarts(code);
  const end = (index: number, closed = true): void => {
    const token = tokens[index];
    if (first !== undefined && token !== undefined) {
      items.push({ ...itemAt(tokens, first, open, index), closed });
    }
    first = open = undefined;
    braces = brackets = 0;
    margins = [];
  };
  tokens.forEach((token, index) => {
    const isFirst = atColumn0(code, token);
    if (isFirst && startsAnew(tokens, index, first, braces + brackets)) end(index - 1);
    first ??= index;
    if (token.text === "(") brackets++;
    else if (token.text === ")") brackets = Math.max(0, brackets - 1);
    else if (token.text === "{") {
      if (isFirst) brackets = 0;
      if (braces === 0) open = index;
      braces++;
      margins[braces] = !/\s/.test(code[lineOf(token.start)] ?? " ");
    } else if (token.text === "}") {
      // `};` in column 0 may end a table in a function; a lone `}` there ends the function, or what
      // began in column 0 inside of it.
      const isInner = braces > 1 && margins[braces] === true;
      const isEnd = isFirst && tokens[index + 1]?.text !== ";" && !isInner;
      braces = isEnd ? 0 : Math.max(0, braces - 1);
      if (isFirst) brackets = 0;
      if (braces === 0 && isFunction(tokens, first, open)) end(index);
    } else if (token.text === ";" && braces === 0 && brackets === 0) end(index);
  });
  end(tokens.length - 1, false);
  return items;
}

/** Where the line of an offset begins; asked for offsets that only grow. */
function lineStarts(code: string): (at: number) => number {
  let line = 0;
  let next = code.indexOf("\n");
  return (at) => {
    while (next !== -1 && next < at) {
      line = next + 1;
      next = code.indexOf("\n", line);
    }
    return line;
  };
}

function atColumn0(code: string, { start }: Token): boolean {
  return start === 0 || code[start - 1] === "\n";
}

/** `EXPORT_SYMBOL(f)` without a semicolon, then something else at the start of a line. */
function startsAnew(
  tokens: readonly Token[],
  index: number,
  first: number | undefined,
  depth: number,
): boolean {
  return (
    first !== undefined && depth === 0 && tokens[index - 1]?.text === ")" && isWord(tokens[index])
  );
}

/** Where the arms of a conditional do not balance, only the first one is counted. */
function oneArm(code: string, conditionals: readonly Conditional[]): string {
  const dropped = conditionals.flatMap(({ arms }) => {
    const isDead = arms[0]?.condition === "0";
    const isLopsided = arms.some(({ start, end }) => !isBalanced(code.slice(start, end)));
    return isDead ? arms.slice(0, 1) : isLopsided ? arms.slice(1) : [];
  });
  return blankedOut(
    code,
    dropped.map(({ start, end }) => [start, end]),
  );
}

function isBalanced(code: string): boolean {
  let depth = 0;
  for (const [bracket] of code.matchAll(/[(){}]/g)) {
    depth += bracket === "(" || bracket === "{" ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function withoutAttributes(tokens: readonly Token[]): readonly Token[] {
  const partners = partnersOf(tokens);
  const kept: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || ATTRIBUTES.has(token.text)) continue;
    if (ATTRIBUTES_WITH_BRACKETS.has(token.text)) {
      index = (tokens[index + 1]?.text === "(" ? partners.get(index + 1) : undefined) ?? index;
    } else kept.push(token);
  }
  return kept;
}

/** A head ends with `)`, has no `=`, and is not the head of a struct. */
function isFunction(
  tokens: readonly Token[],
  first: number | undefined,
  open: number | undefined,
): boolean {
  if (first === undefined || open === undefined) return false;
  const head = tokens.slice(first, open);
  if (head.some(({ text }) => text === "=")) return false;
  const last = head.at(-1);
  if (last?.text === ")") return true;
  return isWord(last) && head.at(-2)?.text === ")";
}

function itemAt(
  tokens: readonly Token[],
  first: number,
  open: number | undefined,
  last: number,
): Omit<Item, "closed"> {
  const end = tokens[last]?.end ?? 0;
  const start = tokens[first]?.start ?? 0;
  if (!isFunction(tokens, first, open) || open === undefined) {
    return { kind: "other", name: "", start, end, body: start, typeless: false };
  }
  const at = nameIndex(tokens, first, open);
  const name = tokens[at];
  return {
    kind: "function",
    name: name?.text ?? "",
    start,
    end,
    body: tokens[open]?.end ?? start,
    typeless: at === first,
  };
}

/** The word before the last outer brackets of the head; the first argument of a head macro. */
function nameIndex(tokens: readonly Token[], first: number, open: number): number {
  let depth = 0;
  for (let index = open - 1; index >= first; index--) {
    const text = tokens[index]?.text;
    if (text === ")") depth++;
    else if (text === "(") depth--;
    if (text !== "(" || depth !== 0) continue;
    const macro = tokens[index - 1]?.text ?? "";
    if (/^(?:BPF_CALL_|(?:COMPAT_)?SYSCALL_DEFINE)\d$/.test(macro)) return index + 1;
    return isWord(tokens[index - 1]) ? index - 1 : -1;
  }
  return -1;
}
