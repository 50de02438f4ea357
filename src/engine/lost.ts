// What somebody else may have written: the places lose what the path knew of them.

import { known, nothing, setRegion } from "./memory.ts";
import type { Sym } from "./linear.ts";
import { freshen } from "./moved.ts";
import { regionOf, wordsOfPlace } from "./regions.ts";
import { listOf } from "./records.ts";
import { type Entry, type Run, type State } from "./state.ts";
import { intern, symbolOf } from "./symbols.ts";
import { typeOfPlace } from "./types-of.ts";
import {
  type Place,
  type Value,
  familyOf,
  indicesOf,
  isUnder,
  keyOfPlace,
  pathOf,
} from "./values.ts";

/** A callee may have written anything under the place; the replay is told what is there then. */
export function forget(run: Run, state: State, place: Place): void {
  const values = lose(run, state, place, true).flatMap(({ at, value }) => {
    const symbol = value.kind === "int" ? value.term.symbols[0] : undefined;
    return symbol === undefined ? [] : [{ place: at, symbol }];
  });
  const item = { region: place.region, prefix: familyOf(place.path), values };
  state.forgotten = { item, before: state.forgotten };
}

/** Numbers that one wait forgets. */
const MOST = 32;

/** While the path waits, others go on: what it wrote where they find it may be something else by now. */
export function forgetWritten(run: Run, state: State): void {
  const places: Place[] = [];
  for (const [region, memory] of state.regions.entries()) {
    const { kind } = regionOf(run.regions, region);
    if (kind !== "input" && kind !== "globals") continue;
    for (const [family, entries] of memory?.cells ?? [])
      for (const entry of entries)
        if (entry.kind === "cell" && isNumber(run, entry.value))
          places.push({ region, path: pathOf(family, entry.indices) });
  }
  for (const place of places.slice(0, MOST)) forget(run, state, place);
}

function isNumber(run: Run, value: Value): boolean {
  if (value.kind !== "int") return value.kind === "truth";
  return value.term.symbols.every((sym) => {
    const { type, origin } = symbolOf(run.symbols, sym);
    if (origin.kind === "constant") return true;
    return type?.pointers === 0 && !run.followed.has(sym);
  });
}

/** What was read last is what is read again. */
const RECENT = 32;

/** Of the places that the path read last, those that are meant are forgotten. */
export function forgetReads(
  run: Run,
  state: State,
  isMeant: (place: Place, sym: Sym) => boolean,
): void {
  const places = new Map<string, Place>();
  for (const sym of listOf(state.reads, RECENT)) {
    const { place } = symbolOf(run.symbols, sym);
    if (place !== undefined && isMeant(place, sym)) places.set(keyOfPlace(place), place);
  }
  for (const place of places.values()) forget(run, state, place);
}

/**
 * Everything under the place becomes unknown: the places and what is there now. `told`: the replay
 * hears of it.
 */
export function lose(
  run: Run,
  state: State,
  place: Place,
  told = false,
): readonly { readonly at: Place; readonly value: Value }[] {
  freshen(state, place);
  const memory = state.regions[place.region] ?? nothing;
  const prefix = familyOf(place.path);
  const cells = new Map(memory.cells);
  const lost: { readonly at: Place; readonly value: Value }[] = [];
  for (const [family, entries] of memory.cells) {
    if (!isUnder(family, prefix)) continue;
    cells.delete(family);
    const fresh = entries.flatMap((entry): Entry[] => {
      if (entry.kind !== "cell") return [];
      const at = { region: place.region, path: pathOf(family, entry.indices) };
      const words = wordsOfPlace(run.regions, run.symbols, at);
      const key = `havoc:${state.clock}:${place.region}${family}`;
      const more = { writtenAt: at };
      // Without a type: bounds of that many values cost more than they tell.
      const value = known(
        state,
        intern(run.symbols, key, words, { kind: "havoc" }, undefined, more),
      );
      lost.push({ at, value });
      return [{ ...entry, value }];
    });
    if (fresh.length > 0) cells.set(family, fresh);
  }
  if (!cells.has(prefix)) {
    const words = wordsOfPlace(run.regions, run.symbols, place);
    const key = `havoc:${state.clock}:${keyOfPlace(place)}`;
    const type = typeOfPlace(run, place);
    const more = { writtenAt: place };
    const value = known(state, intern(run.symbols, key, words, { kind: "havoc" }, type, more));
    cells.set(prefix, [{ kind: "cell", indices: indicesOf(place.path), value }]);
    lost.push({ at: place, value });
  }
  setRegion(state, place.region, {
    cells,
    zeroed: memory.zeroed.filter((zeroed) => !isUnder(zeroed, prefix) && !isUnder(prefix, zeroed)),
    lost: [
      ...memory.lost.filter((loss) => !isUnder(loss.prefix, prefix)),
      { prefix, at: state.clock, told },
    ],
  });
  return lost;
}
