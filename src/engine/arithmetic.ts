// Operators on values. What linear terms cannot say becomes a symbol named by the operation and
// its operands, so that the same test gives the same answer twice on a path.

import type { BinaryOp } from "../c/ir.ts";
import { atomFor, compare } from "./compare.ts";
import { boundsOf, negate as not } from "./constraints.ts";
import {
  type Linear,
  add,
  constant,
  constantOf,
  keyOf,
  literal,
  negate,
  scale,
  single,
  sub,
  symbol,
} from "./linear.ts";
import { known } from "./memory.ts";
import { regionOf, wordsOfTerm } from "./regions.ts";
import { type Run, type State, decide, suppose } from "./state.ts";
import { intern, symbolOf } from "./symbols.ts";
import {
  type Condition,
  type Place,
  type Value,
  address,
  keyOfPlace,
  moved,
  valueOf,
} from "./values.ts";

/** When is a value true? */
export function conditionOf(value: Value): Condition {
  switch (value.kind) {
    case "address":
      return true;
    case "truth":
      return value.of;
    case "int": {
      const number = constantOf(value.term);
      return number === undefined ? { kind: "ne", term: value.term } : number !== 0;
    }
  }
}

export function opposite(condition: Condition): Condition {
  return typeof condition === "boolean" ? !condition : not(condition);
}

/** The value as a number; an undecided comparison splits the path, an address becomes a symbol. */
export function termOf(run: Run, state: State, value: Value): Linear {
  switch (value.kind) {
    case "int":
      return value.term;
    case "truth": {
      const holds = typeof value.of === "boolean" ? value.of : decide(run, state, value.of);
      return constant(holds ? 1 : 0);
    }
    case "address": {
      const own = regionOf(run.regions, value.place.region).symbol;
      if (own !== undefined && value.place.path.length === 1) {
        const [first] = value.place.path;
        const offset = first?.kind === "index" ? add(symbol(own), first.index) : undefined;
        if (offset !== undefined) return offset;
      }
      const key = `address:${keyOfPlace(value.place)}`;
      const name = `&${globalAt(run, value.place) ?? ""}`;
      const info = intern(run.symbols, key, name, { kind: "havoc" }, undefined, { min: 1 });
      known(state, info);
      return symbol(info.id);
    }
  }
}

/** The global variable that the place is. */
function globalAt(run: Run, { region, path }: Place): string | undefined {
  const [first] = path;
  const isWhole = path.length === 1 && regionOf(run.regions, region).kind === "globals";
  return isWhole && first?.kind === "field" ? first.name : undefined;
}

export function binary(run: Run, state: State, op: BinaryOp, left: Value, right: Value): Value {
  switch (op) {
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return { kind: "truth", of: compare(run, state, op, left, right) };
    case "+":
      if (left.kind === "address") return shifted(run, state, left, termOf(run, state, right));
      if (right.kind === "address") return shifted(run, state, right, termOf(run, state, left));
      return sum(run, state, "+", add, left, right);
    case "-":
      if (left.kind === "address" && right.kind !== "address") {
        return shifted(run, state, left, negate(termOf(run, state, right)));
      }
      return sum(run, state, "-", sub, left, right);
    default:
      return product(run, state, op, termOf(run, state, left), termOf(run, state, right));
  }
}

/** The symbol of an operation on terms. */
export function app(
  run: Run,
  state: State,
  op: string,
  args: readonly Linear[],
  bounds?: { readonly min?: number; readonly max?: number },
): Value {
  const words = args.map((term) => wordsOfTerm(run.symbols, term)).join(` ${op} `);
  const key = `app:${op}:${args.map(keyOf).join(",")}`;
  return known(
    state,
    intern(run.symbols, key, words, { kind: "app", op, args }, undefined, bounds),
  );
}

function sum(
  run: Run,
  state: State,
  op: "+" | "-",
  combine: (a: Linear, b: Linear) => Linear | undefined,
  left: Value,
  right: Value,
): Value {
  const [a, b] = [termOf(run, state, left), termOf(run, state, right)];
  // What is between two pointers is asked only where both point somewhere.
  if (op === "-" && isPointer(run, a) && isPointer(run, b))
    for (const each of [a, b]) suppose(state, atomFor(">", each));
  const term = combine(a, b);
  return term === undefined ? app(run, state, op, [a, b]) : valueOf(term);
}

