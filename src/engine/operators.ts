// Predicates and constructors that the engine computes itself.

import type { Operator } from "../model/contract.ts";
import { app, conditionOf, opposite, termOf } from "./arithmetic.ts";
import { compare } from "./compare.ts";
import { type Call, keyOfCall, usePassed } from "./contracts.ts";
import { behind } from "./evaluate.ts";
import { add, constantOf, negate, sub } from "./linear.ts";
import { forget } from "./lost.ts";
import { clear, copyParts, havoc, known } from "./memory.ts";
import { doubtPart } from "./unknown.ts";
import { decide, suppose } from "./state.ts";
import { intern } from "./symbols.ts";
import { type Value, int, valueOf, zero } from "./values.ts";

export function applyOperator(call: Call, operator: Operator): Value {
  const { run, state } = call;
  const first = call.args[0] ?? zero;
  switch (operator) {
    case "identity":
    case "ptr-err":
    case "err-ptr":
    case "err-cast":
      return first;
    case "is-err":
      return first.kind === "address"
        ? int(0)
        : { kind: "truth", of: compare(run, state, "<", first, zero) };
    case "is-err-or-null":
      return first.kind === "address"
        ? int(0)
        : { kind: "truth", of: compare(run, state, "<=", first, zero) };
    case "ptr-err-or-zero":
      return errorOrZero(call, first);
    case "warn":
      return { kind: "truth", of: conditionOf(first) };
    case "bug":
      assumeNot(call, first);
      return zero;
    case "stop":
      state.dead = true;
      return zero;
    case "min":
    case "max":
      return extreme(call, operator);
    case "counter-read":
      return outcome(call, 0);
    case "sizeof":
      return app(run, state, "sizeof", [termOf(run, state, first)], { min: 1 });
    case "memcpy":
      return copied(call);
    case "memset":
      return filled(call);
    case "no-op":
      return havoc(run, state, `nothing:${call.callee}`);
  }
}

/** A number that the call answers, and the replay has to be told. */
export function outcome(call: Call, min?: number): Value {
  const { run, state } = call;
  const key = `ret:${keyOfCall(call)}`;
  const origin = { kind: "outcome", known: true } as const;
  const bounds = min === undefined ? {} : { min };
  const value = known(
    state,
    intern(run.symbols, key, `${call.callee}()`, origin, call.type, bounds),
  );
  record(call, value);
  return value;
}

/** Tells the replay what a call without cases returned. */
export function record(call: Call, returns: Value): void {
  const { state, callee } = call;
  const item = { callee, line: state.at.line, case: -1, returns, wrote: [] };
  state.records = { item, before: state.records };
}

function errorOrZero(call: Call, value: Value): Value {
  if (value.kind !== "int") return zero;
  const below = add(value.term, { symbols: [], coefficients: [], constant: 1 });
  if (below === undefined) return value;
  return decide(call.run, call.state, { kind: "le", term: below }) ? value : zero;
}

function assumeNot({ state }: Call, value: Value): void {
  const condition = opposite(conditionOf(value));
  if (typeof condition === "boolean") {
    if (!condition) state.dead = true;
  } else {
    suppose(state, condition);
  }
}

/** min and max: decided where it is known, else a symbol between its bounds. */
function extreme(call: Call, operator: "min" | "max"): Value {
  const { run, state } = call;
  const values = call.args.length === 3 ? call.args.slice(1) : call.args;
  const [a, b] = values.map((value) => termOf(run, state, value));
  if (a === undefined || b === undefined) return havoc(run, state, call.callee);
  const difference = sub(a, b);
  const number = difference && constantOf(difference);
  if (number !== undefined) return valueOf(number < 0 === (operator === "min") ? a : b);
  const value = app(run, state, operator, [a, b]);
  if (value.kind !== "int") return value;
  for (const other of [a, b]) {
    const gap = sub(value.term, other);
    if (gap === undefined) continue;
    suppose(state, { kind: "le", term: operator === "min" ? gap : negate(gap) });
  }
  return value;
}

function copied(call: Call): Value {
  const { run, state } = call;
  const [to = zero, from = zero] = call.args;
  if (isNull(to) || isNull(from)) return to;
  usePassed(call, to, 0);
  usePassed(call, from, 1);
  doubtPart(run, state, from, `${call.callee}() copies it`);
  doubtPart(run, state, to, `${call.callee}() writes over it`);
  const [target, source] = [behind(run, state, to), behind(run, state, from)];
  forget(run, state, target);
  copyParts(state, source, target);
  return to;
}

/** Where no type is at hand, an array that was zeroed looks like this, too. */
function isNull(value: Value): boolean {
  return value.kind === "int" && constantOf(value.term) === 0;
}

function filled(call: Call): Value {
  const { run, state } = call;
  const [to = zero, byte = zero] = call.args;
  if (isNull(to)) return to;
  usePassed(call, to, 0);
  const place = behind(run, state, to);
  if (byte.kind === "int" && constantOf(byte.term) === 0) clear(state, place);
  else forget(run, state, place);
  return to;
}
