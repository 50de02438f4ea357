// A connected set of constraints in dense form, and what intervals alone say about it.

import type { Linear, Sym } from "./linear.ts";

/** Σ coefficients[i]·x[variables[i]] + constant, compared with 0 by whoever holds the row. */
export interface Row {
  readonly variables: readonly number[];
  readonly coefficients: readonly number[];
  readonly constant: number;
}

/** Variables are indices into `symbols`. */
export interface Problem {
  readonly symbols: readonly Sym[];
  readonly ranges: Ranges;
  /** Each is ≤ 0. */
  readonly rows: readonly Row[];
  /** Each is ≠ 0. */
  readonly apart: readonly Row[];
}

/** Infinite where nothing is known. */
export interface Ranges {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export const ANY: Range = { min: -Infinity, max: Infinity };

// Larger products count as infinite; so WIDTH of them and a constant add up exactly in a double.
const EXACT = 2 ** 47;
/** Longer sums are left out of problems, which only makes the answer "maybe" more often. */
export const WIDTH = 30;

// Row visits of one propagation: a cycle like x < y < x would else count up through 2^32.
const VISITS = 160;

export function rowOf(term: Linear, indices: ReadonlyMap<Sym, number>): Row {
  return {
    variables: term.symbols.map((sym) => indices.get(sym) ?? 0),
    coefficients: term.coefficients,
    constant: term.constant,
  };
}

/** The least value of coefficient·x, -Infinity when it is not known or too large to be exact. */
export function leastOf(coefficient: number, min: number, max: number): number {
  const least = coefficient > 0 ? coefficient * min : coefficient * max;
  return least >= -EXACT && least <= EXACT ? least : -Infinity;
}

/** The ranges as narrow as rows one at a time make them; undefined when one of them is empty. */
export function propagate(problem: Problem, start: Ranges): Ranges | undefined {
  const draft: Draft = { min: start.min.slice(), max: start.max.slice(), changed: true };
  let visits = VISITS;
  while (draft.changed && visits > 0) {
    draft.changed = false;
    for (const row of problem.rows) {
      visits--;
      if (!narrow(row, draft)) return undefined;
    }
    for (const row of problem.apart) {
      visits--;
      if (!exclude(row, draft)) return undefined;
    }
  }
  return draft;
}

interface Draft {
  readonly min: number[];
  readonly max: number[];
  changed: boolean;
}

/** Bounds each variable of a row by the least that the others can be. False: the row cannot hold. */
function narrow(row: Row, draft: Draft): boolean {
  const { variables, coefficients } = row;
  let finite = row.constant;
  let infinite = -1;
  for (let i = 0; i < variables.length; i++) {
    const variable = variables[i] ?? 0;
    const least = leastOf(coefficients[i] ?? 0, draft.min[variable] ?? 0, draft.max[variable] ?? 0);
    if (least !== -Infinity) finite += least;
    else if (infinite < 0) infinite = i;
    else return true;
  }
  if (infinite >= 0) return bound(row, infinite, -finite, draft);
  if (finite > 0) return false;
  for (let i = 0; i < variables.length; i++) {
    const variable = variables[i] ?? 0;
    const least = leastOf(coefficients[i] ?? 0, draft.min[variable] ?? 0, draft.max[variable] ?? 0);
    if (!bound(row, i, least - finite, draft)) return false;
  }
  return true;
}

/** Assumes coefficient·x ≤ room for the i-th variable of the row. */
function bound(row: Row, i: number, room: number, draft: Draft): boolean {
  const variable = row.variables[i] ?? 0;
  const coefficient = row.coefficients[i] ?? 0;
  const min = draft.min[variable] ?? 0;
  const max = draft.max[variable] ?? 0;
  if (coefficient > 0) {
    const most = Math.floor(room / coefficient);
    if (most >= max) return true;
    draft.max[variable] = most;
    draft.changed = true;
    return most >= min;
  }
  const least = Math.ceil(room / coefficient);
  if (least <= min) return true;
  draft.min[variable] = least;
  draft.changed = true;
  return least <= max;
}

/** Takes the value that one open variable must not have off the ends of its range. */
function exclude(row: Row, draft: Draft): boolean {
  let open = -1;
  let sum = row.constant;
  for (let i = 0; i < row.variables.length; i++) {
    const variable = row.variables[i] ?? 0;
    const value = draft.min[variable] ?? 0;
    if (value === draft.max[variable]) {
      const part = value * (row.coefficients[i] ?? 0);
      if (Math.abs(part) > EXACT) return true;
      sum += part;
    } else if (open < 0) open = i;
    else return true;
  }
  if (open < 0) return sum !== 0;
  const variable = row.variables[open] ?? 0;
  const coefficient = row.coefficients[open] ?? 1;
  if (sum % coefficient !== 0) return true;
  const forbidden = -sum / coefficient;
  if (forbidden === draft.min[variable]) draft.min[variable] = forbidden + 1;
  else if (forbidden === draft.max[variable]) draft.max[variable] = forbidden - 1;
  else return true;
  draft.changed = true;
  return (draft.min[variable] ?? 0) <= (draft.max[variable] ?? 0);
}

/** Whether the values, one a variable, satisfy everything. */
export function holds(problem: Problem, values: readonly number[]): boolean {
  const { min, max } = problem.ranges;
  for (const [variable, value] of values.entries()) {
    if (value < (min[variable] ?? 0) || value > (max[variable] ?? 0)) return false;
  }
  return (
    problem.rows.every((row) => valueOf(row, values) <= 0) &&
    problem.apart.every((row) => Math.abs(valueOf(row, values)) > 0)
  );
}

/** NaN, which compares false, when the value would not be exact. */
function valueOf(row: Row, values: readonly number[]): number {
  let sum = row.constant;
  for (let i = 0; i < row.variables.length; i++) {
    const part = (values[row.variables[i] ?? 0] ?? 0) * (row.coefficients[i] ?? 0);
    if (!(Math.abs(part) <= EXACT)) return NaN;
    sum += part;
  }
  return sum;
}
