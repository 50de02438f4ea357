// Every broken form of the fixtures' patches is found on its line, every harmless form is silent.

import { rules } from "../../rules/index.ts";
import { loadC } from "../c/unit.ts";
import { kernel } from "../model/index.ts";
import { plainSeries } from "../testing/plain-series.ts";
import { variants, type Expected, type Variant } from "../testing/variants.ts";
import type { PatchReview, Reported } from "../types.ts";
import { reviewOf } from "./review.ts";

const parser = await loadC();
const kit = { parser, model: kernel, rules, elapsed: () => 0 };

const all = variants();
const first = new Map<string, string>();

test.each(all.map((variant) => [variant.name, variant] as const))("%s", (name, variant) => {
  const { review } = reviewOf(plainSeries(variant.mails), kit);
  const { patches } = review;
  first.set(name, JSON.stringify(review));
  const found = patches.flatMap((patch) =>
    patch.findings.filter(isNew).map((finding) => ({ finding, text: textAt(patch, finding) })),
  );
  const missing = variant.finds.filter(
    (expected) => !found.some(({ finding, text }) => fits(expected, finding, text)),
  );
  const surplus = found.filter(({ finding }) => !isExpected(variant, finding));
  expect(surplus.map(({ finding, text }) => `${finding.rule} ${text}`)).toEqual([]);
  if (variant.missed) expect(missing).not.toEqual([]);
  else expect(missing).toEqual([]);
});

test("a review depends on nothing that was reviewed before it", () => {
  for (const { name, mails } of all.toReversed().filter((_, index) => index % 8 === 0)) {
    const { review } = reviewOf(plainSeries(mails), kit);
    expect(`${name} ${JSON.stringify(review)}`).toBe(`${name} ${first.get(name)}`);
  }
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
