// Callees that nobody knows: what they are given escapes, and with it all certainty about it.

import { isInside } from "./around.ts";
import { type Call, keyOfCall, usePassed } from "./contracts.ts";
import { leavesAlone } from "./left-alone.ts";
import { forget } from "./lost.ts";
import { known } from "./memory.ts";
import { shiftData } from "./moves.ts";
import { doubt, meetObject } from "./objects.ts";
import { record } from "./operators.ts";
import { regionBehind } from "./pointers.ts";
import { takesReady } from "./queue-takers.ts";
import { doubtQueue, useQueue } from "./queues.ts";
import { regionOf } from "./regions.ts";
import type { Run, State } from "./state.ts";
import { doubtAround, doubtQueued, forgetFound } from "./strangers.ts";
import { intern } from "./symbols.ts";
import { familyOf, isUnder, type RegionId, type Value } from "./values.ts";

/** The call of a function without contract or body. */
export function applyUnknown(call: Call): Value {
  const { run, state, callee } = call;
  const why = `${callee}() is not known`;
  for (const [at, value] of call.args.entries()) {
    usePassed(call, value, at);
    useGivenQueue(call, value, at);
    const doubts = isLeft(call, value, at)
      ? doubtAll(run, state, hangingOn(run, state, value), why)
      : doubtBehind(run, state, value, why, "all");
    doubtQueued(run, state, value, why);
    forgetFound(run, state, value);
    // Somebody who waits may be found by what a control block holds, and have the object from there.
    const region = regionBehind(run, value);
    if (region !== undefined && isInside(run, region)) doubtAround(run, state, value, why);
    if (doubts)
      run.assumptions.add(`${why}: nothing is said about ${call.words[at] ?? "it"} after it`);
  }
  const key = `ret:${keyOfCall(call)}`;
  const origin = { kind: "outcome", known: false } as const;
  const value = known(state, intern(run.symbols, key, `${callee}()`, origin, call.type));
  record(call, value);
  return value;
}

/** Whether the object is certain to be where it was, whatever becomes of what hangs on it. */
function isLeft({ run, state, body }: Call, value: Value, at: number): boolean {
  const region = regionBehind(run, value);
  if (body === undefined || region === undefined) return false;
  const base = regionOf(run.regions, region).type?.base ?? "";
  if (state.objects[region] === undefined && run.model.objectOfType(base) === undefined)
    return false;
  return leavesAlone(run.program, run.model, state.frame.fn, body, at);
}

function hangingOn(run: Run, state: State, value: Value): readonly RegionId[] {
  const region = regionBehind(run, value);
  if (region === undefined) return [];
  return [...reachable(run, state, [region])].filter((each) => each !== region);
}

/** A queue of this frame has to be there before a callee works with it. */
function useGivenQueue({ run, state, callee, body }: Call, value: Value, at: number): void {
  if (value.kind !== "address" || body === undefined) return;
  const { place } = value;
  if (regionOf(run.regions, place.region).kind !== "frame") return;
  if (takesReady(run.program, run.model, body, at)) useQueue(run, state, place, callee);
}

/** A function that looks and changes nothing that anybody asks for; locals behind pointers excepted. */
export function applyBorrow(call: Call): Value {
  const { run, state, callee } = call;
  for (const [at, value] of call.args.entries()) {
    usePassed(call, value, at);
    if (run.model.defers(callee))
      doubtAround(run, state, value, `${callee}() may have it released`);
    if (value.kind === "address" && regionOf(run.regions, value.place.region).kind === "frame") {
      // What is forgotten of a local is not lost with it.
      doubtBehind(run, state, value, `${callee}() may change where it is`, "objects");
      forget(run, state, value.place);
    }
  }
  const key = `ret:${keyOfCall(call)}`;
  const [first] = call.args;
  shiftData(call, run.model.shiftOf(callee));
  const of = first && run.model.givesPart(callee) ? regionBehind(run, first) : undefined;
  const origin = { kind: "outcome", known: true, ...(of === undefined ? {} : { of }) } as const;
  const value = known(state, intern(run.symbols, key, `${callee}()`, origin, call.type));
  record(call, value);
  return value;
}

/**
 * Whatever can be reached from a pointer is in doubt: objects; with "all" also free lists, ledgers,
 * queues of this frame and the content of its locals. True when something became doubtful.
 */
