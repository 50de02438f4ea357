// The end of one path through a callee → the case of its contract that the path shows.

import type { CFunction } from "../c/ir.ts";
import type { Case, Effect, Guard, Ref, Returns } from "../model/contract.ts";
import { boundsOf, entails } from "./constraints.ts";
import { constantOf } from "./linear.ts";
import type { Queued } from "./object-state.ts";
import { regionOf } from "./regions.ts";
import type { ObjectState, Run, State } from "./state.ts";
import { givenBack, isStored, parameterOf, writesIn } from "./summary-writes.ts";
import { type SymbolInfo, symbolOf } from "./symbols.ts";
import { type RegionId, type Value, isStart } from "./values.ts";

/** Numbers that a flag or a mode may be compared with. */
const SMALL = 64;

/** undefined where the path did something that the language of the model does not say. */
export function caseOf(
  run: Run,
  state: State,
  fn: CFunction,
  value: Value | undefined,
): Case | undefined {
  if (state.charges.length > 0 || state.caches.length > 0 || hasRuns(state)) return undefined;
  const returns = returnsOf(run, state, fn, value);
  const effects: Effect[] = [];
  for (const object of state.objects) {
    if (object === undefined) continue;
    if (object.uncharges || object.owner !== undefined || isNameless(run, fn, object))
      return undefined;
    effects.push(...effectsOn(run, state, fn, object, value));
  }
  const writes = writesIn(run, state, fn);
  if (writes === undefined) return undefined;
  effects.push(...movesIn(run, state, fn));
  effects.push(...keptParameters(run, state, fn, value), ...writes, ...queuesIn(run, state, fn));
  return { label: "", when: guardsOf(run, state, fn), returns, effects };
}

/** Something became of it, and a caller that holds it could not be told of which object we speak. */
function isNameless(run: Run, fn: CFunction, object: ObjectState): boolean {
  const { origin, consumed, queued, doubt, tokens, region } = object;
  if (origin === "acquired") return false;
  const changed = consumed !== undefined || queued !== undefined || doubt || tokens !== 1;
  return changed && refOf(run, fn, region) === undefined;
}

/** Runs of slots were filled or drained. */
function hasRuns({ regions }: State): boolean {
  return regions.some((memory) => {
    if (memory === undefined) return false;
    return [...memory.cells.values()].some((found) => found.some(({ kind }) => kind === "range"));
  });
}

function parameter(run: Run, name: string): SymbolInfo | undefined {
  return run.symbols.byKey.get(`param:${name}`);
}

/** What the path takes for granted of its arguments. */
function guardsOf(run: Run, state: State, fn: CFunction): Guard[] {
  return fn.params.flatMap(({ name, type }, at): Guard[] => {
    const symbol = parameter(run, name);
    if (symbol === undefined) return [];
    const term = { symbols: [symbol.id], coefficients: [1], constant: 0 };
    const { min = -Infinity, max = Infinity } = bounds(state, term);
    const of = { arg: at };
    if (type.pointers > 0) {
      if (max < 0) return [{ is: "error", of }];
      return max === 0 ? [{ is: "null", of }] : min >= 1 ? [{ is: "object", of }] : [];
    }
    if (type.integer === undefined) return [];
    if (min === max) return [{ compare: "==", left: of, right: min }];
    const guards: Guard[] = [];
    if (min > (symbol.min ?? -Infinity) && min <= SMALL && min >= -SMALL)
      guards.push({ compare: ">=", left: of, right: min });
    if (max < (symbol.max ?? Infinity) && max <= SMALL && max >= -SMALL)
      guards.push({ compare: "<=", left: of, right: max });
    if (min <= 0 && max >= 0 && entails(state.constraints, { kind: "ne", term }))
      guards.push({ compare: "!=", left: of, right: 0 });
    return guards;
  });
}

