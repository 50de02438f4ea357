// Every initialisation of a queue that is a field or a variable of a file, taken away by a patch →
// whether the review tells of it.
//
//     node dist/bench/dropped-queues.js TREE [STEP] > bench/dropped-queues.md
//
// TREE is a git repository with the kernel's source; of STEP places the first one is tried (1: all). Where something else initialises the queue as
// well, the patch may be right, and nothing is to be said.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { loadC } from "../src/c/unit.ts";
import { treeSources } from "../src/commands/tree-sources.ts";
import { treeOf } from "../src/io/git/tree.ts";
import { kernel } from "../src/model/index.ts";
import { reviewOf } from "../src/review/review.ts";
import { plainSeries } from "../src/testing/plain-series.ts";
import { mailOf } from "./seeds/sow.ts";

const [folder = "", step = "1"] = process.argv.slice(2);
const FOLDERS = ["net", "drivers/net", "drivers/bluetooth", "drivers/nfc", "drivers/isdn"];
const INITIALISATION = /^\t+(?:__)?skb_queue_head_init\(&?([^;]*)\);$/;

interface Tried {
  readonly where: string;
  readonly queue: string;
  readonly told: readonly string[];
  readonly others: boolean;
  readonly ms: number;
}

const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => performance.now() };
const tree = await treeOf(folder);
const snapshot = await tree.at("HEAD");
const tried: Tried[] = [];
let met = 0;
for (const each of FOLDERS)
  for (const file of await snapshot.list(each)) if (file.endsWith(".c")) await tryAll(file);
await tree.close();
process.stdout.write(report(tried));

async function tryAll(file: string): Promise<void> {
  const text = readFileSync(join(folder, file), "utf8");
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    const queue = INITIALISATION.exec(line)?.[1];
    const name = queue === undefined ? undefined : /\w+/.exec(queue)?.[0];
    if (queue === undefined || name === undefined) continue;
    const isVariable = new RegExp(`^(?:static )?struct sk_buff_head ${name}\\b`, "m").test(text);
    if (!queue.includes(">") && !isVariable) continue;
    if (met++ % Number(step) === 0) tried.push(await tryOne(file, text, at + 1, queue));
  }
}

async function tryOne(file: string, text: string, line: number, queue: string): Promise<Tried> {
  const start = performance.now();
  const series = plainSeries([mailOf(file, text, { line, count: 1, lines: [] })]);
  const sources = await treeSources(series, tree, "HEAD", kit);
  const { review } = reviewOf(series, kit, sources);
  const told = (review.patches[0]?.findings ?? [])
    .filter((finding) => finding.class === "introduced")
    .map((finding) => `${finding.file}:${finding.line} ${finding.what}`);
  const word = /(\w+)(?:\[[^\]]*\])?$/.exec(queue)?.[1] ?? "";
  const init = new RegExp(`skb_queue_head_init\\([^;]*\\b${word}\\b`, "g");
  const near = await snapshot.mentions([word], [file.slice(0, file.lastIndexOf("/"))]);
  const uses = near.flatMap((path) => readFileSync(join(folder, path), "utf8").match(init) ?? []);
  return { where: `${file}:${line}`, queue, told, others: uses.length > 1, ms: performance.now() - start }; // prettier-ignore
}

function report(all: readonly Tried[]): string {
  const row = (name: string, some: readonly Tried[]): string =>
    `| ${name} | ${some.length} | ${some.filter(({ told }) => told.length > 0).length} |`;
  const times = all.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return [
    "# Queues whose initialisation a patch takes away",
    "",
    "Made by `node dist/bench/dropped-queues.js TREE`, TREE being a repository of Debian's `linux-source-6.12`.",
    `A review took ${String(Math.round(times[times.length >> 1] ?? 0))} ms in the middle, ${String(Math.round(times.at(-1) ?? 0))} ms at most.`,
    "",
    "| in its folder | patches | told |",
    "| --- | --- | --- |",
    row("nothing else initialises one of that name", all.filter(({ others }) => !others)),
    row("something else does", all.filter(({ others }) => others)),
    "",
    "## Told",
    "",
    ...all.flatMap(({ where, told, others }) => told.map((each) => `- ${where}${others ? " (others)" : ""}: ${each}`)),
    "",
    "## Silent",
    "",
    ...all.filter(({ told }) => told.length === 0).map(({ where, queue, others }) => `- ${where} ${queue}${others ? " (others)" : ""}`),
    "",
  ].join("\n"); // prettier-ignore
}
