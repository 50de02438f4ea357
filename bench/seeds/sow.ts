// A kernel tree → damages of its real functions, drawn by a seeded random, and each as a patch mail.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { functionNames } from "../../src/c/unit.ts";
import { type Damage, type Edit, damagesOf, kinds } from "./damage.ts";

const FOLDERS = ["net", "drivers/net"];
const PER_FUNCTION = 1;
const DRAW = 20260101;

export interface Seed extends Damage {
  readonly file: string;
  readonly name: string;
  /** Of the function before the damage, from 1, both included. */
  readonly first: number;
  readonly last: number;
}

export function everySeed(tree: string): Seed[] {
  const found: Seed[] = [];
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(tree, folder), { recursive: true, encoding: "utf8" }).sort()) {
      if (name.endsWith(".c")) found.push(...seedsIn(tree, `${folder}/${name}`));
    }
  }
  return found;
} // prettier-ignore

function seedsIn(tree: string, file: string): Seed[] {
  const text = readFileSync(join(tree, file), "utf8");
  if (!/kfree_skb|nlmsg_free|skb_queue_head_init|sk_wmem_alloc|skb_put_padto|netif_rx|napi_gro/.test(text)) return []; // prettier-ignore
  const lines = text.split("\n");
  return functionNames(excerptOf(file, text)).flatMap(({ name, firstLine, lastLine }) =>
    damagesOf({ lines, first: firstLine, last: lastLine }).map((damage) => ({
      ...damage,
      ...{ file, name, first: firstLine, last: lastLine },
    })),
  );
}

function excerptOf(file: string, text: string) {
  return { file, side: "after", firstLine: 1, text, section: "", whole: true, changed: new Set<number>() } as const; // prettier-ignore
}

/** The same kinds in equal parts where there are enough, one damage of a kind a function. */
export function chosenSeeds(all: readonly Seed[], wanted: number, draw = DRAW): Seed[] {
  const random = randomOf(draw);
  const byKind = kinds.map((kind) => {
    const known = new Map<string, number>();
    return shuffled(all.filter((seed) => seed.kind === kind), random).filter(({ file, name }) => {
      const times = (known.get(`${file} ${name}`) ?? 0) + 1;
      known.set(`${file} ${name}`, times);
      return times <= PER_FUNCTION;
    });
  }); // prettier-ignore
  const picked: Seed[] = [];
  for (let round = 0; picked.length < wanted; round++) {
    const next = byKind.flatMap((list) => list[round] ?? []);
    if (next.length === 0) break;
    picked.push(...next.slice(0, wanted - picked.length));
  }
  return picked;
}

/** Numbers below 1 that are the same on every run (Lehmer's generator). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

export function edited(text: string, { line, count, lines }: Edit): string {
  const all = text.split("\n");
  all.splice(line - 1, count, ...lines);
  return all.join("\n");
}

/** The edit that undoes it. */
export function mending(before: string, { line, count, lines }: Edit): Edit {
  return { line, count: lines.length, lines: before.split("\n").slice(line - 1, line - 1 + count) };
}

/** The edit of a file as somebody would mail it. */
export function mailOf(file: string, before: string, { line, count, lines }: Edit): string {
  const all = before.replace(/\n$/, "").split("\n");
  const from = Math.max(1, line - 3);
  const to = Math.min(all.length, line + count - 1 + 3);
  const body = [
    ...all.slice(from - 1, line - 1).map((text) => ` ${text}`),
    ...all.slice(line - 1, line - 1 + count).map((text) => `-${text}`),
    ...lines.map((text) => `+${text}`),
    ...all.slice(line - 1 + count, to).map((text) => ` ${text}`),
  ];
  const size = to - from + 1;
  const head = `@@ -${from},${size} +${from},${size - count + lines.length} @@`;
  return [
    "From: Ada Lovelace <ada@example.org>", "Date: Fri, 02 Jan 2026 03:04:05 +0000",
    "Message-ID: <seed@example.org>", "Subject: [PATCH] net: change one line", "",
    "A change.", "---", `diff --git a/${file} b/${file}`, `--- a/${file}`, `+++ b/${file}`, head,
    ...body, "-- ", "2.43.0", "",
  ].join("\n"); // prettier-ignore
}
