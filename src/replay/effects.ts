// What the effects of a contract do to the heap.

import type { Amount, Effect, Guard, Ref } from "../model/contract.ts";
import { integerOf } from "./expressions.ts";
import { type Place, type Value, inside, moved, number } from "./heap.ts";
import { compute } from "./integer.ts";
import { type Machine, limits, newBlock, stuck } from "./machine.ts";
import { behind, blockBehind, forget, numberOf, peek, poke, settled, use, zero } from "./memory.ts";
import {
  acquire, build, charge, consume, doubt, freeHead, freeMemory, orphan, own, reference, resize,
} from "./ownership.ts"; // prettier-ignore
import { intoPart } from "./parts.ts";
import { moveData } from "./moves.ts";
import {
  enlist,
  initialise,
  purge,
  put,
  splice,
  takeOut,
  trustQueue,
  useQueue,
  isFilled,
} from "./queues.ts";

/** One call, its arguments evaluated. */
export interface Call {
  readonly machine: Machine;
  readonly callee: string;
  readonly args: readonly Value[];
  result: Value;
  /** What it writes where the case leaves a choice, next first. */
  readonly wrote: number[];
}

export function applyEffect(call: Call, effect: Effect): void {
  const { machine, callee } = call;
  switch (effect.do) {
    case "use":
      passed(call, effect.of);
      return;
    case "consume":
      consume(machine, resolve(call, effect.of), effect.how, callee);
      return;
    case "free-head":
      freeHead(machine, resolve(call, effect.of), callee);
      return;
    case "free-memory":
      freeMemory(machine, resolve(call, effect.of), callee);
      return;
    case "reference":
      reference(machine, resolve(call, effect.of));
      return;
    case "orphan":
      orphan(machine, resolve(call, effect.of));
      return;
    case "relink":
    case "unlock":
      return;
    case "move": {
      const length = effect.length === undefined ? undefined : amountOf(call, effect.length);
      moveData(machine, resolve(call, effect.of), effect.way, length);
      return;
    }
    case "doubt":
      doubt(machine, resolve(call, effect.of));
      return;
    case "acquire":
      poke(machine, placeOf(call, effect.into), acquire(machine, effect.object, callee));
      return;
    case "clear":
      zero(machine, behind(machine, resolve(call, effect.of)));
      return;
    default:
      applyRest(call, effect);
  }
}

type Rest = Exclude<
  Effect,
  {
    do:
      | "use" | "consume" | "free-head" | "free-memory" | "reference" | "orphan" | "doubt"
      | "acquire" | "clear" | "relink" | "unlock" | "move";
  }
>; // prettier-ignore

function applyRest(call: Call, effect: Rest): void {
  const { machine, callee } = call;
  switch (effect.do) {
    case "write":
      writeBack(call, effect);
      return;
    case "build": {
      const data = effect.data && resolve(call, effect.data);
      const size = effect.size === undefined ? 0n : amountOf(call, effect.size);
      build(machine, resolve(call, effect.head), data, size);
      return;
    }
    case "resize": {
      const by = effect.by === "any" ? undefined : amountOf(call, effect.by);
      resize(machine, resolve(call, effect.of), by);
      return;
    }
    case "fill":
    case "drain":
      bulk(call, effect);
      return;
    case "charge": {
      const bytes = amountOf(call, effect.bytes) * BigInt(effect.sign);
      charge(machine, resolve(call, effect.counter, "address"), bytes, callee);
      return;
    }
    case "own": {
      const [of, sk] = [resolve(call, effect.of), resolve(call, effect.sk, "address")];
      own(machine, of, sk, effect.destructor, effect.charged);
      return;
    }
    default:
      applyToQueue(call, effect);
  }
}

type OnQueue = Exclude<
  Rest,
  { do: "write" | "build" | "resize" | "fill" | "drain" | "charge" | "own" }
>;

function applyToQueue(call: Call, effect: OnQueue): void {
  const { machine, callee } = call;
  switch (effect.do) {
    case "queue": {
      const [of, queue] = [resolve(call, effect.of), resolve(call, effect.queue)];
      put(machine, of, queue, effect.locked, callee);
      return;
    }
    case "enlist":
      enlist(machine, resolve(call, effect.of), callee);
      return;
    case "unqueue":
      takeOut(machine, resolve(call, effect.of));
      return;
    case "queue-use":
      useQueue(machine, resolve(call, effect.queue), callee);
      return;
    case "queue-init":
      initialise(machine, resolve(call, effect.queue));
      return;
    case "queue-purge":
      purge(machine, resolve(call, effect.queue), callee);
      return;
    case "queue-splice": {
      const [from, to] = [resolve(call, effect.from), resolve(call, effect.to)];
      splice(machine, from, to, effect.init, callee);
      return;
    }
  }
}

