// The lines of one hunk → a Hunk, counted against its header; damage is diagnosed with its line.

import parseDiff from "parse-diff";
import type { Complaint, Hunk, HunkLine } from "../types.ts";

export type ReadHunk =
  | {
      readonly kind: "hunk";
      readonly hunk: Hunk;
      /** Set when empty lines stand for blank context lines. */
      readonly stripped: Complaint | undefined;
      readonly next: number;
    }
  | { readonly kind: "damaged"; readonly why: Complaint; readonly next: number };

// A file of two thousand million lines has never been mailed.
const LINE_NUMBER_MAX = 2 ** 31 - 1;
const HUNK_HEADER = /^@@ -\d{1,10}(?:,\d{1,10})? \+\d{1,10}(?:,\d{1,10})? @@/;

/** Reads the hunk whose `@@` line is at this index. */
export function hunkAt(lines: readonly string[], at: number): ReadHunk {
  const header = HUNK_HEADER.exec(lines[at] ?? "")?.[0];
  const chunk = header === undefined ? undefined : parseDiff(header)[0]?.chunks[0];
  const what = `hunk at line ${at + 1} of the mail`;
  const damaged = (why: string, next: number): ReadHunk => ({
    kind: "damaged",
    why: { what, why },
    next,
  });
  if (header === undefined || chunk === undefined || tooLarge(chunk))
    return damaged("its @@ line cannot be read", at + 1);
  const read = linesAt(lines, at + 1, chunk);
  if (read.broken || excessAt(lines, read.next) || swallowed(lines, read.next))
    return damaged(diagnosis(lines, at + 1, read, chunk), Math.max(read.next, at + 1));
  if (tornAt(lines, read.next)) return damaged(wrapWords(read.next), read.next);
  const { oldStart, newStart, oldLines: oldCount, newLines: newCount } = chunk;
  const section = (lines[at] ?? "").slice(header.length).replace(/^ /, "");
  const bodyLine = at + 1;
  return {
    kind: "hunk",
    hunk: { oldStart, oldCount, newStart, newCount, section, bodyLine, lines: read.lines },
    stripped: strippedOf(read.stripped),
    next: read.next,
  };
}

interface Counts {
  readonly oldStart: number;
  readonly newStart: number;
  readonly oldLines: number;
  readonly newLines: number;
}

function tooLarge(counts: Counts): boolean {
  return (
    counts.oldStart + counts.oldLines > LINE_NUMBER_MAX ||
    counts.newStart + counts.newLines > LINE_NUMBER_MAX
  );
}

interface Run {
  readonly lines: readonly HunkLine[];
  /** True when a line was met that cannot stand where the counts put it. */
  readonly broken: boolean;
  /** Mail lines, from 1, of empty lines taken for blank context. */
  readonly stripped: readonly number[];
  readonly next: number;
}

function linesAt(body: readonly string[], from: number, counts: Counts): Run {
  const lines: HunkLine[] = [];
  const stripped: number[] = [];
  // A hunk with a count of zero names the line before it.
  let oldLine = counts.oldStart + (counts.oldLines === 0 ? 1 : 0);
  let newLine = counts.newStart + (counts.newLines === 0 ? 1 : 0);
  const oldEnd = oldLine + counts.oldLines;
  const newEnd = newLine + counts.newLines;
  let at = from;
  for (; at < body.length; at++) {
    const line = body[at] ?? "";
    if (line.startsWith("\\ ")) {
      const last = lines.pop();
      if (last === undefined) break;
      lines.push({ ...last, noNewline: true });
      continue;
    }
    if (oldLine === oldEnd && newLine === newEnd) break;
    const kind = kindOf(line);
    if (kind === undefined) break;
    const inOld = kind !== "added";
    const inNew = kind !== "removed";
    if ((inOld && oldLine === oldEnd) || (inNew && newLine === newEnd)) break;
    if (line === "") stripped.push(at + 1);
    lines.push({
      kind,
      text: line.slice(1),
      oldLine: inOld ? oldLine++ : undefined,
      newLine: inNew ? newLine++ : undefined,
      bodyLine: at + 1,
      noNewline: false,
    });
  }
  return { lines, broken: oldLine !== oldEnd || newLine !== newEnd, stripped, next: at };
}