function isPointer(run: Run, term: Linear): boolean {
  const sym = single(term);
  return sym !== undefined && (symbolOf(run.symbols, sym).type?.pointers ?? 0) > 0;
}

function product(run: Run, state: State, op: BinaryOp, left: Linear, right: Linear): Value {
  const [a, b] = [settled(state, left), settled(state, right)];
  if (a !== undefined && b !== undefined) {
    const folded = fold(op, BigInt(a), BigInt(b));
    const term = folded === undefined ? undefined : literal(folded);
    if (term !== undefined) return valueOf(term);
  }
  const factor =
    op === "*" ? (b ?? a) : op === "<<" && b !== undefined && b < 40 ? 2 ** b : undefined;
  if (factor !== undefined && b !== undefined) {
    const term = scale(left, factor);
    if (term !== undefined) return valueOf(term);
  } else if (factor !== undefined) {
    const term = scale(right, factor);
    if (term !== undefined) return valueOf(term);
  }
  // Nothing follows a division by zero, and nobody divides by a negative number that is not spelled out.
  if ((op === "/" || op === "%") && b === undefined) suppose(state, atomFor(">", right));
  const divisor = op === "/" ? b : op === ">>" && b !== undefined && b < 40 ? 2 ** b : undefined;
  if (divisor !== undefined && divisor > 0) return quotient(run, state, op, left, right, divisor);
  const value = app(run, state, op, [left, right], boundsOfOperation(op, a, b));
  if (op === "%" && b === undefined) boundRemainder(state, value, left, right);
  return value;
}

/** The only number that the path leaves for it. */
function settled({ constraints }: State, term: Linear): number | undefined {
  const number = constantOf(term);
  if (number !== undefined) return number;
  const { min, max } = boundsOf(constraints, term);
  return min === max ? min : undefined;
}

/** What is left of a number that is not negative is less than the divisor, and no more than the number. */
function boundRemainder(state: State, value: Value, left: Linear, right: Linear): void {
  const { min } = boundsOf(state.constraints, left);
  if (value.kind !== "int" || min === undefined || min < 0) return;
  const [below, within] = [sub(value.term, right), sub(value.term, left)];
  suppose(state, { kind: "le", term: negate(value.term) });
  if (below !== undefined) suppose(state, atomFor("<", below));
  if (within !== undefined) suppose(state, { kind: "le", term: within });
}

function boundsOfOperation(
  op: BinaryOp,
  a: number | undefined,
  b: number | undefined,
): { min: number; max: number } | undefined {
  const mask = b !== undefined && b >= 0 ? b : a !== undefined && a >= 0 ? a : undefined;
  if (op === "&" && mask !== undefined) return { min: 0, max: mask };
  if (op === "%" && b !== undefined && b > 0) return { min: 0, max: b - 1 };
  return undefined;
}

/** Division of a number that is not negative, by a positive constant. */
function quotient(
  run: Run,
  state: State,
  op: BinaryOp,
  left: Linear,
  right: Linear,
  divisor: number,
): Value {
  const value = app(run, state, op, [left, right]);
  const { min } = boundsOf(state.constraints, left);
  if (value.kind !== "int" || min === undefined || min < 0) return value;
  const multiple = scale(value.term, divisor);
  const rest = multiple && sub(left, multiple);
  if (rest === undefined) return value;
  suppose(state, { kind: "le", term: negate(rest) });
  suppose(state, atomFor("<", add(rest, constant(-divisor)) ?? rest));
  return value;
}

function fold(op: BinaryOp, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case "*":
      return a * b;
    case "/":
      return b === 0n ? undefined : a / b;
    case "%":
      return b === 0n ? undefined : a % b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "<<":
      return b < 0n || b > 63n ? undefined : a << b;
    case ">>":
      return b < 0n || b > 63n ? undefined : a >> b;
    default:
      return undefined;
  }
}

function shifted(run: Run, state: State, base: Value & { kind: "address" }, by: Linear): Value {
  const place = moved(base.place, by);
  return place === undefined
    ? app(run, state, "+", [termOf(run, state, base), by])
    : address(place);
}
