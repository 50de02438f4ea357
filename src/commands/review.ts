// Arguments of `review` → mail, series, reviews, words, and the exit status.

import { plainOf } from "../report/plain.ts";
import type { Review, Stats } from "../types.ts";
import { Refusal, type Output, type World } from "../world.ts";
import { foundSeries } from "./find-series.ts";
import { rulesOf } from "./chosen-rules.ts";
import { reviewsOf, type Done } from "./review-series.ts";
import { settledConfig } from "./settled-config.ts";
import { version } from "./version.ts";
import { formats, wordsOf, type Format } from "./words.ts";

export interface ReviewArguments {
  /** A Message-ID, a file, or `-`. */
  readonly input: string;
  readonly source?: readonly string[];
  readonly tree?: string;
  readonly base?: string;
  /** Rule ids, separated by commas. */
  readonly rules?: string;
  readonly format: string;
  readonly output?: string;
  readonly config?: string;
}

/** 0: nothing found, 1: findings, 3: no findings, and something could not be reviewed. */
export async function review(given: ReviewArguments, world: World): Promise<0 | 1 | 3> {
  const { elapsed, now } = world.clock;
  const start = elapsed();
  const format = formatOf(given.format);
  const output = await outputOf(given.output, world);
  if (given.base !== undefined && given.tree === undefined) {
    throw new Refusal("usage", "--base needs --tree");
  }
  const { from, sources, store, moreRules } = await settledConfig(world, given.config);
  const rules = rulesOf(given.rules, moreRules);
  const places = given.source ? { store: undefined, sources: given.source } : { store, sources };
  const found = await foundSeries(given.input, places, world);
  const msFind = elapsed() - start;
  const done = await reviewsOf(found.series, { rules, tree: given.tree, base: given.base }, world);
  const stats = {
    ...{ messages: found.messages, ...countsOf(done.reviews), ...done.spent },
    msParse: msFind + done.spent.msParse,
    msTotal: elapsed() - start,
  };
  const { colour } = output;
  const told = { reviews: done.reviews, stats, rules, version, from, now: now(), colour };
  if (done.reviews.length > 0) await say(await wordsOf(format, told), output, world);
  for (const failure of done.failures) {
    await world.outputs.errors.write(`interleave: ${plainOf(failure)}\n`);
  }
  return statusOf(done);
}

/** A reply that has nothing to say is not written: its reader is told why there is none. */
async function say(words: string, output: Output, world: World): Promise<void> {
  if (words !== "") await output.write(words);
  else
    await world.outputs.errors.write("interleave: nothing found, so there is no reply to send\n");
}

function statusOf({ reviews, failures }: Done): 0 | 1 | 3 {
  const findings = reviews.flatMap(({ patches }) => patches.flatMap((patch) => patch.findings));
  if (findings.some((finding) => finding.class === "introduced")) return 1;
  return failures.length > 0 ? 3 : 0;
}

function countsOf(reviews: readonly Review[]): Pick<Stats, "patches" | "functions" | "paths"> {
  const patches = reviews.flatMap((each) => each.patches);
  const functions = patches.flatMap((patch) => patch.functions);
  const paths = functions.reduce((sum, each) => sum + each.paths, 0);
  return { patches: patches.length, functions: functions.length, paths };
}

function formatOf(name: string): Format {
  const format = formats.find((each) => each === name);
  if (format !== undefined) return format;
  throw new Refusal("usage", `--format ${name}: not one of ${formats.join(", ")}`);
}

async function outputOf(file: string | undefined, { outputs }: World): Promise<Output> {
  return file === undefined ? outputs.standard : await outputs.file(file);
}
