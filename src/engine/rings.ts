// Slots of rings: an array in others' memory is filled and drained by turns, and its index wraps.
// That two slots are one and the same, or that a slot still holds what it held a turn ago, hangs on
// how full the ring is, which no function says.

import type { CType } from "../c/ir.ts";
import { assume } from "./constraints.ts";
import { type Linear, constantOf, keyOf, sub } from "./linear.ts";
import { doubt } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import type { Entry, Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import { type Place, type Value, familyOf, indicesOf, isUnder } from "./values.ts";

/** More are not kept in mind. */
const APART_MAX = 16;

type Cell = Extract<Entry, { kind: "cell" }>;

/** Is it the cell of these very indices, as `keysOf` tells them? */
export function isCellOf(entry: Entry, keys: string): entry is Cell {
  return entry.kind === "cell" && keysOf(entry.indices) === keys;
}

export function keysOf(indices: readonly Linear[]): string {
  return indices.map(keyOf).join();
}

/** Takes two indices to be apart where that is possible: that they are one slot is a guess. */
function takenApart(state: State, difference: Linear): boolean {
  const apart = assume(state.constraints, { kind: "ne", term: difference });
  if (apart !== undefined) state.constraints = apart;
  return apart !== undefined;
}

/** What a slot of numbers holds may be written over: two of them can be one where the path says so. */
export function keptApart(
  run: Run,
  state: State,
  { value }: Cell,
  difference: Linear,
  type: CType | undefined,
): boolean {
  if (type?.integer === undefined && !isCounted(run, value)) return takenApart(state, difference);
  if (state.apart.length < APART_MAX) state.apart = [...state.apart, difference];
  return true;
}

function isCounted(run: Run, value: Value): boolean {
  if (value.kind !== "int" || value.term.symbols.length === 0) return false;
  return value.term.symbols.every((sym) => {
    const { type } = symbolOf(run.symbols, sym);
    return type?.pointers === 0 && type.arrays.length === 0 && !run.followed.has(sym);
  });
}

/** The path goes to a slot: it is another than those that it was at, by other indices, where that can be. */
export function goToSlot(run: Run, state: State, place: Place): void {
  if (!isOfOthers(run, place)) return;
  const at = indicesOf(place.path).length - 1;
  const index = indicesOf(place.path)[at];
  if (index === undefined) return;
  const family = familyOf(place.path);
  for (const [other, entries] of state.regions[place.region]?.cells ?? []) {
    if (!isUnder(other, family)) continue;
    for (const entry of entries) {
      const before = entry.kind === "cell" ? entry.indices[at] : undefined;
      const difference = before && sub(before, index);
      if (difference !== undefined && constantOf(difference) === undefined)
        takenApart(state, difference);
    }
  }
}

function isOfOthers(run: Run, { region }: Place): boolean {
  return ["input", "globals"].includes(regionOf(run.regions, region).kind);
}

/** A slot is filled again: nothing is said about what was in it, as somebody will have emptied it. */
export function refill(
  run: Run,
  state: State,
  place: Place,
  older: readonly Entry[],
  value: Value,
): void {
  if (value.kind === "int" && constantOf(value.term) === 0) return;
  if (!isOfOthers(run, place)) return;
  for (const entry of older) {
    const held = entry.kind === "cell" ? regionBehind(run, entry.value) : undefined;
    const object = held === undefined ? undefined : state.objects[held];
    if (object?.origin === "acquired" && object.consumed === undefined)
      doubt(state, object.region, "its slot is filled again");
  }
}

/** What stands in any slot of the array may be taken out of it, or written over. */
export function doubtSlots(run: Run, state: State, { region, path }: Place, why: string): void {
  const prefix = familyOf(path);
  for (const [family, entries] of state.regions[region]?.cells ?? []) {
    if (!isUnder(family, prefix)) continue;
    for (const entry of entries) {
      const held = entry.kind === "cell" ? regionBehind(run, entry.value) : undefined;
      if (held !== undefined && state.objects[held] !== undefined) doubt(state, held, why);
    }
  }
}
