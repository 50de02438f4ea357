// The visible statements of a function that begins or ends outside -> statements that balance.
// What is put around them stands outside of the visible offsets, by which the lowering knows it:
// conditions in front are unknown, statements behind leave the text.

import { isWord, tokensOf, type Token } from "./tokens.ts";
import { blankedOut } from "./source.ts";

export interface Wrapped {
  readonly before: string;
  /** As long as the text given. */
  readonly code: string;
  readonly after: string;
}

const UNKNOWN = "if (x)";
const LEAVE = "x;";

interface Open {
  readonly kind: "block" | "do" | "list" | "(" | "[";
  readonly token: number;
}

/** `closed`: the text ends where the function ends. `headed`: its first `{` opens the body. */
export function wrapped(text: string, closed: boolean, headed: boolean): Wrapped {
  const start = headed ? { code: text, openers: "" } : withOpeners(text);
  const end = withClosers(start.code, closed, headed);
  return { before: start.openers, code: end.code, after: end.closers };
}

/** Statements that opened above: one unknown condition for each bracket that closes one. */
function withOpeners(text: string): { readonly code: string; readonly openers: string } {
  const code = withoutFirstRemainder(text);
  const openers = openersFor(tokensOf(code));
  const isElse = /^\s*else\b/.test(code);
  const isControlled = code !== text || isDeeperThanNext(code);
  const lead = isElse ? `${UNKNOWN} ;` : isControlled ? UNKNOWN : "";
  return { code, openers: `${openers} ${lead} ` };
}

function openersFor(tokens: readonly Token[]): string {
  let openers = "";
  let depth = 0;
  let hasCases = false;
  for (const [index, token] of tokens.entries()) {
    if (token.text === "{") depth++;
    else if (token.text === "}" && depth > 0) depth--;
    else if (token.text === "}") {
      openers = openerFor(tokens, index, hasCases) + openers;
      hasCases = false;
    } else if (depth === 0 && isCaseLabel(tokens, index)) hasCases = true;
  }
  return hasCases ? `switch (x) { case x: ${openers}` : openers;
}

function openerFor(tokens: readonly Token[], index: number, hasCases: boolean): string {
  if (hasCases) return "switch (x) { case x: ";
  const next = tokens[index + 1]?.text;
  return next === "while" ? "do { " : `${UNKNOWN} { `;
}

function isCaseLabel(tokens: readonly Token[], index: number): boolean {
  const text = tokens[index]?.text;
  return text === "case" || (text === "default" && tokens[index + 1]?.text === ":");
}

/** Blanks the end of a statement whose beginning is above: up to its last unmatched `)`. */
function withoutFirstRemainder(text: string): string {
  const tokens = tokensOf(text);
  let depth = 0;
  let last: Token | undefined;
  for (const token of tokens) {
    if (token.text === "(") depth++;
    else if (token.text === ")" && depth > 0) depth--;
    else if (token.text === ")") last = token;
    else if ((token.text === "{" || token.text === "}") && depth === 0) break;
  }
  const from = tokens.findIndex(({ start }) => start >= (last?.end ?? 0));
  const first = tokens[Math.max(0, from)]?.text ?? "";
  const isOperator = /^(?:[|&<>=?:,.^%/]|->)$/.test(first) && last === undefined;
  const end = isOperator ? (tokens.find((token) => token.text === ";")?.start ?? 0) : last?.end;
  return end === undefined ? text : blankedOut(text, [[0, end]]);
}

/** The first statement hangs on an `if` above when it is indented more than the one below it. */
function isDeeperThanNext(code: string): boolean {
  const lines = code.split("\n").filter((line) => /\S/.test(line));
  const [first, second] = lines;
  if (first === undefined || second === undefined) return false;
  if (!/;\s*$/.test(first) || /^\s*(?:case|default|\})/.test(first)) return false;
  return !/^\w+:/.test(second) && indentOf(first) > indentOf(second);
}

function indentOf(line: string): number {
  const blanks = /^\s*/.exec(line)?.[0] ?? "";
  let columns = 0;
  for (const blank of blanks) columns = blank === "\t" ? (columns | 7) + 1 : columns + 1;
  return columns;
}

/** Closes what is open at the end; whatever is reached there leaves the text. */
function withClosers(
  text: string,
  closed: boolean,
  headed: boolean,
): { readonly code: string; readonly closers: string } {
  const tokens = tokensOf(text);
  const open: Open[] = [];
  let kept: readonly Open[] = [];
  let end = 0;
  let hasHead = headed;
  tokens.forEach((token, index) => {
    const isBoundary = step(tokens, index, open, hasHead);
    if (token.text === "{") hasHead = false;
    if (!isBoundary) return;
    kept = [...open];
    end = token.end;
  });
  const closers = [...kept]
    .reverse()
    .map(({ kind }) => (kind === "do" ? `${LEAVE} } while (x); ` : `${LEAVE} } `))
    .join("");
  if (closed && kept.length === 0) return { code: text, closers: "" };
  return { code: blankedOut(text, [[end, text.length]]), closers: ` ${closers}${LEAVE}` };
}

/** Follows one token; true where a statement ends. */
function step(tokens: readonly Token[], index: number, open: Open[], hasHead: boolean): boolean {
  const text = tokens[index]?.text;
  const top = open.at(-1)?.kind;
  const inBlock = top === undefined || top === "block" || top === "do";
  switch (text) {
    case "(":
    case "[":
      open.push({ kind: text, token: index });
      return false;
    case ")":
    case "]":
      if (top === "(" || top === "[") open.pop();
      return false;
    case "{": {
      const kind = hasHead && open.length === 0 ? "block" : braceKind(tokens, index, inBlock);
      open.push({ kind, token: index });
      return kind !== "list";
    }
    case "}":
      if (top === "do") {
        // The bracket of a `do` alone is no statement yet.
        open.pop();
        return false;
      }
      open.pop();
      return top !== "list" && inBlock;
    case ";":
      return inBlock;
    case ":":
      return inBlock && isLabelColon(tokens, index);
    default:
      return false;
  }
}

function braceKind(tokens: readonly Token[], index: number, inBlock: boolean): Open["kind"] {
  const before = tokens[index - 1]?.text;
  if (before === "do") return "do";
  // `({` opens a statement expression; it is kept or dropped with the statement that it is in.
  const opensBlock = before === undefined || /^(?:[{};:)]|else)$/.test(before);
  return inBlock && opensBlock ? "block" : "list";
}

function isLabelColon(tokens: readonly Token[], index: number): boolean {
  const name = tokens[index - 1];
  if (!isWord(name) && !/^\d/.test(name?.text ?? "")) return false;
  for (let at = index - 1; at >= 0; at--) {
    const text = tokens[at]?.text ?? "";
    if (text === "case" || text === "default") return true;
    if (/^[;{}:]$/.test(text)) return at === index - 2;
    if (text === "?") return false;
  }
  return index === 1;
}