function kindOf(line: string): HunkLine["kind"] | undefined {
  switch (line[0]) {
    case undefined:
    case " ":
      return "same";
    case "+":
      return "added";
    case "-":
      return "removed";
    default:
      return undefined;
  }
}

/** Whether marked lines go on behind a hunk whose counts are satisfied. git drops them silently. */
function excessAt(lines: readonly string[], from: number): boolean {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("+") && !line.startsWith("+++ ")) return true;
    if (line.startsWith("-") && !line.startsWith("--")) return true;
    if (!line.startsWith(" ")) return false;
  }
  return false;
}

/** Whether the signature of the mail, and not a removed line, satisfied the counts. */
function swallowed(lines: readonly string[], next: number): boolean {
  const line = lines[next] ?? "";
  return lines[next - 1] === "-- " && line !== "" && !/^(?:[ +\-\\]|@@ -|diff )/.test(line);
}

/** Whether a line or two without a mark stand right behind a hunk and before what must follow it. */
function tornAt(lines: readonly string[], next: number): boolean {
  const torn = (line: string | undefined) => line !== undefined && /^[^ +\-\\>@]/.test(line);
  if (!torn(lines[next]) || isOver(lines[next])) return false;
  return isOver(lines[next + 1]) || (torn(lines[next + 1]) && isOver(lines[next + 2]));
}

function isOver(line: string | undefined): boolean {
  return line === "-- " || (line !== undefined && /^(?:@@ -|diff --git )/.test(line));
}

function wrapWords(at: number): string {
  const what = "begins with neither a blank, + nor -";
  return `line ${at + 1} ${what}: it looks wrapped or changed by a mail program`;
}

function diagnosis(lines: readonly string[], from: number, read: Run, counts: Counts): string {
  const end = extentOf(lines, from);
  const stopped = lines[read.next];
  if (stopped !== undefined && read.next === end && wrapped(lines, end)) return wrapWords(end);
  const run = lines.slice(from, end);
  const count = (marks: string) => run.filter((line) => marks.includes(line[0] ?? " ")).length;
  const wrong = [
    miscount("old", counts.oldLines, count(" -")),
    miscount("new", counts.newLines, count(" +")),
  ].filter((words) => words !== undefined);
  return wrong.length > 0 ? wrong.join("; ") : `line ${read.next + 1} does not fit its counts`;
}

function miscount(side: string, announced: number, found: number): string | undefined {
  return announced === found ? undefined : `${announced} ${side} lines announced, ${found} found`;
}

/** Index behind the lines that look like this hunk's, whatever its counts say. */
function extentOf(lines: readonly string[], from: number): number {
  let end = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line === "") continue; // Counted only when marked lines follow.
    if (!" +-\\".includes(line[0] ?? "")) break;
    if (line === "-- " && !" +-".includes((lines[at + 1] ?? "?")[0] ?? "?")) break;
    if (line.startsWith("--- ") && (lines[at + 1] ?? "").startsWith("+++ ")) break;
    end = at + 1;
  }
  return end;
}

/** A line without a mark, with marked lines behind it: something broke a longer line. */
function wrapped(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (line === "" || /^(?:@@ -|diff |Index: |-- $)/.test(line)) return false;
  const next = lines[at + 1] ?? "";
  return /^[ +\-\\]/.test(next) || next === "" ? !line.startsWith("-") : false;
}

function strippedOf(lines: readonly number[]): Complaint | undefined {
  const [first, ...more] = lines;
  if (first === undefined) return undefined;
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  const why = `an empty line${others} stands for a context line that lost its blank`;
  return { what: `line ${first} of the mail`, why };
}
