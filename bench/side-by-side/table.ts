// What each tool found in which damaged function → a table to read, and one with all of it.

import type { Seed } from "../seeds/sow.ts";
import type { Compared } from "./compare.ts";

export interface Row {
  readonly tool: string;
  /** In the order of the damaged functions. */
  readonly results: readonly Compared[];
  /** Milliseconds for the damaged files. */
  readonly ms: number;
}

export function tableOf(seeds: readonly Seed[], rows: readonly Row[]): string {
  return [
    "# Side by side", "",
    `The same ${seeds.length} damaged files. Found: something new is said of the damaged function.`, "",
    `| tool | found of ${seeds.length} | other warnings on the damaged files | warnings on the undamaged twins | time |`,
    "| --- | --- | --- | --- | --- |",
    ...rows.map(rowText), "",
    "| function | lines | damage | found by |", "| --- | --- | --- | --- |",
    ...seeds.map((seed, at) => seedText(seed, rows.filter(({ results }) => isHit(results[at])))), "",
    "What was new in the damaged functions:", "",
    ...rows.flatMap(({ tool, results }) =>
      results.flatMap(({ hits }, at) =>
        hits.map(({ text }) => `- ${tool}, ${seeds[at]?.name ?? ""}(): ${text.replace(/\s+/g, " ")}`),
      ),
    ), "",
  ].join("\n"); // prettier-ignore
}

function rowText({ tool, results, ms }: Row): string {
  const sum = (count: (each: Compared) => number): number =>
    results.reduce((all, each) => all + count(each), 0);
  const counts = [results.filter(isHit).length, sum(({ others }) => others), sum(({ twin }) => twin)];
  return `| ${tool} | ${counts.join(" | ")} | ${(ms / 1000).toFixed(1)} s |`;
} // prettier-ignore

function seedText({ file, name, kind, first, last }: Seed, found: readonly Row[]): string {
  const by = found.length === 0 ? "none" : found.map(({ tool }) => tool).join("; ");
  return `| ${file} ${name}() | ${last - first + 1} | ${kind} | ${by} |`;
}

function isHit(result: Compared | undefined): boolean {
  return result !== undefined && result.hits.length > 0;
}
