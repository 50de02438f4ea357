// An excerpt that may begin and end anywhere -> what its beginning belongs to, and its items.
// Kernel code puts heads and the brackets of bodies in column 0 and nothing else, labels aside.

import type { Conditional } from "./directives.ts";
import { itemsOf, type Item } from "./slice.ts";
import { ATTRIBUTES_WITH_BRACKETS } from "./attributes.ts";
import { blankedOut } from "./source.ts";
import { isWord, tokensOf } from "./tokens.ts";

/** The lines at the start of an excerpt that belong to something that began above it. */
export interface Tail {
  /** What it began as, by its end or by the section. */
  readonly kind: "function" | "fields" | "values" | "other";
  readonly start: number;
  /** Offset of the `}` in column 0 that ends it, or of the end of the excerpt. */
  readonly end: number;
  readonly closed: boolean;
}

export interface Regions {
  readonly tail: Tail | undefined;
  readonly items: readonly Item[];
}

/** `code` has its directive lines blanked; `section` is the text behind the @@. */
export function regionsOf(
  code: string,
  conditionals: readonly Conditional[],
  section: string,
): Regions {
  const tail = tailOf(code, section);
  if (tail === undefined) return { tail, items: itemsOf(code, conditionals) };
  // The closing bracket of a struct may carry a name: `} __packed;`.
  const rest = tail.closed ? endOfClosing(code, tail.end) : tail.end;
  const below = blankedOut(code, [[0, rest]]);
  return { tail, items: itemsOf(below, conditionals) };
}

function endOfClosing(code: string, at: number): number {
  const closing = /\}[ \t]*(?:\w[^;{}\n]*)?;?/y;
  closing.lastIndex = at;
  closing.exec(code);
  return Math.max(closing.lastIndex, at + 1);
}

function tailOf(code: string, section: string): Tail | undefined {
  const marks = /^(?:\}|\{|[A-Za-z_]\w*)/gm;
  for (let match = marks.exec(code); match !== null; match = marks.exec(code)) {
    const [mark] = match;
    const at = match.index;
    if (mark === "{") return bodyBehindHiddenHead(code, at, section);
    if (mark === "}") {
      const kind = closingKind(code, at, section);
      return hasCode(code, 0, at) ? { kind, start: 0, end: at, closed: true } : closedAt(at);
    }
    if (/^\s*:(?!:)/.test(code.slice(marks.lastIndex, marks.lastIndex + 40))) continue;
    // A body would have been closed before the next head begins.
    return hasCode(code, 0, at) ? { kind: "other", start: 0, end: at, closed: false } : undefined;
  }
  if (!hasCode(code, 0, code.length)) return undefined;
  const guess = guessedKind(code);
  // Rows of a table in a function are no statements.
  const kind = guess === "values" ? guess : (sectionKind(section) ?? guess);
  return { kind, start: 0, end: code.length, closed: false };
}

/** Nothing but the closing bracket of something is shown. */
function closedAt(at: number): Tail {
  return { kind: "other", start: 0, end: at, closed: true };
}

/** The head is above the excerpt, or its last lines are the first ones of it. */
function bodyBehindHiddenHead(code: string, open: number, section: string): Tail {
  const closing = /^\}/gm;
  closing.lastIndex = open;
  const match = closing.exec(code);
  const kind = sectionKind(section) ?? "function";
  const end = match?.index ?? code.length;
  return { kind, start: open + 1, end, closed: match !== null };
}

function hasCode(code: string, from: number, to: number): boolean {
  return /\S/.test(code.slice(from, to));
}

/** `};` and `} name;` do not end a function. */
function closingKind(code: string, at: number, section: string): Tail["kind"] {
  if (!/^\}[ \t]*(?:;|[A-Za-z_])/.test(code.slice(at, at + 200))) return "function";
  const kind = sectionKind(section) ?? guessedKind(code.slice(0, at));
  return kind === "function" ? "other" : kind;
}

/** What a head is the head of; undefined when the section says nothing. */
export function sectionKind(section: string): Tail["kind"] | undefined {
  const words = section.trim();
  if (words === "" || /^\w+\s*:/.test(words)) return undefined;
  if (words.includes("=")) return "values";
  if (/^(?:typedef\s+)?(?:struct|union)\b[^()]*$/.test(words)) return "fields";
  if (/^(?:typedef\s+)?enum\b[^()]*$/.test(words)) return "other";
  return words.includes("(") ? "function" : undefined;
}

/** Without a section: code has calls and keywords, tables have dots and commas. */
function guessedKind(code: string): Tail["kind"] {
  const lines = code.split("\n").filter((line) => /\S/.test(line));
  const share = (pattern: RegExp): number =>
    lines.filter((line) => pattern.test(line)).length / lines.length;
  if (share(/^\s*[.[{}"].*[,{]\s*$/) > 0.5) return "values";
  if (/\b(?:if|return|goto|for|while|switch|break|case)\b/.test(code)) return "function";
  if (share(/\w\s*\([^()]*\)\s*;|[^=!<>]=[^=]/) > 0) return "function";
  return share(/^\s*[\w\s*]+[\w\]]\s*(?::\s*\d+\s*)?;\s*$/) > 0.5 ? "fields" : "other";
}

/** Name of the function whose head, perhaps cut off, `section` is. */
export function nameIn(section: string): string {
  const tokens = tokensOf(section);
  for (const [index, token] of tokens.entries()) {
    if (!isWord(token) || tokens[index + 1]?.text !== "(") continue;
    if (ATTRIBUTES_WITH_BRACKETS.has(token.text)) continue;
    const isMacro = /^(?:BPF_CALL_|(?:COMPAT_)?SYSCALL_DEFINE)\d$/.test(token.text);
    return (isMacro ? tokens[index + 2]?.text : token.text) ?? "";
  }
  return "";
}

/** Tag of the struct whose first line `section` is. */
export function tagIn(section: string): string | undefined {
  return /^(?:typedef\s+)?(?:struct|union)\s+(\w+)/.exec(section.trim())?.[1];
}
