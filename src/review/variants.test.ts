// Every broken form of the fixtures' patches is found on its line, every harmless form is silent.

import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { variants, type Expected, type Variant } from "../testing/variants.ts";
import type { PatchReview, Reported } from "../types.ts";
import { reviewOf } from "./review.ts";

// Known gaps, each of which fails here on the day that it is found.
const misses: ReadonlySet<string> = new Set([
  "own-buffers: forgets the reference of a closed port",
  "own-charge: grows the skb after it was charged",
  "own-fragments: leaves a dead port without a free",
  "seed-reclaim: frees one only",
  "seed-reclaim: does not advance",
  "seed-twice: reads what it queued",
]);

const parser = await loadC();
const kit = { parser, model: kernel, rules, elapsed: () => 0 };

test.each(variants().map((variant) => [variant.name, variant] as const))("%s", (name, variant) => {
  const { patches } = reviewOf(plainSeries(variant.mails), kit).review;
  const found = patches.flatMap((patch) =>
    patch.findings.filter(isNew).map((finding) => ({ finding, text: textAt(patch, finding) })),
  );
  const missing = variant.finds.filter(
    (expected) => !found.some(({ finding, text }) => fits(expected, finding, text)),
  );
  const surplus = found.filter(({ finding }) => !isExpected(variant, finding));
  expect(surplus.map(({ finding, text }) => `${finding.rule} ${text}`)).toEqual([]);
  if (misses.has(name)) expect(missing).not.toEqual([]);
  else expect(missing).toEqual([]);
});

function isNew(finding: Reported): boolean {
  return finding.class === "introduced";
}

function fits({ rule, function: name, line }: Expected, finding: Reported, text: string): boolean {
  return rule.includes(finding.rule) && name === finding.function && text.includes(line);
}

function isExpected({ finds, also }: Variant, { rule, function: name }: Reported): boolean {
  return (
    also.includes(rule) ||
    finds.some((expected) => expected.rule.includes(rule) && expected.function === name)
  );
}

/** The words of the line that a finding stands on. */
function textAt({ patch }: PatchReview, { file, line }: Reported): string {
  const lines = patch.files
    .filter(({ newPath }) => newPath === file)
    .flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
  return lines.find(({ newLine }) => newLine === line)?.text ?? "";
}
