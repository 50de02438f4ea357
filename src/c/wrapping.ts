// The visible statements of a function that begins or ends outside -> statements that balance.
// What is put around them stands outside of the visible offsets, by which the lowering knows it:
// conditions in front are unknown, statements behind leave the text.

import { withoutFirstRemainder } from "./remainders.ts";
import { blankedOut } from "./source.ts";
import { isWord, partnersOf, tokensOf, type Token } from "./tokens.ts";

export interface Wrapped {
  readonly before: string;
  /** As long as the text given. */
  readonly code: string;
  readonly after: string;
}

const UNKNOWN = "if (x)";
const SWITCH = "switch (x) { case x: ";
const LEAVE = "x;";

interface Open {
  readonly kind: "block" | "do" | "list" | "(" | "[";
  readonly token: number;
}

interface Walk {
  readonly tokens: readonly Token[];
  readonly partners: ReadonlyMap<number, number>;
  readonly open: Open[];
  readonly hasHead: boolean;
}

/** `closed`: the text ends where the function ends. `headed`: its first `{` opens the body. */
export function wrapped(text: string, closed: boolean, headed: boolean): Wrapped {
  const start = headed ? { code: text, openers: "", closers: "" } : withOpeners(text);
  const end = withClosers(start.code, closed, headed);
  return { before: start.openers, code: end.code, after: end.closers + start.closers };
}

interface Opened {
  readonly code: string;
  readonly openers: string;
  /** Closes what the openers open and the text does not close. */
  readonly closers: string;
}

/** Statements that opened above: one unknown condition for each bracket that closes one. */
function withOpeners(text: string): Opened {
  const { code, isHead } = withoutFirstRemainder(text);
  const tokens = tokensOf(code);
  const isElse = tokens[0]?.text === "else";
  const lead = isElse ? `${UNKNOWN} ;` : isHead || isControlled(code, tokens) ? UNKNOWN : "";
  const { openers, hasCases } = openersFor(tokens);
  if (!hasCases) return { code, openers: `${openers} ${lead} `, closers: "" };
  return { code, openers: `${SWITCH}${openers} ${lead} `, closers: ` } ${LEAVE}` };
}

/** What the unmatched `}` close, and whether cases of a switch that does not end are left. */
function openersFor(tokens: readonly Token[]): {
  readonly openers: string;
  readonly hasCases: boolean;
} {
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
  return { openers, hasCases };
}

function openerFor(tokens: readonly Token[], index: number, hasCases: boolean): string {
  if (hasCases) return SWITCH;
  const next = tokens[index + 1]?.text;
  return next === "while" ? "do { " : `${UNKNOWN} { `;
}

function isCaseLabel(tokens: readonly Token[], index: number): boolean {
  const text = tokens[index]?.text;
  return text === "case" || (text === "default" && tokens[index + 1]?.text === ":");
}

/** Does the first statement hang on an `if` above? Its indentation or an `else` tells. */
function isControlled(code: string, tokens: readonly Token[]): boolean {
  const end = statementEnd(tokens);
  const [first, next] = [tokens[0], tokens[end + 1]];
  if (first === undefined || next === undefined || end < 0) return false;
  if (/^(?:case|default|[{}])$/.test(first.text)) return false;
  if (next.text === "else") return !/^(?:if|for|while|do|switch)$/.test(first.text);
  const isLabel = tokens[end + 2]?.text === ":" && isWord(next);
  return (
    !isLabel &&
    !/^(?:\}|case|default)$/.test(next.text) &&
    indentAt(code, first) > indentAt(code, next)
  );
}

/** Index of the `;` that ends the first statement; -1 if it has a block or no end. */
function statementEnd(tokens: readonly Token[]): number {
  let depth = 0;
  return tokens.findIndex(({ text }) => {
    if (text === "(") depth++;
    if (text === ")") depth--;
    return text === "{" || text === "}" || (text === ";" && depth <= 0);
  });
}

function indentAt(code: string, { start }: Token): number {
  return indentOf(code.slice(code.lastIndexOf("\n", start) + 1, start));
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
  const partners = partnersOf(tokens);
  const open: Open[] = [];
  let kept: readonly Open[] = [];
  let end = 0;
  let hasHead = headed;
  tokens.forEach((token, index) => {
    const isBoundary = step({ tokens, partners, open, hasHead }, index);
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
function step(walk: Walk, index: number): boolean {
  const { tokens, open, hasHead } = walk;
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
      const kind = hasHead && open.length === 0 ? "block" : braceKind(walk, index, inBlock);
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

function braceKind({ tokens, partners }: Walk, index: number, inBlock: boolean): Open["kind"] {
  const before = tokens[index - 1]?.text;
  if (before === "do") return "do";
  // `({` opens a statement expression; it is kept or dropped with the statement that it is in.
  const opensBlock = before === undefined || /^(?:[{};:)]|else)$/.test(before);
  const head = before === ")" ? tokens[(partners.get(index - 1) ?? 0) - 1] : undefined;
  // `= (struct a) {`: a value, not the block of an `if`.
  const isLiteral = head !== undefined && (!isWord(head) || head.text === "return");
  return inBlock && opensBlock && !isLiteral ? "block" : "list";
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
