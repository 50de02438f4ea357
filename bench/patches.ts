// Patches by the damage generator → how long a review of one takes when the program is running.
//
//     node dist/bench/patches.js TREE [COUNT] > bench/patches.md
//
// TREE is a git repository with the kernel's source. Each patch goes the whole way of a mail to a
// review: decoded, made a series, applied to HEAD of the tree beside it, parsed, judged. Warm means
// that the program and the repository are open and that another patch was reviewed before. Each patch
// is of another file, so that what is remembered of files read is of no use to it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { loadC } from "../src/c/unit.ts";
import { treeSources } from "../src/commands/tree-sources.ts";
import { treeOf } from "../src/io/git/tree.ts";
import { messageOf } from "../src/mail/message.ts";
import { seriesOf } from "../src/mail/series.ts";
import { kernel } from "../src/model/index.ts";
import { reviewOf } from "../src/review/review.ts";
import { chosenSeeds, everySeed, mailOf, type Seed } from "./seeds/sow.ts";
import { timesReport, type Timed } from "./times.ts";

const [folder = "", wanted = "200"] = process.argv.slice(2);
const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => performance.now() };
// One more than is counted: the first one warms the program.
const files = new Set<string>();
const seeds = chosenSeeds(everySeed(folder), Infinity)
  .filter(({ file }) => !files.has(file) && files.add(file))
  .slice(0, Number(wanted) + 1);
const tree = await treeOf(folder);
try {
  const times: Timed[] = [];
  for (const seed of seeds) times.push(await timed(seed));
  process.stdout.write(timesReport(times.slice(1)));
} finally {
  await tree.close();
}

async function timed(seed: Seed): Promise<Timed> {
  const text = readFileSync(join(folder, seed.file), "utf8");
  const bytes = Buffer.from(mailOf(seed.file, text, seed.edit));
  const start = performance.now();
  const used = process.cpuUsage();
  const { series } = seriesOf([await messageOf(bytes)]);
  const [one] = series;
  if (one === undefined) throw new Error(`${seed.file}: its mail is not a series`);
  const mail = performance.now() - start;
  const sources = await treeSources(one, tree, "HEAD", kit);
  const apply = performance.now() - start - mail;
  const { review, spent } = reviewOf(one, kit, sources);
  const all = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  const failure = sources.patches.get(1)?.failure;
  if (failure !== undefined) throw new Error(`${seed.file}: ${failure.what}: ${failure.why}`);
  const rest = all - mail - apply - spent.parse - spent.engine - spent.replay;
  const looked = review.patches[0]?.functions.find(({ name }) => name === seed.name);
  return {
    what: `${seed.file} ${seed.name}()`,
    kind: seed.kind,
    lines: text.split("\n").length,
    paths: looked?.paths ?? 0,
    all,
    cpu: (user + system) / 1000,
    parts: { mail, apply, ...spent, rest },
  };
}
