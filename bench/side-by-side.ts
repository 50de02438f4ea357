// Twelve damaged files → what this program and three others find in them, what else they say of them
// and of the same files undamaged, and how long that takes.
//
//     node dist/bench/side-by-side.js TREE [CONFIGURED] > bench/side-by-side.md
//
// TREE is a git repository with the kernel's source. CONFIGURED is a clone of it in which
// `make CC=clang allmodconfig prepare` was run; without it one is made and removed again. Needs
// spatch, cppcheck and clang; to configure also make, gcc, flex, bison, bc and libelf's header.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadC } from "../src/c/unit.ts";
import { kinds } from "./seeds/damage.ts";
import { chosenSeeds, edited, everySeed, mailOf, mending, type Seed } from "./seeds/sow.ts";
import { compared, type Compared } from "./side-by-side/compare.ts";
import { tableOf, type Row } from "./side-by-side/table.ts";
import { isCompiled, tools, type Place, type Tool } from "./side-by-side/tools.ts";

const WANTED = 12;
const SMALL = 30;
const LARGE = 80;

const [tree = "", given] = process.argv.slice(2);
await loadC();
const folder = given === undefined ? configured() : resolve(given);
try {
  const seeds = twelve(chosenSeeds(everySeed(tree), Infinity));
  const texts = new Map(seeds.map(({ file }) => [file, readFileSync(join(tree, file), "utf8")]));
  const twins: Place = { folder, rev: "HEAD" };
  const damaged: Place = { folder, rev: committed(seeds, texts) };
  const rows = tools.map((tool) => rowOf(tool, seeds, texts, damaged, twins));
  process.stdout.write(tableOf(seeds, rows));
} finally {
  if (given === undefined) rmSync(folder, { recursive: true });
}

function configured(): string {
  const copy = mkdtempSync(join(tmpdir(), "interleave-tree-"));
  execFileSync("git", ["clone", "--quiet", "--shared", resolve(tree), copy]);
  for (const goal of ["allmodconfig", "prepare"])
    execFileSync("make", ["-s", "CC=clang", goal], { cwd: copy, stdio: ["ignore", 2, 2] });
  return copy;
}

/** Each kind once, small and large functions in turn, then the first four again the other way. */
function twelve(all: readonly Seed[]): readonly Seed[] {
  const chosen: Seed[] = [];
  for (let turn = 0; turn < WANTED; turn++) {
    const kind = kinds[turn % kinds.length];
    const isSmall = (turn + Math.floor(turn / kinds.length)) % 2 === 0;
    const seed = all.find((each) => {
      const lines = each.last - each.first + 1;
      const fits = each.kind === kind && (isSmall ? lines <= SMALL : lines >= LARGE);
      return fits && chosen.every(({ file }) => file !== each.file) && isCompiled(each.file, folder);
    });
    if (seed === undefined) throw new Error(`no ${isSmall ? "small" : "large"} one: ${kind ?? ""}`);
    chosen.push(seed);
    process.stderr.write(`${seed.file} ${seed.name}(): ${seed.kind}\n`);
  }
  return chosen;
} // prettier-ignore

type Texts = ReadonlyMap<string, string>;

function put(seeds: readonly Seed[], texts: Texts, isDamaged: boolean): void {
  for (const { file, edit } of seeds) {
    const text = texts.get(file) ?? "";
    writeFileSync(join(folder, file), isDamaged ? edited(text, edit) : text);
  }
}

/** A commit with the damaged files that no branch leads to. */
function committed(seeds: readonly Seed[], texts: Texts): string {
  put(seeds, texts, true);
  const person = ["-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.org"];
  const made = execFileSync("git", [...person, "stash", "create"], { cwd: folder });
  put(seeds, texts, false);
  return made.toString("utf8").trim();
}

function rowOf(tool: Tool, seeds: readonly Seed[], texts: Texts, damaged: Place, twins: Place): Row {
  put(seeds, texts, true);
  const start = performance.now();
  const bad = seeds.map(({ file, edit }) => {
    const mail = mailOf(file, texts.get(file) ?? "", edit);
    return tool.warnings({ file, mail, base: twins }, damaged);
  });
  const ms = performance.now() - start;
  process.stderr.write(`${tool.name}: ${(ms / 1000).toFixed(1)} s\n`);
  put(seeds, texts, false);
  const good = seeds.map(({ file, edit }) => {
    const before = texts.get(file) ?? "";
    const mail = mailOf(file, edited(before, edit), mending(before, edit));
    return tool.warnings({ file, mail, base: damaged }, twins);
  });
  const results = seeds.map(({ first, last, edit }, at): Compared => {
    const grown = { first, last: last + edit.lines.length - edit.count };
    return compared({ warnings: bad[at] ?? [], fn: grown }, { warnings: good[at] ?? [], fn: { first, last } });
  });
  return { tool: tool.name, results, ms };
} // prettier-ignore
