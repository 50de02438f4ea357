// What a path knows about its integers: facts go in one at a time, "impossible" comes out when it is
// proven. A value of this type never changes, so a path forks by keeping the old one.

import { isConnected, problemOf, problemsOf } from "./constraints-component.ts";
import { ANY, holds, propagate, type Problem, type Range } from "./constraints-problem.ts";
import { refutesBySplitting, verdictOf } from "./constraints-refute.ts";
import { valuesOf } from "./constraints-search.ts";
import { draftOf, judge, rangeOf, reduce, take, writableRanges } from "./constraints-state.ts";
import type { Atom, Draft, Facts, State } from "./constraints-state.ts";
import { constant, evaluate, LIMIT, ONE, sub, symbol, withConstant } from "./linear.ts";
import { negate as opposite, type Linear, type Sym } from "./linear.ts";

export { type Atom, type Facts, reduce } from "./constraints-state.ts";

export interface Constraints extends State {
  readonly facts: Facts | undefined;
  /** What the types of symbols say, apart: they are the same wherever the symbol is met. */
  readonly bounds: Facts | undefined;
  /** Values of free symbols that satisfied everything when they were last looked at: a guess. */
  readonly guess: Guess;
}

type Guess = ReadonlyMap<Sym, number>;

export const none: Constraints = {
  solved: new Map(),
  ranges: new Map(),
  rows: [],
  apart: [],
  even: [],
  facts: undefined,
  bounds: undefined,
  guess: new Map(),
};

// Choices of a search: while assuming, and for a model that somebody wants to see.
const QUICK = 30;
const THOROUGH = 1500;
// Symbols that are looked at around a new fact: those it has to do with most nearly.
const NEAR = 20;
// How often fixing symbols may lead to more fixed symbols within one assumption.
const ROUNDS = 4;

/** term ≤ 0 becomes term > 0, and so on. */
export function negate({ kind, term }: Atom): Atom {
  switch (kind) {
    case "le": {
      const flipped = opposite(term);
      return { kind: "le", term: withConstant(flipped, flipped.constant + 1) };
    }
    case "eq":
      return { kind: "ne", term };
    case "ne":
      return { kind: "eq", term };
  }
}

/** Undefined: proven infeasible over the integers. Otherwise maybe feasible. */
export function assume(known: Constraints, atom: Atom): Constraints | undefined {
  const facts: Facts = { atom, before: known.facts };
  const term = reduce(known.solved, atom.term);
  if (term === undefined) return { ...known, facts };
  const verdict = judge(atom.kind, rangeOf(known.ranges, term));
  if (verdict !== "open") return verdict === "holds" ? known : undefined;
  const draft = draftOf(known);
  if (!take(draft, { kind: atom.kind, term })) return undefined;
  const guess = isConnected(draft, draft.touched)
    ? decided(draft, known.guess)
    : guessWithin(draft, known.guess);
  if (guess === undefined) return undefined;
  const { solved, ranges, rows, apart, even } = draft;
  return { solved, ranges, rows, apart, even, facts, bounds: known.bounds, guess };
}

/** True only when proven. */
export function entails(known: Constraints, atom: Atom): boolean {
  const term = reduce(known.solved, atom.term);
  if (term === undefined) return false;
  const verdict = judge(atom.kind, rangeOf(known.ranges, term));
  if (verdict !== "open") return verdict === "holds";
  const value = evaluate(term, known.guess);
  if (value !== undefined && judge(atom.kind, { min: value, max: value }) === "fails") return false;
  return assume(known, negate({ kind: atom.kind, term })) === undefined;
}

/** By intervals alone; undefined where they know nothing. */
export function boundsOf(
  known: Constraints,
  term: Linear,
): { readonly min: number | undefined; readonly max: number | undefined } {
  const reduced = reduce(known.solved, term);
  if (reduced === undefined) return { min: undefined, max: undefined };
  const { min, max } = rangeOf(known.ranges, reduced);
  return {
    min: min === -Infinity ? undefined : min,
    max: max === Infinity ? undefined : max,
  };
}

/** Bounds a symbol by its type. Ends too large to be exact count as none. */
export function bound(
  known: Constraints,
  sym: Sym,
  min: number,
  max: number,
): Constraints | undefined {
  const isNew = !known.ranges.has(sym) && !known.solved.has(sym) && min < max;
  if (isNew && min >= -LIMIT && !isMentioned(known, sym)) {
    const bounds = boundFacts(known.bounds, sym, min, max);
    const ranges = new Map(known.ranges).set(sym, { min, max: max <= LIMIT ? max : Infinity });
    return { ...known, ranges, bounds };
  }
  let bounded: Constraints | undefined = known;
  if (min >= -LIMIT) {
    const term = sub(constant(min), symbol(sym));
    bounded = term && assume(bounded, { kind: "le", term });
  }
  if (max <= LIMIT && bounded !== undefined) {
    const term = sub(symbol(sym), constant(max));
    bounded = term && assume(bounded, { kind: "le", term });
  }
  return bounded;
}

function isMentioned({ rows, apart, even }: Constraints, sym: Sym): boolean {
  return [rows, apart, even].some((terms) => terms.some(({ symbols }) => symbols.includes(sym)));
}

