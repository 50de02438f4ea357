// Arguments of `review --all` → every function of a tree looked at, and what was found.

import { progressOf } from "../report/progress.ts";
import { surveyWords, type SurveyTold } from "../report/survey.ts";
import type { FileSurvey } from "../review/survey.ts";
import { Refusal, type Journal, type Output, type Snapshot, type World } from "../world.ts";
import { rulesOf } from "./chosen-rules.ts";
import type { ReviewArguments } from "./review.ts";
import { settledConfig } from "./settled-config.ts";
import { surveyAll } from "./survey-pool.ts";

export interface AllArguments extends Omit<ReviewArguments, "input"> {
  readonly paths: readonly string[];
  readonly resume?: string | undefined;
}

/** 0: nothing found, 1: findings. */
export async function reviewAll(given: AllArguments, world: World): Promise<0 | 1> {
  const { tree: folder, format } = given;
  if (folder === undefined) throw new Refusal("usage", "--all needs --tree");
  if (format !== "text" && format !== "json")
    throw new Refusal("usage", `--format ${format}: --all has text and json`);
  const rules = rulesOf(given.rules, (await settledConfig(world, given.config)).moreRules).map(
    ({ id }) => id,
  );
  const output = await (given.output === undefined
    ? world.outputs.standard
    : world.outputs.file(given.output));
  const start = world.clock.elapsed();
  const tree = await world.tree(folder);
  try {
    const snapshot = await tree.at(given.base ?? "HEAD");
    const files = await filesBelow(snapshot, given.paths);
    const surveys = await surveyed(files, snapshot, rules, given.resume, world);
    const told: SurveyTold = { surveys, ms: world.clock.elapsed() - start, peak: peakBytes() };
    await output.write(surveyWords(format, told));
    return surveys.some(({ findings }) => findings.length > 0) ? 1 : 0;
  } finally {
    await tree.close();
  }
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

async function filesBelow(snapshot: Snapshot, paths: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) {
    const plain = path.replace(/\/+$/, "").replace(/^\.$/, "");
    const found = plain.endsWith(".c") && (await snapshot.blob(plain)) ? [plain] : await snapshot.list(plain); // prettier-ignore
    const sources = found.filter((file) => file.endsWith(".c"));
    if (sources.length === 0) throw new Refusal("usage", `--all ${path}: no C files there`);
    for (const file of sources) files.add(file);
  }
  return [...files].sort();
}

/** In the order of the files, those of an earlier run among them. */
async function surveyed(
  files: readonly string[],
  snapshot: Snapshot,
  rules: readonly string[],
  resume: string | undefined,
  world: World,
): Promise<readonly FileSurvey[]> {
  const journal = resume === undefined ? undefined : await world.journal(resume);
  const surveys = new Map<string, FileSurvey>();
  try {
    const known = await earlier(journal, rules, snapshot);
    for (const file of files) {
      const survey = known.get(file);
      if (survey !== undefined) surveys.set(file, survey);
    }
    const left = files.filter((file) => !surveys.has(file));
    const tell = teller(files.length, left.length, world);
    await surveyAll(left, snapshot, { rules }, async (survey) => {
      surveys.set(survey.file, survey);
      const blob = await snapshot.blob(survey.file);
      await journal?.append(JSON.stringify({ blob, rules, survey }));
      await tell(surveys.size);
    });
  } finally {
    await journal?.close();
  }
  return files.flatMap((file) => surveys.get(file) ?? []);
}

/** What was done before, of files that are the same now, by the same rules. */
async function earlier(
  journal: Journal | undefined,
  rules: readonly string[],
  snapshot: Snapshot,
): Promise<ReadonlyMap<string, FileSurvey>> {
  const known = new Map<string, FileSurvey>();
  for (const line of journal?.lines ?? []) {
    const entry = entryIn(line);
    if (entry === undefined) throw new Refusal("usage", "--resume: that file is not of --all");
    if (entry.rules.join() !== rules.join()) continue;
    if (entry.blob === (await snapshot.blob(entry.survey.file)))
      known.set(entry.survey.file, entry.survey);
  }
  return known;
}

interface Entry {
  readonly blob: string;
  readonly rules: readonly string[];
  readonly survey: FileSurvey;
}

function entryIn(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<Entry> | null;
    const isOurs = typeof entry?.blob === "string" && Array.isArray(entry.rules);
    return isOurs && typeof entry.survey?.file === "string" ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/** Somebody who is looking sees how far it is. */
function teller(all: number, left: number, world: World): (done: number) => Promise<void> {
  const { errors } = world.outputs;
  const start = world.clock.elapsed();
  return async (done) => {
    if (!isShown(errors)) return;
    const seconds = (world.clock.elapsed() - start) / 1000;
    const line = progressOf({ what: "files", done: done - (all - left), total: left, seconds });
    await errors.write(done === all ? `\r\x1b[K` : `\r\x1b[K${line}`);
  };
}

function isShown({ isTerminal }: Output): boolean {
  return isTerminal;
}
