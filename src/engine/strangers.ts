// What a callee that we do not follow may have done to what is found behind its arguments.

import type { Sym } from "./linear.ts";
import { forgetReads } from "./lost.ts";
import { doubt, homeOf, meetObject } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import type { Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import { typeOfPlace } from "./types-of.ts";
import { type RegionId, type Value, start, unknown } from "./values.ts";

/** Pointers between an argument and what the callee may have got hold of by it. */
const DEPTH = 6;

/** What this path put on a queue of others may be off it again: whoever can find the queue can take from it. */
export function doubtQueued(run: Run, state: State, value: Value, why: string): void {
  const given = regionBehind(run, value);
  if (given === undefined || !isOfOthers(run, given)) return;
  for (const object of state.objects) {
    if (object?.queued === undefined || object.queued.local || object.region === given) continue;
    // Others take from it anyway.
    if (object.queued.locked && object.queued.shared) continue;
    const home = homeOf(object.queued);
    if (home === undefined || isBehind(run, home, given)) doubt(state, object.region, why);
  }
}

/** Of what the pointer leads into, the objects: whoever counts or works by it may release them. */
export function doubtAround(run: Run, state: State, value: Value, why: string): void {
  let at = regionBehind(run, value);
  for (let depth = 0; depth < DEPTH && at !== undefined; depth++) {
    if (meetObject(run, state, at) !== undefined) doubt(state, at, why);
    at = origin(run, at);
  }
}

/** Where the path found a pointer to an object, the callee may have put another. */
export function forgetFound(run: Run, state: State, value: Value): void {
  const given = regionBehind(run, value);
  if (given === undefined || !isOfOthers(run, given)) return;
  forgetReads(
    run,
    state,
    (place, sym) => leadsToObject(run, sym) && isBehind(run, place.region, given),
  );
}

function leadsToObject(run: Run, sym: Sym): boolean {
  const behind = regionBehind(run, unknown(sym));
  const base = behind === undefined ? undefined : typeOfPlace(run, start(behind))?.base;
  return base !== undefined && run.model.objectOfType(base) !== undefined;
}

function isOfOthers(run: Run, region: RegionId): boolean {
  const { kind } = regionOf(run.regions, region);
  return kind === "input" || kind === "globals";
}

/** Whether the region is the given one, or is reached from it by pointers. */
function isBehind(run: Run, region: RegionId, given: RegionId): boolean {
  let at: RegionId | undefined = region;
  for (let depth = 0; depth < DEPTH && at !== undefined; depth++) {
    if (at === given) return true;
    at = origin(run, at);
  }
  return false;
}

function origin(run: Run, region: RegionId): RegionId | undefined {
  const { symbol } = regionOf(run.regions, region);
  if (symbol === undefined) return undefined;
  const { place, origin: from } = symbolOf(run.symbols, symbol);
  if (place !== undefined) return place.region;
  if (from.kind === "app" && from.of !== undefined) return from.of;
  // What a callee found by its argument: netdev_priv().
  const [arg] = from.kind === "app" ? from.args : [];
  return arg === undefined ? undefined : regionBehind(run, { kind: "int", term: arg });
}
