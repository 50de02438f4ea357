// Texts of other files of a tree → the functions that the code in sight may call there.

import type { CFunction, CType, CUnit, StructDecl } from "../c/ir.ts";
import { type CParser, type Library, libraryOf, unitOf } from "../c/unit.ts";
import { type Elsewhere, type Installation, nowhere } from "../engine/program.ts";
import { wholeExcerpt } from "./whole-files.ts";

/** None where it is not certain what a caller reaches. */
export type Others = Elsewhere;

export const noOthers: Others = nowhere;

/** Files that are remembered for the next patch, by their text. */
const FILES_MAX = 200;

const remembered = new WeakMap<CParser, Map<string, Library>>();

/**
 * Of two arms of a conditional, the one that a kernel with every option has is read. A name that is
 * defined twice even so counts as unknown.
 */
export function othersOf(parser: CParser, texts: ReadonlyMap<string, string>): Others {
  const files = [...texts].map(([file, text]) => ({
    file,
    text,
    ...libraryIn(parser, file, text),
  }));
  const known = new Map<string, readonly CFunction[]>();
  const installs = new Map<string, readonly Installation[]>();
  const reachable = (name: string): readonly CFunction[] =>
    files.flatMap(({ file, named }) =>
      named(name).filter((fn) => fn.whole && (!fn.static || file.endsWith(".h"))),
    );
  // A file that has a function of that name installs its own.
  const withoutOwn = (name: string): ReadonlyMap<string, string> => {
    const others = files.filter(({ named }) => named(name).length === 0);
    return new Map(others.map(({ file, text }) => [file, text]));
  };
  return {
    ...declarationsOf(files.filter(({ file }) => file.endsWith(".h"))),
    named: (name) => {
      const all = known.get(name) ?? reachable(name);
      known.set(name, all);
      return all.length === 1 ? all : [];
    },
    inFile: (wanted, name) => {
      const all = files
        .filter(({ file }) => file === wanted)
        .flatMap(({ named }) => named(name).filter(({ whole }) => whole));
      return all.length === 1 ? all : [];
    },
    installsOf: (name) => {
      const found = installs.get(name) ?? installsIn(parser, withoutOwn(name), name);
      installs.set(name, found);
      return found;
    },
  };
}

/** How deep constants may be made of constants. */
const CONSTANTS_DEPTH_MAX = 8;

/** What headers declare; what they declare in two ways depends on a configuration. */
function declarationsOf(
  headers: readonly Library[],
): Pick<Others, "fieldType" | "constantOf" | "returnTypeOf"> {
  const declared = headers.map((header) => header.declared);
  const mentioning = (name: string): typeof declared =>
    isWord(name) ? declared.filter(({ mentions }) => mentions(name)) : [];
  const structs = new Map<string, ReadonlyMap<string, CType>>();
  const constants = new Map<string, bigint | undefined>();
  const constantOf = (name: string, depth = 0): bigint | undefined => {
    if (constants.has(name) || depth > CONSTANTS_DEPTH_MAX) return constants.get(name);
    // One that is made of itself has no value.
    constants.set(name, undefined);
    const lookup = (other: string): bigint | undefined => constantOf(other, depth + 1);
    const values = mentioning(name).flatMap((each) => each.values(name, lookup));
    const value = new Set(values).size === 1 ? values[0] : undefined;
    constants.set(name, value);
    return value;
  };
  return {
    fieldType: (struct, field) => {
      const [outer = ""] = struct.split("::");
      const fields =
        structs.get(struct) ?? fieldsIn(mentioning(outer).flatMap((each) => each.structs(struct)));
      structs.set(struct, fields);
      return fields.get(field);
    },
    constantOf: (name) => constantOf(name),
    returnTypeOf: (name) => mentioning(name).flatMap((each) => each.returns(name))[0],
  };
}

function isWord(name: string): boolean {
  return /^\w+$/.test(name);
}

/** A field of two types, in two arms or in two structs of a tag, is of no type. */
function fieldsIn(structs: readonly StructDecl[]): ReadonlyMap<string, CType> {
  const types = new Map<string, CType>();
  const doubtful = new Set<string>();
  for (const { name, type } of structs.flatMap(({ fields }) => fields)) {
    const known = types.get(name);
    if (known !== undefined && !isSameType(known, type)) doubtful.add(name);
    types.set(name, type);
  }
  for (const name of doubtful) types.delete(name);
  return types;
}

function isSameType(one: CType, other: CType): boolean {
  const isSame = one.base === other.base && one.pointers === other.pointers;
  return isSame && one.arrays.join() === other.arrays.join();
}

const callbacks = new WeakMap<CParser, Map<string, CUnit["callbacks"]>>();

/** Files are read for their initialisers only where the name stands in one. */
function installsIn(
  parser: CParser,
  texts: ReadonlyMap<string, string>,
  name: string,
): readonly Installation[] {
  const mention = new RegExp(`\\.\\w+\\s*=\\s*&?${name}\\b`);
  return [...texts].flatMap(([file, text]) => {
    if (!text.includes(name) || !mention.test(text)) return [];
    return callbacksIn(parser, file, text)
      .filter((each) => each.function === name)
      .map((each) => ({ file, ...each }));
  });
}

function callbacksIn(parser: CParser, file: string, text: string): CUnit["callbacks"] {
  const known = callbacks.get(parser) ?? new Map<string, CUnit["callbacks"]>();
  callbacks.set(parser, known);
  const key = `${file}\n${text}`;
  const found = known.get(key) ?? unitOf(parser, wholeExcerpt(file, text)).callbacks;
  remember(known, key, found);
  return found;
}

/** The latest last; the oldest are forgotten. */
function remember<T>(known: Map<string, T>, key: string, value: T): void {
  known.delete(key);
  known.set(key, value);
  for (const oldest of known.keys()) {
    if (known.size <= FILES_MAX) break;
    known.delete(oldest);
  }
}

function libraryIn(parser: CParser, file: string, text: string): Library {
  const known = remembered.get(parser) ?? new Map<string, Library>();
  remembered.set(parser, known);
  const key = `${file}\n${text}`;
  const found = known.get(key) ?? libraryOf(parser, wholeExcerpt(file, text));
  remember(known, key, found);
  return found;
}
