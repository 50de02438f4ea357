// A call: as the scenario says it went, by the contract, into the body, or as unknown.

import type { CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Case, Contract, Effect, Returns } from "../model/contract.ts";
import type { Outcome } from "../types.ts";
import { type Call, amountOf, applyEffect, holds, resolve } from "./effects.ts";
import { type Frame, evaluate, placeOf } from "./expressions.ts";
import { type Block, type Stale, type Value, keyOfPlace, number } from "./heap.ts";
import { type Machine, isHalted, limits, newBlock, pointedTo, say, stuck } from "./machine.ts";
import { blockBehind, forget, write } from "./memory.ts";
import { nameOf, nextOutcome, resultOf, takeOutcome } from "./outcomes.ts";
import { passThrough, shiftData, staleIn, useThrough } from "./moves.ts";
import { intoPart } from "./parts.ts";
import { applyOperator } from "./operators.ts";
import { acquire } from "./ownership.ts";
import { mustBeEmpty, takeOne, useQueue } from "./queues.ts";
import { tagOf, typeOfPlace } from "./types-of.ts";
import { borrow, callUnknown, forgetNumbers, usePassed } from "./unknown.ts";

type CallInstruction = Extract<Instruction, { kind: "call" }>;

/** Runs the body of a callee; `stale`: arguments that lead to where data was. */
export type Enter = (
  machine: Machine,
  fn: CFunction,
  args: readonly Value[],
  depth: number,
  stale: readonly (Stale | undefined)[],
) => Value;

export function runCall(
  machine: Machine,
  frame: Frame,
  instruction: CallInstruction,
  enter: Enter,
): void {
  const args = instruction.args.map((arg) => evaluate(machine, frame, arg));
  if (isHalted(machine)) return;
  const name = calleeName(instruction.callee);
  const contract = contractFor(machine, frame, instruction);
  const body =
    contract === undefined && name !== "" ? machine.program.calleeOf(frame.fn, name) : undefined;
  const stepsIn = body !== undefined && nextOutcome(machine, name) === undefined;
  if (!stepsIn) for (const arg of instruction.args) passThrough(machine, frame, arg);
  const result = stepsIn
    ? stepInto(machine, frame, body, instruction, args, enter)
    : callByContract(machine, name, args, contract ?? (body && machine.program.summaryOf?.(body)), body && { caller: frame.fn, body }); // prettier-ignore
  if (isHalted(machine) || instruction.to === undefined) return;
  useThrough(machine, frame, instruction.to);
  write(machine, placeOf(machine, frame, instruction.to), result);
}

/** The end of the scope of a variable that is released by `by`. */
export function runCleanup(machine: Machine, value: Value, by: string): void {
  if (value.kind === "int" && value.value === 0n) return;
  const contract = machine.model.contractOf(by, 1);
  if (nextOutcome(machine, by) !== undefined || contract?.kind === "operator")
    callByContract(machine, by, [value], contract);
  else if (contract?.kind === "cases") applyCase(machine, by, [value], contract.cases, undefined);
  else callUnknown(machine, [value]);
}

/** The outcome of an iterator's turn; its contract says what every turn does. */
export function turn(machine: Machine, macro: string, args: readonly Value[]): boolean {
  const outcome = takeOutcome(machine, macro);
  if (outcome === undefined) return false;
  const contract = machine.model.contractOf(macro, args.length);
  const effects = contract?.kind === "cases" ? (contract.cases[0]?.effects ?? []) : [];
  const call: Call = { machine, callee: macro, args, result: number(outcome.returns), wrote: [] };
  for (const effect of effects) applyEffect(call, effect);
  return outcome.returns !== 0;
}

