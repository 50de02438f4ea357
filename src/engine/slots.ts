// Slots of arrays that were filled or drained as a run: one slot becomes an object when it is touched.

import { type Linear, add, constant, keyOf, sub } from "./linear.ts";
import { write } from "./memory.ts";
import { blank } from "./object-state.ts";
import { regionFor, wordsOfPlace } from "./regions.ts";
import { type Entry, type Run, type State, decide, setObject } from "./state.ts";
import { type Place, type Value, address, start } from "./values.ts";

type Range = Extract<Entry, { kind: "range" }>;

/** Does the slot lie in the run? Splits the path where both are possible. */
export function rangeHolds(run: Run, state: State, range: Range, slot: Linear): boolean {
  const below = sub(range.lo, slot);
  const above = sub(slot, range.hi);
  const last = above && add(above, constant(1));
  if (below === undefined || last === undefined) return false;
  return (
    decide(run, state, { kind: "le", term: below }) &&
    decide(run, state, { kind: "le", term: last })
  );
}

/** The object in one slot of a run, from now on known by its place. */
export function materialise(
  run: Run,
  state: State,
  place: Place,
  range: Range,
  slot: Linear,
): Value {
  const name = wordsOfPlace(run.regions, run.symbols, place);
  const region = regionFor(run.regions, `slot:${range.id}:${keyOf(slot)}`, {
    name,
    kind: "fresh",
    type: undefined,
    locals: undefined,
    symbol: undefined,
  }).id;
  if (state.objects[region] === undefined) {
    const freed = range.holds === "freed";
    setObject(state, {
      ...blank(region, range.object, name),
      tokens: freed ? 0 : 1,
      origin: "slot",
      acquiredAt: state.clock,
      acquiredLine: state.at.line,
      consumed: freed ? { by: range.by, how: "frees", at: range.at } : undefined,
    });
  }
  const list = /^entry:(.*)$/.exec(range.id)?.[1];
  if (list !== undefined && !state.shownCaches.includes(list)) {
    state.shownCaches = [...state.shownCaches, list];
  }
  const value = address(start(region));
  write(run, state, place, value);
  return value;
}
