// The normal form of a conjunction: equalities are used up by substitution, facts about one symbol
// are a range, the rest are rows over the symbols that remain free.

import { ANY, leastOf, WIDTH, type Range } from "./constraints-problem.ts";
import {
  add,
  coefficientOf,
  gcd,
  negate,
  sameSum,
  scale,
  substitute,
  withConstant,
  LIMIT,
  type Linear,
  type Sym,
} from "./linear.ts";

/** `term` ≤ 0, = 0 or ≠ 0. */
export interface Atom {
  readonly kind: "le" | "eq" | "ne";
  readonly term: Linear;
}

/** Everything that was assumed, latest first, as it was said: what a model is checked against. */
export interface Facts {
  readonly atom: Atom;
  readonly before: Facts | undefined;
}

export interface State {
  /** A symbol's value in terms of free symbols; none of these stands on a right side. */
  readonly solved: ReadonlyMap<Sym, Linear>;
  /** Of free symbols. */
  readonly ranges: ReadonlyMap<Sym, Range>;
  /** ≤ 0, of two or more free symbols, divided by their common divisor. */
  readonly rows: readonly Linear[];
  /** ≠ 0. */
  readonly apart: readonly Linear[];
  /** = 0 without a coefficient of ±1: stands in `rows` in both directions too. */
  readonly even: readonly Linear[];
}

/** A state in the making. Its maps are those of the state that it began as until one is written. */
export interface Draft extends State {
  solved: ReadonlyMap<Sym, Linear>;
  ranges: ReadonlyMap<Sym, Range>;
  ownSolved: Map<Sym, Linear> | undefined;
  ownRanges: Map<Sym, Range> | undefined;
  rows: Linear[];
  apart: Linear[];
  even: Linear[];
  /** Free symbols about which something new is known. */
  readonly touched: Set<Sym>;
  readonly queue: Atom[];
}

// Rows beyond these are forgotten, which only makes the answer "maybe" more often.
const ROWS = 256;

export function draftOf(state: State): Draft {
  return {
    solved: state.solved,
    ranges: state.ranges,
    ownSolved: undefined,
    ownRanges: undefined,
    rows: state.rows.slice(),
    apart: state.apart.slice(),
    even: state.even.slice(),
    touched: new Set(),
    queue: [],
  };
}

function writableSolved(draft: Draft): Map<Sym, Linear> {
  draft.solved = draft.ownSolved ??= new Map(draft.solved);
  return draft.ownSolved;
}

export function writableRanges(draft: Draft): Map<Sym, Range> {
  draft.ranges = draft.ownRanges ??= new Map(draft.ranges);
  return draft.ownRanges;
}

/** The term over free symbols, undefined when it grows too large. */
export function reduce(solved: ReadonlyMap<Sym, Linear>, term: Linear): Linear | undefined {
  let reduced: Linear | undefined = term;
  for (const sym of term.symbols) {
    const value = solved.get(sym);
    if (value !== undefined && reduced !== undefined) reduced = substitute(reduced, sym, value);
  }
  return reduced;
}

/** What the ranges say of a reduced term. */
export function rangeOf(ranges: ReadonlyMap<Sym, Range>, term: Linear): Range {
  return { min: leastSum(ranges, term, 1), max: 0 - leastSum(ranges, term, -1) };
}

function leastSum(ranges: ReadonlyMap<Sym, Range>, term: Linear, sign: 1 | -1): number {
  if (term.symbols.length > WIDTH) return -Infinity;
  let sum = sign * term.constant;
  for (let i = 0; i < term.symbols.length; i++) {
    const { min, max } = ranges.get(term.symbols[i] ?? 0) ?? ANY;
    sum += leastOf(sign * (term.coefficients[i] ?? 0), min, max);
  }
  return sum;
}

