// The life of objects: acquired, referenced, consumed, queued; and what a path may no longer do
// with them. Everything that a rule reads about objects is emitted here.

import { foundAt } from "./around.ts";
import { blank, type Queued } from "./object-state.ts";
import { type Linear, constant, constantOf, negate, symbol, add } from "./linear.ts";
import { known } from "./memory.ts";
import { regionBehind } from "./pointers.ts";
import { regionFor, regionOf, wordsOfPlace } from "./regions.ts";
import {
  type ObjectState,
  type Run,
  type State,
  decide,
  emit,
  here,
  objectOf,
  setObject,
  type Consumed,
} from "./state.ts";
import { intern } from "./symbols.ts";
import { hintedKind } from "./types-of.ts";
import type { ObjectId, Step } from "../types.ts";
import { type RegionId, type Value, address, isStart, start, unknown } from "./values.ts";

/** A new object; this function holds one reference. `key` tells apart what one call acquires. */
export function acquire(
  run: Run,
  state: State,
  kind: string,
  name: string,
  by: string,
  key: string,
): Value {
  const region = regionFor(
    run.regions,
    `fresh:${state.frame.serial}:${state.clock}:${state.at.line}:${by}:${key}`,
    {
      name,
      kind: "fresh",
      type: undefined,
      locals: undefined,
      symbol: undefined,
      by: `${by}()`,
    },
  ).id;
  const object = {
    ...blank(region, kind, name),
    origin: "acquired" as const,
    acquiredAt: state.clock,
  };
  setObject(state, object);
  emit(state, { kind: "acquire", ...on(state, object), by });
  return address(start(region));
}

/** The object that a value points to the whole of, if the path follows it. */
export function objectBehind(run: Run, state: State, value: Value): ObjectState | undefined {
  if (value.kind === "address") {
    return isStart(value.place) ? objectOf(state, value.place.region) : undefined;
  }
  const region = regionBehind(run, value);
  return region === undefined ? undefined : objectOf(state, region);
}

/**
 * The same, and a pointer that came from outside becomes an object now: the function was given one
 * reference. undefined for NULL, errors and what is no pointer; splits where NULL is possible.
 */
export function objectGiven(
  run: Run,
  state: State,
  value: Value,
  kind: string,
): ObjectState | undefined {
  if (value.kind === "truth") return undefined;
  if (value.kind === "int") {
    if (constantOf(value.term) !== undefined) return undefined;
    const valid = add(negate(value.term), constant(1));
    if (valid === undefined || !decide(run, state, { kind: "le", term: valid })) return undefined;
  } else if (!isStart(value.place)) {
    return undefined;
  }
  const found = objectBehind(run, state, value);
  if (found !== undefined) return found;
  const region = regionBehind(run, value);
  if (region === undefined) return undefined;
  const { name, kind: home } = regionOf(run.regions, region);
  if (home === "frame" || home === "globals") return undefined;
  const vague = isWorkedOut(run, region);
  const object = { ...blank(region, kindOf(run, region, kind), name), vague };
  setObject(state, object);
  return object;
}

/** Whether the pointer to it was found by a sum of what is not known. */
function isWorkedOut(run: Run, region: RegionId): boolean {
  const place = foundAt(run, region);
  if (place === undefined) return false;
  const found = regionOf(run.regions, place.region);
  return found.kind === "input" && found.symbol === undefined;
}

/** What is behind a typed pointer is an object from now on, whoever saw it first; undefined where none is. */
export function meetObject(run: Run, state: State, region: RegionId): ObjectState | undefined {
  const met = objectOf(state, region);
  if (met !== undefined) return met;
  const { kind, type, symbol } = regionOf(run.regions, region);
  if (kind !== "input" || symbol === undefined || type === undefined) return undefined;
  if (run.model.objectOfType(type.base) === undefined || type.pointers > 0) return undefined;
  return objectGiven(run, state, unknown(symbol), "");
}

/** What the pointer's type says, where the model follows it; else what the callee handles. */
export function kindOf(run: Run, region: RegionId, kind: string): string {
  const base = regionOf(run.regions, region).type?.base;
  if (base === undefined || base === "void") return hintedKind(run, region) ?? kind;
  return run.model.objectOfType(base) ?? "memory";
}

/** One reference goes to the callee; with the last one the object is gone. */
export function consume(
  run: Run,
  state: State,
  value: Value,
  by: string,
  how: "frees" | "takes",
  kind = isVoid(run, value) && how === "takes" ? "memory" : "skb",
): void {
  const object = objectGiven(run, state, value, kind);
  if (object === undefined || state.dead) return;
  if (object.doubt) {
    endForCertain(run, state, object, { by, how, at: here(state) });
    return;
  }
  if (object.consumed !== undefined || object.queued !== undefined) {
    misuse(state, object, how === "frees" ? "free" : "pass", by);
    setObject(state, { ...object, doubt: true });
    return;
  }
  const tokens = object.tokens - 1;
  emit(state, { kind: "consume", ...on(state, object), by, how, last: tokens <= 0 });
  if (tokens > 0) {
    setObject(state, { ...object, tokens });
    return;
  }
  gone(state, object, { by, how, at: here(state) });
  const data = object.data === undefined ? undefined : objectOf(state, object.data);
  if (data !== undefined) gone(state, data, { by, how, at: here(state) });
}

/**
 * Whatever an unknown callee did before: with this, the function has let go of the object. What its
 * owner was charged, and by whom, stays unknown.
 */
