// A call whose contract the model has: which of its cases can happen, and what each does.

import type { CFunction, CType, Lvalue } from "../c/ir.ts";
import type { Amount, Case, Contract, Effect, Guard, Ref } from "../model/contract.ts";
import { conditionOf, termOf } from "./arithmetic.ts";
import { compare } from "./compare.ts";
import { type Constraints, assume } from "./constraints.ts";
import { applyEffect } from "./effects.ts";
import { behind } from "./evaluate.ts";
import { looksAt } from "./looked-at.ts";
import { type Linear, add, constant, negate } from "./linear.ts";
import { known, read } from "./memory.ts";
import { acquire, doubt, objectBehind, useObject } from "./objects.ts";
import { passPart } from "./parts.ts";
import { isPeekedAt } from "./peeked.ts";
import { contentOf, isDoubted } from "./queues.ts";
import { regionOf } from "./regions.ts";
import { type Run, type State, emit, here, isDead, setObject } from "./state.ts";
import { intern } from "./symbols.ts";
import {
  type Condition,
  type Place,
  type Value,
  address,
  field,
  int,
  keyOfPlace,
  start,
  unknown,
  valueOf,
  zero,
} from "./values.ts";

/** One call, its arguments evaluated. */
export interface Call {
  readonly run: Run;
  readonly state: State;
  readonly callee: string;
  /** Of a callee that the model does not have and that is not stepped into. */
  readonly body?: CFunction | undefined;
  readonly args: readonly Value[];
  /** Words of the source for each argument. */
  readonly words: readonly string[];
  readonly to: Lvalue | undefined;
  /** Words and type of what the result is stored in. */
  readonly name: string;
  readonly type: CType | undefined;
  /** What the call returns, from the moment when it is known. */
  result: Value;
  /** What it wrote where the case leaves a choice. */
  wrote: readonly Value[];
}

/** Tells what a call gives from what any other gives, on this path and on those that go another way. */
export function keyOfCall({ state, callee }: Call): string {
  return `${state.frame.serial}:${state.clock}:${state.at.line}:${callee}`;
}

export type Cases = Extract<Contract, { kind: "cases" }>;

/**
 * Applies the case that was chosen for this state, and gives the result. Without a choice, it
 * makes one state for each case that can happen, and this one ends.
 */
export function applyCases(call: Call, contract: Cases): Value {
  const { run, state } = call;
  if (contract.assumption !== undefined && run.program.functionOf(call.callee) === undefined) {
    run.assumptions.add(`${contract.assumption}: its body is not in sight`);
  }
  const chosen = state.chosen;
  if (chosen === undefined) {
    split(call, contract);
    return zero;
  }
  const way = contract.cases[chosen];
  if (way === undefined) throw new Error(`${contract.name}: no case ${chosen}`);
  if (contract.cases.length > 1) {
    emit(state, { kind: "outcome", at: here(state), by: call.callee, label: way.label });
  }
  useArguments(call, way);
  call.result = fromQueue(call, way) ?? returned(call, way, chosen);
  for (const effect of way.effects) applyEffect(call, effect);
  state.records = {
    item: {
      callee: call.callee,
      line: state.at.line,
      case: chosen,
      returns: call.result,
      wrote: call.wrote,
    },
    before: state.records,
  };
  return call.result;
}

/** What this path put on the queue comes off it again, first in first out. */
function fromQueue(call: Call, { returns, effects }: Case): Value | undefined {
  const { run, state } = call;
  const use = effects.find((effect) => effect.do === "queue-use");
  if (returns.kind !== "fresh" || use === undefined) return undefined;
  const key = keyOfPlace(behind(run, state, resolve(call, use.queue)));
  const object = state.objects.find((each) => each?.queued?.key === key && !each.doubt);
  if (object === undefined) return undefined;
  setObject(state, { ...object, queued: undefined });
  const why = whyVague(call, effects);
  if (why !== undefined) doubt(state, object.region, why);
  const sym = regionOf(run.regions, object.region).symbol;
  return sym === undefined ? address(start(object.region)) : unknown(sym);
}

/** The thing that a contract speaks of. */
export function resolve(call: Call, ref: Ref): Value {
  const base = "ret" in ref ? call.result : (call.args[ref.arg] ?? zero);
  if (ref.path === undefined) return base;
  return read(call.run, call.state, placeOfRef(call, ref));
}

/** Where the thing is: behind its pointer, and on along the path. */
export function placeOfRef(call: Call, ref: Ref): Place {
  const base = "ret" in ref ? call.result : (call.args[ref.arg] ?? zero);
  let place = behind(call.run, call.state, base);
  for (const name of ref.path ?? []) place = field(place, name);
  return place;
}

export function amountOf(call: Call, amount: Amount): Linear {
  if (typeof amount === "number") return constant(amount);
  if ("sum" in amount) {
    return amount.sum.reduce<Linear>(
      (total, part) => add(total, amountOf(call, part)) ?? total,
      constant(0),
    );
  }
  if ("minus" in amount) return negate(amountOf(call, amount.minus));
  return termOf(call.run, call.state, resolve(call, amount));
}