function boundFacts(before: Facts | undefined, sym: Sym, min: number, max: number): Facts {
  const above = { symbols: [sym], coefficients: [-1], constant: min };
  const facts: Facts = { atom: { kind: "le", term: above }, before };
  if (max > LIMIT) return facts;
  const below = { symbols: [sym], coefficients: [1], constant: -max };
  return { atom: { kind: "le", term: below }, before: facts };
}

/**
 * Small concrete values that satisfy everything assumed and the extra atoms; undefined when none
 * were found. A symbol that is not in the answer may have any value.
 */
export function modelOf(
  known: Constraints,
  extra: readonly Atom[] = [],
  hints: ReadonlyMap<Sym, number> = new Map(),
): ReadonlyMap<Sym, number> | undefined {
  let state: Constraints | undefined = known;
  for (const atom of extra) state &&= assume(state, atom);
  if (state === undefined) return undefined;
  const values = new Map<Sym, number>();
  for (const problem of problemsOf(state)) {
    const wanted = problem.symbols.map((sym) => hints.get(sym));
    const found =
      valuesOf(problem, wanted, THOROUGH) ??
      verdictOf(problem).values ??
      guessedValues(problem, state.guess);
    for (const [i, sym] of problem.symbols.entries()) values.set(sym, (found[i] ?? 0) + 0);
  }
  for (const [sym, term] of state.solved) {
    const value = evaluate(term, values);
    if (value !== undefined) values.set(sym, value);
  }
  const satisfied = extra.every((atom) => isTrue(atom, values));
  return satisfied && satisfies(state, values) ? values : undefined;
}

/** Whether the values make everything true that was assumed. */
export function satisfies(known: Constraints, values: ReadonlyMap<Sym, number>): boolean {
  return allTrue(known.facts, values) && allTrue(known.bounds, values);
}

function allTrue(facts: Facts | undefined, values: ReadonlyMap<Sym, number>): boolean {
  for (let fact = facts; fact !== undefined; fact = fact.before) {
    if (!isTrue(fact.atom, values)) return false;
  }
  return true;
}

function isTrue({ kind, term }: Atom, values: ReadonlyMap<Sym, number>): boolean {
  const value = evaluate(term, values);
  return value !== undefined && judge(kind, { min: value, max: value }) === "holds";
}

/** What is left to try when intervals have been narrowed and the rest looked at; undefined: refuted. */
function decided(draft: Draft, guess: Guess): Guess | undefined {
  const problem = settle(draft);
  return problem && guessFor(problem, guess);
}

/** Propagates ranges until no more symbols get fixed; what is left to decide, or undefined. */
function settle(draft: Draft): Problem | undefined {
  for (let round = 0; ; round++) {
    const problem = problemOf(draft, draft.touched, NEAR);
    const ranges = propagate(problem, problem.ranges);
    if (ranges === undefined) return undefined;
    let fixed = false;
    for (const [i, sym] of problem.symbols.entries()) {
      const min = ranges.min[i] ?? -Infinity;
      const max = ranges.max[i] ?? Infinity;
      if (min === problem.ranges.min[i] && max === problem.ranges.max[i]) continue;
      if (min !== max) writableRanges(draft).set(sym, { min, max });
      else fixed = true;
      if (min === max && !take(draft, equalTo(sym, min))) return undefined;
    }
    if (!fixed || round === ROUNDS) return { ...problem, ranges };
  }
}

function equalTo(sym: Sym, value: number): Atom {
  return { kind: "eq", term: { ...ONE, symbols: [sym], coefficients: [1], constant: -value } };
}

/** The guess, moved into the ranges of symbols that stand in no row. */
function guessWithin({ touched, ranges }: Draft, guess: Guess): Guess {
  let moved: Map<Sym, number> | undefined;
  for (const sym of touched) {
    const value = guess.get(sym);
    if (value === undefined) continue;
    const within = nearest(value, ranges.get(sym) ?? ANY);
    if (within !== value) (moved ??= new Map(guess)).set(sym, within);
  }
  return moved ?? guess;
}

function nearest(value: number, { min, max }: Range): number {
  return Math.min(Math.max(value, min), max);
}

/** Undefined: refuted. Else values to try next time, which satisfy the problem if we found any. */
function guessFor(problem: Problem, guess: Guess): Guess | undefined {
  const guessed = guessedValues(problem, guess);
  if (holds(problem, guessed)) return guess;
  const verdict = verdictOf(problem);
  if (verdict.refuted) return undefined;
  const values = verdict.values ?? valuesOf(problem, guessed, QUICK);
  if (values === undefined) {
    return problem.apart.length > 0 && refutesBySplitting(problem) ? undefined : guess;
  }
  const next = new Map(guess);
  for (const [i, sym] of problem.symbols.entries()) next.set(sym, values[i] ?? 0);
  return next;
}

function guessedValues(problem: Problem, guess: Guess): readonly number[] {
  const { min, max } = problem.ranges;
  return problem.symbols.map((sym, i) =>
    nearest(guess.get(sym) ?? 0, { min: min[i] ?? 0, max: max[i] ?? 0 }),
  );
}
