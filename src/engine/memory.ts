// Reads and writes of places. What was never written is what was there at entry: a symbol named by
// its place, the same on every path.

import type { CType } from "../c/ir.ts";
import { isBornEmpty } from "./around.ts";
import { installSlots, meetCache, showCache } from "./caches.ts";
import { type Linear, constantOf, sub } from "./linear.ts";
import { freshen } from "./moved.ts";
import { bound } from "./constraints.ts";
import { type Region, regionOf, wordsOfPlace } from "./regions.ts";
import type { Entry, RegionMemory, Run, State } from "./state.ts";
import { type Origin, type SymbolInfo, intern } from "./symbols.ts";
import { isCellOf, keptApart, keysOf, refill } from "./rings.ts";
import { materialise, rangeHolds } from "./slots.ts";
import { typeOfPlace } from "./types-of.ts";
import {
  type Place,
  type Value,
  familyOf,
  indicesOf,
  isUnder,
  keyOfPlace,
  unknown,
  zero,
} from "./values.ts";

export const nothing: RegionMemory = { cells: new Map(), zeroed: [], lost: [] };

/** The content of a place. Splits the path where two indices may or may not be the same. */
export function read(run: Run, state: State, place: Place): Value {
  meetCache(run, state, place);
  const memory = state.regions[place.region] ?? nothing;
  const family = familyOf(place.path);
  const indices = indicesOf(place.path);
  for (const entry of memory.cells.get(family) ?? []) {
    if (entry.kind === "cell") {
      if (sameIndices(run, state, entry, place)) return entry.value;
    } else {
      const slot = indices.at(-1);
      if (slot !== undefined && rangeHolds(run, state, entry, slot)) {
        return materialise(run, state, place, entry, slot);
      }
    }
    if (state.dead) return zero;
  }
  if (memory.zeroed.some((prefix) => isUnder(family, prefix))) return zero;
  const loss = memory.lost.findLast(({ prefix }) => isUnder(family, prefix));
  if (loss !== undefined) return afterLoss(run, state, place, loss);
  return initial(run, state, place, indices);
}

/** What this path put in the place, if it is known. */
export function cellAt(state: State, place: Place): Value | undefined {
  const found = state.regions[place.region]?.cells.get(familyOf(place.path)) ?? [];
  const keys = keysOf(indicesOf(place.path));
  const entry = found.find((each) => isCellOf(each, keys));
  return entry?.kind === "cell" ? entry.value : undefined;
}

/** All that this path put there, and into its parts. */
export function valuesUnder(state: State, { region, path }: Place): readonly Value[] {
  const prefix = familyOf(path);
  return [...(state.regions[region]?.cells ?? [])].flatMap(([family, entries]) =>
    isUnder(family, prefix)
      ? entries.flatMap((entry) => (entry.kind === "cell" ? [entry.value] : []))
      : [],
  );
}

/** Whether it is zero since the whole that it is a part of was zeroed. */
export function isZeroed(state: State, { region, path }: Place): boolean {
  const memory = state.regions[region] ?? nothing;
  const family = familyOf(path);
  if (memory.cells.has(family)) return false;
  return memory.zeroed.some((prefix) => prefix !== family && isUnder(family, prefix));
}

/** Stores a value; parts that the place had are forgotten. */
export function write(run: Run, state: State, place: Place, value: Value): void {
  meetCache(run, state, place);
  const memory = state.regions[place.region] ?? nothing;
  const family = familyOf(place.path);
  const indices = indicesOf(place.path);
  const keys = keysOf(indices);
  freshen(state, place);
  const entries = memory.cells.get(family) ?? [];
  const older = entries.filter((entry) => !isCellOf(entry, keys));
  if (keys !== "" && older.length < entries.length)
    refill(
      run,
      state,
      place,
      entries.filter((entry) => isCellOf(entry, keys)),
      value,
    );
  putFamily(state, place.region, family, [{ kind: "cell", indices, value }, ...older]);
}

/** Adds a run of slots to the family of array elements that `place` (ending in an index) is in. */
export function writeRange(
  state: State,
  place: Place,
  entry: Extract<Entry, { kind: "range" }>,
): void {
  const family = familyOf(place.path);
  const memory = state.regions[place.region] ?? nothing;
  putFamily(state, place.region, family, [entry, ...(memory.cells.get(family) ?? [])]);
}

/** Puts what was there at entry below everything that was written since. */
export function writeBelow(state: State, place: Place, entry: Entry): void {
  const family = familyOf(place.path);
  const memory = state.regions[place.region] ?? nothing;
  putFamily(state, place.region, family, [...(memory.cells.get(family) ?? []), entry]);
}

/** Everything under the place becomes zero. */
export function clear(state: State, place: Place): void {
  freshen(state, place);
  const memory = state.regions[place.region] ?? nothing;
  const prefix = familyOf(place.path);
  const cells = new Map([...memory.cells].filter(([family]) => !isUnder(family, prefix)));
  const lost = memory.lost.filter((loss) => !isUnder(loss.prefix, prefix));
  setRegion(state, place.region, { cells, zeroed: [...memory.zeroed, prefix], lost });
}

/** Everything under the place is as if it had never been written. */
export function drop(state: State, place: Place): void {
  freshen(state, place);
  const memory = state.regions[place.region] ?? nothing;
  const prefix = familyOf(place.path);
  const cells = new Map([...memory.cells].filter(([family]) => !isUnder(family, prefix)));
  const zeroed = memory.zeroed.filter((family) => !isUnder(family, prefix));
  const lost = memory.lost.filter((loss) => !isUnder(loss.prefix, prefix));
  setRegion(state, place.region, { cells, zeroed, lost });
}

