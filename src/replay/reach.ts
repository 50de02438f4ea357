// What can be reached from what.

import type { Block, Value } from "./heap.ts";
import type { Machine } from "./machine.ts";

/** Decides that the cell of a block is no way to anywhere. */
type Skip = (block: Block, key: string) => boolean;

export interface Roots {
  readonly blocks: readonly Block[];
  readonly returned: Block | undefined;
}

/** What outlives the function: memory of others, what was given away, and what is returned. */
export function rootsOf(machine: Machine, returned: Value): Roots {
  return { blocks: machine.blocks.filter(isRoot), returned: followed(returned) };
}

/** What something that outlives the function points to; that it outlives it is not enough. */
export function reachable({ blocks, returned }: Roots, skip: Skip): ReadonlySet<Block> {
  const start = returned === undefined ? [] : [returned];
  const seen = new Set<Block>(start);
  const walked = new Set<Block>();
  const open = [...blocks, ...start];
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    if (walked.has(block)) continue;
    walked.add(block);
    open.push(...block.members.values());
    for (const [key, value] of block.cells) {
      const next = skip(block, key) ? undefined : followed(value);
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

/** The block behind a pointer that somebody followed; nothing else can be an object of this run. */
export function followed(value: Value): Block | undefined {
  return value.kind === "pointer" || value.kind === "found" ? value.block : undefined;
}

function isRoot(block: Block): boolean {
  if (block.gone !== undefined) {
    // What a freed object held went with it; what freed memory held is lost.
    const { how } = block.gone;
    return how === "taken" || (how === "freed" && block.object === "skb");
  }
  if (block.outlives || block.doubt) return true;
  return block.queue?.block.outlives === true;
}
