// What the expressions of one function mean, as far as declarations in sight say it.

import type { CFunction, CType, CUnit, Expr } from "../c/ir.ts";
import { elementType, tagOf } from "../engine/types-of.ts";
import type { Model } from "../model/model.ts";

/** By `struct.field`. */
export type FieldTypes = ReadonlyMap<string, CType>;

export function fieldTypes(units: readonly CUnit[]): FieldTypes {
  const types = new Map<string, CType>();
  for (const { structs } of units) {
    for (const { tag, fields } of structs) {
      for (const { name, type } of fields) types.set(`${tag}.${name}`, type);
    }
  }
  return types;
}

export interface Scene {
  readonly fn: CFunction;
  readonly types: FieldTypes;
  readonly model: Model;
  /** Locals that hold the address of one field and nothing else: `queue` after `queue = &port->txq`. */
  readonly aliases: ReadonlyMap<string, Extract<Expr, { kind: "field" }>>;
}

export function sceneOf(fn: CFunction, units: readonly CUnit[], model: Model): Scene {
  return { fn, types: fieldTypes(units), model, aliases: aliasesIn(fn) };
}

export function aliasesIn(fn: CFunction): Scene["aliases"] {
  const aliases = new Map<string, Extract<Expr, { kind: "field" }>>();
  const set = new Set<string>();
  for (const instruction of fn.cfg.blocks.flatMap(({ instructions }) => instructions)) {
    if (instruction.kind !== "assign" || instruction.to.kind !== "local") continue;
    const { name } = instruction.to;
    const value = placeBelow(instruction.value);
    // Of one that is set twice, nobody knows here what it is.
    if (set.has(name)) aliases.delete(name);
    else if (isAddress(instruction.value) && value?.kind === "field") aliases.set(name, value);
    set.add(name);
  }
  return aliases;
}

export function isAddress(expr: Expr): boolean {
  return expr.kind === "address" || (expr.kind === "cast" && isAddress(expr.of));
}

/** The field whose address an expression is, through a local or not. */
export function addressedField(
  expr: Expr,
  scene: Scene,
): Extract<Expr, { kind: "field" }> | undefined {
  const place = addressedPlace(expr, scene);
  return place?.kind === "field" ? place : undefined;
}

/** The same, or a variable of the whole file. */
export function addressedPlace(
  expr: Expr,
  { aliases }: Scene,
): Extract<Expr, { kind: "field" | "outer" }> | undefined {
  if (expr.kind === "local") return aliases.get(expr.name);
  const place = isAddress(expr) ? placeBelow(expr) : undefined;
  return place?.kind === "field" || place?.kind === "outer" ? place : undefined;
}

/** Every field on the way to a place, and the variable of the whole file that it is in. */
export function namesOf(place: Expr): readonly string[] {
  const names: string[] = [];
  for (let at = placeBelow(place); at !== undefined; at = placeBelow(below(at))) {
    if (at.kind === "field") names.push(at.field);
    if (at.kind === "outer") names.push(at.name);
  }
  return names;
}

export function placeBelow(expr: Expr | undefined): Expr | undefined {
  return expr?.kind === "address" || expr?.kind === "cast" ? placeBelow(expr.of) : expr;
}

function below(place: Expr): Expr | undefined {
  switch (place.kind) {
    case "field":
    case "index":
      return place.base;
    case "deref":
      return place.of;
    default:
      return undefined;
  }
}

/** As far as declarations in sight say it. */
export function typeOf(expr: Expr, scene: Scene): CType | undefined {
  switch (expr.kind) {
    case "local": {
      const { params, locals } = scene.fn;
      return [...params, ...locals].find(({ name }) => name === expr.name)?.type;
    }
    case "field": {
      const tag = tagOf(typeOf(expr.base, scene));
      return tag === undefined ? undefined : scene.types.get(`${tag}.${expr.field}`);
    }
    case "deref":
      return behind(typeOf(expr.of, scene));
    case "index":
      return behind(typeOf(expr.base, scene));
    case "cast":
      return expr.type;
    default:
      return undefined;
  }
}

function behind(type: CType | undefined): CType | undefined {
  return type && elementType(type);
}