/** What follows for the atom from the range of its term. */
export function judge(kind: Atom["kind"], { min, max }: Range): "holds" | "fails" | "open" {
  switch (kind) {
    case "le":
      return max <= 0 ? "holds" : min > 0 ? "fails" : "open";
    case "eq":
      return min > 0 || max < 0 ? "fails" : min === 0 && max === 0 ? "holds" : "open";
    case "ne":
      return min > 0 || max < 0 ? "holds" : min === 0 && max === 0 ? "fails" : "open";
  }
}

/** Adds the atom and what it leads to. False: the draft is infeasible. */
export function take(draft: Draft, first: Atom): boolean {
  draft.queue.push(first);
  for (let atom = draft.queue.pop(); atom !== undefined; atom = draft.queue.pop()) {
    const term = reduce(draft.solved, atom.term);
    if (term !== undefined && !takeReduced(draft, atom.kind, term)) return false;
  }
  return true;
}

function takeReduced(draft: Draft, kind: Atom["kind"], term: Linear): boolean {
  const verdict = judge(kind, rangeOf(draft.ranges, term));
  if (verdict !== "open") return verdict === "holds";
  const divisor = divisorOf(term);
  const divided = divisor === 1 ? term : quotientOf(term, divisor);
  switch (kind) {
    case "le":
      return takeRow(draft, divided);
    case "eq":
      return term.constant % divisor === 0 && takeEquality(draft, divided);
    case "ne":
      return term.constant % divisor !== 0 || takeApart(draft, divided);
  }
}

function divisorOf({ coefficients }: Linear): number {
  let divisor = 0;
  for (const coefficient of coefficients) {
    divisor = gcd(divisor, Math.abs(coefficient));
    if (divisor === 1) break;
  }
  return divisor;
}

/** The constant is rounded up: what is ≤ 0 stays so. */
function quotientOf(term: Linear, divisor: number): Linear {
  return {
    symbols: term.symbols,
    coefficients: term.coefficients.map((coefficient) => coefficient / divisor),
    constant: Math.ceil(term.constant / divisor) + 0,
  };
}

function takeRow(draft: Draft, row: Linear): boolean {
  const [sym] = row.symbols;
  if (sym !== undefined && row.symbols.length === 1) {
    const { min, max } = draft.ranges.get(sym) ?? ANY;
    if (row.coefficients[0] === 1) return narrowTo(draft, sym, min, Math.min(max, -row.constant));
    return narrowTo(draft, sym, Math.max(min, row.constant), max);
  }
  for (const [i, other] of draft.rows.entries()) {
    if (sameSum(row, other, 1)) {
      if (other.constant >= row.constant) return true;
      draft.rows.splice(i, 1);
      break;
    }
  }
  const opposite = draft.rows.find((other) => sameSum(row, other, -1));
  if (opposite !== undefined && row.constant + opposite.constant > 0) return false;
  if (opposite !== undefined && row.constant + opposite.constant === 0) {
    draft.queue.push({ kind: "eq", term: row });
  }
  const hit = draft.apart.find((other) => isEdge(row, other));
  if (hit !== undefined) {
    draft.queue.push({ kind: "le", term: withConstant(row, row.constant + 1) });
    return true;
  }
  if (draft.rows.length < ROWS) draft.rows.push(row);
  touch(draft, row);
  return true;
}

/** Whether `other` ≠ 0 forbids the very value at which the row just holds. */
function isEdge(row: Linear, other: Linear): boolean {
  if (sameSum(row, other, 1)) return row.constant === other.constant;
  return sameSum(row, other, -1) && row.constant === -other.constant;
}

function takeApart(draft: Draft, term: Linear): boolean {
  if (draft.apart.some((other) => isEdge(term, other))) return true;
  const [sym] = term.symbols;
  if (sym !== undefined && term.symbols.length === 1) {
    const { min, max } = draft.ranges.get(sym) ?? ANY;
    const value = -(term.coefficients[0] ?? 1) * term.constant;
    if (value === min) return narrowTo(draft, sym, min + 1, max);
    if (value === max) return narrowTo(draft, sym, min, max - 1);
  }
  if (draft.apart.length < ROWS) draft.apart.push(term);
  const row = draft.rows.find((other) => isEdge(other, term));
  if (row !== undefined) {
    draft.queue.push({ kind: "le", term: withConstant(row, row.constant + 1) });
  }
  touch(draft, term);
  return true;
}

