// What an expression is worth on a path, and where things are in memory.

import type { Atom } from "./constraints.ts";
import { type Linear, add, constant, constantOf, keyOf, symbol } from "./linear.ts";

export type RegionId = number;

export type Selector =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly index: Linear };

/**
 * A canonical access path. Behind every pointer the path begins with an index (`p->f` is `p[0].f`),
 * in a frame it begins with the name of the local.
 */
export interface Place {
  readonly region: RegionId;
  readonly path: readonly Selector[];
}

export type Value =
  /** An integer, or a pointer whose target is not looked at yet. */
  | { readonly kind: "int"; readonly term: Linear }
  /** A valid pointer to a known place. */
  | { readonly kind: "address"; readonly place: Place }
  /** A comparison that no branch has decided yet. */
  | { readonly kind: "truth"; readonly of: Condition };

export type Condition = boolean | Atom;

export function int(value: number): Value {
  return { kind: "int", term: constant(value) };
}

export function valueOf(term: Linear): Value {
  return { kind: "int", term };
}

export function unknown(sym: number): Value {
  return { kind: "int", term: symbol(sym) };
}

export function address(place: Place): Value {
  return { kind: "address", place };
}

export const zero = int(0);

export function field(place: Place, name: string): Place {
  return { region: place.region, path: [...place.path, { kind: "field", name }] };
}

export function element(place: Place, index: Linear): Place {
  return { region: place.region, path: [...place.path, { kind: "index", index }] };
}

/** The place `by` elements further, as pointer arithmetic has it. undefined on overflow. */
export function moved(place: Place, by: Linear): Place | undefined {
  const last = place.path.at(-1);
  if (last?.kind !== "index") {
    return constantOf(by) === 0 ? place : element(place, by);
  }
  const index = add(last.index, by);
  if (index === undefined) return undefined;
  return { region: place.region, path: [...place.path.slice(0, -1), { kind: "index", index }] };
}

/** What a pointer to the whole of a region points to. */
export function start(region: RegionId): Place {
  return { region, path: [{ kind: "index", index: constant(0) }] };
}

/** Is it the whole object, and not a part of it or a neighbour? */
export function isStart(place: Place): boolean {
  const [first] = place.path;
  return place.path.length === 1 && first?.kind === "index" && constantOf(first.index) === 0;
}

/** The path without its indices: cells of one family differ in them alone. */
export function familyOf(path: readonly Selector[]): string {
  let key = "";
  for (const selector of path) key += selector.kind === "field" ? `.${selector.name}` : "[]";
  return key;
}

/** Whether the family is the one, or a part of it. */
export function isUnder(family: string, prefix: string): boolean {
  if (!family.startsWith(prefix)) return false;
  const next = family[prefix.length];
  return next === undefined || next === "." || next === "[";
}

/** The selectors of a family, and its indices, in order again. */
export function pathOf(family: string, indices: readonly Linear[]): readonly Selector[] {
  const rest = [...indices];
  return (family.match(/\[\]|[^.[]+/g) ?? []).map((part) =>
    part === "[]"
      ? { kind: "index", index: rest.shift() ?? constant(0) }
      : { kind: "field", name: part },
  );
}

export function indicesOf(path: readonly Selector[]): readonly Linear[] {
  const indices: Linear[] = [];
  for (const selector of path) if (selector.kind === "index") indices.push(selector.index);
  return indices;
}

export function keyOfPlace(place: Place): string {
  let key = `${place.region}`;
  for (const selector of place.path) key += keyOfSelector(selector);
  return key;
}

export function keyOfSelector(selector: Selector): string {
  return selector.kind === "field" ? `.${selector.name}` : `[${keyOf(selector.index)}]`;
}

export function keyOfValue(value: Value): string {
  switch (value.kind) {
    case "int":
      return keyOf(value.term);
    case "address":
      return `&${keyOfPlace(value.place)}`;
    case "truth":
      return typeof value.of === "boolean"
        ? `?${value.of}`
        : `?${value.of.kind}:${keyOf(value.of.term)}`;
  }
}
