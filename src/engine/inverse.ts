// An operation and the result that is wished for → what its operands may be for that. Guesses: who
// asks computes the operation again.

import { type Linear, type Sym, evaluate } from "./linear.ts";
import type { SymbolInfo } from "./symbols.ts";

export type Numbers = ReadonlyMap<Sym, number>;

/** A sum that is to have a value. */
export interface Goal {
  readonly term: Linear;
  readonly value: number;
}

type Pair = readonly [number, number];

/** Each alternative is a list of goals that belong together; the likely ones first. */
export function operandsFor({ origin }: SymbolInfo, wish: number, numbers: Numbers): readonly (readonly Goal[])[] {
  if (origin.kind !== "app") return [];
  const [left, right] = origin.args;
  const a = left && evaluate(left, numbers);
  if (left === undefined || a === undefined) return [];
  if (right === undefined) {
    const value = origin.op === "~" ? -wish - 1 : wish;
    return [[{ term: left, value }]];
  }
  const b = evaluate(right, numbers);
  if (b === undefined) return [];
  return pairsFor(origin.op, wish, a, b)
    .filter((pair) => pair.every(Number.isSafeInteger))
    .map(([x, y]) => [
      ...(x === a ? [] : [{ term: left, value: x }]),
      ...(y === b ? [] : [{ term: right, value: y }]),
    ])
    .filter((goals) => goals.length > 0);
} // prettier-ignore

/** Operands that are near `a` and `b` and give the wish. */
function pairsFor(op: string, wish: number, a: number, b: number): readonly Pair[] {
  switch (op) {
    case "+":
      return [[wish - b, b], [a, wish - a]]; // prettier-ignore
    case "-":
      return [[wish + b, b], [a, a - wish]]; // prettier-ignore
    case "*":
      return [[Math.round(wish / (b || 1)), b || 1], [a || 1, Math.round(wish / (a || 1))]]; // prettier-ignore
    case "/":
      return [[wish * (b || 1), b || 1], [a, Math.trunc(a / (wish || 1))]]; // prettier-ignore
    case "%":
      // The dividend gives way, or a divisor that is too small for such a remainder.
      return [[a - (b === 0 ? 0 : a % b) + wish, b], [a, a - wish], [wish, Math.abs(wish) + 1]]; // prettier-ignore
    case "<<":
      return [[Math.floor(wish / 2 ** bounded(b)), b], [1, Math.round(Math.log2(Math.max(1, wish)))]]; // prettier-ignore
    case ">>":
      return [[wish * 2 ** bounded(b) + (wish >= 0 ? low(a, bounded(b)) : 0), b]];
    case "min":
      return [[wish, Math.max(b, wish)], [Math.max(a, wish), wish]]; // prettier-ignore
    case "max":
      return [[wish, Math.min(b, wish)], [Math.min(a, wish), wish]]; // prettier-ignore
    case "&":
      return masked(wish, a, b);
    case "|":
      return [[bits("|", bits("&", a, wish), bits("&~", wish, b)), bits("&", b, wish)], [bits("&", a, wish), bits("|", bits("&", b, wish), bits("&~", wish, a))]]; // prettier-ignore
    case "^":
      return [[bits("^", wish, b), b], [a, bits("^", wish, a)]]; // prettier-ignore
    default:
      return [];
  }
}

/** The mask stays if it has the bits that are wished for; else it gets them, too. */
function masked(wish: number, a: number, b: number): readonly Pair[] {
  const [wideA, wideB] = [bits("|", a, wish), bits("|", b, wish)];
  return [
    [bits("|", bits("&~", a, wideB), wish), wideB],
    [wideA, bits("|", bits("&~", b, wideA), wish)],
    // A number below zero has all high bits: one with few of them may be meant.
    ...(a < 0 ? [lowest(wish, wideB), wish].map((value): Pair => [value, wideB]) : []),
  ];
}

/** The wish, with the lowest bit besides that the mask does not have. */
function lowest(wish: number, mask: number): number {
  const free = bits("&~", -1, mask);
  return bits("|", wish, bits("&", free, -free));
}

/** Results that are not `not`, the likely ones first. */
export function othersFor({ origin }: SymbolInfo, not: number, numbers: Numbers): readonly number[] {
  const near = [not + 1, not - 1];
  if (origin.kind !== "app" || origin.op !== "&") return near;
  const values = origin.args.map((arg) => evaluate(arg, numbers) ?? 0);
  const single = values.filter((value) => value > 0).flatMap((value) => [bits("&", value, -value), value]); // prettier-ignore
  return [...new Set([...single, 2 ** SPARE, ...near])].filter((value) => value !== not);
} // prettier-ignore

/** A bit that few masks have. */
const SPARE = 20;
const SHIFT_MAX = 52;

function bounded(shift: number): number {
  return Math.min(Math.max(0, shift), SHIFT_MAX);
}

function low(value: number, count: number): number {
  return value >= 0 ? value % 2 ** count : 0;
}

function bits(op: "&" | "|" | "^" | "&~", left: number, right: number): number {
  const [a, b] = [BigInt(left), BigInt(right)];
  switch (op) {
    case "&":
      return Number(a & b);
    case "|":
      return Number(a | b);
    case "^":
      return Number(a ^ b);
    case "&~":
      return Number(a & ~b);
  }
}
