// The walk through a function: instruction by instruction, on concrete values.

import type { CFunction, CType, Instruction, Terminator } from "../c/ir.ts";
import { runCall, runCleanup, turn } from "./calls.ts";
import { type Frame, evaluate, isLvalue, isTrue, newLocal, placeOf } from "./expressions.ts";
import { type Stale, type Value, number, wordsOf } from "./heap.ts";
import { converted } from "./integer.ts";
import { type Machine, isHalted, limits, newBlock, pointedTo, say, stuck } from "./machine.ts";
import { copyParts, forget, numberOf, poke, unset, use, write, zero } from "./memory.ts";
import { elementType, isInteger, tagOf, typeOfPlace } from "./types-of.ts";
import { staleIn, useThrough } from "./moves.ts";
import { zeroQueues } from "./queues.ts";
import { callUnknown } from "./unknown.ts";

/** Runs a function on its arguments; the value that it returns. */
export function runFunction(
  machine: Machine,
  fn: CFunction,
  args: readonly Value[],
  depth: number,
  stale: readonly (Stale | undefined)[] = [],
): Value {
  const frame: Frame = { fn, depth, locals: new Map(), walked: new Map() };
  for (const [at, { name }] of fn.params.entries()) {
    const block = newLocal(machine, frame, name);
    const value = args[at] ?? (depth === 0 ? given(machine, fn, name) : undefined);
    if (value !== undefined) poke(machine, { block, path: [] }, value);
    block.stale = stale[at];
  }
  let at = fn.cfg.entry;
  for (;;) {
    const block = fn.cfg.blocks[at];
    if (block === undefined) return stuck(machine, `no block ${at}`);
    for (const instruction of block.instructions) {
      step(machine, frame, instruction);
      if (machine.halted !== undefined) return number(0);
    }
    machine.line = block.end.at.line;
    if (block.end.kind === "return") return returned(machine, frame, block.end.value);
    const next = successor(machine, frame, block.end);
    if (next === undefined || machine.halted !== undefined) return number(0);
    at = next;
  }
}

/** The object that a caller leaves to the function, unless the scenario has none there. */
function given(machine: Machine, fn: CFunction, name: string): Value | undefined {
  const type = fn.params.find((param) => param.name === name)?.type;
  const object = type && machine.model.objectOfType(type.base);
  const isOwned = machine.program.owned?.some((each) => each.name === name) === true;
  if (type === undefined || object === undefined || !isOwned) return undefined;
  if ((machine.inputs.get(name) ?? 1n) <= 0n) return undefined;
  const more = { object, acquired: fn.firstLine, type: elementType(type) };
  const block = pointedTo(machine, name, () => newBlock(machine, name, more));
  block.address ??= machine.inputs.get(name);
  machine.given.set(name, block);
  return { kind: "pointer", block, path: [] };
}

function step(machine: Machine, frame: Frame, instruction: Instruction): void {
  machine.line = instruction.at.line;
  if (!goesOn(machine)) return;
  switch (instruction.kind) {
    case "assign":
      assign(machine, frame, instruction);
      return;
    case "zero": {
      const place = placeOf(machine, frame, instruction.to);
      zero(machine, place);
      zeroQueues(machine, place);
      return;
    }
    case "call":
      runCall(machine, frame, instruction, runFunction);
      return;
    case "iterate":
      iterate(machine, frame, instruction);
      return;
    case "declare":
      newLocal(machine, frame, instruction.name);
      return;
    case "cleanup": {
      const value = evaluate(machine, frame, { kind: "local", name: instruction.name });
      runCleanup(machine, value, instruction.by);
      return;
    }
    case "opaque":
      for (const expr of instruction.touches) {
        callUnknown(machine, [evaluate(machine, frame, expr)]);
        if (isLvalue(expr) && machine.halted === undefined) forget(placeOf(machine, frame, expr));
      }
  }
}

type Of<Kind extends Instruction["kind"]> = Extract<Instruction, { kind: Kind }>;

function assign(machine: Machine, frame: Frame, { to, value }: Of<"assign">): void {
  const target = placeOf(machine, frame, to);
  if (isLvalue(value)) {
    const source = placeOf(machine, frame, value);
    const struct = tagOf(typeOfPlace(machine.program, source)) !== undefined;
    if (copyParts(machine, source, target) || struct) {
      useThrough(machine, frame, value);
      useThrough(machine, frame, to);
      return;
    }
  }
  const result = evaluate(machine, frame, value);
  if (machine.halted !== undefined) return;
  useThrough(machine, frame, to);
  write(machine, target, result);
  if (to.kind === "local") target.block.stale = staleIn(frame, value);
}

/** One more element that belongs to others, or the end. */
function iterate(machine: Machine, frame: Frame, instruction: Of<"iterate">): void {
  const values = instruction.args.map((arg) =>
    isLvalue(arg) || arg.kind === "address" ? evaluate(machine, frame, arg) : number(0),
  );
  const more = turn(machine, instruction.macro, values);
  if (machine.halted !== undefined) return;
  const last = machine.model.walksOn(instruction.macro) ? frame.walked.get(instruction) : undefined;
  if (last !== undefined) use(machine, last, "read");
  frame.walked.delete(instruction);
  for (const cursor of instruction.cursors) {
    const place = placeOf(machine, frame, cursor);
    const type = behindType(typeOfPlace(machine.program, place));
    const block = newBlock(machine, wordsOf(place), { outlives: true, type });
    if (more) write(machine, place, { kind: "pointer", block, path: [] });
    if (more && cursor === instruction.cursors[0]) frame.walked.set(instruction, block);
    else unset(place);
  }
  write(machine, placeOf(machine, frame, instruction.more), number(more ? 1 : 0));
}

function goesOn(machine: Machine): boolean {
  machine.instructions += 1;
  if (machine.instructions > limits.instructions) stuck(machine, "runs for too long");
  return !isHalted(machine);
}

function behindType(type: CType | undefined): CType | undefined {
  return type && elementType(type);
}

function successor(machine: Machine, frame: Frame, end: Terminator): number | undefined {
  if (!goesOn(machine)) return undefined;
  switch (end.kind) {
    case "goto":
      return end.to;
    case "branch": {
      const holds = isTrue(evaluate(machine, frame, end.condition));
      say(machine, `${end.at.text}: ${holds}`);
      return holds ? end.then : end.else;
    }
    case "stop":
      machine.halted ??= { end: "stop", why: `line ${machine.line}` };
      return undefined;
    case "cut":
      machine.halted ??= { end: "cut", why: end.why };
      return undefined;
    case "return":
      return undefined;
  }
}

function returned(
  machine: Machine,
  frame: Frame,
  expr: Extract<Terminator, { kind: "return" }>["value"],
): Value {
  if (expr === undefined) return number(0);
  const value = evaluate(machine, frame, expr);
  const type = frame.fn.returns;
  if (type === undefined || !isInteger(type) || value.kind === "pointer") return value;
  return number(converted(numberOf(value), type.integer), type.integer);
}
