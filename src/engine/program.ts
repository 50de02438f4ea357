// What one side of a patch (and the tree behind it) says, ready for look-up: functions with a body,
// struct fields, constants, array-backed free lists and queue initialisers.

import { namedType } from "../c/ctype.ts";
import type { CFunction, CType, CUnit } from "../c/ir.ts";
import type { Model } from "../model/model.ts";

/** A free list that keeps its heads in an array field and their number in another field. */
export interface CacheDecl {
  /** Tag of the struct, where the source shows it. */
  readonly struct: string | undefined;
  readonly array: string;
  readonly count: string;
}

export interface Program {
  /** The definition that the name has in sight, whole. */
  readonly functionOf: (name: string) => CFunction | undefined;
  /** The definition that a call in the function's body reaches: of its own file first. */
  readonly calleeOf: (from: Pick<CFunction, "file">, name: string) => CFunction | undefined;
  /**
   * Whether it stands in a file that the patches do not touch: it is known in sum alone, except when
   * it is a getter.
   */
  readonly isOther: (fn: CFunction) => boolean;
  /** Fields that the function is installed in as a callback, as far as that is in sight. */
  readonly installedAs: (fn: CFunction) => readonly Field[];
  readonly fieldType: (struct: string, field: string) => CType | undefined;
  readonly constantOf: (name: string) => bigint | undefined;
  readonly returnTypeOf: (callee: string) => CType | undefined;
  readonly caches: readonly CacheDecl[];
  /**
   * Whether anything in the tree or the series initialises this queue field: `no` only where that
   * is certain.
   */
  readonly queueReady: (struct: string | undefined, field: string) => "yes" | "no" | "unknown";
  /** Whether anything in sight takes objects off the queues in such a field. */
  readonly isTakenFrom: (field: string) => boolean;
}

/** A field of the structs with that tag. */
export interface Field {
  readonly struct: string;
  readonly field: string;
}

/** A function that a statement puts into a field. */
export interface Installation extends Field {
  readonly file: string;
  readonly function: string;
}

/** Functions and declarations of files that the patches do not touch. */
export interface Elsewhere extends Pick<Program, "fieldType" | "constantOf" | "returnTypeOf"> {
  /** What a caller in another file reaches by the name. */
  readonly named: (name: string) => readonly CFunction[];
  /** What a caller in the file itself reaches by the name, and no other. */
  readonly inFile: (file: string, name: string) => readonly CFunction[];
  /** The fields that initialisers put a function of that name into. */
  readonly installsOf: (name: string) => readonly Installation[];
}

export const nowhere: Elsewhere = {
  named: () => [],
  inFile: () => [],
  installsOf: () => [],
  fieldType: () => undefined,
  constantOf: () => undefined,
  returnTypeOf: () => undefined,
};

/** What is known of a program so far, in a store that forgets it with the program. */
export function ofProgram<T>(
  store: WeakMap<Program, Map<string, T>>,
  program: Program,
): Map<string, T> {
  const known = store.get(program) ?? new Map<string, T>();
  store.set(program, known);
  return known;
}

/** Joins the units of one side; `others` are asked for what none of them defines. The first definition of a name wins; order is the caller's. */
export function programOf(
  units: readonly CUnit[],
  facts: Pick<Program, "caches" | "queueReady" | "isTakenFrom"> & {
    readonly assigned?: readonly Installation[];
  },
  others: Elsewhere = nowhere,
): Program {
  const { fields, constants } = declaredBy(units);
  const { assigned = [], ...rest } = facts;
  const touched = new Set(units.map(({ file }) => file));
  const functionOf = remembered(
    (name) =>
      firstOf(units, (unit) => unit.named(name).find(isWhole)) ?? others.named(name).find(isWhole),
  );
  const calleeIn = (file: string, name: string): CFunction | undefined => {
    const own = touched.has(file)
      ? firstOf(units, (unit) => (unit.file === file ? unit.named(name).find(isWhole) : undefined))
      : others.inFile(file, name).find(isWhole);
    const found = own ?? functionOf(name);
    // What another file keeps to itself is not meant.
    return found?.static === true && found.file !== file && !found.file.endsWith(".h")
      ? undefined
      : found;
  };
  return {
    functionOf,
    calleeOf: rememberedByFile(calleeIn),
    installedAs: (fn) => fieldsOf(units, assigned, others, fn),
    isOther: ({ file }) => !touched.has(file),
    fieldType: (struct, field) =>
      fields.get(`${struct}.${field}`) ?? others.fieldType(struct, field),
    constantOf: remembered((name) => constants.get(name) ?? others.constantOf(name)),
    returnTypeOf: remembered(
      (callee) =>
        firstOf(units, (unit) => returnTypeIn(unit, callee)) ??
        others.named(callee)[0]?.returns ??
        others.returnTypeOf(callee),
    ),
    ...rest,
  };
}