function takeEquality(draft: Draft, term: Linear): boolean {
  // The newest symbol goes, so that what was there at entry stays.
  const unit = term.coefficients.findLastIndex((coefficient) => Math.abs(coefficient) === 1);
  const sym = term.symbols[unit];
  if (sym !== undefined && solve(draft, sym, term)) return true;
  if (draft.even.some((other) => isEdge(other, term))) return true;
  draft.even.push(term);
  draft.queue.push({ kind: "le", term }, { kind: "le", term: negate(term) });
  return true;
}

/** Replaces the symbol everywhere by what the equality says. False, and no change: too large. */
function solve(draft: Draft, sym: Sym, term: Linear): boolean {
  const rest = substitute(term, sym, { symbols: [], coefficients: [], constant: 0 });
  const value = rest && scale(rest, -coefficientOf(term, sym));
  if (value === undefined) return false;
  const rewritten: [Sym, Linear][] = [];
  for (const [other, old] of draft.solved) {
    if (!old.symbols.includes(sym)) continue;
    const next = substitute(old, sym, value);
    if (next === undefined) return false;
    rewritten.push([other, next]);
  }
  const solved = writableSolved(draft);
  for (const [other, next] of rewritten) solved.set(other, next);
  solved.set(sym, value);
  draft.rows = requeue(draft, "le", draft.rows, sym);
  draft.apart = requeue(draft, "ne", draft.apart, sym);
  draft.even = requeue(draft, "eq", draft.even, sym);
  const range = draft.ranges.get(sym);
  if (range !== undefined) writableRanges(draft).delete(sym);
  draft.touched.delete(sym);
  if (range !== undefined) requeueRange(draft, value, range);
  touch(draft, value);
  return true;
}

/** Puts the terms with the symbol back into the queue; the others stay. */
function requeue(draft: Draft, kind: Atom["kind"], terms: readonly Linear[], sym: Sym): Linear[] {
  const staying: Linear[] = [];
  for (const term of terms) {
    if (term.symbols.includes(sym)) draft.queue.push({ kind, term });
    else staying.push(term);
  }
  return staying;
}

function requeueRange(draft: Draft, value: Linear, { min, max }: Range): void {
  for (const [sign, end] of [
    [1, max],
    [-1, -min],
  ] as const) {
    if (end > LIMIT) continue;
    const term = add(sign === 1 ? value : negate(value), withConstant(NOTHING, -end));
    if (term !== undefined) draft.queue.push({ kind: "le", term });
  }
}

const NOTHING: Linear = { symbols: [], coefficients: [], constant: 0 };

/** Sets the range of a free symbol; a range of one value is an equality. */
export function narrowTo(draft: Draft, sym: Sym, min: number, max: number): boolean {
  if (min > max) return false;
  writableRanges(draft).set(sym, { min, max });
  draft.touched.add(sym);
  const one: Linear = { symbols: [sym], coefficients: [1], constant: 0 };
  if (min === max) {
    // Where the value is too large to be put in, the range says it all the same.
    solve(draft, sym, withConstant(one, -min));
    return true;
  }
  for (const { symbols, coefficients, constant } of draft.apart) {
    if (symbols.length !== 1 || symbols[0] !== sym) continue;
    const value = -(coefficients[0] ?? 1) * constant;
    if (value === min) return narrowTo(draft, sym, min + 1, max);
    if (value === max) return narrowTo(draft, sym, min, max - 1);
  }
  return true;
}

function touch(draft: Draft, term: Linear): void {
  for (const sym of term.symbols) draft.touched.add(sym);
}
