// Memory at the end of one path through a callee → what a caller must know that the callee wrote.

import type { CFunction } from "../c/ir.ts";
import type { Amount, Effect, Ref } from "../model/contract.ts";
import { foundAt } from "./around.ts";
import { boundsOf } from "./constraints.ts";
import { constantOf, single } from "./linear.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import type { Entry, RegionMemory, Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import { type Place, type RegionId, type Value, familyOf } from "./values.ts";

/** Fields written through one parameter that a case speaks of. */
const WRITES_MAX = 24;
/** How many pointers behind a parameter memory is followed back to it. */
const DEPTH = 4;

/** What is written through the pointers that the callee was given; undefined where that is too much. */
export function writesIn(run: Run, state: State, fn: CFunction): readonly Effect[] | undefined {
  const effects = new Map<string, Effect>();
  for (const [region, memory] of state.regions.entries()) {
    if (memory === undefined) continue;
    const arg = parameterOf(run, fn, region);
    const found = arg === undefined ? behind(run, state, fn, region, memory) : direct(run, state, region, memory, arg);
    for (const effect of found) effects.set(JSON.stringify([effect.do, "to" in effect && effect.to]), effect);
  }
  return effects.size > WRITES_MAX * Math.max(1, fn.params.length) ? undefined : [...effects.values()];
} // prettier-ignore

/** Which parameter points to the region. */
export function parameterOf(run: Run, fn: CFunction, region: RegionId): number | undefined {
  const sym = regionOf(run.regions, region).symbol;
  if (sym === undefined) return undefined;
  const at = fn.params.findIndex(({ name }) => run.symbols.byKey.get(`param:${name}`)?.id === sym);
  return at < 0 ? undefined : at;
}

/** Right behind a parameter. */
function direct(run: Run, state: State, region: RegionId, memory: RegionMemory, arg: number): readonly Effect[] {
  const effects: Effect[] = [];
  for (const prefix of memory.zeroed)
    if (prefix === "[]" && state.objects[region] === undefined) effects.push({ do: "clear", of: { arg } });
  for (const family of [...memory.cells.keys()].sort()) {
    const cell = memory.cells.get(family)?.find((entry) => !isAsFound(run, region, family, entry));
    const [, fields = "", rest] = /^\[\]((?:\.[^.[\]]+)*)(.*)$/.exec(family) ?? [];
    const path = fields.split(".").slice(1);
    if (cell?.kind !== "cell" || isMeant(run, path)) continue;
    if (rest === "" && path.length === 0 && givenBack(run, state, region, cell.value) !== undefined) continue;
    const [first] = cell.indices;
    const isOwn = rest === "" && first !== undefined && constantOf(first) === 0;
    effects.push({ do: "write", to: { arg, path }, value: isOwn ? written(state, cell.value) : "any" });
  }
  return effects;
} // prettier-ignore

/** Behind pointers that were found behind a parameter: where they lead is as unknown as what is there. */
function behind(run: Run, state: State, fn: CFunction, region: RegionId, memory: RegionMemory): readonly Effect[] {
  const { kind, type } = regionOf(run.regions, region);
  const isObject = state.objects[region] !== undefined || (type !== undefined && run.model.objectOfType(type.base) !== undefined);
  if (kind !== "input" || isObject || !isWritten(run, region, memory)) return [];
  const to = pointerTo(run, fn, region);
  return to === undefined ? [] : [{ do: "write", to, value: "any" }];
} // prettier-ignore

function isWritten(run: Run, region: RegionId, { cells, zeroed }: RegionMemory): boolean {
  if (zeroed.length > 0) return true;
  return [...cells].some(([family, found]) =>
    found.some((entry) => !isAsFound(run, region, family, entry)),
  );
}

/** What was read is kept beside what was written. */
function isAsFound(run: Run, region: RegionId, family: string, entry: Entry): boolean {
  const sym = entry.kind === "cell" && entry.value.kind === "int" ? single(entry.value.term) : undefined;
  const place = sym === undefined ? undefined : symbolOf(run.symbols, sym).place;
  return place?.region === region && familyOf(place.path) === family;
} // prettier-ignore

/** The field behind a parameter through which the region is reached, as far as fields name it. */
function pointerTo(run: Run, fn: CFunction, region: RegionId): Ref | undefined {
  let place = foundAt(run, region);
  for (let depth = 0; depth < DEPTH && place !== undefined; depth++) {
    const arg = parameterOf(run, fn, place.region);
    if (arg !== undefined) return { arg, path: fieldsBefore(place) };
    place = foundAt(run, place.region);
  }
  return undefined;
}

function fieldsBefore({ path }: Place): readonly string[] {
  const fields: string[] = [];
  for (const selector of path.slice(1)) {
    if (selector.kind !== "field") break;
    fields.push(selector.name);
  }
  return fields;
}

/** The object in the value, where the caller gets it from behind that pointer and nobody else has it. */
export function givenBack(run: Run, state: State, behind: RegionId, value: Value): RegionId | undefined {
  const object = value.kind === "address" ? state.objects[value.place.region] : undefined;
  if (object?.origin !== "acquired" || object.doubt || object.tokens <= 0) return undefined;
  if (object.consumed !== undefined || isStored(run, state, object.region, behind)) return undefined;
  return object.region;
} // prettier-ignore

/** Whether memory that is there after the path points to the region; `but` is not asked. */
export function isStored(run: Run, state: State, wanted: RegionId, but?: RegionId): boolean {
  for (const [region, memory] of state.regions.entries()) {
    if (memory === undefined || region === wanted || region === but) continue;
    if (regionOf(run.regions, region).kind === "frame") continue;
    for (const found of memory.cells.values())
      for (const entry of found)
        if (entry.kind === "cell" && regionBehind(run, entry.value) === wanted) return true;
  }
  return false;
}

function isMeant(run: Run, path: readonly string[]): boolean {
  return path.some((name) => run.model.fieldOf(name) !== undefined);
}

function written(state: State, value: Value): Amount | { min: number; max: number } | "any" {
  if (value.kind !== "int") return "any";
  const { min, max } = boundsOf(state.constraints, value.term);
  if (min === undefined || max === undefined) return "any";
  return min === max ? min : Math.abs(min) <= 4095 && Math.abs(max) <= 4095 ? { min, max } : "any";
}
