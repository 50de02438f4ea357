// Predicates and constructors that the model calls by what they compute.

import type { Operator } from "../model/contract.ts";
import { integerOf, isTrue } from "./expressions.ts";
import { type Value, number } from "./heap.ts";
import { LONG, compute, truth } from "./integer.ts";
import { type Machine, stuck } from "./machine.ts";
import { behind, blockBehind, copyParts, forget, numberOf, use, zero } from "./memory.ts";
import { zeroQueues } from "./queues.ts";

/** ERR_PTR values: the last 4,095 addresses. */
const LOWEST_ERROR = -4095n;

export function applyOperator(
  machine: Machine,
  operator: Operator,
  args: readonly Value[],
  outcome: number | undefined,
): Value {
  const first = args[0] ?? number(0);
  switch (operator) {
    case "identity":
    case "err-cast":
      return first;
    case "ptr-err":
      return isError(first) ? number(numberOf(first), LONG) : first;
    case "err-ptr":
      return first.kind === "pointer" ? first : number(signed(first), LONG);
    case "is-err":
      return { kind: "int", ...truth(isError(first)) };
    case "is-err-or-null":
      return { kind: "int", ...truth(isError(first) || !isTrue(first)) };
    case "ptr-err-or-zero":
      return isError(first) ? number(numberOf(first), LONG) : number(0);
    case "warn":
      return { kind: "int", ...truth(isTrue(first)) };
    case "bug":
      if (isTrue(first)) machine.halted ??= { end: "stop", why: `line ${machine.line}` };
      return number(0);
    case "stop":
      machine.halted ??= { end: "stop", why: `line ${machine.line}` };
      return number(0);
    case "min":
    case "max":
      return extreme(machine, operator, args);
    case "counter-read":
    case "no-op":
      return number(outcome ?? 0);
    case "sizeof":
      return number(outcome ?? 64);
    case "memcpy":
      return copied(machine, args);
    case "memset":
      return filled(machine, args);
  }
}

function isError(value: Value): boolean {
  if (value.kind !== "int" && value.kind !== "found") return false;
  const number = signed(value);
  return number < 0n && number >= LOWEST_ERROR;
}

function signed(value: Value): bigint {
  return BigInt.asIntN(64, numberOf(value));
}

/** Of the last two arguments: min_t() names a type first. */
function extreme(machine: Machine, which: "min" | "max", args: readonly Value[]): Value {
  const [a, b] = args.slice(-2);
  if (a === undefined || b === undefined) return stuck(machine, "compares one number");
  const less = compute("<", integerOf(a), integerOf(b));
  const first = (less?.value === 1n) === (which === "min");
  // Adding zero of the other gives the result the type that both have in common.
  const [winner, loser] = first ? [a, b] : [b, a];
  const none = { value: 0n, type: integerOf(loser).type };
  const result = compute("+", integerOf(winner), none);
  return result === undefined ? winner : { kind: "int", ...result };
}

function copied(machine: Machine, [to, from]: readonly Value[]): Value {
  if (to === undefined || from === undefined) return number(0);
  if (blockBehind(machine, to) === undefined || blockBehind(machine, from) === undefined) return to;
  const [source, target] = [behind(machine, from), behind(machine, to)];
  use(machine, source.block, "read");
  use(machine, target.block, "write");
  forget(target);
  copyParts(machine, source, target);
  return to;
}

function filled(machine: Machine, [to, byte]: readonly Value[]): Value {
  if (to === undefined || blockBehind(machine, to) === undefined) return number(0);
  const target = behind(machine, to);
  use(machine, target.block, "write");
  if (byte === undefined || isTrue(byte)) {
    forget(target);
  } else {
    zero(machine, target);
    zeroQueues(machine, target);
  }
  return to;
}
