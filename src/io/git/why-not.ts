// What git said when a patch did not apply → one sentence with the hunk and the line at which the
// file is not what the patch expects.

import type { FileDiff, Hunk, HunkLine } from "../../types.ts";
import { firstLine } from "./run.ts";
import { entryAt, isFile, textOf, type Overlay, type Reader } from "./snapshot.ts";

/** Comparisons made to find where a hunk nearly fits; a file of 100,000 lines needs fewer. */
const COMPARISONS_MAX = 20_000_000;
const QUOTED_CHARACTERS_MAX = 100;

export async function whyNot(
  reader: Reader,
  root: string,
  overlay: Overlay,
  files: readonly FileDiff[],
  said: string,
): Promise<string> {
  for (const line of said.split("\n")) {
    const [, path, number] = /^error: patch failed: (.*):(\d+)$/.exec(line) ?? [];
    const file = files.find(({ oldPath }) => oldPath === path);
    const hunk = file?.hunks.find(({ oldStart }) => oldStart === Number(number));
    if (path === undefined || file === undefined || hunk === undefined) continue;
    const entry = await entryAt(reader, root, overlay, path);
    const text = entry !== undefined && isFile(entry) ? await textOf(reader, entry.id) : undefined;
    if (text !== undefined) return mismatchOf(path, file, hunk, text);
  }
  return plain(said);
}

/** Git's own first error, without its prefix. */
function plain(said: string): string {
  const error = said.split("\n").find((line) => line.startsWith("error: "));
  return error?.slice("error: ".length).replace("in index", "in the tree") ?? firstLine(said);
}

/** Exported for its table test. */
export function mismatchOf(path: string, file: FileDiff, hunk: Hunk, text: string): string {
  const number = file.hunks.indexOf(hunk) + 1;
  const head = `hunk ${number} of ${path} (@@ -${hunk.oldStart},${hunk.oldCount} @@)`;
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const old = hunk.lines.filter(({ kind }) => kind !== "added");
  const { start, line } = nearest(lines, old, hunk.oldStart - 1);
  if (line === undefined)
    return `${head} fits at line ${start + 1}, but not where the hunks around it go`;
  const at = start + old.indexOf(line);
  const expected = `the patch expects ${shown(line.text)} (line ${line.bodyLine} of the mail)`;
  const found = lines[at];
  const has = found === undefined ? `the file ends before` : `the file has ${shown(found)}`;
  return `${head} does not match at line ${at + 1}: ${expected}, ${has}`;
}

/**
 * The place where most lines match, the expected one first; and the first line that does not.
 * Lines before the first mismatch count twice: people read a hunk from its top.
 */
function nearest(
  lines: readonly string[],
  old: readonly HunkLine[],
  expected: number,
): { readonly start: number; readonly line: HunkLine | undefined } {
  const scoreAt = (start: number): number => {
    let score = 0;
    let prefix = true;
    for (const [at, { text }] of old.entries()) {
      const same = lines[start + at] === text;
      prefix &&= same;
      score += (same ? 1 : 0) + (prefix ? 1 : 0);
    }
    return score;
  };
  const first = Math.max(0, Math.min(expected, lines.length));
  let best = { start: first, score: scoreAt(first) };
  let left = COMPARISONS_MAX;
  for (let away = 1; away <= lines.length && left > 0; away++) {
    for (const start of [expected - away, expected + away]) {
      if (start < 0 || start >= lines.length) continue;
      left -= old.length;
      const score = scoreAt(start);
      if (score > best.score) best = { start, score };
    }
  }
  const line = old.find(({ text }, at) => lines[best.start + at] !== text);
  return { start: best.start, line };
}

function shown(text: string): string {
  const short =
    text.length > QUOTED_CHARACTERS_MAX ? `${text.slice(0, QUOTED_CHARACTERS_MAX)}…` : text;
  return JSON.stringify(short);
}
