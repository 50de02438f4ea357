// Pointers in memory that others see, to objects that are gone: what a field is left with.

import { readAt } from "./around.ts";
import type { Fact } from "./exit.ts";
import { constantOf } from "./linear.ts";
import { cellAt, read } from "./memory.ts";
import type { ObjectState } from "./object-state.ts";
import { isGone, on } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf, wordsOfPlace } from "./regions.ts";
import type { Run, State } from "./state.ts";
import type { Place } from "./values.ts";

/** A field by which an object was found that is gone. */
export interface Home {
  readonly object: ObjectState;
  readonly place: Place;
  readonly field: string;
}

/** Those of fields that are to be cleared, in memory that is still there. */
export function homesIn(run: Run, state: State): readonly Home[] {
  if (run.cleared.length === 0) return [];
  return state.objects.flatMap((object) => {
    if (object?.consumed === undefined || object.doubt) return [];
    const place = readAt(run, object.region);
    const field = place?.path.findLast((selector) => selector.kind === "field")?.name;
    if (place === undefined || field === undefined || !run.cleared.includes(field)) return [];
    const { kind } = regionOf(run.regions, place.region);
    // What one slot of a ring holds may be told from where the ring begins and ends.
    const isSlot = place.path.some(
      (selector) => selector.kind === "index" && constantOf(selector.index) !== 0,
    );
    const isSeen =
      (kind === "input" || kind === "globals") && !isGone(state, place.region) && !isSlot;
    return isSeen ? [{ object, place, field }] : [];
  });
}

/** Whether the field still leads to the object at the end of the path. */
export function isLeft(run: Run, state: State, { object, place }: Home): boolean {
  return regionBehind(run, read(run, state, place)) === object.region;
}

/** Fields that the function is held to clear, and that still point to what is gone. */
export function clearedFacts(run: Run, state: State): Fact[] {
  return homesIn(run, state)
    .filter((home) => isLeft(run, state, home))
    .map(({ object, place }) => {
      const words = wordsOfPlace(run.regions, run.symbols, place);
      return {
        step: { kind: "use", ...on(state, object), how: "leave", by: words, state: "consumed" },
        given: [],
      };
    });
}

/** What tells two states apart of which one has cleared a field. */
export function clearedKey(run: Run, state: State): string {
  return homesIn(run, state)
    .map(({ object, place, field }) => {
      const value = cellAt(state, place);
      const points = value === undefined || regionBehind(run, value) === object.region;
      return ` ${field}${points ? "" : "!"}`;
    })
    .join("");
}
