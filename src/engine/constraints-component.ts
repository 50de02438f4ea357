// The parts of a state that have to do with each other, as problems of their own.

import { ANY, rowOf, WIDTH, type Problem, type Row } from "./constraints-problem.ts";
import type { State } from "./constraints-state.ts";
import type { Linear, Sym } from "./linear.ts";

// A larger component is cut off here, which only makes the answer "maybe" more often.
const SYMBOLS = 48;

/** Whether a row or a disequality speaks of one of the symbols. */
export function isConnected({ rows, apart }: State, symbols: ReadonlySet<Sym>): boolean {
  return rows.some((term) => meets(term, symbols)) || apart.some((term) => meets(term, symbols));
}

/** Everything connected to the seeds by rows and disequalities, the nearest first, up to `most`. */
export function problemOf(state: State, seeds: Iterable<Sym>, most = SYMBOLS): Problem {
  const inside = new Set(seeds);
  const terms = connected(state, inside, most);
  const symbols = [...inside].sort((a, b) => a - b);
  const indices = new Map<Sym, number>();
  const min: number[] = [];
  const max: number[] = [];
  for (const sym of symbols) {
    const range = state.ranges.get(sym) ?? ANY;
    indices.set(sym, min.length);
    min.push(range.min);
    max.push(range.max);
  }
  const covered = (term: Linear): boolean => terms.has(term) && term.symbols.length <= WIDTH;
  const rows: Row[] = [];
  const apart: Row[] = [];
  for (const term of state.rows) if (covered(term)) rows.push(rowOf(term, indices));
  for (const term of state.apart) if (covered(term)) apart.push(rowOf(term, indices));
  return { symbols, ranges: { min, max }, rows, apart };
}

/** Grows the set of symbols to the connected component; returns its rows and disequalities. */
function connected(state: State, inside: Set<Sym>, most: number): ReadonlySet<Linear> {
  const terms = new Set<Linear>();
  for (let size = -1; size !== inside.size && inside.size < most;) {
    size = inside.size;
    const nearest = new Set(inside);
    for (const list of [state.rows, state.apart]) {
      for (const term of list) {
        if (terms.has(term) || !meets(term, nearest)) continue;
        if (inside.size >= most && !term.symbols.every((sym) => inside.has(sym))) continue;
        terms.add(term);
        for (const sym of term.symbols) inside.add(sym);
      }
    }
  }
  return terms;
}

function meets(term: Linear, symbols: ReadonlySet<Sym>): boolean {
  for (const sym of term.symbols) if (symbols.has(sym)) return true;
  return false;
}

/** One problem for each component, in the order of their smallest symbols. */
export function problemsOf(state: State): readonly Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<Sym>();
  for (const sym of freeSymbols(state)) {
    if (seen.has(sym)) continue;
    const problem = problemOf(state, [sym]);
    for (const other of problem.symbols) seen.add(other);
    problems.push(problem);
  }
  return problems;
}

function freeSymbols(state: State): readonly Sym[] {
  const symbols = new Set(state.ranges.keys());
  for (const terms of [state.rows, state.apart, state.solved.values()]) {
    for (const term of terms) for (const sym of term.symbols) symbols.add(sym);
  }
  return [...symbols].toSorted((a, b) => a - b);
}
