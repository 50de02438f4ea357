// Array-backed free lists: an array field whose slots [0, count) hold heads that the list owns.
// Which structs have one is learned from the program (`cachesOf`); here it is met on a path.

import type { CacheDecl } from "./program.ts";
import { type Linear, constant, negate, symbolsOf } from "./linear.ts";
import { entryValue, writeBelow } from "./memory.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import { type CacheInstance, type Run, type State, suppose } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import { tagOf, typeOfPlace } from "./types-of.ts";
import { type Place, type Value, element, field, keyOfPlace, start } from "./values.ts";

/** Notes that the path touches a field of a free list, so that its end is checked. */
export function meetCache(run: Run, state: State, place: Place): void {
  const { caches } = run.program;
  if (caches.length === 0) return;
  place.path.forEach((selector, at) => {
    if (selector.kind !== "field" || at === 0) return;
    for (const decl of caches) {
      if (selector.name !== decl.array && selector.name !== decl.count) continue;
      const struct: Place = { region: place.region, path: place.path.slice(0, at) };
      if (!isOfStruct(run, struct, decl)) continue;
      const key = `${keyOfPlace(struct)}|${decl.array}`;
      if (state.caches.some((cache) => cache.key === key)) continue;
      const cache = { key, struct, array: decl.array, count: decl.count };
      state.caches = [...state.caches, cache];
      const type = typeOfPlace(run, field(struct, decl.array));
      if (type !== undefined && type.arrays.length > 0) {
        ownAtEntry(run, state, cache, element(field(struct, decl.array), constant(0)));
      }
    }
  });
}

/** The path asks for the count at entry, or touches a slot: what the list holds is its business. */
export function showCache(state: State, place: Place): void {
  if (state.caches.length === 0) return;
  const key = keyOfPlace(place);
  for (const cache of state.caches) {
    if (state.shownCaches.includes(cache.key)) continue;
    if (key === keyOfPlace(field(cache.struct, cache.count))) {
      state.shownCaches = [...state.shownCaches, cache.key];
    }
  }
}

/** The value just found at entry in `place` may be the array of a free list: its slots are owned. */
export function installSlots(run: Run, state: State, place: Place, value: Value): void {
  const last = place.path.at(-1);
  if (last?.kind !== "field" || state.caches.length === 0) return;
  const struct = { region: place.region, path: place.path.slice(0, -1) };
  const cache = state.caches.find(({ key }) => key === `${keyOfPlace(struct)}|${last.name}`);
  if (cache === undefined || value.kind !== "int") return;
  const region = regionBehind(run, value);
  if (region === undefined) return;
  if (state.regions[region]?.cells.has("[]") === true) return;
  ownAtEntry(run, state, cache, start(region));
}

function ownAtEntry(run: Run, state: State, cache: CacheInstance, first: Place): void {
  const count = entryValue(run, state, field(cache.struct, cache.count));
  if (count.kind !== "int") return;
  suppose(state, { kind: "le", term: negate(count.term) });
  writeBelow(state, first, {
    kind: "range",
    id: `entry:${cache.key}`,
    lo: constant(0),
    hi: count.term,
    holds: "live",
    object: "head",
    at: undefined,
    by: "",
  });
}

function isOfStruct(run: Run, struct: Place, decl: CacheDecl): boolean {
  if (decl.struct === undefined) return true;
  const tag = tagOf(typeOfPlace(run, struct));
  return tag === undefined || tag === decl.struct;
}

/** For the search: a bulk call fills or drains the array behind `first`, `index` slots into it. */
export function sightBulk(run: Run, first: Place, count: Linear | undefined): void {
  const home = arrayHome(run, first);
  if (run.sightings === undefined || home === undefined) return;
  run.sightings.bulk.add(`${home.tag}|${home.field}`);
  sightIndex(run, first);
  if (count !== undefined && symbolsOf(count).length === 1) sightSibling(run, home, count);
}

/** For the search: an element of the array is read or written at an index that a sibling field gives. */
export function sightIndex(run: Run, slot: Place): void {
  const home = arrayHome(run, slot);
  const last = slot.path.at(-1);
  if (run.sightings === undefined || home === undefined || last?.kind !== "index") return;
  sightSibling(run, home, last.index);
}

interface Home {
  readonly tag: string;
  readonly field: string;
  readonly struct: Place;
}

function sightSibling(run: Run, home: Home, index: Linear): void {
  for (const sym of symbolsOf(index)) {
    const { place } = symbolOf(run.symbols, sym);
    const last = place?.path.at(-1);
    if (place === undefined || last?.kind !== "field" || last.name === home.field) continue;
    const struct = { region: place.region, path: place.path.slice(0, -1) };
    if (keyOfPlace(struct) !== keyOfPlace(home.struct)) continue;
    run.sightings?.indexed.add(`${home.tag}|${home.field}|${last.name}`);
  }
}

/** The field that a slot's array is kept in: embedded in the struct, or behind its pointer. */
function arrayHome(run: Run, slot: Place): Home | undefined {
  const inside = slot.path.slice(0, -1);
  const owner: Place | undefined =
    inside.length > 0
      ? { region: slot.region, path: inside }
      : symbolPlace(run, regionOf(run.regions, slot.region).symbol);
  const last = owner?.path.at(-1);
  if (owner === undefined || last?.kind !== "field" || owner.path.length < 2) return undefined;
  const struct = { region: owner.region, path: owner.path.slice(0, -1) };
  return { tag: tagOf(typeOfPlace(run, struct)) ?? "", field: last.name, struct };
}

function symbolPlace(run: Run, sym: number | undefined): Place | undefined {
  return sym === undefined ? undefined : symbolOf(run.symbols, sym).place;
}
