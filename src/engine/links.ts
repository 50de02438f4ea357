// Links of lists and queues: what was found by one is found by it only until the list changes.

import { forgetReads } from "./lost.ts";
import { doubtOnQueue } from "./objects.ts";
import { regionOf } from "./regions.ts";
import type { Run, State } from "./state.ts";
import { type Place, keyOfPlace } from "./values.ts";

/** A list was changed: every link that the path read may lead elsewhere. */
export function forgetLinks(run: Run, state: State): void {
  forgetReads(run, state, (place) => isLink(run, place) && !isLocal(run, place));
}

/** A queue's own link leads to what this path put there: it is known by another pointer from now on. */
export function meetLink(run: Run, state: State, place: Place): void {
  if (!isLink(run, place)) return;
  const queue = { region: place.region, path: place.path.slice(0, -1) };
  doubtOnQueue(state, keyOfPlace(queue), "it is found by its link");
}

function isLink({ model }: Run, { path }: Place): boolean {
  const last = path.at(-1);
  return last?.kind === "field" && model.linkFields.has(last.name);
}

function isLocal(run: Run, { region }: Place): boolean {
  return regionOf(run.regions, region).kind === "frame";
}
