// Text of C -> the same text with comments and string contents masked out, and line numbers.
// Everything that rewrites or slices C looks at `code`, so that words in comments and strings
// are never taken for code; offsets are the same in `text` and `code`.

import type { Span } from "./ir.ts";

/** One text of C under its place in a file. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Comments blanked (line ends kept), contents of strings and characters replaced by `_`. */
  readonly code: string;
  /** Comments blanked, strings kept: what we show to people. */
  readonly shown: string;
  /** Number in the file of the first line. */
  readonly firstLine: number;
  /** Offset at which each line starts. */
  readonly starts: readonly number[];
}

const MAX_SPAN_TEXT = 160;

/** Masks `text`. `inComment` says that it starts in the middle of a comment. */
export function sourceOf(file: string, text: string, firstLine: number, inComment = false): Source {
  const { code, shown } = masked(text, inComment);
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return { file, text, code, shown, firstLine, starts };
}

/** Number in the file of the line that `offset` is on. */
export function lineAt(source: Source, offset: number): number {
  let low = 0;
  let high = source.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return source.firstLine + low;
}

/** The words between two offsets on one line. */
export function spanOf(source: Source, start: number, end: number): Span {
  const from = Math.max(0, start);
  return { line: lineAt(source, from), text: wordsOf(source, from, Math.max(from, end)) };
}

/** The source between two offsets with comments dropped and blanks collapsed, cut at a limit. */
export function wordsOf(
  source: Source,
  start: number,
  end: number,
  limit: number = MAX_SPAN_TEXT,
): string {
  // Twice the limit is enough for the blanks that are collapsed in all but strange text.
  const raw = source.shown.slice(start, Math.min(end, start + limit * 8));
  const words = raw.replace(/\s+/g, " ").trim();
  return words.length <= limit ? words : `${words.slice(0, limit - 1)}…`;
}

/** `text` with the given stretches blanked, line ends kept. They may overlap. */
export function blankedOut(
  text: string,
  stretches: readonly (readonly [number, number])[],
): string {
  const parts: string[] = [];
  let from = 0;
  for (const [start, end] of [...stretches].sort(([one], [other]) => one - other)) {
    if (end <= from) continue;
    const low = Math.max(from, start);
    parts.push(text.slice(from, low), text.slice(low, end).replace(/[^\n]/g, " "));
    from = Math.min(end, text.length);
  }
  parts.push(text.slice(from));
  return parts.join("");
}

function masked(text: string, inComment: boolean): { code: string; shown: string } {
  const code: string[] = [];
  const shown: string[] = [];
  let from = 0;
  const keep = (end: number): void => {
    code.push(text.slice(from, end));
    shown.push(text.slice(from, end));
    from = end;
  };
  const blank = (end: number): void => {
    const spaces = text.slice(from, end).replace(/[^\n]/g, " ");
    code.push(spaces);
    shown.push(spaces);
    from = end;
  };
  const hide = (end: number): void => {
    const inner = text.slice(from, end);
    code.push(inner.replace(/[^\n]/g, "_"));
    shown.push(inner);
    from = end;
  };
  if (inComment) blank(endOf(text, 0, "*/"));
  const starters = /\/\/|\/\*|["']/g;
  for (starters.lastIndex = from; ; starters.lastIndex = from) {
    const match = starters.exec(text);
    if (match === null) break;
    keep(match.index);
    if (match[0] === "/*") blank(endOf(text, match.index + 2, "*/"));
    else if (match[0] === "//") blank(endOfLine(text, match.index));
    else {
      keep(match.index + 1);
      const close = endOfLiteral(text, match.index + 1, match[0]);
      hide(close);
      if (text[close] === match[0]) keep(close + 1);
    }
  }
  keep(text.length);
  return { code: code.join(""), shown: shown.join("") };
}

function endOf(text: string, from: number, mark: string): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

/** A literal ends at its quote; one that is never closed ends with its line. */
function endOfLiteral(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === quote || character === "\n") return at;
  }
  return text.length;
}
