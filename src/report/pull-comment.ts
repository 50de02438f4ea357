// A finding → its comment on a pull request, and where that can stand.

import type { MessageId, PatchReview, Reported } from "../types.ts";
import { valuesOf } from "./comment.ts";
import { code, fenced, inline } from "./pull-markdown.ts";

export interface PullComment {
  /** Fingerprint of the finding. */
  readonly finding: string;
  /** The patch in whose commit the line stands. */
  readonly patch: MessageId;
  readonly path: string;
  /** undefined: no line of the patch shows it, so it can only be about the file. */
  readonly line: number | undefined;
  readonly side: "LEFT" | "RIGHT";
  readonly body: string;
}

/** Comments for what the series introduces; the rest is counted elsewhere. */
export function pullComments(reviews: readonly PatchReview[]): readonly PullComment[] {
  return reviews.flatMap((review) =>
    review.findings
      .filter((finding) => finding.class === "introduced")
      .map((finding) => ({
        finding: finding.id,
        patch: review.patch.id,
        path: finding.file,
        ...placeOf(review, finding),
        body: commentBody(finding),
      })),
  );
}

/** The same comment once its finding is settled; the words of then stay readable. */
export function settledBody(body: string, why: string): string {
  return `**${inline(why)}**\n\n<details><summary>What was here</summary>\n\n${body}\n\n</details>`;
}

/** All that we know about a finding, for somebody who asks. */
export function explanation(finding: Reported): string {
  const values = Object.entries(finding.values).map(
    ([words, value]) => `- ${code(words)}: ${code(String(value))}`,
  );
  return [
    `${code(finding.id)}, rule ${code(finding.rule)}, in ${code(`${finding.function}()`)} at ` +
      `${code(`${finding.file}:${finding.line}`)}:`,
    inline(finding.what),
    "The way through the function on which it happens:",
    witnessOf(finding),
    ...(values.length > 0 ? ["The values that lead there:", values.join("\n")] : []),
    finding.replayed
      ? "It was run again on these values by an interpreter of its own, with the same result."
      : "It was not run again on values.",
    inline(finding.fix),
  ].join("\n\n");
}

function commentBody(finding: Reported): string {
  return [
    inline(finding.what),
    ...(finding.witness.length > 0 ? [witnessOf(finding)] : []),
    inline(valuesOf(finding)),
    inline(finding.fix),
    `<sub>${code(finding.rule)} · ${code(`/interleave explain ${finding.id}`)} · ` +
      `${code(`/interleave ignore ${finding.id} <reason>`)}</sub>`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function witnessOf(finding: Reported): string {
  const rows = finding.witness.map(({ file, line, text, note }) => ({
    place: file === finding.file ? `${line}` : `${file}:${line}`,
    words: text.replace(/\s+/g, " ").trim(),
    note,
  }));
  const places = Math.max(0, ...rows.map(({ place }) => place.length));
  const words = Math.max(0, ...rows.map((row) => row.words.length));
  return fenced(
    rows.map((row) =>
      `${row.place.padStart(places)}  ${row.words.padEnd(words)}  ${row.note}`.trimEnd(),
    ),
    "c",
  );
}

/** Lines of a deleted file stand on the left; others on the right, where the patch shows them. */
function placeOf(
  { patch }: PatchReview,
  { file, line }: Reported,
): Pick<PullComment, "line" | "side"> {
  for (const { oldPath, newPath, hunks } of patch.files) {
    const side = newPath === file ? "RIGHT" : oldPath === file ? "LEFT" : undefined;
    if (side === undefined) continue;
    const shown = hunks
      .flatMap((hunk) => hunk.lines)
      .some((each) => (side === "RIGHT" ? each.newLine : each.oldLine) === line);
    return { line: shown ? line : undefined, side };
  }
  return { line: undefined, side: "RIGHT" };
}
