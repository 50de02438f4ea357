// Real functions, damaged → how many of the damages a review finds, and why it misses the others.
//
//     node dist/bench/seeded-bugs.js TREE [COUNT [DRAW]] > bench/seeded-bugs.md
//
// TREE is a git repository with the kernel's source. Each damage is reviewed as a patch against it, in
// one process, and the patch that mends it again is reviewed, too: nothing may be found in that.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { otherFiles } from "../src/commands/other-files.ts";
import { mentionsOf } from "../src/commands/tree-sources.ts";
import { loadC } from "../src/c/unit.ts";
import { kernel } from "../src/model/index.ts";
import { treeOf } from "../src/io/git/tree.ts";
import { reviewOf, type PatchSources } from "../src/review/review.ts";
import { unknownCallees } from "../src/review/unknown-callees.ts";
import { plainSeries } from "../src/testing/plain-series.ts";
import type { Review } from "../src/types.ts";
import { type Edit, kinds } from "./seeds/damage.ts";
import { chosenSeeds, edited, everySeed, mailOf, mending, type Seed } from "./seeds/sow.ts";

const [tree = "", wanted = "400", draw] = process.argv.slice(2);

interface Outcome {
  readonly seed: Seed;
  readonly verdict: "found" | "elsewhere" | "missed";
  readonly cause: string;
  readonly noisy: readonly string[];
  readonly ms: number;
}

const parser = await loadC();
const kit = { parser, model: kernel, rules, elapsed: () => performance.now() };
const seeds = chosenSeeds(
  everySeed(tree),
  Number(wanted),
  draw === undefined ? undefined : Number(draw),
);
const repository = await treeOf(tree);
const snapshot = await repository.at("HEAD");
const results: Outcome[] = [];
for (const seed of seeds) results.push(await tried(seed));
await repository.close();
process.stdout.write(report(results));

async function tried(seed: Seed): Promise<Outcome> {
  const before = readFileSync(join(tree, seed.file), "utf8");
  const after = edited(before, seed.edit);
  const start = performance.now();
  const bad = await reviewed(seed.file, before, after, seed.edit);
  const ms = performance.now() - start;
  const good = await reviewed(seed.file, after, before, mending(before, seed.edit));
  const patch = bad.patches[0];
  const found = (patch?.findings ?? []).filter((finding) => finding.class === "introduced");
  // What is not initialised any more is told of where it is used.
  const isThere = (rule: string): boolean =>
    seed.kind === "queue not initialised" && rule === "queue-head-init";
  const here = found.some((finding) => finding.function === seed.name || isThere(finding.rule));
  return {
    seed,
    verdict: here ? "found" : found.length > 0 ? "elsewhere" : "missed",
    cause: here ? "" : causeOf(bad, seed),
    noisy: (good.patches[0]?.findings ?? []).filter((each) => each.class === "introduced").map((each) => each.what), // prettier-ignore
    ms,
  };
}

function causeOf(review: Review, seed: Seed): string {
  const patch = review.patches[0];
  const looked = patch?.functions.find(({ name }) => name === seed.name);
  if (looked === undefined) return review.skipped[0] ? `not read: ${review.skipped[0].why}` : "not among the changed functions"; // prettier-ignore
  if (looked.status === "skipped") return looked.why;
  if (patch?.findings.some((each) => each.function === seed.name)) return "called pre-existing";
  const doubt = looked.assumptions.find((each) => each.startsWith("not reported"));
  if (doubt !== undefined) return "no replay confirmed it";
  if (looked.status === "partial") return looked.why.replace(/\d+/g, "N");
  const unknown = looked.assumptions.find((each) => each.includes(" is not known"));
  return unknown === undefined ? "followed, and not noticed" : "an unknown callee saw the object";
}

async function reviewed(file: string, before: string, after: string, edit: Edit): Promise<Review> {
  const mail = mailOf(file, before, edit);
  const series = plainSeries([mail]);
  const sources: PatchSources = {
    failure: undefined,
    before: new Map([[file, before]]),
    after: new Map([[file, after]]),
  };
  const given = { base: { rev: "HEAD", how: "given" }, patches: new Map([[1, sources]]) };
  const others = await otherFiles(snapshot, new Map([[file, after]]), (found) =>
    unknownCallees(series, kit, { ...given, others: found }),
  );
  const mentions = await mentionsOf(series, snapshot, given, kernel);
  return reviewOf(series, kit, { ...given, others, ...(mentions && { mentions }) }).review;
}

function report(all: readonly Outcome[]): string {
  const times = all.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (part: number): string =>
    (times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(0);
  const rate = (list: readonly Outcome[]): string =>
    `${list.filter(({ verdict }) => verdict === "found").length} of ${list.length}`;
  const causes = new Map<string, Outcome[]>();
  for (const each of all)
    if (each.verdict !== "found") causes.set(each.cause, [...(causes.get(each.cause) ?? []), each]);
  return [
    "# Seeded bugs", "",
    `${all.length} damaged functions of net/ and drivers/net, found ${rate(all)}; the patches that mend them: ${all.filter(({ noisy }) => noisy.length > 0).length} with a finding.`, // prettier-ignore
    `A review took ${at(0.5)} ms in the middle, ${at(0.99)} ms at the 99th of 100.`, "",
    "| damage | found |", "| --- | --- |",
    ...kinds.map((kind) => `| ${kind} | ${rate(all.filter(({ seed }) => seed.kind === kind))} |`),
    `| visible in the function | ${rate(all.filter(({ seed }) => seed.visible))} |`,
    `| callers or callees needed | ${rate(all.filter(({ seed }) => !seed.visible))} |`, "",
    "## Missed, by cause", "",
    ...[...causes].toSorted((a, b) => b[1].length - a[1].length).flatMap(([cause, list]) => [
      `- ${cause}: ${list.length}`,
      ...list.map(({ seed, verdict }) => `  - ${seed.file} ${seed.name}, line ${seed.edit.line}: ${seed.kind}${verdict === "elsewhere" ? " (something else was found)" : ""}`),
    ]), "",
    "## Findings in patches that mend", "",
    ...all.filter(({ noisy }) => noisy.length > 0).map(({ seed, noisy }) => `- ${seed.file} ${seed.name}: ${noisy.join(" ")}`),
    "",
  ].join("\n"); // prettier-ignore
}
