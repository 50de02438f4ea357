// The diff in a mail's body → FileDiffs, byte-true and with the mail line of everything.
// A file whose diff is damaged or hostile is refused whole, with the line that is to blame.

import type { Complaint, FileDiff, Hunk } from "../types.ts";
import { headerAt, type Header } from "./header.ts";
import { hunkAt } from "./hunk.ts";
import { hostile, pathsOf, type Paths } from "./paths.ts";

export interface Diff {
  readonly files: readonly FileDiff[];
  /** Everything that was wrong or odd, in the order of the mail. */
  readonly problems: readonly Complaint[];
  /** Those of `problems` for which a file is missing in `files`. */
  readonly refused: readonly Complaint[];
  /** Line of the body, from 1, on which the diff starts; undefined when there is none. */
  readonly start: number | undefined;
}

const FILES_MAX = 10_000;

/** Reads every file of the diff in `body`; lines end in LF. Never throws. */
export function filesOf(body: string): Diff {
  const lines = linesOf(body);
  const files: FileDiff[] = [];
  const problems: Complaint[] = [];
  const refused: Complaint[] = [];
  let start: number | undefined;
  let at = 0;
  while (at < lines.length) {
    if (!startsFile(lines, at)) {
      at++;
      continue;
    }
    start ??= at + 1;
    const section = sectionAt(lines, at);
    problems.push(...section.problems);
    if (section.file === undefined) refused.push(...section.problems.slice(-1));
    else files.push(section.file);
    at = section.next;
    if (files.length + refused.length > FILES_MAX) {
      const why = `more than ${FILES_MAX} files in one mail`;
      const complaint = { what: `line ${at + 1} of the mail`, why };
      return { files, problems: [...problems, complaint], refused: [...refused, complaint], start };
    }
  }
  return { files, problems, refused, start };
}

/** Whether `body` holds a diff at all, without reading it. */
export function holdsDiff(body: string): boolean {
  const lines = linesOf(body);
  return lines.some((_, at) => startsFile(lines, at));
}

/** Lines without their ends; a last line without an end counts as one. */
export function linesOf(body: string): string[] {
  const lines = body.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

const afterGitLine =
  /^(?:old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|similarity index|dissimilarity index|index |GIT binary patch|Binary files )/;

/** Whether the diff of a file begins on this line: prose that only looks like it does not count. */
export function startsFile(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (!line.startsWith("d") && !line.startsWith("-")) return false;
  const next = lines[at + 1] ?? "";
  if (line.startsWith("diff --git "))
    return next.startsWith("--- ")
      ? (lines[at + 2] ?? "").startsWith("+++ ")
      : afterGitLine.test(next);
  if (line.startsWith("diff --cc ") || line.startsWith("diff --combined "))
    return next.startsWith("index ") || next.startsWith("mode ");
  return startsBare(lines, at);
}

function startsBare(lines: readonly string[], at: number): boolean {
  return (
    (lines[at] ?? "").startsWith("--- ") &&
    (lines[at + 1] ?? "").startsWith("+++ ") &&
    (lines[at + 2] ?? "").startsWith("@@ -")
  );
}

interface Section {
  readonly file: FileDiff | undefined;
  /** When the file is refused, the last one says why. */
  readonly problems: readonly Complaint[];
  /** Index of the first line behind the section. */
  readonly next: number;
}

function sectionAt(lines: readonly string[], at: number): Section {
  const refuse = (next: number, what: string, why: string, before: readonly Complaint[] = []) => ({
    file: undefined,
    problems: [...before, { what, why }],
    next,
  });
  const first = lines[at] ?? "";
  if (first.startsWith("diff --c"))
    return refuse(at + 1, lineName(at), "a combined diff of a merge, which cannot be reviewed");
  const header = headerAt(lines, at);
  const paths = pathsOf(header);
  if (paths.kind === "unclear") return refuse(header.end, lineName(at), paths.why);
  const name = paths.newPath ?? paths.oldPath ?? "";
  for (const path of [paths.oldPath, paths.newPath]) {
    const why = path === undefined ? undefined : hostile(path);
    if (why !== undefined) return refuse(header.end, lineName(at), `the path is refused: ${why}`);
  }
  const read = hunksAt(lines, header.end);
  const wrong = read.damage ?? disagreement(header, read.hunks, lineName(at));
  if (wrong !== undefined)
    return refuse(read.next, `${name}, ${wrong.what}`, wrong.why, read.stripped);
  return {
    file: fileOf(header, paths, at + 1, read.hunks),
    problems: read.stripped.map(({ what, why }) => ({ what: `${name}, ${what}`, why })),
    next: read.next,
  };
}

/** The name of a line, by its index, for a complaint. */
function lineName(at: number): string {
  return `line ${at + 1} of the mail`;
}

interface Hunks {
  readonly hunks: readonly Hunk[];
  readonly damage: Complaint | undefined;
  readonly stripped: readonly Complaint[];
  readonly next: number;
}

function hunksAt(lines: readonly string[], from: number): Hunks {
  const hunks: Hunk[] = [];
  const stripped: Complaint[] = [];
  let at = from;
  while ((lines[at] ?? "").startsWith("@@ -")) {
    const read = hunkAt(lines, at);
    if (read.kind === "damaged") return { hunks, damage: read.why, stripped, next: read.next };
    const last = hunks.at(-1);
    if (last !== undefined && read.hunk.oldStart < last.oldStart + last.oldCount) {
      const what = `hunk at line ${at + 1} of the mail`;
      const why = "it overlaps the hunk before it, or comes before it in the file";
      return { hunks, damage: { what, why }, stripped, next: read.next };
    }
    hunks.push(read.hunk);
    if (read.stripped !== undefined) stripped.push(read.stripped);
    at = read.next;
  }
  return { hunks, damage: undefined, stripped, next: at };
}

/** What the header says against what the hunks show, or undefined when they agree. */
function disagreement(header: Header, hunks: readonly Hunk[], what: string): Complaint | undefined {
  if (header.added && hunks.some((hunk) => hunk.oldCount > 0))
    return { what, why: "a new file whose hunks show old lines" };
  if (header.deleted && hunks.some((hunk) => hunk.newCount > 0))
    return { what, why: "a deleted file whose hunks leave lines behind" };
  if (header.oldLine !== undefined && hunks.length === 0)
    return { what, why: "a file header without a hunk" };
  return undefined;
}

function fileOf(header: Header, paths: Paths, bodyLine: number, hunks: readonly Hunk[]): FileDiff {
  return {
    kind: kindOf(header, hunks),
    oldPath: header.added ? undefined : paths.oldPath,
    newPath: header.deleted ? undefined : paths.newPath,
    oldBlob: header.oldBlob,
    newBlob: header.newBlob,
    oldMode: header.added ? undefined : header.oldMode,
    newMode: header.deleted ? undefined : header.newMode,
    bodyLine,
    hunks,
  };
}

function kindOf(header: Header, hunks: readonly Hunk[]): FileDiff["kind"] {
  if (header.binary) return "binary";
  if (header.renameFrom !== undefined) return "renamed";
  if (header.copyFrom !== undefined) return "copied";
  if (header.added) return "added";
  if (header.deleted) return "deleted";
  return hunks.length === 0 && header.oldMode !== header.newMode ? "mode" : "modified";
}
