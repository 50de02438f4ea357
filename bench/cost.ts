// A whole run's journal and its tree → what a function costs, by its size.
//
//     npm run --silent review -- --tree TREE --all net --resume JOURNAL
//     node dist/bench/cost.js TREE JOURNAL
//
// Of the functions that were followed: the others cost next to nothing.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { allFunctions, loadC, unitOf } from "../src/c/unit.ts";
import { type Cost, costReport } from "./cost-report.ts";

const [tree = "", journal = ""] = process.argv.slice(2);

const entry = z.object({
  survey: z.object({
    file: z.string(),
    functions: z.array(z.object({ name: z.string(), status: z.string(), ms: z.number() })),
  }),
});

const parser = await loadC();
const costs = readFileSync(journal, "utf8").trimEnd().split("\n").flatMap(costsIn);
process.stdout.write(costReport(costs));

function costsIn(line: string): readonly Cost[] {
  const { file, functions } = entry.parse(JSON.parse(line)).survey;
  const followed = functions.filter(({ status }) => status !== "skipped");
  if (followed.length === 0) return [];
  const sizes = sizesIn(file);
  return followed.flatMap(({ name, status, ms }): Cost[] => {
    const size = sizes.get(name);
    return size === undefined ? [] : [{ size, ms, whole: status === "checked" }];
  });
}

function sizesIn(file: string): ReadonlyMap<string, number> {
  const text = readFileSync(join(tree, file), "utf8");
  const changed = new Set<number>();
  const excerpt = { file, side: "after", firstLine: 1, text, section: "", whole: true, changed } as const; // prettier-ignore
  const sizes = new Map<string, number>();
  for (const { name, cfg } of allFunctions(unitOf(parser, excerpt)))
    sizes.set(name, cfg.blocks.reduce((all, { instructions }) => all + instructions.length + 1, 0)); // prettier-ignore
  return sizes;
}
