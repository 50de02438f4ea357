// The type of a place, as far as the source shows it.

import type { CType } from "../c/ir.ts";
import { regionOf } from "./regions.ts";
import type { Run } from "./state.ts";
import { type Place, type RegionId, keyOfPlace, keyOfSelector, start } from "./values.ts";

/** undefined where a struct on the way is not shown and no typed pointer told us. */
export function typeOfPlace(run: Run, place: Place): CType | undefined {
  const region = regionOf(run.regions, place.region);
  const [first, ...rest] = place.path;
  const { hints } = run;
  // The key of the place, as far as it was gone.
  let key = `${place.region}${first === undefined ? "" : keyOfSelector(first)}`;
  let type: CType | undefined;
  if (region.locals !== undefined) {
    type = first?.kind === "field" ? region.locals.get(first.name) : undefined;
  } else {
    type = first?.kind === "index" ? region.type : undefined;
  }
  type ??= hints.get(key);
  for (const selector of rest) {
    // Bytes that a pointer to a struct points to are that struct.
    if (type !== undefined && selector.kind === "field" && tagOf(type) === undefined)
      type = hints.get(key);
    if (type !== undefined) {
      type = selector.kind === "index" ? elementType(type) : fieldType(run, type, selector.name);
    }
    if (hints.size > 0) key += keyOfSelector(selector);
    type ??= hints.get(key);
  }
  const last = place.path.at(-1);
  return type ?? (last?.kind === "field" ? integerField(run, "", last.name) : undefined);
}

/** A typed pointer to a place tells what is there. */
export function hint(run: Run, place: Place, type: CType): void {
  const key = keyOfPlace(place);
  if (tagOf(type) !== undefined && !run.hints.has(key)) run.hints.set(key, type);
}

/** The tag of the struct that is there, be it that only a typed pointer to it tells. */
export function structAt(run: Run, place: Place): string | undefined {
  return tagOf(typeOfPlace(run, place)) ?? tagOf(run.hints.get(keyOfPlace(place)));
}

/** The kind of object that a typed pointer to the region tells of. */
export function hintedKind(run: Run, region: RegionId): string | undefined {
  const type = run.hints.get(keyOfPlace(start(region)));
  return type && run.model.objectOfType(type.base);
}

/** What `*p` or `p[i]` is. */
export function elementType(type: CType): CType | undefined {
  if (type.arrays.length > 0) return { ...type, arrays: type.arrays.slice(1) };
  if (type.pointers > 0) return { ...type, pointers: type.pointers - 1 };
  return undefined;
}

/** The tag of `struct tag` or `union tag`, when the type is one and no pointer. */
export function tagOf(type: CType | undefined): string | undefined {
  if (type === undefined || type.pointers > 0 || type.arrays.length > 0) return undefined;
  return /^(?:struct|union) ([\w:]+)$/.exec(type.base)?.[1];
}

export function isUnion(type: CType | undefined): boolean {
  return tagOf(type) !== undefined && type?.base.startsWith("union ") === true;
}

function fieldType(run: Run, type: CType, field: string): CType | undefined {
  const tag = tagOf(type);
  if (tag === undefined) return undefined;
  return run.program.fieldType(tag, field) ?? integerField(run, tag, field);
}

/** `struct` is empty where it is not in sight: some names tell enough. */
function integerField(run: Run, struct: string, field: string): CType | undefined {
  const integer = run.model.fieldTypeOf(struct, field);
  return integer && { base: "int", pointers: 0, arrays: [], integer };
}
