// Memory that goes with an object: its data and its control block, found by pointers into it.

import type { Step } from "../types.ts";
import { aroundOf } from "./around.ts";
import { meetObject, on, useObject } from "./objects.ts";
import { regionOf, wordsOfPlace } from "./regions.ts";
import { type ObjectState, type Run, type State, emit, objectOf } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import type { Place, RegionId } from "./values.ts";

/** Pointers that may lead from an object to a part of it. */
const DEPTH = 3;

/** The content of the place is read or written: is it inside an object that is gone? */
export function usePlace(run: Run, state: State, place: Place, how: "read" | "write"): void {
  const object = objectOf(state, place.region);
  if (object !== undefined) {
    useObject(state, object, how, "");
    return;
  }
  const owner = objectAround(run, state, place.region);
  if (owner?.consumed === undefined || owner.doubt || owner.kind !== followed) return;
  if (mayBeShared(run, state, owner)) return;
  const part = wordsOfPlace(run.regions, run.symbols, place);
  emit(state, { kind: "use", ...on(state, owner), how, by: "", state: "consumed", part });
}

/** What has data. */
const followed = "skb";

/** The object that the region goes with, if there is one on this path. */
function objectAround(run: Run, state: State, region: RegionId): ObjectState | undefined {
  let at: RegionId | undefined = region;
  for (let depth = 0; depth < DEPTH; depth++) {
    at = aroundOf(run, at);
    if (at === undefined) return undefined;
    const object = objectOf(state, at);
    if (object !== undefined) return object;
  }
  return undefined;
}

/** The same for a region whose pointer was found in such memory: it is not gone with the object, but it may lead back. */
export function holderOf(run: Run, state: State, region: RegionId): ObjectState | undefined {
  const { symbol } = regionOf(run.regions, region);
  const place = symbol === undefined ? undefined : symbolOf(run.symbols, symbol).place;
  for (const part of [region, place?.region]) {
    const around = part === undefined ? undefined : aroundOf(run, part);
    const object = around === undefined ? undefined : meetObject(run, state, around);
    if (object !== undefined) return object;
  }
  return undefined;
}

/** Whether somebody else may still have its data: who it was shared with, or who was not understood. */
function mayBeShared(run: Run, { trail }: State, { region, consumed }: ObjectState): boolean {
  if (consumed !== undefined && run.model.sharesData(consumed.by)) return true;
  for (let link = trail; link !== undefined; link = link.before)
    if (isSharing(run, link.item, region)) return true;
  return false;
}

function isSharing({ model }: Run, step: Step, region: RegionId): boolean {
  if (step.kind === "acquire") return model.sharesData(step.by);
  return step.kind === "doubt" && (step.object as number) === region;
}
