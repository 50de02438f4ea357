// Proofs that a problem has no integer solution: cycles of differences, and Fourier-Motzkin
// elimination with the constants rounded to integers. Both also propose a solution.

import { holds, type Problem, type Row } from "./constraints-problem.ts";
import { gcd, LIMIT } from "./linear.ts";

/** `values` were checked. Neither refuted nor values: nothing is known. */
export interface Verdict {
  readonly refuted: boolean;
  readonly values: readonly number[] | undefined;
}

const UNKNOWN: Verdict = { refuted: false, values: undefined };
const REFUTED: Verdict = { refuted: true, values: undefined };

// Beyond these an elimination gives up. Combinations are what costs.
const COMBINATIONS = 250;
const ROWS = 64;
// Sums of this many bounds of this size are exact.
const DISTANCE = 2 ** 46;

/** How many eliminations may be spent on the cases of disequalities, and on how many symbols. */
const SPLITS = 12;
const SPLIT_SYMBOLS = 8;

export function verdictOf(problem: Problem): Verdict {
  const differences = differencesVerdict(problem);
  if (differences.refuted || differences.values !== undefined) return differences;
  if (problem.rows.every(isDifference)) return UNKNOWN;
  return eliminationVerdict(problem);
}

/** Refutes both sides of the disequalities in turn, as far as the budget goes. */
export function refutesBySplitting(problem: Problem): boolean {
  if (problem.symbols.length > SPLIT_SYMBOLS) return false;
  const budget = { left: SPLITS };
  return splits(problem, 0, budget);
}

function splits(problem: Problem, next: number, budget: { left: number }): boolean {
  const row = problem.apart[next];
  if (row === undefined || budget.left <= 0) return false;
  for (const side of [1, -1]) {
    budget.left--;
    const half: Problem = { ...problem, rows: [...problem.rows, strictly(row, side)] };
    if (!verdictOf(half).refuted && !splits(half, next + 1, budget)) return false;
  }
  return true;
}

/** side·row ≤ -1 */
function strictly(row: Row, side: number): Row {
  const coefficients = row.coefficients.map((coefficient) => side * coefficient);
  return { variables: row.variables, coefficients, constant: side * row.constant + 1 };
}

function isDifference(row: Row): boolean {
  const [a, b] = row.coefficients;
  return row.coefficients.length === 2 && a !== undefined && a * a === 1 && a === -(b ?? 0);
}

/** Bellman-Ford over x ≤ y + weight. The last node stands for 0. */
function differencesVerdict(problem: Problem): Verdict {
  const { min, max } = problem.ranges;
  const zero = problem.symbols.length;
  const to: number[] = [];
  const from: number[] = [];
  const weights: number[] = [];
  const edge = (x: number, y: number, weight: number): void => {
    if (!(Math.abs(weight) <= DISTANCE)) return;
    to.push(x);
    from.push(y);
    weights.push(weight);
  };
  for (let x = 0; x < zero; x++) {
    edge(x, zero, max[x] ?? Infinity);
    edge(zero, x, -(min[x] ?? -Infinity));
  }
  for (const row of problem.rows) {
    if (!isDifference(row)) continue;
    const [a = 0, b = 0] = row.variables;
    if (row.coefficients[0] === 1) edge(a, b, -row.constant);
    else edge(b, a, -row.constant);
  }
  const distance = distancesOf(zero + 1, to, from, weights);
  if (distance === undefined) return REFUTED;
  const origin = distance[zero] ?? 0;
  return checked(problem, distance.slice(0, zero).map((d) => d - origin)); // prettier-ignore
}

/** undefined: there is a negative cycle. */
function distancesOf(
  nodes: number,
  to: readonly number[],
  from: readonly number[],
  weights: readonly number[],
): number[] | undefined {
  const distance = new Array<number>(nodes).fill(0);
  for (let round = 0; round <= nodes; round++) {
    let changed = false;
    for (let i = 0; i < to.length; i++) {
      const through = (distance[from[i] ?? 0] ?? 0) + (weights[i] ?? 0);
      if (through >= (distance[to[i] ?? 0] ?? 0)) continue;
      distance[to[i] ?? 0] = through;
      changed = true;
    }
    if (!changed) return distance;
  }
  return undefined;
}

function checked(problem: Problem, values: readonly number[]): Verdict {
  return holds(problem, values) ? { refuted: false, values } : UNKNOWN;
}

/** A row of an elimination: a coefficient for each variable, the constant last. */
type Dense = readonly number[];

interface Stage {
  readonly variable: number;
  readonly rows: readonly Dense[];
}

function eliminationVerdict(problem: Problem): Verdict {
  const width = problem.symbols.length;
  let rows: readonly Dense[] | undefined = denseRows(problem);
  const stages: Stage[] = [];
  const open = new Set(problem.symbols.keys());
  const budget = { left: COMBINATIONS };
  while (open.size > 0) {
    const variable = cheapest(rows, open);
    open.delete(variable);
    stages.push({ variable, rows: rows.filter((row) => row[variable] !== 0) });
    rows = eliminate(rows, variable, width, budget);
    if (rows === undefined) return UNKNOWN;
    if (rows.some((row) => (row[width] ?? 0) > 0 && isBare(row, width))) return REFUTED;
  }
  const values = solve(stages, width);
  return values === undefined ? UNKNOWN : checked(problem, values);
}

