// Slots of rings: an array in others' memory is filled and drained by turns, and its index wraps.
// That two slots are one and the same, or that a slot still holds what it held a turn ago, hangs on
// how full the ring is, which no function says.

import { assume } from "./constraints.ts";
import { type Linear, constantOf, keyOf } from "./linear.ts";
import { doubt } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import type { Entry, Run, State } from "./state.ts";
import type { Place, Value } from "./values.ts";

type Cell = Extract<Entry, { kind: "cell" }>;

/** Is it the cell of these very indices, as `keysOf` tells them? */
export function isCellOf(entry: Entry, keys: string): entry is Cell {
  return entry.kind === "cell" && keysOf(entry.indices) === keys;
}

export function keysOf(indices: readonly Linear[]): string {
  return indices.map(keyOf).join();
}

/** Takes two indices to be apart where that is possible: that they are one slot is a guess. */
export function takenApart(state: State, difference: Linear): boolean {
  const apart = assume(state.constraints, { kind: "ne", term: difference });
  if (apart !== undefined) state.constraints = apart;
  return apart !== undefined;
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
  if (!["input", "globals"].includes(regionOf(run.regions, place.region).kind)) return;
  for (const entry of older) {
    const held = entry.kind === "cell" ? regionBehind(run, entry.value) : undefined;
    const object = held === undefined ? undefined : state.objects[held];
    if (object?.origin === "acquired" && object.consumed === undefined)
      doubt(state, object.region, "its slot is filled again");
  }
}