function endForCertain(run: Run, state: State, object: ObjectState, consumed: Consumed): void {
  if (object.consumed !== undefined || object.queued !== undefined) return;
  if (object.tokens > 1) {
    setObject(state, { ...object, tokens: object.tokens - 1 });
    return;
  }
  const { by, how } = consumed;
  emit(state, { kind: "consume", ...on(state, object), by, how, last: true });
  setObject(state, { ...object, doubt: false, tokens: 0, consumed });
  const owner = object.owner === undefined ? undefined : regionBehind(run, object.owner);
  if (owner !== undefined) state.ledgerDoubts = [...state.ledgerDoubts, owner];
}

function isVoid(run: Run, value: Value): boolean {
  const region = regionBehind(run, value);
  if (region === undefined || hintedKind(run, region) !== undefined) return false;
  return regionOf(run.regions, region).type?.base === "void";
}

/** The head alone is released; its data and its charge stay behind. */
export function freeHead(run: Run, state: State, value: Value, by: string): void {
  // Any slab object may be released like this: only those that this path knows are of interest.
  const object = objectBehind(run, state, value);
  if (object === undefined || object.doubt || state.dead) return;
  if (object.consumed !== undefined || object.queued !== undefined) {
    misuse(state, object, "free", by);
    setObject(state, { ...object, doubt: true });
    return;
  }
  emit(state, { kind: "consume", ...on(state, object), by, how: "frees", last: true });
  gone(state, { ...object, uncharges: false }, { by, how: "frees", at: here(state) });
  const data = object.data === undefined ? undefined : objectOf(state, object.data);
  if (data !== undefined) setObject(state, { ...data, tokens: 1 });
}

export function reference(run: Run, state: State, value: Value, by: string): void {
  const object = objectGiven(run, state, value, "skb");
  if (object === undefined || state.dead) return;
  if (object.doubt) {
    setObject(state, { ...object, tokens: object.tokens + 1 });
    return;
  }
  if (object.consumed !== undefined) {
    misuse(state, object, "pass", by);
    return;
  }
  emit(state, { kind: "reference", ...on(state, object), by });
  setObject(state, { ...object, tokens: object.tokens + 1 });
}

/** Was it freed, as plain memory or as an object? */
export function isGone(state: State, region: RegionId): boolean {
  return state.freed.includes(region) || state.objects[region]?.consumed !== undefined;
}

/** A read, a write or a pass: said only when the object is not simply live. */
export function useObject(
  state: State,
  object: ObjectState | undefined,
  how: "read" | "write" | "pass",
  by: string,
): void {
  if (object === undefined || object.doubt) return;
  if (object.consumed !== undefined || object.queued !== undefined) misuse(state, object, how, by);
}

export function doubt(state: State, region: RegionId, why: string): void {
  const object = objectOf(state, region);
  if (object === undefined || object.doubt) return;
  emit(state, { kind: "doubt", ...on(state, object), why });
  setObject(state, { ...object, doubt: true });
}

/** Whatever this path put on the queue is in doubt. */
export function doubtOnQueue(state: State, queue: string, why: string): void {
  for (const object of state.objects)
    if (object?.queued?.key === queue) doubt(state, object.region, why);
}

/** Where the queue is; undefined for one that a callee found. */
export function homeOf({ key }: Queued): RegionId | undefined {
  const region = Number.parseInt(key, 10);
  return Number.isNaN(region) ? undefined : region;
}

/** Bytes that the object's destructor will give back. */
export function truesizeOf(run: Run, state: State, object: ObjectState): Linear {
  if (object.truesize !== undefined) return object.truesize;
  const fresh = regionOf(run.regions, object.region).kind === "fresh";
  const info = intern(
    run.symbols,
    `truesize:${object.region}`,
    `${object.name}->truesize`,
    { kind: fresh ? "truesize" : "input" },
    undefined,
    { min: 1 },
  );
  known(state, info);
  const truesize = symbol(info.id);
  setObject(state, { ...(objectOf(state, object.region) ?? object), truesize });
  return truesize;
}

/** What every step about an object says. */
export function on(
  state: State,
  object: ObjectState,
): { at: Step["at"]; object: ObjectId; of: string; name: string } {
  return {
    at: here(state),
    object: object.region as ObjectId,
    of: object.kind,
    name: object.name,
  };
}

export function nameOf(run: Run, state: State, value: Value): string {
  const object = objectBehind(run, state, value);
  if (object !== undefined) return object.name;
  if (value.kind === "address") return `&${wordsOfPlace(run.regions, run.symbols, value.place)}`;
  return "it";
}

function misuse(
  state: State,
  object: ObjectState,
  how: "read" | "write" | "pass" | "free" | "queue",
  by: string,
): void {
  if (object.vague) return;
  const queued = object.queued;
  const was =
    queued === undefined ? "consumed" : queued.locked && queued.shared ? "queued-locked" : "queued";
  emit(state, { kind: "use", ...on(state, object), how, by, state: was });
}

/** For a queueing of something that is gone or queued already. */
export function queueMisuse(state: State, object: ObjectState, by: string): void {
  misuse(state, object, "queue", by);
  setObject(state, { ...object, doubt: true });
}

function gone(state: State, object: ObjectState, consumed: ObjectState["consumed"]): void {
  setObject(state, { ...object, tokens: 0, consumed });
}