function callByContract(
  machine: Machine,
  name: string,
  args: readonly Value[],
  contract: Contract | undefined,
  from?: { readonly caller: CFunction; readonly body: CFunction },
): Value {
  machine.isDataShared ||= machine.model.sharesData(name);
  if (machine.model.waits(name)) forgetNumbers(machine);
  switch (contract?.kind) {
    case "operator": {
      const outcome = nextOutcome(machine, name) && takeOutcome(machine, name);
      return applyOperator(machine, contract.operator, args, outcome?.returns);
    }
    case "pure":
      return asPart(machine, name, args, answer(machine, name, args));
    case "cases": {
      const outcome = takeOutcome(machine, name);
      if (from !== undefined && !isHalted(machine)) forgetStructs(machine, args);
      return applyCase(machine, name, args, contract.cases, outcome);
    }
    case "borrows":
      for (const arg of args) borrow(machine, arg);
      shiftData(machine, args, machine.model.shiftOf(name));
      return asPart(machine, name, args, resultOf(name, takeOutcome(machine, name)));
    case undefined: {
      const result = resultOf(name, takeOutcome(machine, name));
      if (from !== undefined) useQueues(machine, from.body, args);
      callUnknown(machine, args, (at) => from !== undefined && isLeft(machine, from, at));
      return result;
    }
  }
}

/** A struct of the caller's frame may be anything after a callee that is known in sum. */
function forgetStructs({ program }: Machine, args: readonly Value[]): void {
  for (const arg of args) {
    if (arg.kind !== "pointer" || arg.block.pointee || arg.block.outlives || arg.block.param)
      continue;
    if (tagOf(typeOfPlace(program, arg)) !== undefined) forget(arg);
  }
}

/** Some callees answer with a pointer into what they are given. */
function asPart(machine: Machine, name: string, [first]: readonly Value[], result: Value): Value {
  if (result.kind === "found" && first !== undefined && machine.model.givesPart(name))
    intoPart(result, blockBehind(machine, first), machine.model.givesData(name));
  return result;
}

function isLeft(
  { program }: Machine,
  { caller, body }: { readonly caller: CFunction; readonly body: CFunction },
  at: number,
): boolean {
  return program.leavesAlone?.(caller, body, at) === true;
}

/** The callee works with queues that it is given: they have to be there. */
function useQueues(machine: Machine, body: CFunction, args: readonly Value[]): void {
  for (const [at, arg] of args.entries())
    if (arg.kind === "pointer" && !arg.block.outlives && machine.program.takesReady?.(body, at))
      useQueue(machine, arg, body.name);
}

function stepInto(
  machine: Machine,
  frame: Frame,
  body: CFunction,
  { args: from }: CallInstruction,
  args: readonly Value[],
  enter: Enter,
): Value {
  if (frame.depth >= limits.callDepth) return stuck(machine, "calls go too deep");
  say(machine, `into ${body.name}()`);
  const line = machine.line;
  const result = enter(machine, body, args, frame.depth + 1, from.map((arg) => staleIn(frame, arg))); // prettier-ignore
  if (machine.halted === undefined) machine.line = line;
  return result;
}

function applyCase(
  machine: Machine,
  callee: string,
  args: readonly Value[],
  cases: readonly Case[],
  outcome: Outcome | undefined,
): Value {
  const wrote = [...(outcome?.wrote ?? [])];
  const call: Call = { machine, callee, args, result: number(0), wrote };
  const isPossible = ({ when = [] }: Case): boolean => when.every((guard) => holds(call, guard));
  const way = outcome === undefined ? cases.find(isPossible) : cases[outcome.case];
  if (way === undefined) return stuck(machine, `${callee}() has no such case`);
  if (!isPossible(way)) return stuck(machine, `${callee}() "${way.label}" is not possible here`);
  say(machine, `${callee}() ${way.label}`);
  const spoken = way.effects.flatMap(givenBy);
  args.forEach((arg, at) => {
    if (!spoken.includes(at)) usePassed(machine, arg);
  });
  call.result = returned(call, way, outcome);
  for (const effect of way.effects) {
    if (machine.halted === undefined) applyEffect(call, effect);
  }
  return call.result;
}