/**
 * The thing that a contract speaks of. `address`: a path that ends at a struct or a counter means
 * where that is, unless a pointer is kept there.
 */
export function resolve(call: Call, ref: Ref, as: "content" | "address" = "content"): Value {
  const base = baseOf(call, ref);
  if (ref.path === undefined) return base;
  const place = placeOf(call, ref);
  if (as === "content") return peek(call.machine, place);
  const kept = place.block.cells.get(place.path.map((part) => `.${part}`).join(""));
  return kept?.kind === "pointer" ? kept : { kind: "pointer", ...place };
}

export function amountOf(call: Call, amount: Amount): bigint {
  if (typeof amount === "number") return BigInt(amount);
  if ("sum" in amount) return amount.sum.reduce((total, part) => total + amountOf(call, part), 0n);
  if ("minus" in amount) return -amountOf(call, amount.minus);
  return numberOf(resolve(call, amount));
}

export function holds(call: Call, guard: Guard): boolean {
  if ("compare" in guard) {
    const left = { value: amountOf(call, guard.left), type: undefined };
    const right = { value: amountOf(call, guard.right), type: undefined };
    return compute(guard.compare, left, right)?.value === 1n;
  }
  const value = numberOf(resolve(call, guard.of));
  switch (guard.is) {
    case "null":
      return value === 0n;
    case "error":
      return value < 0n;
    case "object":
      return value > 0n;
    case "not-null":
      return value !== 0n;
    case "empty":
      return !isFilled(call.machine, resolve(call, guard.of));
    case "filled":
      return true;
  }
}

function placeOf(call: Call, ref: Ref): Place {
  let place = behind(call.machine, baseOf(call, ref));
  for (const field of ref.path ?? []) place = settled(inside(place, field));
  return place;
}

function baseOf(call: Call, ref: Ref): Value {
  return "ret" in ref ? call.result : (call.args[ref.arg] ?? number(0));
}

function passed(call: Call, ref: Ref): void {
  const block = blockBehind(call.machine, resolve(call, ref));
  if (block !== undefined) use(call.machine, block, "pass");
}

type Write = Extract<Effect, { do: "write" }>;

function writeBack(call: Call, { to, value }: Write): void {
  const { machine } = call;
  const base = baseOf(call, to);
  if (numberOf(base) === 0n) return;
  const place = placeOf(call, to);
  if (value === "any") {
    forget(place);
    trustQueue(machine, place);
  } else if (typeof value === "number" || !("min" in value || "atLeast" in value)) {
    const isThing = typeof value === "object" && ("arg" in value || "ret" in value);
    poke(machine, place, isThing ? resolve(call, value) : number(amountOf(call, value)));
  } else {
    const chosen = BigInt(Math.trunc(call.wrote.shift() ?? 0));
    const [least, most] =
      "min" in value
        ? [BigInt(value.min), BigInt(value.max)]
        : [amountOf(call, value.atLeast), chosen];
    if (chosen < least || chosen > most) stuck(machine, `${call.callee}() cannot write ${chosen}`);
    else if ("min" in value && isPointerRange(value))
      poke(machine, place, toSomething(call, value.within));
    else poke(machine, place, number(chosen, integerOf(peek(machine, place)).type));
  }
}

/** No integer that a callee writes is said to be as large as an address. */
function isPointerRange({ min, max }: { readonly min: number; readonly max: number }): boolean {
  return min >= 1 && max >= 2 ** 47;
}

function toSomething(call: Call, within: Ref | undefined): Value {
  const { machine, callee } = call;
  const block = newBlock(machine, `what ${callee}() wrote`, { outlives: true });
  intoPart(block, within && blockBehind(machine, resolve(call, within)), true);
  return { kind: "pointer", block, path: [] };
}

type Bulk = Extract<Effect, { do: "fill" | "drain" }>;

/** Slots from the pointer on get new objects, or what is in them is released. */
function bulk(call: Call, effect: Bulk): void {
  const { machine, callee } = call;
  const count = amountOf(call, effect.count);
  if (count > BigInt(limits.slots)) {
    stuck(machine, `${callee}() is given ${count} slots`);
    return;
  }
  const first = behind(machine, resolve(call, effect.array));
  // What freed memory holds by now is not what was there.
  if (first.block.gone !== undefined) return;
  for (let at = 0; at < Number(count); at += 1) {
    const slot = moved(first, at);
    if (effect.do === "drain") {
      freeHead(machine, peek(machine, slot), callee);
    } else {
      const name = `${callee}()[${at}]`;
      const block = newBlock(machine, name, { object: effect.object, acquired: machine.line });
      poke(machine, slot, { kind: "pointer", block, path: [] });
    }
  }
}
