// A file's hunks → what of the file a patch touched: the lines that it changed, and the gaps that
// removed lines left.

import type { FileDiff, HunkLine } from "../types.ts";

/** Lines of one side, both included. A gap is the two lines around what is gone from this side: no path comes by an empty one. */
export interface Touched {
  readonly first: number;
  readonly last: number;
}

export function touchedBy(file: FileDiff, side: "before" | "after"): readonly Touched[] {
  return file.hunks.flatMap(({ lines }) => {
    const touched: Touched[] = [];
    let gap = false;
    let above: HunkLine | undefined;
    for (const line of lines) {
      const here = numberOf(line, side);
      if (here === undefined) {
        gap = true;
        continue;
      }
      if (line.kind === "same" && line.text.trim() === "") continue;
      // Beside a changed line a gap says nothing new.
      if (line.kind !== "same") touched.push({ first: here, last: here });
      else if (gap && (above === undefined || above.kind === "same")) {
        touched.push({ first: (above && numberOf(above, side)) ?? here, last: here });
      }
      gap = false;
      above = line;
    }
    const last = above && numberOf(above, side);
    if (gap && last !== undefined && above?.kind === "same") touched.push({ first: last, last });
    return touched;
  });
}

/** Whether the patch changed something between two lines, both included. */
export function changedIn(touched: readonly Touched[], first: number, last: number): boolean {
  return touched.some((each) => each.first >= first && each.last <= last);
}

/** Whether a line was changed, or stands beside something that was removed. */
export function isTouched(touched: readonly Touched[], line: number): boolean {
  return touched.some((each) => line >= each.first && line <= each.last);
}

/** Whether something was removed between two lines, of which one follows the other. */
export function isPassed(touched: readonly Touched[], from: number, to: number): boolean {
  return touched.some(({ first, last }) => first < last && from <= first && to >= last);
}

function numberOf(line: HunkLine, side: "before" | "after"): number | undefined {
  return side === "before" ? line.oldLine : line.newLine;
}