function returned(call: Call, { returns, effects }: Case, outcome: Outcome | undefined): Value {
  const { machine, callee } = call;
  const queue = effects.find((effect) => effect.do === "queue-use");
  switch (returns.kind) {
    case "void":
      return number(0);
    case "int":
    case "error":
      return chosen(call, returns, outcome);
    case "amount":
      return number(amountOf(call, returns.amount));
    case "null":
      if (queue !== undefined) mustBeEmpty(machine, resolve(call, queue.queue));
      return number(0);
    case "same":
      return resolve(call, returns.as);
    case "fresh": {
      const member = queue && takeOne(machine, resolve(call, queue.queue));
      return member ?? acquire(machine, returns.object, callee, nameOf(callee, outcome));
    }
    case "borrowed":
      return {
        kind: "pointer",
        block: blockFor(call, outcome),
        path: [],
      };
    case "any":
      return resultOf(callee, outcome);
  }
}

function blockFor({ machine, callee }: Call, outcome: Outcome | undefined): Block {
  const name = nameOf(callee, outcome);
  const block = pointedTo(machine, name, () => newBlock(machine, name, { outlives: true }));
  block.address ??= BigInt(Math.trunc(outcome?.returns ?? 1));
  return block;
}

type Chosen = Extract<Returns, { kind: "int" | "error" }>;

function chosen(call: Call, returns: Chosen, outcome: Outcome | undefined): Value {
  const error = returns.kind === "error";
  const [min, max] = [
    returns.min ?? (error ? -4095 : -Infinity),
    returns.max ?? (error ? -1 : Infinity),
  ];
  if (min === max) return number(min);
  const value = outcome?.returns ?? (Number.isFinite(min) ? min : 0);
  if (value < min || value > max)
    return stuck(call.machine, `${call.callee}() cannot return ${value}`);
  return number(value);
}

/** The same arguments give the same answer. */
function answer(machine: Machine, name: string, args: readonly Value[]): Value {
  for (const arg of args) usePassed(machine, arg);
  const key = `${name}(${args.map(keyOfValue).join(",")})`;
  const known = machine.answers.get(key);
  if (nextOutcome(machine, name) === undefined && known !== undefined) return known;
  const result = resultOf(name, takeOutcome(machine, name));
  const same = known?.kind === "found" && result.kind === "found" && known.number === result.number;
  if (same) return known;
  machine.answers.set(key, result);
  return result;
}

function contractFor(
  machine: Machine,
  frame: Frame,
  { callee, args }: CallInstruction,
): Contract | undefined {
  if (callee.kind === "outer") {
    const contract = machine.model.contractOf(callee.name, args.length);
    const hasBody = machine.program.calleeOf(frame.fn, callee.name) !== undefined;
    return contract?.family === true && hasBody ? undefined : contract;
  }
  const pointer = callee.kind === "deref" ? callee.of : callee;
  if (pointer.kind !== "field") return undefined;
  const struct = typeOfPlace(machine.program, placeOf(machine, frame, pointer.base));
  return machine.model.pointerContractOf(tagOf(struct) ?? "", pointer.field);
}

/** Empty for a call through a pointer. */
function calleeName(callee: Expr): string {
  return callee.kind === "outer" ? callee.name : "";
}

/** Arguments about which the effect has its own say. */
function givenBy(effect: Effect): readonly number[] {
  switch (effect.do) {
    case "consume":
    case "free-head":
    case "reference":
    case "queue":
    case "enlist":
    case "free-memory":
      return "arg" in effect.of && effect.of.path === undefined ? [effect.of.arg] : [];
    default:
      return [];
  }
}

function keyOfValue(value: Value): string {
  switch (value.kind) {
    case "int":
      return `${value.value}`;
    case "pointer":
      return keyOfPlace(value);
    case "function":
      return value.name;
    case "found":
      return value.block === undefined ? `${value.name}=${value.number}` : `${value.block.id}`;
  }
}
