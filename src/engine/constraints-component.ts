// The parts of a state that have to do with each other, as problems of their own.

import { ANY, rowOf, WIDTH, type Problem } from "./constraints-problem.ts";
import type { State } from "./constraints-state.ts";
import type { Linear, Sym } from "./linear.ts";

// A larger component is cut off here, which only makes the answer "maybe" more often.
const SYMBOLS = 48;

/** Everything connected to the seeds by rows and disequalities. */
export function problemOf(state: State, seeds: Iterable<Sym>): Problem {
  const inside = new Set(seeds);
  const rows = connected(state, inside);
  const symbols = [...inside].toSorted((a, b) => a - b);
  const indices = new Map(symbols.map((sym, index) => [sym, index]));
  const ranges = symbols.map((sym) => state.ranges.get(sym) ?? ANY);
  const covered = (term: Linear): boolean =>
    term.symbols.length <= WIDTH && term.symbols.every((sym) => inside.has(sym));
  return {
    symbols,
    ranges: { min: ranges.map(({ min }) => min), max: ranges.map(({ max }) => max) },
    rows: rows.filter(covered).map((term) => rowOf(term, indices)),
    apart: state.apart.filter(covered).map((term) => rowOf(term, indices)),
  };
}

/** Grows the set of symbols to the connected component; returns its rows. */
function connected(state: State, inside: Set<Sym>): readonly Linear[] {
  let open = [...state.rows, ...state.apart];
  for (let size = -1; size !== inside.size && inside.size < SYMBOLS;) {
    size = inside.size;
    const outside: Linear[] = [];
    for (const term of open) {
      if (!term.symbols.some((sym) => inside.has(sym))) outside.push(term);
      else for (const sym of term.symbols) inside.add(sym);
    }
    open = outside;
  }
  return state.rows;
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
