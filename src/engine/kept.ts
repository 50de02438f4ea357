// What of memory is still found when a function has returned.

import type { Sym } from "./linear.ts";
import { doubt, homeOf } from "./objects.ts";
import { heldBy } from "./parts.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import type { Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import { reachable } from "./unknown.ts";
import type { RegionId, Value } from "./values.ts";

/** Operations on a pointer whose result is still told apart. */
const DEPTH = 4;

/**
 * Regions that something which outlives the function points to: memory that was there before it,
 * the return value, and whatever was given away.
 */
export function keptRegions(
  run: Run,
  state: State,
  value: Value | undefined,
  skip: (region: RegionId, family: string) => boolean = () => false,
): Set<RegionId> {
  const roots: RegionId[] = [];
  if (value !== undefined) roots.push(...regionsIn(run, state, value));
  state.regions.forEach((memory, region) => {
    if (memory === undefined) return;
    const isStatic = staticsIn(state, region);
    if (isStatic === undefined && !outlives(run, state, region)) return;
    for (const [family, entries] of memory.cells) {
      if (skip(region, family) || isStatic?.(family) === false) continue;
      for (const entry of entries) {
        if (entry.kind === "cell") roots.push(...regionsIn(run, state, entry.value));
      }
    }
  });
  return reachable(run, state, roots);
}

/** What a value points to, and the object that the value was found in: it may point back into it. */
function regionsIn(run: Run, state: State, value: Value): RegionId[] {
  const regions: RegionId[] = [];
  const behind = regionBehind(run, value);
  if (behind !== undefined) regions.push(behind);
  if (value.kind === "int")
    for (const sym of value.term.symbols) regions.push(...workedOut(run, sym, DEPTH));
  const held = heldBy(run, state, value);
  if (held !== undefined) regions.push(held);
  const sym = pointerOf(run, value);
  if (sym === undefined) return regions;
  const { place, type } = symbolOf(run.symbols, sym);
  if (place === undefined || type?.integer !== undefined) return regions;
  if (regionOf(run.regions, place.region).kind === "fresh") regions.push(place.region);
  return regions;
}

/** What a number was worked out from that pointers lead to: the halves of one are kept for the whole. */
function workedOut(run: Run, sym: Sym, depth: number): readonly RegionId[] {
  const { origin } = symbolOf(run.symbols, sym);
  if (origin.kind !== "app" || origin.op.startsWith("call:") || depth === 0) return [];
  return origin.args.flatMap(({ symbols }) =>
    symbols.flatMap((each) => {
      const region = run.regions.bySymbol.get(each);
      return region === undefined ? workedOut(run, each, depth - 1) : [region];
    }),
  );
}

/** The symbol that the value is, or that points to the region that it points into. */
function pointerOf(run: Run, value: Value): Sym | undefined {
  if (value.kind === "address") return regionOf(run.regions, value.place.region).symbol;
  if (value.kind !== "int" || value.term.symbols.length !== 1) return undefined;
  return value.term.symbols[0];
}

/** Which cells of the frame are of variables that the next call finds again; undefined: none. */
function staticsIn(
  { frame: { fn, region: own } }: State,
  region: RegionId,
): ((family: string) => boolean) | undefined {
  if (region !== own) return undefined;
  const names = fn.locals.flatMap((local) => (local.static ? [`.${local.name}`] : []));
  if (names.length === 0) return undefined;
  return (family) =>
    names.some(
      (name) =>
        family === name || (/^[.[]/.test(family.slice(name.length)) && family.startsWith(name)),
    );
}

/** Memory of others, and of objects that others have now. Plain memory that is freed holds nothing any more. */
function outlives(run: Run, state: State, region: RegionId): boolean {
  const { kind } = regionOf(run.regions, region);
  if (kind === "input" || kind === "globals") return true;
  const object = state.objects[region];
  if (object === undefined) return false;
  if (object.kind === "memory" && object.consumed?.how === "frees") return false;
  const given = object.consumed !== undefined || object.queued !== undefined;
  return given || object.doubt || object.origin !== "acquired";
}

/**
 * Objects that a callee got on this path and that nothing leads to when it returns `value`: they are
 * its own loss, and its caller's for nobody.
 */
export function forgetLosses(run: Run, state: State, value: Value | undefined): void {
  const since = state.frame.back?.since ?? 0;
  const own = state.objects.filter(
    (object) =>
      object?.origin === "acquired" &&
      object.acquiredAt >= since &&
      object.tokens > 0 &&
      !object.doubt &&
      (object.queued === undefined || homeOf(object.queued) === state.frame.region),
  );
  if (own.length === 0) return;
  const kept = keptRegions(run, state, value);
  const callers: RegionId[] = [];
  for (let frame = state.frame.parent; frame !== undefined; frame = frame.parent)
    callers.push(frame.region);
  const known = reachable(run, state, callers);
  for (const object of own) {
    if (object === undefined || kept.has(object.region) || known.has(object.region)) continue;
    doubt(state, object.region, `${state.frame.fn.name}() loses it`);
  }
}