/** Copies what is known of the parts of one place to another, as a struct assignment does. */
export function copyParts(state: State, from: Place, to: Place): void {
  const source = state.regions[from.region] ?? nothing;
  const [fromPrefix, toPrefix] = [familyOf(from.path), familyOf(to.path)];
  const parts = [...source.cells].filter(
    ([family]) => family !== fromPrefix && isUnder(family, fromPrefix),
  );
  if (parts.length === 0) return;
  const target = state.regions[to.region] ?? nothing;
  const skip = indicesOf(from.path).length;
  const base = indicesOf(to.path);
  const cells = new Map(target.cells);
  for (const [family, entries] of parts) {
    cells.set(
      toPrefix + family.slice(fromPrefix.length),
      entries.map((entry) =>
        entry.kind === "cell"
          ? { ...entry, indices: [...base, ...entry.indices.slice(skip)] }
          : entry,
      ),
    );
  }
  setRegion(state, to.region, { ...target, cells });
}

/** A value that nothing is known about, new at this instruction. */
export function havoc(run: Run, state: State, what: string, type?: CType, words = "?"): Value {
  const symbol = intern(run.symbols, `havoc:${state.clock}:${what}`, words, { kind: "havoc" }, type); // prettier-ignore
  return known(state, symbol);
}

/** The value of a symbol, its bounds told to the constraints. */
export function known(state: State, symbol: SymbolInfo): Value {
  const told = state.constraints.ranges.has(symbol.id) || state.constraints.solved.has(symbol.id);
  if (!told && (symbol.min !== undefined || symbol.max !== undefined)) {
    const next = bound(
      state.constraints,
      symbol.id,
      symbol.min ?? -Infinity,
      symbol.max ?? Infinity,
    );
    if (next === undefined) state.dead = true;
    else state.constraints = next;
  }
  return unknown(symbol.id);
}

/** What was in a place at entry; for garbage and fresh memory: some number. */
export function entryValue(run: Run, state: State, place: Place): Value {
  const region = regionOf(run.regions, place.region);
  const words = wordsOfPlace(run.regions, run.symbols, place);
  const origin = originOf(run, region.kind, place);
  const key = `at:${keyOfPlace(place)}`;
  const symbol = intern(run.symbols, key, words, origin, typeOfPlace(run, place), { place });
  const value = known(state, symbol);
  if (origin.kind === "input" || origin.kind === "havoc")
    state.reads = { item: symbol.id, before: state.reads };
  return value;
}

/** What a part holds that was not asked for since somebody may have written it. */
function afterLoss(
  run: Run,
  state: State,
  place: Place,
  { at, told }: RegionMemory["lost"][number],
): Value {
  const words = wordsOfPlace(run.regions, run.symbols, place);
  const key = `lost:${at}:${keyOfPlace(place)}`;
  const type = typeOfPlace(run, place);
  const symbol = intern(run.symbols, key, words, { kind: "havoc" }, type, { writtenAt: place });
  const value = known(state, symbol);
  writeBelow(state, place, { kind: "cell", indices: indicesOf(place.path), value });
  if (!told) return value;
  const item = { region: place.region, values: [{ place, symbol: symbol.id }] };
  state.forgotten = { item, before: state.forgotten };
  return value;
}

function initial(run: Run, state: State, place: Place, indices: readonly Linear[]): Value {
  if (isBornEmpty(run, state, place)) return zero;
  const value = entryValue(run, state, place);
  installSlots(run, state, place, value);
  showCache(state, place);
  // Two symbolic indices may turn out equal later: then both reads must see this symbol.
  if (indices.some((index) => constantOf(index) === undefined)) {
    writeBelow(state, place, { kind: "cell", indices, value });
  }
  return value;
}

function originOf(run: Run, kind: Region["kind"], place: Place): Origin {
  if (kind === "frame") return { kind: "havoc" };
  if (kind !== "fresh") return { kind: "input" };
  const last = place.path.at(-1);
  const meaning = last?.kind === "field" ? run.model.fieldOf(last.name)?.is : undefined;
  return meaning === "truesize" ? { kind: "truesize" } : { kind: "havoc" };
}

function sameIndices(
  run: Run,
  state: State,
  cell: Extract<Entry, { kind: "cell" }>,
  place: Place,
): boolean {
  const { indices } = cell;
  const right = indicesOf(place.path);
  for (const [at, index] of indices.entries()) {
    const other = right[at];
    if (other === undefined) return false;
    const difference = sub(index, other);
    if (difference === undefined) return false;
    const constant = constantOf(difference);
    if (constant === 0) continue;
    if (constant !== undefined) return false;
    if (keptApart(run, state, cell, difference, typeOfPlace(run, place))) return false;
  }
  return true;
}

function putFamily(state: State, region: number, family: string, entries: readonly Entry[]): void {
  const memory = state.regions[region] ?? nothing;
  const cells = new Map(memory.cells);
  cells.set(family, entries);
  setRegion(state, region, { ...memory, cells });
}

export function setRegion(state: State, region: number, memory: RegionMemory): void {
  const regions = state.regions.slice();
  regions[region] = memory;
  state.regions = regions;
}
