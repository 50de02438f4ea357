// A review → a check run: one verdict for the head commit, and annotations on lines.

import type { PatchReview, Reported, Review } from "../types.ts";
import { valuesOf } from "./comment.ts";
import { plainOf } from "./plain.ts";
import { inline, titleText } from "./pull-markdown.ts";
import { counted } from "./wrap.ts";

export interface CheckWords {
  readonly conclusion: "success" | "failure" | "neutral";
  readonly title: string;
  readonly summary: string;
  /** Fingerprints of the findings that it counts. */
  readonly findings: readonly string[];
  readonly annotations: readonly Annotation[];
}

export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly title: string;
  readonly message: string;
}

/** Where a line of a patch is at the tip of the series; undefined when a later patch removed it. */
export type LineAtTip = (patch: PatchReview, file: string, line: number) => number | undefined;

export function checkWords(review: Review, lineAtTip: LineAtTip): CheckWords {
  const found = review.patches.flatMap((patch) =>
    patch.findings
      .filter((finding) => finding.class === "introduced")
      .map((finding) => ({ patch, finding })),
  );
  const functions = review.patches.flatMap((patch) => patch.functions);
  const looked = functions.filter(({ status }) => status !== "skipped").length;
  const whole = review.patches.every(({ applies }) => applies !== false);
  const title =
    found.length > 0
      ? counted(found.length, "finding")
      : looked === 0
        ? "Nothing that could be checked"
        : "Nothing found";
  return {
    // No verdict is no success: what was not looked at is not known to be good.
    conclusion: found.length > 0 ? "failure" : looked > 0 && whole ? "success" : "neutral",
    title,
    summary: [
      `${title}: ${counted(looked, "function")} of ${functions.length} looked at.`,
      ...review.bounds.map((bound) => `- ${inline(bound)}`),
    ].join("\n"),
    findings: found.map(({ finding }) => finding.id),
    annotations: found.flatMap(({ patch, finding }) => {
      const line = lineAtTip(patch, finding.file, finding.line);
      return line === undefined ? [] : [annotationOf(finding, line)];
    }),
  };
}

/** The title once findings were set aside. */
export function checkTitle(open: number, ignored: number): string {
  return `${counted(open, "finding")}, ${ignored} set aside`;
}

function annotationOf(finding: Reported, line: number): Annotation {
  const steps = finding.witness.map(
    (step) =>
      `  ${step.line}  ${plainOf(step.text.replace(/\s+/g, " ").trim())}  ${plainOf(step.note)}`,
  );
  const parts = [plainOf(finding.what), steps.join("\n"), valuesOf(finding), plainOf(finding.fix)];
  return {
    path: finding.file,
    line,
    title: titleText(`${finding.rule} in ${finding.function}()`),
    message: parts.filter((part) => part !== "").join("\n\n"),
  };
}
