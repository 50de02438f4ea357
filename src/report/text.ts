// A review → what a terminal shows: comments between the quoted lines, then what was checked.

import type { FunctionReview, PatchReview, Reported, Review } from "../types.ts";
import { commentOf } from "./comment.ts";
import type { Paint } from "./paint.ts";
import { hidesSomething, plainOf } from "./plain.ts";
import { quotesOf, type Quote } from "./quote.ts";
import { counted, ranges, singleSpaced, wrapped } from "./wrap.ts";

export function textOf(review: Review, paint: Paint): string {
  const functions = review.patches.flatMap((patch) => patch.functions);
  const blocks = [
    titleLines(review, paint),
    ...review.patches.flatMap((patch) => patchBlocks(patch, paint)),
    [resultOf(review, paint)],
    section("Checked", checkedLines(functions), paint),
    section(
      "Held on every path",
      functions.flatMap((fn) => sentencesOf(fn, fn.held)),
      paint,
    ),
    section(
      "Assumed",
      functions.flatMap((fn) => sentencesOf(fn, fn.assumptions)),
      paint,
    ),
    section("Bounds", functions.some(isLookedAt) ? review.bounds.map(item) : [], paint),
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
    base === null ? "without a tree" : `on ${plainOf(base.rev)} (${plainOf(base.how)})`,
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
  return [[subject, ...notes], quotes];
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
  const findings = patches.flatMap((patch) => patch.findings);
  const count = (kind: Reported["class"]): number =>
    findings.filter((finding) => finding.class === kind).length;
  const introduced = count("introduced");
  const old = count("pre-existing");
  const passing = count("intermediate-only");
  const checked = patches.some(({ functions }) => functions.some(isLookedAt));
  const parts = [
    introduced === 0
      ? paint.green(checked ? "Nothing found." : "Nothing found: no function was checked.")
      : paint.red(`${counted(introduced, "finding")}.`),
    ...(old > 0 ? [`${old} older than this series, not shown.`] : []),
    ...(passing > 0 ? [`${passing} gone again by the end of the series.`] : []),
  ];
  return parts.join(" ");
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [paint.bold(`${title}:`), ...lines];
}

function item(text: string): string {
  return wrapped(plainOf(text), "    ").join("\n").replace(/^ {4}/, "  ");
}

function checkedLines(functions: readonly FunctionReview[]): string[] {
  return functions
    .filter(isLookedAt)
    .map(({ file, name, status, why, paths }) =>
      item(
        `${file}: ${name}(), ${status === "checked" ? "whole" : "in part"}, ` +
          `${counted(paths, "path")}${why === "" ? "" : ` (${why})`}`,
      ),
    );
}

function isLookedAt({ status }: FunctionReview): boolean {
  return status !== "skipped";
}

/** The function once, its sentences below it. */
function sentencesOf({ name }: FunctionReview, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  const lines = sentences.flatMap((sentence) =>
    wrapped(plainOf(sentence), "      ").join("\n").replace(/^ {6}/, "    - ").split("\n"),
  );
  return [`  ${plainOf(name)}():`, ...lines];
}

function skippedLines({ patches, skipped }: Review): string[] {
  const functions = patches
    .flatMap((patch) => patch.functions)
    .filter(({ status }) => status === "skipped")
    .map(({ file, name, why }) => item(`${file}: ${name}(): ${why}`));
  return [...new Set([...functions, ...skipped.map(({ what, why }) => item(`${what}: ${why}`))])];
}
