// A kernel tree → all lines of its network code that change sk_wmem_alloc, and what the engine and
// the rules see of each.
//
//     node dist/bench/wmem.js TREE > bench/wmem.md

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { functionNames, loadC } from "../src/c/unit.ts";
import { kernel } from "../src/model/index.ts";
import type { Path, Step } from "../src/types.ts";
import { sceneOf, type Look } from "./look.ts";
import { changesIn, type Change } from "./wmem/changes.ts";
import { wmemReport, type Seen } from "./wmem/report.ts";

const [tree = ""] = process.argv.slice(2);
const FOLDERS = ["net", "drivers/net", "include/net"];

const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => performance.now() };
process.stdout.write(wmemReport(filesWithChanges().flatMap(seenIn)));

function filesWithChanges(): readonly string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(tree, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.[ch]$/.test(name))
      .map((name) => `${folder}/${name}`)
      .sort(),
  ).filter((file) => changesIn(textOf(file)).length > 0);
}

function textOf(file: string): string {
  return readFileSync(join(tree, file), "utf8");
}

function seenIn(file: string): readonly Seen[] {
  const text = textOf(file);
  const whole = { file, side: "after", firstLine: 1, text, section: "", whole: true, changed: new Set<number>() } as const; // prettier-ignore
  const extents = functionNames(whole);
  const at = (line: number) => extents.find((fn) => fn.firstLine <= line && line <= fn.lastLine);
  const changes = changesIn(text);
  const names = new Set(changes.map(({ line }) => at(line)?.name));
  const looks = [...sceneOf(new Map([[file, text]]), kit).looks((_, name) => names.has(name))];
  return changes.map((change) => {
    const fn = at(change.line);
    const look = looks.find(({ judged }) => judged.review.name === fn?.name);
    return seenOf(file, change, look, text.split("\n").slice((fn?.firstLine ?? 1) - 1, fn?.lastLine));
  });
} // prettier-ignore

function seenOf(file: string, change: Change, look: Look | undefined, body: readonly string[]): Seen {
  const paths: readonly Path[] = look === undefined ? [] : [...look.judged.owners.keys()];
  const isHere = (step: Step): boolean =>
    step.kind === "charge" && step.at.line >= change.line && step.at.line <= change.lastLine;
  const destructors = body.flatMap((line) => /destructor = ([^;]+)/.exec(line)?.[1] ?? []);
  const ended = (equal: boolean): number =>
    paths.filter(({ steps }) => steps.some((step) => step.kind === "balance" && step.equal === equal)).length;
  return {
    file,
    change,
    function: look?.judged.review.name ?? "",
    destructors: [...new Set(destructors)],
    status: look?.judged.review.status ?? "skipped",
    why: look === undefined ? "not read" : look.judged.review.why,
    paths: paths.length,
    charging: paths.filter(({ steps }) => steps.some(isHere)).length,
    balanced: ended(true),
    unequal: ended(false),
    findings: (look?.findings ?? []).map(({ rule, line, what }) => `${rule}, line ${line}: ${what}`),
  };
} // prettier-ignore