function bounds(
  state: State,
  term: Parameters<typeof boundsOf>[1],
): { readonly min?: number; readonly max?: number } {
  const { min, max } = boundsOf(state.constraints, term);
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function returnsOf(run: Run, state: State, fn: CFunction, value: Value | undefined): Returns {
  if (value === undefined || fn.returns === undefined) return { kind: "void" };
  if (fn.returns.base === "void" && fn.returns.pointers === 0) return { kind: "void" };
  if (value.kind === "truth")
    return typeof value.of === "boolean"
      ? { kind: "int", min: value.of ? 1 : 0, max: value.of ? 1 : 0 }
      : { kind: "int", min: 0, max: 1 };
  if (value.kind === "address") return returnedObject(run, state, value);
  const same = fn.params.findIndex(({ name }) => isJust(value, parameter(run, name)));
  const { min, max } = bounds(state, value.term);
  if (fn.returns.pointers > 0) {
    if (min === 0 && max === 0) return { kind: "null" };
    if (max !== undefined && max < 0) return { kind: "error", ...(min === undefined ? {} : { min }), max }; // prettier-ignore
    if (same >= 0) return { kind: "same", as: { arg: same } };
    return min !== undefined && min >= 1 ? { kind: "borrowed" } : { kind: "any" };
  }
  return min === undefined && max === undefined
    ? { kind: "any" }
    : { kind: "int", ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function isJust(
  { term }: Extract<Value, { kind: "int" }>,
  symbol: SymbolInfo | undefined,
): boolean {
  if (symbol === undefined) return false;
  const [sym] = term.symbols;
  return term.symbols.length === 1 && sym === symbol.id && term.coefficients[0] === 1 && term.constant === 0; // prettier-ignore
}

function returnedObject(
  run: Run,
  state: State,
  { place }: Extract<Value, { kind: "address" }>,
): Returns {
  const object = state.objects[place.region];
  const fresh =
    object?.origin === "acquired" && object.tokens > 0 && !object.doubt && isStart(place);
  // What somebody else has, too, is not the caller's alone to lose.
  return fresh && !isStored(run, state, place.region)
    ? { kind: "fresh", object: object.kind }
    : { kind: "borrowed" };
}

/** How a caller can name what is in the region: an argument, or a field behind one. */
function refOf(run: Run, fn: CFunction, region: RegionId): Ref | undefined {
  const { symbol: sym } = regionOf(run.regions, region);
  if (sym === undefined) return undefined;
  const { place } = symbolOf(run.symbols, sym);
  const direct = fn.params.findIndex(({ name }) => parameter(run, name)?.id === sym);
  if (direct >= 0) return { arg: direct };
  if (place === undefined) return undefined;
  const owner = regionOf(run.regions, place.region).symbol;
  const through = fn.params.findIndex(({ name }) => parameter(run, name)?.id === owner);
  const [first] = place.path;
  const isFirst = first?.kind === "index" && constantOf(first.index) === 0;
  if (owner === undefined || through < 0 || !isFirst) return undefined;
  const path = fieldsIn(place.path.slice(1));
  return path && { arg: through, path };
}

function fieldsIn(path: readonly { readonly kind: string; readonly name?: string }[]): readonly string[] | undefined {
  const names = path.flatMap(({ kind, name }) => (kind === "field" && name !== undefined ? [name] : []));
  return names.length === path.length ? names : undefined;
} // prettier-ignore

function effectsOn(
  run: Run,
  state: State,
  fn: CFunction,
  object: ObjectState,
  value: Value | undefined,
): Effect[] {
  if (object.kind === "memory") return [];
  if (object.origin === "acquired") return acquired(run, state, fn, object);
  const of = refOf(run, fn, object.region);
  if (of === undefined) return [];
  if (object.doubt) return [{ do: "doubt", of, why: `${fn.name}() may keep it` }];
  if (object.consumed !== undefined) return [{ do: "consume", of, how: object.consumed.how }];
  if (object.queued !== undefined) return [queuedEffect(fn, object.queued, of)];
  if (isKept(run, state, object, value)) return [{ do: "doubt", of, why: `${fn.name}() keeps it` }];
  const effects: Effect[] = [];
  for (let tokens = object.tokens; tokens > 1; tokens--) effects.push({ do: "reference", of });
  if (object.truesize !== undefined && isGrown(run, object))
    effects.push({ do: "resize", of, by: "any" });
  return effects;
}

function queuedEffect(fn: CFunction, { local, locked, shared }: Queued, of: Ref): Effect {
  if (local) return { do: "doubt", of, why: `${fn.name}() leaves it on a list` };
  return locked && shared ? { do: "consume", of, how: "takes" } : { do: "enlist", of };
}

function isGrown(run: Run, { truesize, region }: ObjectState): boolean {
  const initial = run.symbols.byKey.get(`truesize:${region}`)?.id;
  return constantOf(truesize ?? { symbols: [], coefficients: [], constant: 0 }) !== undefined
    ? true
    : truesize?.symbols.length !== 1 || truesize.symbols[0] !== initial || truesize.constant !== 0;
}

/** Whether the path put the pointer where it is found after it, besides where it came from. */
function isKept(run: Run, state: State, object: ObjectState, value: Value | undefined): boolean {
  if (isStored(run, state, object.region)) return true;
  return value?.kind === "address" && value.place.region === object.region;
}

/** Queues that the path initialised, or gave to who may have: what a caller finds there. */
function queuesIn(run: Run, state: State, fn: CFunction): Effect[] {
  return [...state.queues.keys()].flatMap((key): Effect[] => {
    const [, region = "", fields] = /^(\d+)\[0\]((?:\.\w+)+)$/.exec(key) ?? [];
    if (fields === undefined) return [];
    const arg = parameterOf(run, fn, Number(region));
    const path = fields.slice(1).split(".");
    return arg === undefined ? [] : [{ do: "write", to: { arg, path }, value: "any" }];
  });
}

/** Data of objects of the caller that may be somewhere else. */
function movesIn(run: Run, state: State, fn: CFunction): Effect[] {
  return [...state.moves].flatMap(([region, { ways }]) => {
    const of = refOf(run, fn, region);
    return of === undefined ? [] : [...ways].map((way): Effect => ({ do: "move", of, way }));
  });
}

/** Parameters that the path did nothing to but keep them, or give a way into them. */
function keptParameters(run: Run, state: State, fn: CFunction, value: Value | undefined): Effect[] {
  return fn.params.flatMap(({ name, type }, at): Effect[] => {
    const isAny = type.base === "void" || run.model.objectOfType(type.base) !== undefined;
    if (type.pointers !== 1 || !isAny) return [];
    const region = run.regions.byKey.get(`of:${parameter(run, name)?.id ?? ""}`)?.id;
    if (region === undefined || state.objects[region] !== undefined) return [];
    const isReturned = value?.kind === "address" && value.place.region === region;
    if (!isReturned && !isStored(run, state, region)) return [];
    return [{ do: "doubt", of: { arg: at }, why: `${fn.name}() keeps it` }];
  });
}

/** A new object that is left behind a pointer to a pointer, and nowhere else, is the caller's. */
function acquired(run: Run, state: State, fn: CFunction, object: ObjectState): Effect[] {
  return fn.params.flatMap(({ name, type }, at): Effect[] => {
    if (type.pointers < 2) return [];
    const sym = parameter(run, name)?.id;
    const region = sym === undefined ? undefined : run.regions.byKey.get(`of:${sym}`)?.id;
    const cell = region === undefined ? undefined : state.regions[region]?.cells.get("[]")?.[0];
    if (region === undefined || cell?.kind !== "cell") return [];
    if (givenBack(run, state, region, cell.value) !== object.region) return [];
    return [{ do: "acquire", into: { arg: at, path: [] }, object: object.kind }];
  });
}
