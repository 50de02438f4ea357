// Two trees, one newer → each file that differs as one patch against the older one: what is told of it.
//
//     node dist/bench/between.js OLD NEW FOLDER [STEP [FIRST]]
//
// Both are git repositories with a kernel's source. A patch of years is not what anybody sends; but it is
// code that people wrote, and what is told of it that is not said of the newer tree itself comes from
// comparing.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { loadC } from "../src/c/unit.ts";
import { treeSources } from "../src/commands/tree-sources.ts";
import { treeOf } from "../src/io/git/tree.ts";
import { kernel } from "../src/model/index.ts";
import { reviewOf } from "../src/review/review.ts";
import { plainSeries } from "../src/testing/plain-series.ts";

const [old = "", fresh = "", folder = "net", step = "1", first = "0"] = process.argv.slice(2);
const about = /skb|sk_buff|wmem/;

const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => performance.now() };
const tree = await treeOf(old);
const newer = await treeOf(fresh);
const [before, after] = [await tree.at("HEAD"), await newer.at("HEAD")];
const kept = new Set(await after.list(folder));
const files = (await before.list(folder)).filter((file) => file.endsWith(".c") && kept.has(file));
let [tried, told] = [0, 0];
for (const [at, file] of files.entries()) if (at % Number(step) === Number(first)) await look(file);
await Promise.all([tree.close(), newer.close()]);
process.stdout.write(`${String(told)} told of ${String(tried)} patches\n`);

async function look(file: string): Promise<void> {
  const [was, is] = [await before.read(file), await after.read(file)];
  if (was === is || is === undefined || !about.test(is)) return;
  const series = plainSeries([mailOf(file)]);
  const sources = await treeSources(series, tree, "HEAD", kit);
  const { review } = reviewOf(series, kit, sources);
  tried++;
  for (const finding of review.patches[0]?.findings ?? []) {
    if (finding.class !== "introduced") continue;
    told++;
    const { line, rule, function: name, what } = finding;
    process.stdout.write(`${finding.file}:${String(line)} ${rule} ${name}(): ${what}\n`);
  }
  const failure = sources.patches.get(1)?.failure;
  if (failure !== undefined) process.stdout.write(`${file}: ${failure.what}: ${failure.why}\n`);
}

function mailOf(file: string): string {
  return [
    "From: Ada Lovelace <ada@example.org>", "Date: Fri, 02 Jan 2026 03:04:05 +0000",
    "Message-ID: <between@example.org>", `Subject: [PATCH] ${file}: all that changed`, "",
    "A change.", "---", diffOf(file), "-- ", "2.43.0", "",
  ].join("\n"); // prettier-ignore
}

/** As git writes it, with the names that the file has in both trees. */
function diffOf(file: string): string {
  const args = ["diff", "--no-index", "--no-color", join(old, file), join(fresh, file)];
  try {
    return execFileSync("git", args, { encoding: "utf8" });
  } catch (error) {
    // It differs: git says so by its status.
    const text = String((error as { stdout?: unknown }).stdout);
    const hunks = text.slice(text.indexOf("\n@@ ") + 1);
    return `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n${hunks.replace(/\n$/, "")}`;
  }
}
