// Blocks under construction -> a finished Cfg: unreachable blocks dropped, straight chains joined,
// numbered in reverse postorder (so that a block comes before what it leads to, loops aside).

import type { Block, BlockId, Cfg, Expr, Instruction, Span, Terminator } from "./ir.ts";
import { loopsOf } from "./natural-loops.ts";

/** A graph being built. There is always a current block; it may be unreachable. */
export interface Graph {
  readonly blocks: Draft[];
  current: BlockId;
  /** Instructions so far. */
  size: number;
}

/** A longer function is not followed at all. */
const MAX_SIZE = 100_000;

export interface Draft {
  instructions: Instruction[];
  end: Terminator | undefined;
}

export function newGraph(): Graph {
  return { blocks: [{ instructions: [], end: undefined }], current: 0, size: 0 };
}

/** A new, empty block, not yet led to. */
export function newBlock(graph: Graph): BlockId {
  graph.blocks.push({ instructions: [], end: undefined });
  return graph.blocks.length - 1;
}

/** Goes on in `block`. */
export function enter(graph: Graph, block: BlockId): void {
  graph.current = block;
}

export function emit(graph: Graph, instruction: Instruction): void {
  if (++graph.size <= MAX_SIZE) graph.blocks[graph.current]?.instructions.push(instruction);
}

/** Ends the current block and goes on in a new one that nothing leads to. */
export function terminate(graph: Graph, end: Terminator): void {
  const draft = graph.blocks[graph.current];
  if (draft !== undefined) draft.end = end;
  graph.current = newBlock(graph);
}

export function goTo(graph: Graph, to: BlockId, at: Span): void {
  terminate(graph, { kind: "goto", to, at });
}

/** A branch, or a plain goto where the condition is a number. */
export function branch(graph: Graph, condition: Expr, yes: BlockId, no: BlockId, at: Span): void {
  if (condition.kind === "number") goTo(graph, condition.value === 0n ? no : yes, at);
  else terminate(graph, { kind: "branch", condition, then: yes, else: no, at });
}

/** The finished graph; undefined if it is too big. A block that nobody ended ends with `fallen`. */
export function finished(graph: Graph, fallen: Terminator): Cfg | undefined {
  if (graph.size > MAX_SIZE || graph.blocks.length > MAX_SIZE) return undefined;
  for (const draft of graph.blocks) draft.end ??= fallen;
  const joined = joinChains(graph.blocks, fallen);
  const order = reversePostorder(joined, fallen);
  const numbers = new Map(order.map((old, index) => [old, index]));
  const blocks = order.map((old, id): Block => {
    const draft = joined[old];
    const end = renumbered(draft?.end ?? fallen, (to) => numbers.get(to) ?? 0);
    return { id, instructions: draft?.instructions ?? [], end };
  });
  const loops = loopsOf(blocks);
  return loops === undefined ? undefined : { entry: 0, blocks, loops };
}

/** The blocks that a terminator may go to. */
export function successors(end: Terminator): readonly BlockId[] {
  switch (end.kind) {
    case "goto":
      return [end.to];
    case "branch":
      return end.then === end.else ? [end.then] : [end.then, end.else];
    case "return":
    case "stop":
    case "cut":
      return [];
  }
}

function renumbered(end: Terminator, number: (to: BlockId) => BlockId): Terminator {
  switch (end.kind) {
    case "goto":
      return { ...end, to: number(end.to) };
    case "branch": {
      const [yes, no] = [number(end.then), number(end.else)];
      // Conditions have no side effects: one that decides nothing is nothing.
      if (yes === no) return { kind: "goto", to: yes, at: end.at };
      return { ...end, then: yes, else: no };
    }
    case "return":
    case "stop":
    case "cut":
      return end;
  }
}

/** Appends each block to the one that leads only to it and is alone in that. */
function joinChains(drafts: readonly Draft[], fallen: Terminator): readonly Draft[] {
  const targets = targetsBehindEmpty(drafts);
  const skipped = drafts.map((draft) => ({
    ...draft,
    end: throughEmpty(draft.end ?? fallen, targets),
  }));
  const live = reversePostorder(skipped, fallen);
  const sources = new Map<BlockId, number>();
  for (const block of live) {
    for (const to of successors(skipped[block]?.end ?? fallen)) {
      sources.set(to, (sources.get(to) ?? 0) + 1);
    }
  }
  const appended = new Set<BlockId>();
  for (const block of live) {
    const draft = skipped[block];
    // Reverse postorder visits the head of a chain first, so each block is appended once.
    if (draft === undefined || appended.has(block)) continue;
    while (draft.end.kind === "goto") {
      const to = draft.end.to;
      const next = skipped[to];
      if (next === undefined || to === block || to === 0 || sources.get(to) !== 1) break;
      for (const instruction of next.instructions) draft.instructions.push(instruction);
      draft.end = next.end;
      appended.add(to);
    }
  }
  return skipped;
}

/** Empty blocks that only go on to another are jumped over; a ring of them stays. */
function throughEmpty(end: Terminator, targets: readonly BlockId[]): Terminator {
  return renumbered(end, (to) => targets[to] ?? to);
}

/** For each block the first one behind it that does something. */
function targetsBehindEmpty(drafts: readonly Draft[]): readonly BlockId[] {
  const targets: BlockId[] = drafts.map((_, id) => id);
  const done = new Set<BlockId>();
  for (const start of drafts.keys()) {
    const chain: BlockId[] = [];
    const onChain = new Set<BlockId>();
    let at = start;
    while (!done.has(at) && !onChain.has(at)) {
      chain.push(at);
      onChain.add(at);
      const draft = drafts[at];
      if (draft?.end?.kind !== "goto" || draft.instructions.length > 0) break;
      at = draft.end.to;
    }
    const target = targets[at] ?? at;
    for (const id of chain) {
      targets[id] = target;
      done.add(id);
    }
  }
  return targets;
}

function reversePostorder(
  drafts: readonly { readonly end: Terminator | undefined }[],
  fallen: Terminator,
): readonly BlockId[] {
  const seen = new Set<BlockId>([0]);
  const order: BlockId[] = [];
  const next = (block: BlockId): BlockId[] => [...successors(drafts[block]?.end ?? fallen)];
  const stack = [{ block: 0, left: next(0) }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    // Taken from the end: the else side is numbered later, the then side comes right behind.
    const to = top.left.pop();
    if (to === undefined) {
      order.push(top.block);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ block: to, left: next(to) });
    }
  }
  return order.reverse();
}
