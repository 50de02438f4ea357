// A kernel tree → every field and variable of its network code that is a struct sk_buff_head, where it
// is initialised, and what the rule about that makes of it.
//
//     node dist/bench/queues.js TREE > bench/queues.md
//
// A vendor's drivers, and all of net/ with its headers, are looked at as if one patch added all of
// them: that is when the rule dares to say most.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rules } from "../rules/index.ts";
import type { CUnit } from "../src/c/ir.ts";
import { loadC } from "../src/c/unit.ts";
import { kernel } from "../src/model/index.ts";
import type { StepOf } from "../src/types.ts";
import { sceneOf, type Scene } from "./look.ts";
import { declaredIn, initialisersIn, type Declared } from "./queues/declared.ts";
import { queueReport, type Reportable, type SeenQueue } from "./queues/report.ts";

const [tree = ""] = process.argv.slice(2);
const FOLDERS = ["net", "drivers/net", "include/net", "include/linux"];
const RULE = "queue-head-init";
/** Files without any of it are of no use to the question. */
const about = /\bsk_buff_head\b|\b(?:__)?skb_queue_\w+\(/;

type Texts = ReadonlyMap<string, string>;

const kit = {
  parser: await loadC(),
  model: kernel,
  rules: rules.filter(({ id }) => id === RULE),
  elapsed: () => performance.now(),
};
const parts: Reportable[] = [];
for (const [folder, texts] of folders()) {
  const start = performance.now();
  parts.push(seenIn(texts));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(`${folder}: ${seconds} s\n`);
}
process.stdout.write(queueReport(joined(parts)));

function folders(): ReadonlyMap<string, Texts> {
  const found = new Map<string, Map<string, string>>();
  for (const folder of FOLDERS) {
    const names = readdirSync(join(tree, folder), { recursive: true, encoding: "utf8" });
    for (const name of names.filter((each) => /\.[ch]$/.test(each)).sort()) {
      const file = `${folder}/${name}`;
      const text = readFileSync(join(tree, file), "utf8");
      if (!about.test(text)) continue;
      const texts = found.get(groupOf(file)) ?? new Map<string, string>();
      found.set(groupOf(file), texts.set(file, text));
    }
  }
  return found;
}

/** What initialises a head is among the files of its group. */
function groupOf(file: string): string {
  const vendor = /^drivers\/net\/\w+\/[\w-]+(?=\/)/.exec(file)?.[0];
  return vendor ?? (file.startsWith("drivers/") ? dirname(file) : "net and include");
}

function seenIn(texts: Texts): Reportable {
  const { units, moment, looks } = sceneOf(texts, kit);
  const declared = units.flatMap((unit) => declaredIn(unit, texts.get(unit.file) ?? ""));
  const users = new Set(units.flatMap((unit) => usersIn(unit, declared, moment.program)));
  const uses: { readonly function: string; readonly use: StepOf<"queue-use"> }[] = [];
  const findings: string[] = [];
  let [functions, partial] = [0, 0];
  for (const look of looks((file, name) => users.has(`${file} ${name}`))) {
    const { status, file, name } = look.judged.review;
    functions++;
    if (status === "partial") partial++;
    findings.push(...look.findings.map(({ line, what }) => `${file}:${line} ${name}(): ${what}`));
    const steps = [...look.judged.owners.keys()].flatMap((path) => path.steps);
    for (const use of steps) if (use.kind === "queue-use") uses.push({ function: name, use });
  }
  const initialisers = [...texts].map(([file, text]) => initialisersIn(file, text));
  const queues = declared.map((each): SeenQueue => {
    const own = uses.filter((one) => isOf(each, one)).map(({ use }) => use.state);
    const count = (state: string): number => own.filter((one) => one === state).length;
    return {
      ...each,
      initialisers: initialisers.flatMap((found) => found.get(each.name) ?? []),
      ready: each.kind === "field" ? moment.program.queueReady(each.holder, each.name) : undefined,
      uses: { ready: count("ready"), never: count("never"), unknown: count("unknown") },
    };
  });
  return { queues, functions, partial, findings };
}

/**
 * Functions that the rule can say anything about at all: with a head of their own, or with a field
 * that nothing initialises. Of every other head it knows before a path is followed that it is silent.
 */
function usersIn(
  unit: CUnit,
  declared: readonly Declared[],
  { queueReady }: Scene["moment"]["program"],
): readonly string[] {
  const bare = declared.filter(({ kind, holder, name }) => kind === "field" && queueReady(holder, name) === "no"); // prettier-ignore
  const own = declared.filter(({ kind, file }) => kind === "local" && file === unit.file);
  const names = [
    ...own.map(({ holder }) => holder),
    ...unit.mentioning(new Set(bare.map(({ name }) => name))),
  ];
  return names.map((name) => `${unit.file} ${name}`);
}

function isOf(
  { kind, holder, name }: Declared,
  { function: fn, use }: { readonly function: string; readonly use: StepOf<"queue-use"> },
): boolean {
  const { queue } = use;
  if (queue.field !== name || queue.local !== (kind === "local")) return false;
  if (kind === "local") return fn === holder;
  return kind === "global" ? queue.struct === undefined : queue.struct === holder;
}

function joined(parts: readonly Reportable[]): Reportable {
  const sum = (count: (part: Reportable) => number): number =>
    parts.reduce((all, part) => all + count(part), 0);
  return {
    queues: parts.flatMap(({ queues }) => queues),
    functions: sum(({ functions }) => functions),
    partial: sum(({ partial }) => partial),
    findings: parts.flatMap(({ findings }) => findings),
  };
}
