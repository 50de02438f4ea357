// A line of a file, and a later patch → where that line is when the patch has been applied.

import type { FileDiff, Hunk } from "../types.ts";

export interface FileLine {
  readonly file: string;
  readonly line: number;
}

/** undefined when the patch removes or rewrites the line, or deletes its file. */
export function followed(files: readonly FileDiff[], at: FileLine): FileLine | undefined {
  const diff = files.find(({ kind, oldPath }) => oldPath === at.file && kind !== "copied");
  if (diff === undefined) return at;
  if (diff.newPath === undefined) return undefined;
  let shift = 0;
  for (const hunk of diff.hunks) {
    // A hunk without old lines stands behind the line that it names.
    const first = hunk.oldCount === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    if (at.line < first) break;
    if (at.line < first + hunk.oldCount) {
      const line = newLineOf(hunk, at.line);
      return line === undefined ? undefined : { file: diff.newPath, line };
    }
    shift += hunk.newCount - hunk.oldCount;
  }
  return { file: diff.newPath, line: at.line + shift };
}

function newLineOf(hunk: Hunk, line: number): number | undefined {
  return hunk.lines.find(({ kind, oldLine }) => kind === "same" && oldLine === line)?.newLine;
}
