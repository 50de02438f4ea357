// The type of a place, as far as the source shows it.

import type { CType } from "../c/ir.ts";
import type { Place } from "./heap.ts";
import type { ReplayProgram } from "./machine.ts";

export function typeOfPlace(program: ReplayProgram, { block, path }: Place): CType | undefined {
  let type = block.type;
  for (const [at, part] of path.entries()) {
    if (type === undefined) return undefined;
    // Elements behind a pointer are all of its type.
    if (typeof part === "number") type = at === 0 && block.pointee ? type : elementType(type);
    else type = fieldType(program, type, part);
  }
  return type;
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
  return /^(?:struct|union) (\w+)$/.exec(type.base)?.[1];
}

export function isArray(type: CType | undefined): boolean {
  return (type?.arrays.length ?? 0) > 0;
}

export function isPointer(type: CType | undefined): boolean {
  return type?.arrays.length === 0 && type.pointers > 0;
}

export function isInteger(type: CType | undefined): boolean {
  return type?.integer !== undefined && type.pointers === 0 && type.arrays.length === 0;
}

function fieldType(program: ReplayProgram, type: CType, field: string): CType | undefined {
  const tag = tagOf(type);
  return tag === undefined ? undefined : program.fieldType(tag, field);
}
