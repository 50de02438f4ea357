// The blocks of a graph in reverse postorder -> its loops, innermost last.
// A back edge goes to a block that dominates its source; an edge back into the middle of a loop
// (a goto) makes a loop of all blocks on a way from its target to its source.

import type { Block, BlockId, Loop } from "./ir.ts";
import { successors } from "./graph.ts";

interface Budget {
  steps: number;
}

/** Steps from block to block that finding the loops of one function may take. */
const MAX_STEPS = 1_000_000;

/** Loops with the same head are one loop. undefined: too many jumps to tell. */
export function loopsOf(blocks: readonly Block[]): readonly Loop[] | undefined {
  const budget = { steps: MAX_STEPS };
  const sources = blocks.map((): BlockId[] => []);
  for (const block of blocks) {
    for (const to of successors(block.end)) sources[to]?.push(block.id);
  }
  const dominator = dominatorsOf(sources, budget);
  const bodies = new Map<BlockId, Set<BlockId>>();
  for (const [from, head] of retreatingEdges(blocks)) {
    const body = bodies.get(head) ?? new Set([head]);
    bodies.set(head, body);
    const isNatural = dominates(dominator, head, from, budget);
    const within = isNatural ? undefined : reachable(blocks, head, budget);
    collect(sources, from, body, within, budget);
    if (budget.steps < 0) return undefined;
  }
  return [...bodies]
    .sort(([one], [other]) => one - other)
    .map(([head, body]) => ({
      head,
      blocks: [...body].sort((one, other) => one - other),
      at: spanOfHead(blocks, head),
    }));
}

function spanOfHead(blocks: readonly Block[], head: BlockId): Loop["at"] {
  const block = blocks[head];
  return block?.instructions[0]?.at ?? block?.end.at ?? { line: 0, text: "" };
}

/** Adds all blocks from which `from` can be reached without passing what is in `body`. */
function collect(
  sources: readonly (readonly BlockId[])[],
  from: BlockId,
  body: Set<BlockId>,
  within: ReadonlySet<BlockId> | undefined,
  budget: Budget,
): void {
  const work = [from];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (budget.steps-- < 0) return;
    if (body.has(block) || within?.has(block) === false) continue;
    body.add(block);
    work.push(...(sources[block] ?? []));
  }
}

function reachable(blocks: readonly Block[], from: BlockId, budget: Budget): ReadonlySet<BlockId> {
  const seen = new Set<BlockId>();
  const work = [from];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (seen.has(block)) continue;
    if (budget.steps-- < 0) break;
    seen.add(block);
    const end = blocks[block]?.end;
    if (end !== undefined) work.push(...successors(end));
  }
  return seen;
}

/** Edges to a block that is still open in a depth-first walk. */
function retreatingEdges(blocks: readonly Block[]): readonly (readonly [BlockId, BlockId])[] {
  const edges: [BlockId, BlockId][] = [];
  const state = new Map<BlockId, "open" | "done">([[0, "open"]]);
  const next = (id: BlockId): BlockId[] => {
    const end = blocks[id]?.end;
    return end === undefined ? [] : [...successors(end)];
  };
  const stack = [{ id: 0, left: next(0) }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const to = top.left.pop();
    if (to === undefined) {
      state.set(top.id, "done");
      stack.pop();
    } else if (state.get(to) === "open") {
      edges.push([top.id, to]);
    } else if (!state.has(to)) {
      state.set(to, "open");
      stack.push({ id: to, left: next(to) });
    }
  }
  return edges;
}

/** Immediate dominators by iteration; blocks are numbered in reverse postorder. */
function dominatorsOf(
  sources: readonly (readonly BlockId[])[],
  budget: Budget,
): readonly (BlockId | undefined)[] {
  const dominator: (BlockId | undefined)[] = sources.map(() => undefined);
  dominator[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let block = 1; block < sources.length; block++) {
      let best: BlockId | undefined;
      for (const source of sources[block] ?? []) {
        if (dominator[source] === undefined) continue;
        best = best === undefined ? source : common(dominator, best, source, budget);
      }
      if (dominator[block] !== best) {
        dominator[block] = best;
        changed = true;
      }
    }
  }
  return dominator;
}

function common(
  dominator: readonly (BlockId | undefined)[],
  one: BlockId,
  other: BlockId,
  budget: Budget,
): BlockId {
  let [left, right] = [one, other];
  while (left !== right && budget.steps-- > 0) {
    if (left > right) left = dominator[left] ?? 0;
    else right = dominator[right] ?? 0;
  }
  return left;
}

function dominates(
  dominator: readonly (BlockId | undefined)[],
  head: BlockId,
  block: BlockId,
  budget: Budget,
): boolean {
  let at = block;
  while (at > head && budget.steps-- > 0) at = dominator[at] ?? 0;
  return at === head;
}
