// A kernel tree → for each contract of the model, whether the function's own body confirms it.
// Usage: model-verify --tree DIR [NAME…]. Exits with 1 when a contract is contradicted.

import { parseArgs } from "node:util";
import type { CUnit } from "../src/c/ir.ts";
import type { Program } from "../src/engine/program.ts";
import { loadC, unitOf, type CParser } from "../src/c/unit.ts";
import { definitionsIn } from "../src/io/git/definitions.ts";
import { treeOf } from "../src/io/git/tree.ts";
import type { Contract } from "../src/model/contract.ts";
import { contracts, kernel } from "../src/model/index.ts";
import type { Definition, Snapshot } from "../src/world.ts";
import { programFrom, verdictOn, type Verdict } from "./contract-check.ts";

const FOLDERS = ["include", "net", "drivers/net", "lib", "mm"];
/** Their inline functions and types stand behind most bodies. */
const HEADERS = ["include/linux/skbuff.h", "include/linux/netdevice.h", "include/net/sock.h"];
/** Bodies of one name that are looked at: a stub for a configuration may be among them. */
const BODIES_MAX = 4;

interface Checked {
  readonly name: string;
  readonly file: string;
  readonly verdict: Verdict;
}

const programs = new WeakMap<CUnit, Program>();

const { values, positionals } = parseArgs({
  options: { tree: { type: "string" } },
  allowPositionals: true,
});
if (values.tree === undefined) throw new Error("usage: model-verify --tree DIR [NAME…]");
const tree = await treeOf(values.tree);
try {
  const checked = await checkedIn(await tree.at("HEAD"), new Set(positionals));
  process.stdout.write(told(checked));
  process.exitCode = checked.some(({ verdict }) => verdict.kind === "contradicted") ? 1 : 0;
} finally {
  await tree.close();
}

async function checkedIn(snapshot: Snapshot, only: ReadonlySet<string>): Promise<Checked[]> {
  const parser = await loadC();
  const wanted = contracts.filter(
    ({ name, kind }) => kind !== "operator" && (only.size === 0 || only.has(name)),
  );
  const names = [...new Set(wanted.map(({ name }) => name))];
  const places = await definitionsOf(snapshot, new Set(names));
  const units = new Map<string, CUnit>();
  const headers: CUnit[] = [];
  for (const file of HEADERS) headers.push(...(await unitIn(snapshot, parser, file, units)));
  const checked: Checked[] = [];
  for (const contract of wanted) {
    const files = filesOf(contract, places);
    for (const file of files) {
      const [unit] = await unitIn(snapshot, parser, file, units);
      if (unit !== undefined) checked.push(...checkedOf(contract, file, unit, headers));
    }
    if (!checked.some(({ name }) => name === contract.name))
      checked.push({ ...contract, file: "", verdict: none(files) });
  }
  return checked;
}

/** Each file is read once: git's search for a thousand words takes ten times as long. */
async function definitionsOf(
  snapshot: Snapshot,
  names: ReadonlySet<string>,
): Promise<Definition[]> {
  const found: Definition[] = [];
  for (const folder of FOLDERS) {
    for (const file of await snapshot.list(folder)) {
      if (!/\.[ch]$/.test(file)) continue;
      const text = await snapshot.read(file);
      if (text !== undefined) found.push(...definitionsIn(text, file, names));
    }
  }
  return found;
}

function none(files: readonly string[]): Verdict {
  const why = files.length === 0 ? "no definition in the tree" : "a macro, or defined by one";
  return { kind: "not derivable", why };
}

/** The file that the contract names first. */
function filesOf({ name, source }: Contract, places: readonly Definition[]): readonly string[] {
  const files = [...new Set(places.filter((one) => one.name === name).map(({ file }) => file))];
  const rank = (file: string): number => (file === source ? 0 : file.endsWith(".h") ? 2 : 1);
  return files.sort((a, b) => rank(a) - rank(b)).slice(0, BODIES_MAX);
}

async function unitIn(
  snapshot: Snapshot,
  parser: CParser,
  file: string,
  units: Map<string, CUnit>,
): Promise<readonly CUnit[]> {
  const known = units.get(file);
  if (known !== undefined) return [known];
  const text = await snapshot.read(file);
  if (text === undefined) return [];
  const unit = unitOf(parser, {
    ...{ file, text, side: "after", firstLine: 1, section: "", whole: true, changed: new Set() },
  });
  units.set(file, unit);
  return [unit];
}

function checkedOf(
  contract: Contract,
  file: string,
  unit: CUnit,
  headers: readonly CUnit[],
): Checked[] {
  const { name, arity } = contract;
  const bodies = unit.named(name).filter((fn) => arity === undefined || fn.params.length === arity);
  return bodies.map((fn) => ({
    name,
    file,
    verdict: verdictOn(contract, fn, programOver(unit, headers), kernel),
  }));
}

/** One for a file: what is derived of one callee serves all its callers. */
function programOver(unit: CUnit, headers: readonly CUnit[]): Program {
  const others = headers.filter((header) => header !== unit);
  const program = programs.get(unit) ?? programFrom([unit, ...others], kernel);
  programs.set(unit, program);
  return program;
}

function told(checked: readonly Checked[]): string {
  const lines = [`${checked.length} bodies and absences of ${contracts.length} contracts`];
  for (const kind of ["confirmed", "contradicted", "not derivable"] as const) {
    const found = checked.filter(({ verdict }) => verdict.kind === kind);
    lines.push("", `## ${kind}: ${found.length}`, "");
    const reasons = new Map<string, string[]>();
    for (const { name, file, verdict } of found) {
      const why = verdict.kind === "confirmed" ? "" : verdict.why;
      const where = kind === "contradicted" ? `${name} (${file})` : name;
      reasons.set(why, [...(reasons.get(why) ?? []), where]);
    }
    for (const [why, names] of [...reasons].sort((a, b) => b[1].length - a[1].length))
      lines.push(`- ${why === "" ? "" : `${why} (${names.length}): `}${names.sort().join(" ")}`);
  }
  return `${lines.join("\n")}\n`;
}
