// A FileDiff → the stretches of source that one side of it shows, and where a comment can stand.

import type { Excerpt, FileDiff, Hunk, HunkLine } from "../types.ts";

type Side = Excerpt["side"];

/** Each stretch of consecutive lines that `side` shows; hunks that touch become one. */
export function excerptsOf(file: FileDiff, side: Side): readonly Excerpt[] {
  const path = side === "before" ? file.oldPath : file.newPath;
  if (path === undefined) return [];
  const whole =
    side === "before" ? file.newPath === undefined : file.kind === "added" && file.hunks.length < 2;
  return stretchesOf(file.hunks, side).map(({ section, lines }) => ({
    file: path,
    side,
    firstLine: numberOf(lines[0], side) ?? 1,
    text: lines.map(({ text, noNewline }) => text + (noNewline ? "" : "\n")).join(""),
    section: whole ? "" : section,
    whole,
    changed: new Set(
      lines.flatMap((line) => (line.kind === "same" ? [] : [numberOf(line, side) ?? 0])),
    ),
  }));
}

interface Stretch {
  readonly section: string;
  readonly lines: HunkLine[];
}

function stretchesOf(hunks: readonly Hunk[], side: Side): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const hunk of hunks) {
    const lines = hunk.lines.filter((line) => numberOf(line, side) !== undefined);
    const first = numberOf(lines[0], side);
    if (first === undefined) continue; // This side of the hunk is empty.
    const last = stretches.at(-1);
    if (last !== undefined && numberOf(last.lines.at(-1), side) === first - 1)
      for (const line of lines) last.lines.push(line);
    else stretches.push({ section: hunk.section, lines: [...lines] });
  }
  return stretches;
}

function numberOf(line: HunkLine | undefined, side: Side): number | undefined {
  return side === "before" ? line?.oldLine : line?.newLine;
}

/** First and last line of a function, in the new file. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * The line of the patch under which a comment on line `line` of the new file can stand: that line
 * itself where the patch shows it, else the nearest shown line of the same function, else nothing.
 */
export function placeOf(file: FileDiff, line: number, within?: Span): HunkLine | undefined {
  let nearest: HunkLine | undefined;
  let distance = Infinity;
  for (const hunk of file.hunks) {
    for (const shown of hunk.lines) {
      if (shown.newLine === undefined) continue;
      const inside =
        within === undefined
          ? shown.newLine === line
          : shown.newLine >= within.first && shown.newLine <= within.last;
      const away = Math.abs(shown.newLine - line);
      if (!inside || away >= distance) continue;
      nearest = shown;
      distance = away;
    }
  }
  return nearest;
}