export function doubtBehind(
  run: Run,
  state: State,
  value: Value,
  why: string,
  what: "objects" | "all",
): boolean {
  const first = regionBehind(run, value);
  if (first === undefined) return false;
  const local = regionOf(run.regions, first).kind === "frame";
  const reached = local ? [first] : [...reachable(run, state, [first])];
  const doubts = doubtAll(run, state, local ? localsBehind(run, state, value) : reached, why);
  if (what === "objects") return doubts;
  if (value.kind === "address" && local) {
    doubtQueue(state, value.place);
    forget(run, state, value.place);
  }
  if (local) return doubts;
  const caches = state.caches.filter(({ struct }) => reached.includes(struct.region));
  state.cacheDoubts = [...new Set([...state.cacheDoubts, ...caches.map(({ key }) => key)])];
  state.ledgerDoubts = [...new Set([...state.ledgerDoubts, ...reached])];
  return doubts || caches.length > 0;
}

/** What is copied, or written over: of a part of something, what hangs on that part alone. */
export function doubtPart(run: Run, state: State, value: Value, why: string): void {
  if (value.kind !== "address" || !value.place.path.some(({ kind }) => kind === "field")) {
    doubtBehind(run, state, value, why, "objects");
    return;
  }
  const { region, path } = value.place;
  doubtAll(run, state, reachable(run, state, startsUnder(run, state, region, familyOf(path))), why);
}

/** True when something became doubtful that was not. */
function doubtAll(run: Run, state: State, regions: Iterable<RegionId>, why: string): boolean {
  let doubts = false;
  for (const region of regions) {
    doubts ||= state.objects[region]?.doubt === false;
    if (meetObject(run, state, region) !== undefined) doubt(state, region, why);
  }
  return doubts;
}

/**
 * Objects behind a pointer that came into being in this function: they may be given away by what
 * points into them. Whoever was given one looks after it by its own name.
 */
export function doubtOwn(run: Run, state: State, value: Value, why: string): void {
  const first = regionBehind(run, value);
  if (first === undefined) return;
  const local = regionOf(run.regions, first).kind === "frame";
  const behind = local ? localsBehind(run, state, value) : reachable(run, state, [first]);
  for (const region of behind) {
    const object = state.objects[region];
    if (object !== undefined && object.origin !== "given") doubt(state, region, why);
  }
}

/** Of what can be reached from the values, the kinds that the model follows without a type. */
export function doubtResources(
  run: Run,
  state: State,
  values: readonly Value[],
  why: string,
): void {
  const { resources } = run.model;
  if (resources === undefined || !state.objects.some((each) => each && resources.has(each.kind)))
    return;
  for (const value of values) {
    const first = regionBehind(run, value);
    if (first === undefined) continue;
    const local = regionOf(run.regions, first).kind === "frame";
    for (const region of local ? localsBehind(run, state, value) : reachable(run, state, [first]))
      if (resources.has(state.objects[region]?.kind ?? "")) doubt(state, region, why);
  }
}

/** Regions that can be reached from these by what this path knows of memory. */
export function reachable(run: Run, state: State, from: Iterable<RegionId>): Set<RegionId> {
  const seen = new Set<RegionId>(from);
  const open = [...seen];
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    for (const entries of state.regions[region]?.cells.values() ?? []) {
      for (const entry of entries) {
        if (entry.kind !== "cell") continue;
        const next = regionBehind(run, entry.value);
        if (next === undefined || seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
  }
  return seen;
}

/** Objects behind one local, not behind the whole frame. */
function localsBehind(run: Run, state: State, value: Value): Iterable<RegionId> {
  if (value.kind !== "address") return [];
  const [name] = value.place.path;
  if (name?.kind !== "field") return [];
  return reachable(run, state, startsUnder(run, state, value.place.region, `.${name.name}`));
}

/** Where the pointers lead that stand in one part of a region. */
function startsUnder(run: Run, state: State, region: RegionId, prefix: string): RegionId[] {
  const cells = [...(state.regions[region]?.cells ?? [])];
  return cells.flatMap(([family, entries]) => {
    if (!isUnder(family, prefix)) return [];
    return entries.flatMap((entry) => {
      const next = entry.kind === "cell" ? regionBehind(run, entry.value) : undefined;
      return next ?? [];
    });
  });
}
