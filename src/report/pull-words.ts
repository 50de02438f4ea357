// A review → the words of its pull request: title, description, labels, and the summary of a version.

import type { FunctionReview, Review } from "../types.ts";
import { code, fenced, inline, titleText } from "./pull-markdown.ts";
import { counted, ranges } from "./wrap.ts";

export interface PullWords {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** One comment for each version. */
  readonly summary: string;
}

/** What was said about the version before. */
export interface EarlierVersion {
  readonly version: number;
  /** Fingerprints of its findings. */
  readonly findings: readonly string[];
}

export interface PullContext {
  /** What a Message-ID is put behind to make a link to the mail. */
  readonly link: string;
  readonly earlier: EarlierVersion | undefined;
  /** Why patches are not in the branch, a sentence each. */
  readonly missing: readonly string[];
}

/** Lines of a list that are shown; the rest is counted. */
const LISTED_MAX = 60;

export function pullWords(review: Review, context: PullContext): PullWords {
  const { series } = review;
  const version = series.version > 1 ? `[v${series.version}] ` : "";
  return {
    title: titleText(`${version}${series.title}`),
    body: bodyOf(review, context),
    labels: labelsOf(review, context),
    summary: summaryOf(review, context),
  };
}

function bodyOf({ series, base }: Review, { link }: PullContext): string {
  const author = series.author.name === "" ? series.author.address : series.author.name;
  const cover = series.cover?.body ?? series.patches[0]?.description ?? "";
  const mails = series.patches.map(
    ({ id, position, title }) =>
      `${position}. [${inline(title)}](<${link}${encodeURIComponent(id).replaceAll("%40", "@")}>)`,
  );
  return [
    `A series by ${inline(author)} from the mailing list. Answers belong on the list; ` +
      "what is written here is not sent there.",
    listedUpTo(mails),
    ...(series.missing.length > 0
      ? [`Not arrived: ${ranges(series.missing)} of ${series.total}.`]
      : []),
    ...(base === null ? [] : [`Base: ${code(base.rev)} (${inline(base.how)}).`]),
    fenced(cover.split("\n")),
  ].join("\n\n");
}

function labelsOf(review: Review, { missing }: PullContext): readonly string[] {
  const tags = review.series.tags
    .map((tag) => tag.toLowerCase().replace(/[^a-z0-9.-]/g, ""))
    .filter((tag) => tag !== "" && tag.length <= 40);
  const state = introduced(review).length > 0 ? "findings" : "nothing found";
  return [
    ...new Set([
      ...tags.slice(0, 5),
      state,
      ...(missing.length > 0 ? ["does not apply"] : []),
      ...(review.series.missing.length > 0 ? ["incomplete"] : []),
    ]),
  ];
}

function summaryOf(review: Review, context: PullContext): string {
  const { series, patches, skipped, bounds } = review;
  const findings = patches.flatMap((patch) => patch.findings);
  const old = findings.filter((finding) => finding.class === "pre-existing").length;
  const passing = findings.filter((finding) => finding.class === "intermediate-only").length;
  const functions = patches.flatMap((patch) => patch.functions);
  const count = introduced(review).length;
  return [
    `**Version ${series.version}:** ` +
      (count === 0 ? "nothing found." : `${counted(count, "finding")}.`),
    ...carried(review, context.earlier),
    ...(old > 0 ? [`${counted(old, "finding")} older than this series, not shown.`] : []),
    ...(passing > 0
      ? [`${counted(passing, "finding")} of one patch, gone by the end of the series.`]
      : []),
    ...context.missing.map((why) => `Not in the branch: ${inline(why)}.`),
    ...details("Checked", functions.flatMap(checkedLine)),
    ...details(
      "Held on every path",
      functions.flatMap(({ held }) => held.map(item)),
    ),
    ...details(
      "Assumed",
      functions.flatMap(({ assumptions }) => assumptions.map(item)),
    ),
    ...details("Bounds", bounds.map(item)),
    ...details("Not looked at", [
      ...functions.flatMap(skippedLine),
      ...skipped.map(({ what, why }) => item(`${what}: ${why}`)),
    ]),
  ].join("\n\n");
}

/** What became of the findings of the version before. */
function carried(review: Review, earlier: EarlierVersion | undefined): string[] {
  if (earlier === undefined || earlier.findings.length === 0) return [];
  const now = new Set(introduced(review).map(({ id }) => id));
  const gone = earlier.findings.filter((id) => !now.has(id)).length;
  const total = earlier.findings.length;
  const of = `of ${counted(total, "finding")} of v${earlier.version}`;
  return [`${gone} ${of} ${gone === 1 ? "is" : "are"} gone.`];
}

function introduced({ patches }: Review) {
  return patches
    .flatMap((patch) => patch.findings)
    .filter((finding) => finding.class === "introduced");
}

function checkedLine({ file, name, status, why, paths }: FunctionReview): string[] {
  if (status === "skipped") return [];
  const how = status === "checked" ? "whole" : "in part";
  const reason = why === "" ? "" : ` (${why})`;
  return [item(`${file}: ${name}(), ${how}, ${counted(paths, "path")}${reason}`)];
}

function skippedLine({ file, name, status, why }: FunctionReview): string[] {
  return status === "skipped" ? [item(`${file}: ${name}(): ${why}`)] : [];
}

function details(title: string, items: readonly string[]): string[] {
  const lines = [...new Set(items)];
  if (lines.length === 0) return [];
  return [`<details><summary>${title}</summary>\n\n${listedUpTo(lines)}\n\n</details>`];
}

function listedUpTo(lines: readonly string[]): string {
  const rest = lines.length - LISTED_MAX;
  return [...lines.slice(0, LISTED_MAX), ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n");
}

function item(text: string): string {
  return `- ${inline(text)}`;
}
