// Reviews → one HTML file without references, the path of each finding drawn through its lines.

import type { FunctionReview, PatchReview, Reported, Review } from "../types.ts";
import { valuesOf } from "./comment.ts";
import { pathRows, pathDrawing, ROW_PIXELS, type Row } from "./html-path.ts";
import { escapeHtml as text } from "./html-text.ts";
import { counted, ranges } from "./wrap.ts";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c1c1c; background: #fff }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
.by { color: #555 } code, .path { font: 13px/${ROW_PIXELS}px ui-monospace, monospace }
.path { position: relative; overflow-x: auto; border: 1px solid #ccc; margin: .5rem 0;
  padding-left: 40px }
.path svg { position: absolute; left: 0; top: 0 }
.row { height: ${ROW_PIXELS}px; white-space: pre; tab-size: 8; padding-right: 1rem }
.row b { display: inline-block; width: 4rem; font-weight: normal; color: #777 }
.row i { font-style: normal; color: #8a4b00; padding-left: 2rem }
.added { background: #eaf6ea } .step { background: #fff2cc } .gap { color: #777 }
.what { font-weight: 600 } .rule { color: #777 }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #181818 } .by, .rule, .row b, .gap { color: #999 }
  .path { border-color: #444 } .added { background: #1d2b1d } .step { background: #3d3416 }
  .row i { color: #e0a458 }
}`;

export function htmlOf(reviews: readonly Review[]): string {
  const title = reviews.length === 1 ? (reviews[0]?.series.title ?? "") : "interleave";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
${reviews.map(reviewHtml).join("\n")}
</body>
</html>
`;
}

function reviewHtml(review: Review): string {
  const { series, base, patches, bounds, skipped } = review;
  const facts = [
    `by ${series.author.name === "" ? series.author.address : series.author.name}`,
    `version ${series.version}`,
    counted(series.total, "patch", "patches"),
    ...(series.missing.length > 0 ? [`missing: ${ranges(series.missing)}`] : []),
    base === null ? "without a tree" : `on ${base.rev} (${base.how})`,
  ];
  const functions = patches.flatMap((patch) => patch.functions);
  return [
    `<h1>${text(series.title)}</h1>`,
    `<p class="by">${text(facts.join("; "))}</p>`,
    ...patches.map(patchHtml),
    list("Checked", functions.filter(({ status }) => status !== "skipped").map(checkedOf)),
    list(
      "Held on every path",
      functions.flatMap(({ name, held }) => named(name, held)),
    ),
    list(
      "Assumed",
      functions.flatMap(({ name, assumptions }) => named(name, assumptions)),
    ),
    list("Bounds", bounds),
    list("Not looked at", [
      ...functions
        .filter(({ status }) => status === "skipped")
        .map(({ file, name, why }) => `${file}: ${name}(): ${why}`),
      ...skipped.map(({ what, why }) => `${what}: ${why}`),
    ]),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function patchHtml({ patch, applies, findings }: PatchReview): string {
  const shown = findings.filter((finding) => finding.class === "introduced");
  const old = findings.length - shown.length;
  return [
    `<h2>${text(patch.subject)}</h2>`,
    ...(applies === false ? ["<p>It does not apply.</p>"] : []),
    ...shown.map((finding) => findingHtml(finding, pathRows(patch, finding))),
    ...(shown.length === 0 ? ["<p>Nothing found.</p>"] : []),
    ...(old > 0
      ? [`<p>${text(`${counted(old, "finding")} not from this patch, not shown.`)}</p>`]
      : []),
  ].join("\n");
}

function findingHtml(finding: Reported, rows: readonly Row[]): string {
  const values = valuesOf(finding);
  return `<section id="${text(finding.id)}">
<p class="what">${text(finding.what)}</p>
<p><code>${text(`${finding.file}:${finding.line}`)}</code> in <code>${text(finding.function)}()</code>
<span class="rule">${text(finding.rule)}</span></p>
<div class="path">${pathDrawing(rows)}
${rows.map(rowHtml).join("\n")}
</div>
${values === "" ? "" : `<p>${text(values)}</p>\n`}<p>${text(finding.fix)}</p>
</section>`;
}

function rowHtml(row: Row): string {
  if (row.kind === "gap") return `<div class="row gap"><b></b>…</div>`;
  const style = [
    "row",
    ...(row.added ? ["added"] : []),
    ...(row.steps.length > 0 ? ["step"] : []),
  ].join(" ");
  const notes = row.steps.map(({ turn, note }) => `<i>${text(`${turn}. ${note}`)}</i>`).join("");
  return `<div class="${style}"><b>${row.line}</b>${text(row.text)}${notes}</div>`;
}

function checkedOf({ file, name, status, why, paths }: FunctionReview): string {
  const how = status === "checked" ? "whole" : "in part";
  return `${file}: ${name}(), ${how}, ${counted(paths, "path")}${why === "" ? "" : ` (${why})`}`;
}

function named(name: string, sentences: readonly string[]): string[] {
  return sentences.map((sentence) => `${name}(): ${sentence}`);
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  const lines = [...new Set(items)].map((item) => `<li>${text(item)}</li>`);
  return `<h2>${text(title)}</h2>\n<ul>\n${lines.join("\n")}\n</ul>`;
}
