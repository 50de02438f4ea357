// Memory that goes with an object: its data and its control block, found by pointers into it.

import type { Step } from "../types.ts";
import { aroundOf, readAt } from "./around.ts";
import { doubt, meetObject, on, useObject } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf, wordsOfPlace } from "./regions.ts";
import { type ObjectState, type Run, type State, emit, objectOf } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import { typeOfPlace } from "./types-of.ts";
import { type Place, type RegionId, type Value, start } from "./values.ts";

/** Pointers that may lead from an object to a part of it. */
const DEPTH = 3;

/** The content of the place is read or written: is it inside an object that is gone? */
export function usePlace(run: Run, state: State, place: Place, how: "read" | "write"): void {
  const object = objectOf(state, place.region);
  if (object !== undefined) {
    useObject(state, object, how, "");
    return;
  }
  usePart(run, state, place, how, "");
}

/** A callee that looks at what it is given looks at a part of an object: is that gone? */
export function passPart(run: Run, state: State, value: Value, callee: string): void {
  const region = regionBehind(run, value);
  if (region === undefined) return;
  usePart(run, state, value.kind === "address" ? value.place : start(region), "pass", callee);
}

function usePart(
  run: Run,
  state: State,
  place: Place,
  how: "read" | "write" | "pass",
  by: string,
): void {
  const owner = objectAround(run, state, place.region);
  if (owner?.consumed === undefined || owner.doubt || owner.kind !== followed) return;
  if (mayBeShared(run, state, owner)) return;
  const part = wordsOfPlace(run.regions, run.symbols, place);
  emit(state, { kind: "use", ...on(state, owner), how, by, state: "consumed", part });
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

/**
 * The object in whose memory a pointer was found that leads to the region, however far: it is not gone
 * with the object, but it may lead back.
 */
export function holderOf(run: Run, state: State, region: RegionId): ObjectState | undefined {
  const holder = holderRegion(run, state, region);
  return holder === undefined ? undefined : meetObject(run, state, holder);
}

function holderRegion(run: Run, state: State, region: RegionId): RegionId | undefined {
  let at: RegionId | undefined = region;
  for (let depth = 0; depth <= DEPTH && at !== undefined; depth++) {
    const around = aroundOf(run, at);
    if (around !== undefined) return around;
    if (objectOf(state, at) !== undefined) return undefined;
    const place = readAt(run, at);
    if (place !== undefined && isInline(run, place)) return place.region;
    at = place?.region;
  }
  return undefined;
}

/** In an array that is in the object itself. */
function isInline({ model }: Run, { path: [, first] }: Place): boolean {
  return first?.kind === "field" && model.inlineFields.has(first.name);
}

/** Who keeps a pointer that the memory of an object led to keeps the object by it. */
export function heldBy(run: Run, state: State, value: Value): RegionId | undefined {
  const region = regionBehind(run, value);
  if (region === undefined || !isFoundPointer(run, region)) return undefined;
  return holderRegion(run, state, region);
}

/** Who is given what the memory of an object leads to may have the object by it. */
export function doubtHolders(run: Run, state: State, values: readonly Value[], why: string): void {
  for (const value of values) {
    const holder = heldBy(run, state, value);
    const object = holder === undefined ? undefined : meetObject(run, state, holder);
    if (object !== undefined) doubt(state, object.region, why);
  }
}

/** Not the memory itself, and no number. */
function isFoundPointer(run: Run, region: RegionId): boolean {
  const { symbol } = regionOf(run.regions, region);
  const last = readAt(run, region)?.path.at(-1);
  if (symbol === undefined || last?.kind !== "field") return false;
  if (aroundOf(run, region) !== undefined || run.model.apartFields.has(last.name)) return false;
  const { writtenAt, type = writtenAt && typeOfPlace(run, writtenAt) } = symbolOf(
    run.symbols,
    symbol,
  );
  return (type?.pointers ?? 0) > 0 || run.followed.has(symbol);
}

/** Whether somebody else may still have its data: who it was shared with, or who was not understood. */
export function mayBeShared(
  run: Run,
  { trail }: State,
  { region, consumed }: Pick<ObjectState, "region" | "consumed">,
): boolean {
  if (consumed !== undefined && run.model.sharesData(consumed.by)) return true;
  for (let link = trail; link !== undefined; link = link.before)
    if (isSharing(run, link.item, region)) return true;
  return false;
}

function isSharing({ model }: Run, step: Step, region: RegionId): boolean {
  if (step.kind === "acquire" || step.kind === "outcome") return model.sharesData(step.by);
  return step.kind === "doubt" && (step.object as number) === region;
}