function split(call: Call, contract: Cases): void {
  const { run, state } = call;
  const ways: State[] = [];
  contract.cases.forEach((way, chosen) => {
    const constraints = guarded(call, way);
    if (constraints !== undefined && state.origin !== undefined) {
      ways.push({ ...state.origin, constraints, chosen });
    }
  });
  // The last of the list is the next: a callee that failed, as what follows is short.
  const rank = ({ chosen }: State): number => Number(fails(contract, chosen));
  if (!isDead(state)) run.pending.push(...ways.reverse().sort((a, b) => rank(a) - rank(b)));
  state.dead = true;
}

function fails({ cases }: Cases, chosen: number | undefined): boolean {
  const returns = cases[chosen ?? 0]?.returns;
  switch (returns?.kind) {
    case "null":
    case "error":
      return true;
    case "int":
      return (returns.max ?? 0) < 0;
    default:
      return false;
  }
}

/** What is known when every guard of the case holds; undefined when that cannot be. */
function guarded(call: Call, way: Case): Constraints | undefined {
  let constraints: Constraints | undefined = call.state.constraints;
  for (const guard of way.when ?? []) {
    const condition = guardOf(call, guard);
    if (condition === false || constraints === undefined) return undefined;
    if (condition !== true) constraints = assume(constraints, condition);
  }
  return constraints;
}

function guardOf(call: Call, guard: Guard): Condition {
  const { run, state } = call;
  if ("compare" in guard) {
    const [left, right] = [amountOf(call, guard.left), amountOf(call, guard.right)];
    return compare(run, state, guard.compare, valueOf(left), valueOf(right));
  }
  const value = resolve(call, guard.of);
  switch (guard.is) {
    case "null":
      return compare(run, state, "==", value, zero);
    case "not-null":
      return conditionOf(value);
    case "error":
      return value.kind === "address" ? false : compare(run, state, "<", value, zero);
    case "object":
      return value.kind === "address" ? true : compare(run, state, ">", value, zero);
    case "empty":
      return contentOf(run, state, value) !== "filled";
    case "filled":
      return contentOf(run, state, value) !== "empty";
  }
}

/** Whatever is passed must be live, unless an effect has its own say about it. */
function useArguments(call: Call, way: Case): void {
  const spoken = new Set<number>();
  for (const effect of way.effects) for (const ref of subjectsOf(effect)) spoken.add(ref);
  call.args.forEach((value, at) => {
    if (!spoken.has(at)) usePassed(call, value, at);
  });
}

/** The callee looks at what the argument points to, unless its body shows that it does not. */
export function usePassed({ run, state, callee, body }: Call, value: Value, at: number): void {
  if (body !== undefined && !looksAt(run.program, run.model, body, at)) return;
  const object = objectBehind(run, state, value);
  if (object === undefined) passPart(run, state, value, callee);
  else useObject(state, object, "pass", callee);
}

function subjectsOf(effect: Effect): readonly number[] {
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

/** What comes off a queue may be known by another pointer: what was looked at before, or put there. */
function whyVague(call: Call, effects: readonly Effect[]): string | undefined {
  const { run, state } = call;
  // Nobody makes an object to forget it at once.
  if (call.to === undefined) return "it is known by another pointer";
  const use = effects.find((effect) => effect.do === "queue-use");
  if (use === undefined) return undefined;
  const queue = resolve(call, use.queue);
  if (isPeekedAt(call, keyOfPlace(behind(run, { ...state }, queue))))
    return "it is what was looked at before";
  return isDoubted(run, state, queue) ? "an unknown callee saw the queue" : undefined;
}

function returned(call: Call, { returns, effects }: Case, chosen: number): Value {
  const { run, state } = call;
  const use = effects.find((effect) => effect.do === "queue-use");
  const queue = use && keyOfPlace(behind(run, { ...state }, resolve(call, use.queue)));
  const outcome = (min: number | undefined, max: number | undefined, isKnown: boolean): Value => {
    const key = `ret:${keyOfCall(call)}:${chosen}`;
    const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
    const origin = { kind: "outcome", known: isKnown, ...(queue && { queue }) } as const;
    return known(state, intern(run.symbols, key, `${call.callee}()`, origin, call.type, bounds));
  };
  switch (returns.kind) {
    case "void":
      return zero;
    case "int":
      return returns.min !== undefined && returns.min === returns.max
        ? int(returns.min)
        : outcome(returns.min, returns.max, true);
    case "amount":
      return valueOf(amountOf(call, returns.amount));
    case "null":
      return zero;
    case "error":
      return outcome(returns.min ?? -4095, returns.max ?? -1, true);
    case "same":
      return resolve(call, returns.as);
    case "fresh": {
      const object = returns.object === "head" && isOther(call) ? "memory" : returns.object;
      const value = acquire(run, state, object, call.name, call.callee, "ret");
      const why = whyVague(call, effects);
      if (why !== undefined && value.kind === "address") doubt(state, value.place.region, why);
      return value;
    }
    case "borrowed":
      return outcome(1, undefined, true);
    case "any":
      return outcome(undefined, undefined, false);
  }
}

/** A slab holds whatever its user says: an object of a type that the model does not follow. */
function isOther({ run, type }: Call): boolean {
  if (type?.pointers !== 1 || !type.base.startsWith("struct ")) return false;
  return run.model.objectOfType(type.base) === undefined;
}
