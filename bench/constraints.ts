// How long one assumption takes on paths like those through a bulk allocator: a counted loop, a
// guarded sum of charges, error codes. Prints one line; run with node after a build.

import { assume, bound, negate, none } from "../src/engine/constraints.ts";
import type { Atom, Constraints } from "../src/engine/constraints.ts";
import { add, constant, sub, symbol, ZERO, type Linear } from "../src/engine/linear.ts";

const U32 = 2 ** 32 - 1;
const TURNS = 3;

let steps = 0;
let slowest = 0;

function timed(known: Constraints, atom: Atom): Constraints | undefined {
  const start = performance.now();
  const next = assume(known, atom);
  slowest = Math.max(slowest, performance.now() - start);
  steps++;
  return next;
}

function less(a: Linear, b: Linear): Atom {
  const difference = sub(a, b) ?? ZERO;
  return { kind: "le", term: add(difference, constant(1)) ?? difference };
}

/** Both ways on from each state that are feasible, as a branch gives them. */
function fork(states: readonly Constraints[], atom: Atom): Constraints[] {
  return states
    .flatMap((state) => [timed(state, atom), timed(state, negate(atom))])
    .filter((state) => state !== undefined);
}

/** The states at the end of all paths through a function of `turns` loop turns. */
function paths(turns: number): readonly Constraints[] {
  const [packets, count, budget, sndbuf, wmem] = [0, 1, 2, 3, 4].map(symbol) as [
    Linear, Linear, Linear, Linear, Linear,
  ]; // prettier-ignore
  let start: Constraints = none;
  for (let sym = 0; sym < 5; sym++) start = bound(start, sym, 0, U32) ?? start;
  let states = fork([start], less(count, packets));
  states = fork(states, less(budget, packets));
  let total = wmem;
  for (let turn = 0; turn < turns; turn++) {
    const size = 10 + turn;
    states = states.map((state) => bound(state, size, 0, U32) ?? state);
    states = fork(states, less(constant(turn), packets));
    total = add(total, symbol(size)) ?? total;
    states = fork(states, less(sndbuf, total));
    states = states.map((state) => bound(state, 20 + turn, -4095, 0) ?? state);
    states = fork(states, { kind: "eq", term: symbol(20 + turn) });
    states = fork(states, less(count, constant(turn)));
  }
  return states;
}

paths(2);
steps = 0;
slowest = 0;
const began = performance.now();
const ends = paths(TURNS);
const spent = performance.now() - began;
console.log(
  `${steps} assumptions, ${ends.length} paths: ${((spent * 1000) / steps).toFixed(1)} µs each, ` +
    `slowest ${slowest.toFixed(2)} ms`,
);
