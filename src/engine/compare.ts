// Comparisons, decided where they can be without splitting the path.

import { opposite, termOf } from "./arithmetic.ts";
import { type Atom, reduce } from "./constraints.ts";
import { type Linear, add, constant, constantOf, negate, sub, symbol } from "./linear.ts";
import { known } from "./memory.ts";
import { type Region, regionOf } from "./regions.ts";
import type { Run, State } from "./state.ts";
import { intern, symbolOf } from "./symbols.ts";
import { type Condition, type Value, keyOfPlace, keyOfValue } from "./values.ts";

/** A comparison, decided where it can be without splitting. */
export function compare(
  run: Run,
  state: State,
  op: "==" | "!=" | "<" | "<=" | ">" | ">=",
  left: Value,
  right: Value,
): Condition {
  if (left.kind === "truth" && op === "!=" && isZero(right)) return left.of;
  if (left.kind === "truth" && op === "==" && isZero(right)) return opposite(left.of);
  if (op === "==" || op === "!=") {
    const same = samePointer(run, left, right);
    if (same !== undefined) return op === "==" ? same : !same;
  }
  const difference = sub(termOf(run, state, left), termOf(run, state, right));
  if (difference === undefined) {
    const key = `${keyOfValue(left)}${op}${keyOfValue(right)}`;
    const info = intern(run.symbols, key, "?", { kind: "havoc" }, undefined, { min: 0, max: 1 });
    known(state, info);
    return { kind: "ne", term: symbol(info.id) };
  }
  const number = constantOf(difference);
  if (number !== undefined) return numberHolds(op, number);
  if ((op === "==" || op === "!=") && areTwoNames(run, state, difference)) return op === "!=";
  return atomFor(op, difference);
}

/** Two named constants of unknown value are taken to differ: case labels and modes do. */
function areTwoNames(run: Run, state: State, difference: Linear): boolean {
  const reduced = reduce(state.constraints.solved, difference);
  if (reduced?.symbols.length !== 2 || reduced.constant !== 0) return false;
  if ((reduced.coefficients[0] ?? 0) + (reduced.coefficients[1] ?? 0) !== 0) return false;
  return reduced.symbols.every((sym) => symbolOf(run.symbols, sym).origin.kind === "constant");
}

/** `term op 0` as an atom. */
export function atomFor(op: "==" | "!=" | "<" | "<=" | ">" | ">=", term: Linear): Atom {
  const plusOne = (of: Linear): Linear => add(of, constant(1)) ?? of;
  switch (op) {
    case "==":
      return { kind: "eq", term };
    case "!=":
      return { kind: "ne", term };
    case "<":
      return { kind: "le", term: plusOne(term) };
    case "<=":
      return { kind: "le", term };
    case ">":
      return { kind: "le", term: plusOne(negate(term)) };
    case ">=":
      return { kind: "le", term: negate(term) };
  }
}

function samePointer(run: Run, left: Value, right: Value): boolean | undefined {
  if (left.kind === "address" && right.kind === "address") {
    if (keyOfPlace(left.place) === keyOfPlace(right.place)) return true;
    const [a, b] = [
      regionOf(run.regions, left.place.region),
      regionOf(run.regions, right.place.region),
    ];
    if (a.id !== b.id && (!isThereAtEntry(a) || !isThereAtEntry(b))) return false;
    return undefined;
  }
  const [pointer, other] = left.kind === "address" ? [left, right] : [right, left];
  if (pointer.kind !== "address" || other.kind !== "int") return undefined;
  const number = constantOf(other.term);
  if (number !== undefined && number <= 0) return false;
  // Memory at entry cannot hold the address of something that came into being later.
  const fresh = !isThereAtEntry(regionOf(run.regions, pointer.place.region));
  const [sym] = other.term.symbols;
  if (!fresh || sym === undefined) return undefined;
  return symbolOf(run.symbols, sym).origin.kind === "input" ? false : undefined;
}

function isThereAtEntry({ kind }: Region): boolean {
  return kind === "input" || kind === "globals";
}

function isZero(value: Value): boolean {
  return value.kind === "int" && constantOf(value.term) === 0;
}

function numberHolds(op: "==" | "!=" | "<" | "<=" | ">" | ">=", number: number): boolean {
  switch (op) {
    case "==":
      return number === 0;
    case "!=":
      return number !== 0;
    case "<":
      return number < 0;
    case "<=":
      return number <= 0;
    case ">":
      return number > 0;
    case ">=":
      return number >= 0;
  }
}