/** Whatever the source shows, array fields of objects are arrays, and lengths of packets fit an int. */
export function withKnownFields(
  program: Program,
  model: Pick<Model, "inlineFields" | "objectOfType" | "fieldTypeOf">,
): Program {
  const bytes = { ...namedType("u8"), arrays: [""] };
  const isInline = (struct: string, field: string): boolean =>
    model.inlineFields.has(field) && model.objectOfType(`struct ${struct}`) !== undefined;
  const typeIn = (struct: string, field: string): CType | undefined => {
    const integer = model.fieldTypeOf(struct, field);
    if (integer !== undefined) return { ...namedType("int"), integer };
    return program.fieldType(struct, field) ?? (isInline(struct, field) ? bytes : undefined);
  };
  const fieldsOf = remembered((struct) => remembered((field) => typeIn(struct, field)));
  return { ...program, fieldType: (struct, field) => fieldsOf(struct)?.(field) };
}

/** Types of fields by `struct.field`, and values of constants. */
function declaredBy(units: readonly CUnit[]): {
  readonly fields: ReadonlyMap<string, CType>;
  readonly constants: ReadonlyMap<string, bigint>;
} {
  const fields = new Map<string, CType>();
  const constants = new Map<string, bigint>();
  for (const unit of units) {
    for (const struct of unit.structs) {
      for (const { name, type } of struct.fields) {
        const key = `${struct.tag}.${name}`;
        if (!fields.has(key)) fields.set(key, type);
      }
    }
    for (const [name, value] of unit.constants)
      if (!constants.has(name)) constants.set(name, value);
  }
  return { fields, constants };
}

/** Where an initialiser or a statement in sight puts the function; of another file's own it is another one. */
function fieldsOf(
  units: readonly CUnit[],
  assigned: readonly Installation[],
  others: Elsewhere,
  fn: CFunction,
): readonly Field[] {
  const initialised = units.flatMap(({ file, callbacks }) =>
    callbacks.map((each) => ({ file, ...each })),
  );
  const elsewhere = fn.static ? [] : others.installsOf(fn.name);
  return [...initialised, ...assigned, ...elsewhere].filter(
    (each) => each.function === fn.name && (each.file === fn.file || !fn.static),
  );
}

function isWhole({ whole }: CFunction): boolean {
  return whole;
}

function returnTypeIn({ named, prototypes }: CUnit, callee: string): CType | undefined {
  const defined = named(callee).find(({ whole, returns }) => whole && returns !== undefined);
  return defined?.returns ?? prototypes.get(callee)?.returns;
}

function firstOf<T>(units: readonly CUnit[], find: (unit: CUnit) => T | undefined): T | undefined {
  for (const unit of units) {
    const found = find(unit);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Asks once for each name. */
function remembered<T>(find: (name: string) => T | undefined): (name: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name);
  };
}

/** Asks once for each name in a file. */
function rememberedByFile<T>(
  find: (file: string, name: string) => T | undefined,
): (from: { readonly file: string }, name: string) => T | undefined {
  const byFile = new Map<string, (name: string) => T | undefined>();
  return ({ file }, name) => {
    const known = byFile.get(file) ?? remembered((each) => find(file, each));
    byFile.set(file, known);
    return known(name);
  };
}
