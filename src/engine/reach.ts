// A control-flow graph → how much of the function may still be executed from each block on.

import type { Block, BlockId, CFunction } from "../c/ir.ts";
import { nextOf } from "./mentions.ts";

const BITS = 32;

/** A way that may execute so many times less than the other is out of the function, or nearly so. */
const MUCH = 4;

const known = new WeakMap<CFunction, readonly number[]>();

/** Whether the one way is short, and the other long. */
export function endsSooner(fn: CFunction, to: BlockId, other: BlockId): boolean {
  const sizes = known.get(fn) ?? sizesOf(fn.cfg.blocks);
  known.set(fn, sizes);
  return (sizes[to] ?? 0) * MUCH <= (sizes[other] ?? 0);
}

/** By block: how many blocks can be come to from it, itself among them. */
function sizesOf(blocks: readonly Block[]): readonly number[] {
  const words = Math.ceil(blocks.length / BITS);
  const sets = blocks.map((_, id) => {
    const set = new Uint32Array(words);
    set[id >>> 5] = 1 << (id & 31);
    return set;
  });
  for (let changed = true; changed;) {
    changed = false;
    for (let id = blocks.length - 1; id >= 0; id--) {
      const [block, own] = [blocks[id], sets[id]];
      if (block === undefined || own === undefined) continue;
      for (const to of nextOf(block.end)) changed = join(own, sets[to]) || changed;
    }
  }
  return sets.map((set) => set.reduce((sum, word) => sum + ones(word), 0));
}

/** True when something was new. */
function join(into: Uint32Array, from: Uint32Array | undefined): boolean {
  let grew = false;
  for (const [at, word] of from?.entries() ?? []) {
    const before = into[at] ?? 0;
    const after = (before | word) >>> 0;
    grew ||= after !== before;
    into[at] = after;
  }
  return grew;
}

function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
