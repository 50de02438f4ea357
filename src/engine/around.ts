// Regions that go with an object, by the pointers that they were found by.

import { constantOf } from "./linear.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import type { Run, State } from "./state.ts";
import { type SymbolInfo, symbolOf } from "./symbols.ts";
import { type Place, type RegionId, familyOf, field, start } from "./values.ts";

/** Where the pointer that first led to the region was found. */
export function foundAt(run: Run, region: RegionId): Place | undefined {
  const { symbol } = regionOf(run.regions, region);
  return symbol === undefined ? undefined : symbolOf(run.symbols, symbol).place;
}

/** The same, for pointers as well that somebody may have written there since. */
export function readAt(run: Run, region: RegionId): Place | undefined {
  const { symbol } = regionOf(run.regions, region);
  if (symbol === undefined) return undefined;
  const { place, writtenAt } = symbolOf(run.symbols, symbol);
  return place ?? writtenAt;
}

/** What the pointer to the region was found in, when that is a part of it. */
export function aroundOf(run: Run, region: RegionId): RegionId | undefined {
  if (run.around.has(region)) return run.around.get(region);
  const around = foundIn(run, region);
  run.around.set(region, around);
  return around;
}

function foundIn(run: Run, region: RegionId): RegionId | undefined {
  const { symbol } = regionOf(run.regions, region);
  if (symbol === undefined) return undefined;
  const { partFields, givesPart } = run.model;
  return ownerOf(run, symbolOf(run.symbols, symbol), partFields, givesPart);
}

/** Whether it is a part of the object itself, such as its control block, and not its data. */
export function isInside(run: Run, region: RegionId): boolean {
  const { symbol } = regionOf(run.regions, region);
  if (symbol === undefined || aroundOf(run, region) === undefined) return false;
  return dataOwnerOf(run, symbolOf(run.symbols, symbol)) === undefined;
}

/** The object whose data the pointer leads into. */
export function dataOwnerOf(run: Run, symbol: SymbolInfo): RegionId | undefined {
  const callee = symbol.name.slice(0, -"()".length);
  if (run.model.givesPart(callee) && !run.model.givesData(callee)) return undefined;
  return ownerOf(run, symbol, run.model.dataFields, run.model.givesData);
}

function ownerOf(
  run: Run,
  { place, origin }: SymbolInfo,
  fields: ReadonlySet<string>,
  gives: (callee: string) => boolean,
): RegionId | undefined {
  if (place !== undefined) {
    const last = place.path.at(-1);
    return last?.kind === "field" && fields.has(last.name) ? place.region : undefined;
  }
  // Who changes where the data begins, or writes a pointer into an object, means its data.
  if (origin.kind === "outcome") return origin.of;
  if (origin.kind !== "app" || !origin.op.startsWith("call:")) return undefined;
  if (!gives(origin.op.slice(5, origin.op.indexOf("(")))) return undefined;
  const [arg] = origin.args;
  return origin.of ?? (arg && regionBehind(run, { kind: "int", term: arg }));
}

/** Whether the place tells of what a new object has none of, as long as nothing was put there. */
export function isBornEmpty(run: Run, state: State, place: Place): boolean {
  const { length, empty } = run.model.linear;
  const last = place.path.at(-1);
  if (last?.kind !== "field" || !empty.has(last.name)) return false;
  const around = aroundOf(run, place.region);
  if (around === undefined || state.objects[around]?.origin !== "acquired") return false;
  const family = familyOf(field(start(around), length).path);
  const [entry] = state.regions[around]?.cells.get(family) ?? [];
  return entry?.kind === "cell" && entry.value.kind === "int" && constantOf(entry.value.term) === 0;
}
