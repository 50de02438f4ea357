// A control-flow graph → for each branch, the blocks whose execution it decides about.
// Control dependence as in Ferrante, Ottenstein and Warren, "The program dependence graph and its
// use in optimization" (1987), on sets of postdominators.

import type { Block, BlockId } from "../c/ir.ts";
import { nextOf } from "./mentions.ts";

const BITS = 32;

/** By block: empty for blocks that do not end in a branch. */
export function dependentsOf(blocks: readonly Block[]): readonly (readonly BlockId[])[] {
  const behind = postdominators(blocks);
  return blocks.map((block, id) => {
    if (block.end.kind !== "branch") return [];
    const own = behind[id];
    const [then, other] = [behind[block.end.then], behind[block.end.else]];
    const dependents: BlockId[] = [];
    for (let at = 0; at < blocks.length; at++) {
      if (at !== id && has(own, at)) continue;
      if (has(then, at) || has(other, at)) dependents.push(at);
    }
    return dependents;
  });
}

/** The greatest solution: every block is behind one that never ends. */
function postdominators(blocks: readonly Block[]): readonly Uint32Array[] {
  const words = Math.ceil(blocks.length / BITS);
  const sets = blocks.map(() => new Uint32Array(words).fill(0xffffffff));
  const next = new Uint32Array(words);
  for (let changed = true; changed;) {
    changed = false;
    for (let id = blocks.length - 1; id >= 0; id--) {
      const [block, own] = [blocks[id], sets[id]];
      if (block === undefined || own === undefined) continue;
      const targets = nextOf(block.end);
      next.fill(targets.length === 0 ? 0 : 0xffffffff);
      for (const to of targets) {
        const set = sets[to];
        for (let word = 0; word < words; word++)
          next[word] = (next[word] ?? 0) & (set?.[word] ?? 0);
      }
      next[id >>> 5] = (next[id >>> 5] ?? 0) | (1 << (id & 31));
      for (let word = 0; word < words; word++) {
        if (own[word] === next[word]) continue;
        changed = true;
        own[word] = next[word] ?? 0;
      }
    }
  }
  return sets;
}

function has(set: Uint32Array | undefined, at: number): boolean {
  return (((set?.[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;
}
