// What becomes of things that a callee is given about which nothing is known.

import { type Block, type Value } from "./heap.ts";
import type { Machine } from "./machine.ts";
import { blockBehind, forget, use } from "./memory.ts";
import { trustQueue } from "./queues.ts";
import { followed } from "./reach.ts";

/**
 * Nothing is certain any more about what the callee was given, and what can be reached from it;
 * `isLeft`: by its body, it leaves the object behind an argument alone.
 */
export function callUnknown(
  machine: Machine,
  args: readonly Value[],
  isLeft: (at: number) => boolean = () => false,
): void {
  for (const [at, arg] of args.entries()) {
    usePassed(machine, arg);
    const block = blockBehind(machine, arg);
    if (block === undefined) continue;
    const seen = new Set<Block>();
    if (!isVariable(block) && isLeft(at)) {
      const { doubt } = block;
      doubtAll(machine, arg, seen);
      block.doubt = doubt;
    } else if (isVariable(block)) {
      if (arg.kind !== "pointer") continue;
      for (const value of block.cells.values()) doubtAll(machine, value, seen);
      trustQueue(machine, arg);
      for (const queued of machine.blocks) if (queued.queue?.block === block) queued.doubt = true;
      forget(arg);
    } else {
      doubtAll(machine, arg, seen);
    }
  }
}

function doubtAll(machine: Machine, first: Value, seen: Set<Block>): void {
  const open = [first];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    // What was never followed leads nowhere that this run knows of.
    const target = followed(value) ?? (value === first ? blockBehind(machine, value) : undefined);
    if (target === undefined || seen.has(target)) continue;
    seen.add(target);
    if (!isVariable(target)) target.doubt = true;
    open.push(...target.cells.values());
  }
}

function isVariable(block: Block): boolean {
  return !block.pointee && !block.outlives;
}

/** The callee keeps nothing, but may fill a variable that it gets the address of. */
export function borrow(machine: Machine, arg: Value): void {
  usePassed(machine, arg);
  const block = blockBehind(machine, arg);
  if (block === undefined || arg.kind !== "pointer" || !isVariable(block)) return;
  const seen = new Set<Block>();
  for (const value of block.cells.values()) doubtAll(machine, value, seen);
  forget(arg);
}

/** The callee looks at what the value points to. */
export function usePassed(machine: Machine, value: Value): void {
  const block = followed(value);
  if (block !== undefined) use(machine, block, "pass");
}

/** Others go on while this run waits: numbers that they can find may be others by now. */
export function forgetNumbers({ blocks }: Machine): void {
  for (const block of blocks) {
    if (!block.outlives) continue;
    for (const [key, { kind }] of [...block.cells]) {
      if (kind !== "int" || key.startsWith("@")) continue;
      block.forgotten.push(key);
      block.cells.delete(key);
    }
  }
}
