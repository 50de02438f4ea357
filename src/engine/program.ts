// What one side of a patch (and the tree behind it) says, ready for look-up: functions with a body,
// struct fields, constants, array-backed free lists and queue initialisers.

import type { CFunction, CType, CUnit } from "../c/ir.ts";

/** A free list that keeps its heads in an array field and their number in another field. */
export interface CacheDecl {
  /** Tag of the struct, where the source shows it. */
  readonly struct: string | undefined;
  readonly array: string;
  readonly count: string;
}

export interface Program {
  /** The definition of a callee, whole. */
  readonly functionOf: (name: string) => CFunction | undefined;
  readonly fieldType: (struct: string, field: string) => CType | undefined;
  readonly constants: ReadonlyMap<string, bigint>;
  readonly returnTypeOf: (callee: string) => CType | undefined;
  readonly caches: readonly CacheDecl[];
  /**
   * Whether anything in the tree or the series initialises this queue field: `no` only where that
   * is certain.
   */
  readonly queueReady: (struct: string | undefined, field: string) => "yes" | "no" | "unknown";
}

/** Joins the units of one side. The first definition of a name wins; order is the caller's. */
export function programOf(
  units: readonly CUnit[],
  facts: Pick<Program, "caches" | "queueReady">,
): Program {
  const functions = new Map<string, CFunction>();
  const fields = new Map<string, CType>();
  const constants = new Map<string, bigint>();
  const returns = new Map<string, CType>();
  for (const unit of units) {
    for (const fn of unit.functions) {
      if (fn.whole && !functions.has(fn.name)) functions.set(fn.name, fn);
      if (fn.whole && fn.returns && !returns.has(fn.name)) returns.set(fn.name, fn.returns);
    }
    for (const struct of unit.structs) {
      for (const { name, type } of struct.fields) {
        const key = `${struct.tag}.${name}`;
        if (!fields.has(key)) fields.set(key, type);
      }
    }
    for (const [name, value] of unit.constants)
      if (!constants.has(name)) constants.set(name, value);
    for (const [name, { returns: type }] of unit.prototypes) {
      if (!returns.has(name)) returns.set(name, type);
    }
  }
  return {
    functionOf: (name) => functions.get(name),
    fieldType: (struct, field) => fields.get(`${struct}.${field}`),
    constants,
    returnTypeOf: (callee) => returns.get(callee),
    ...facts,
  };
}
