// A review → what a terminal shows: comments between the quoted lines, then what was checked.

import type { PatchReview, Reported, Review } from "../types.ts";
import { checkedLines, isLookedAt, item, skippedLines } from "./checked.ts";
import { commentOf } from "./comment.ts";
import type { Paint } from "./paint.ts";
import { hidesSomething, plainOf } from "./plain.ts";
import { quotesOf, type Quote } from "./quote.ts";
import { counted, ranges, singleSpaced, wrapped } from "./wrap.ts";

export function textOf(review: Review, paint: Paint): string {
  const checked = review.patches.some(({ functions }) => functions.some(isLookedAt));
  const blocks = [
    titleLines(review, paint),
    [resultOf(review, paint)],
    section("Gone again by the end of the series", passingLines(review), paint),
    ...review.patches.flatMap((patch) => patchBlocks(patch, paint)),
    section("Bounds", checked ? review.bounds.map(item) : [], paint),
    section("Not looked at", skippedLines(review), paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function titleLines({ series, base }: Review, paint: Paint): string[] {
  const author = series.author.name === "" ? series.author.address : series.author.name;
  const facts = [
    `by ${plainOf(author)}`,
    ...(series.version > 1 ? [`version ${series.version}`] : []),
    ...(series.missing.length > 0
      ? [`${counted(series.total, "patch", "patches")}, missing: ${ranges(series.missing)}`]
      : series.total > 1
        ? [`${series.total} patches`]
        : []),
    base === null
      ? "without a tree"
      : `on ${plainOf(base.rev.slice(0, 12))} (${plainOf(base.how)})`,
  ];
  return [paint.bold(plainOf(series.title)), ...wrapped(facts.join("; "))];
}

function patchBlocks(review: PatchReview, paint: Paint): string[][] {
  const { patch } = review;
  const subject = paint.bold(plainOf(patch.subject));
  const notes = [
    ...(review.applies === false ? [paint.red("does not apply")] : []),
    ...(hidesSomething(patch.message.body + patch.subject)
      ? [
          paint.yellow(
            "The mail has control or bidirectional characters; they are shown as <U+...>.",
          ),
        ]
      : []),
  ];
  const quotes = singleSpaced(quotesOf(review).flatMap((quote) => quoteLines(quote, paint)));
  return [[subject, ...notes], quotes, section("Checked", checkedLines(review), paint)];
}

function quoteLines(quote: Quote, paint: Paint): string[] {
  switch (quote.kind) {
    case "elision":
      return ["[ ... ]"];
    case "comment":
      return commentBlock(quote.finding, quote.under, paint);
    case "line":
      return [paintOf(quote.of, paint)(`> ${plainOf(quote.text.replace(/\r$/, ""))}`)];
  }
}

function paintOf(of: Extract<Quote, { kind: "line" }>["of"], paint: Paint): Paint["bold"] {
  switch (of) {
    case "added":
      return paint.green;
    case "removed":
      return paint.red;
    case "head":
      return paint.dim;
    case "same":
      return (text) => text;
  }
}

function commentBlock(finding: Reported, under: boolean, paint: Paint): string[] {
  const place = under ? [] : [`${plainOf(finding.file)}:${finding.line}:`];
  return ["", ...place, paint.bold(`[${finding.rule}]`), ...commentOf(finding), ""];
}

function resultOf({ patches }: Review, paint: Paint): string {
  const functions = patches.flatMap((patch) => patch.functions).filter(isLookedAt);
  const paths = functions.reduce((sum, fn) => sum + fn.paths, 0);
  const findings = patches.flatMap((patch) => patch.findings);
  const introduced = findings.filter((finding) => finding.class === "introduced").length;
  const old = findings.filter((finding) => finding.class === "pre-existing").length;
  const looked = `${counted(functions.length, "function")}, ${counted(paths, "path")}`;
  const found =
    functions.length + introduced === 0
      ? "Nothing found: no function was checked."
      : `${introduced === 0 ? "Nothing found" : counted(introduced, "finding")} (${looked}).`;
  const older = old === 0 ? "" : ` ${counted(old, "finding")} older than this series.`;
  return (introduced === 0 ? paint.green(found) : paint.red(found)) + older;
}

/** One line each: what a bisection would trip over. */
function passingLines({ patches }: Review): string[] {
  return patches.flatMap(({ patch, findings }) =>
    findings
      .filter((finding) => finding.class === "intermediate-only")
      .map(({ file, line, what }) =>
        item(`after patch ${patch.position} of ${patch.total}, ${file}:${line}: ${what}`),
      ),
  );
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [paint.bold(`${title}:`), ...lines];
}
