// A finding → the lines that its path runs through, and the line that is drawn through them.

import type { Patch, Reported } from "../types.ts";

export const ROW_PIXELS = 20;
const CONTEXT = 3;
const ROWS_MAX = 400;

export type Row =
  | { readonly kind: "gap" }
  | {
      readonly kind: "line";
      readonly line: number;
      readonly text: string;
      readonly added: boolean;
      /** The steps of the witness on this line, `turn` counting from 1 along the path. */
      readonly steps: readonly { readonly turn: number; readonly note: string }[];
    };

type Line = Extract<Row, { kind: "line" }>;

/** Lines as the patch leaves them, from a little before the first step to a little after the last. */
export function pathRows(patch: Patch, finding: Reported): Row[] {
  const lines = new Map<number, Line>();
  const steps = finding.witness.map(({ file, line, text, note }, at) => ({
    line: file === finding.file ? line : finding.line,
    text: text.trim(),
    note: file === finding.file ? note : `${file}:${line}: ${text.trim()} ${note}`,
    turn: at + 1,
  }));
  const first = Math.min(finding.line, ...steps.map(({ line }) => line)) - CONTEXT;
  const last = Math.max(finding.line, ...steps.map(({ line }) => line)) + CONTEXT;
  for (const { newPath, hunks } of patch.files) {
    if (newPath !== finding.file) continue;
    for (const { newLine: line, text, kind } of hunks.flatMap((hunk) => hunk.lines)) {
      if (line === undefined || line < first || line > last || lines.size >= ROWS_MAX) continue;
      lines.set(line, { kind: "line", line, text, added: kind === "added", steps: [] });
    }
  }
  for (const { line, text, note, turn } of steps) {
    const row = lines.get(line) ?? { kind: "line", line, text, added: false, steps: [] };
    lines.set(line, { ...row, steps: [...row.steps, { turn, note }] });
  }
  return withGaps([...lines.values()].toSorted((a, b) => a.line - b.line));
}

/** A dot for each step, joined in the order in which they happen. */
export function pathDrawing(rows: readonly Row[]): string {
  const dots = rows
    .flatMap((row, at) =>
      row.kind === "gap" ? [] : row.steps.map(({ turn }) => ({ turn, y: (at + 0.5) * ROW_PIXELS })),
    )
    .toSorted((a, b) => a.turn - b.turn);
  const height = rows.length * ROW_PIXELS;
  const curve = dots.map(({ y }, at) => {
    const before = dots[at - 1]?.y;
    if (before === undefined) return `M26 ${y}`;
    // A step back, the turn of a loop, swings out to the left.
    const x = y > before ? 26 : 4;
    const third = Math.round((y - before) / 3);
    return `C${x} ${before + third} ${x} ${y - third} 26 ${y}`;
  });
  const circles = dots.map(({ y }) => `<circle cx="26" cy="${y}" r="4" fill="#c0392b"/>`);
  return (
    `<svg width="40" height="${height}" aria-hidden="true">` +
    `<path d="${curve.join(" ")}" fill="none" stroke="#c0392b" stroke-width="2"/>` +
    `${circles.join("")}</svg>`
  );
}

function withGaps(lines: readonly Line[]): Row[] {
  return lines.flatMap((row, at) => {
    const before = lines[at - 1];
    return before !== undefined && before.line < row.line - 1
      ? [{ kind: "gap" } as const, row]
      : [row];
  });
}