function denseRows(problem: Problem): Dense[] {
  const width = problem.symbols.length;
  const rows: number[][] = [];
  for (const row of problem.rows) {
    const dense = new Array<number>(width + 1).fill(0);
    for (let i = 0; i < row.variables.length; i++) {
      dense[row.variables[i] ?? 0] = row.coefficients[i] ?? 0;
    }
    dense[width] = row.constant;
    rows.push(dense);
  }
  for (let x = 0; x < width; x++) {
    for (const sign of [1, -1]) {
      const end = sign > 0 ? problem.ranges.max[x] : problem.ranges.min[x];
      if (end === undefined || !Number.isFinite(end)) continue;
      const dense = new Array<number>(width + 1).fill(0);
      dense[x] = sign;
      dense[width] = -sign * end;
      rows.push(dense);
    }
  }
  return rows;
}

/** The variable whose elimination adds the fewest rows. */
function cheapest(rows: readonly Dense[], open: ReadonlySet<number>): number {
  let best = -1;
  let least = Infinity;
  for (const variable of open) {
    let above = 0;
    let below = 0;
    for (const row of rows) {
      const coefficient = row[variable] ?? 0;
      if (coefficient > 0) above++;
      else if (coefficient < 0) below++;
    }
    const cost = above * below - above - below;
    if (cost >= least) continue;
    best = variable;
    least = cost;
  }
  return best;
}

/** Undefined beyond the caps. A combination that would not be exact is left out: that is only weaker. */
function eliminate(
  rows: readonly Dense[],
  variable: number,
  width: number,
  budget: { left: number },
): readonly Dense[] | undefined {
  const above: Dense[] = [];
  const below: Dense[] = [];
  const others: Dense[] = [];
  for (const row of rows) {
    const coefficient = row[variable] ?? 0;
    (coefficient > 0 ? above : coefficient < 0 ? below : others).push(row);
  }
  budget.left -= above.length * below.length;
  if (budget.left < 0) return undefined;
  const tightest = new Map<string, Dense>();
  for (const row of others) keep(tightest, row, width);
  for (const a of above) {
    for (const b of below) {
      const sum = combination(a, b, variable, width);
      if (sum !== undefined) keep(tightest, sum, width);
    }
  }
  return tightest.size > ROWS ? undefined : [...tightest.values()];
}

function keep(tightest: Map<string, Dense>, row: Dense, width: number): void {
  let key = "";
  for (let x = 0; x < width; x++) if (row[x] !== 0) key += `${x}:${row[x] ?? 0},`;
  const other = tightest.get(key);
  if (other === undefined || (other[width] ?? 0) < (row[width] ?? 0)) tightest.set(key, row);
}

/** The positive combination of two rows in which the variable is gone, divided and rounded. */
function combination(a: Dense, b: Dense, variable: number, width: number): Dense | undefined {
  const plus = a[variable] ?? 0;
  const minus = -(b[variable] ?? 0);
  const sum = new Array<number>(width + 1).fill(0);
  let divisor = 0;
  for (let x = 0; x <= width; x++) {
    const fromA = minus * (a[x] ?? 0);
    const fromB = plus * (b[x] ?? 0);
    if (Math.abs(fromA) > LIMIT || Math.abs(fromB) > LIMIT) return undefined;
    const value = fromA + fromB;
    sum[x] = value;
    if (x < width && divisor !== 1 && value !== 0) divisor = gcd(divisor, Math.abs(value));
  }
  if (divisor <= 1) return sum;
  for (let x = 0; x < width; x++) sum[x] = (sum[x] ?? 0) / divisor;
  sum[width] = Math.ceil((sum[width] ?? 0) / divisor);
  return sum;
}

function isBare(row: Dense, width: number): boolean {
  for (let x = 0; x < width; x++) if (row[x] !== 0) return false;
  return true;
}

/** Values from the last eliminated variable back to the first, each as near to 0 as it may be. */
function solve(stages: readonly Stage[], width: number): readonly number[] | undefined {
  const values = new Array<number>(width).fill(0);
  for (const { variable, rows } of stages.toReversed()) {
    let min = -Infinity;
    let max = Infinity;
    values[variable] = 0;
    for (const row of rows) {
      let rest = row[width] ?? 0;
      for (let x = 0; x < width; x++) rest += (row[x] ?? 0) * (values[x] ?? 0);
      const coefficient = row[variable] ?? 0;
      if (coefficient > 0) max = Math.min(max, Math.floor(-rest / coefficient));
      else min = Math.max(min, Math.ceil(-rest / coefficient));
    }
    if (min > max) return undefined;
    values[variable] = Math.min(Math.max(0, min), max);
  }
  return values;
}
