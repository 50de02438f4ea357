// A folder of C -> how much of it the front end understands, and how fast.
//
//     node dist/bench/front-end.js DIR…

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allComplaints, allFunctions, loadC, unitOf, type CParser } from "../src/c/unit.ts";
import type { CUnit } from "../src/c/ir.ts";

interface Tally {
  files: number;
  functions: number;
  /** Functions with a complaint, and definitions that are absent. */
  damaged: number;
  absent: number;
  opaque: number;
  ms: number;
  slowest: { readonly file: string; readonly ms: number };
  readonly causes: Map<string, string[]>;
}

const TOP_CAUSES = 15;

const parser = await loadC();
const tally: Tally = {
  files: 0,
  functions: 0,
  damaged: 0,
  absent: 0,
  opaque: 0,
  ms: 0,
  slowest: { file: "", ms: 0 },
  causes: new Map(),
};
for (const folder of process.argv.slice(2)) measure(parser, folder, tally);
process.stdout.write(report(tally));

function measure(c: CParser, folder: string, into: Tally): void {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const name of names.filter((one) => one.endsWith(".c"))) {
    const file = join(folder, name);
    const text = readFileSync(file, "utf8");
    const start = process.cpuUsage();
    const unit = unitOf(c, {
      file: name,
      side: "after",
      firstLine: 1,
      text,
      section: "",
      whole: true,
      changed: new Set(),
    });
    allFunctions(unit);
    const used = process.cpuUsage(start);
    const ms = (used.user + used.system) / 1000;
    into.files++;
    into.ms += ms;
    if (ms > into.slowest.ms) into.slowest = { file: name, ms };
    count(unit, into);
  }
}

function count(unit: CUnit, into: Tally): void {
  const [functions, complaints] = [allFunctions(unit), allComplaints(unit)];
  const lines = new Set(functions.map(({ firstLine }) => firstLine));
  const damaged = functions.filter((one) => one.complaints.length > 0);
  into.functions += lines.size + complaints.length;
  into.damaged += new Set(damaged.map(({ firstLine }) => firstLine)).size;
  into.absent += complaints.length;
  for (const { cfg } of functions) {
    into.opaque += cfg.blocks.filter(({ instructions }) =>
      instructions.some(({ kind }) => kind === "opaque"),
    ).length;
  }
  for (const { what, why } of [...complaints, ...damaged.flatMap((one) => one.complaints)]) {
    const cause = why.replace(/:.*/s, "").replace(/\b\w+\(\)/g, "f()");
    into.causes.set(cause, [...(into.causes.get(cause) ?? []), what]);
  }
}

function report({ files, functions, damaged, absent, opaque, ms, slowest, causes }: Tally): string {
  const share = (100 * (damaged + absent)) / Math.max(1, functions);
  const frequent = [...causes].sort(([, one], [, other]) => other.length - one.length);
  return [
    `${files} files, ${functions} functions, ${opaque} blocks with something opaque`,
    `${damaged} with complaints, ${absent} absent: ${share.toFixed(3)} %`,
    `${(ms / Math.max(1, files)).toFixed(1)} ms of processor a file, ` +
      `slowest ${slowest.ms.toFixed(0)} ms: ${slowest.file}`,
    ...frequent
      .slice(0, TOP_CAUSES)
      .map(
        ([cause, places]) => `${String(places.length).padStart(6)}  ${cause}  ${places[0] ?? ""}`,
      ),
    "",
  ].join("\n");
}
