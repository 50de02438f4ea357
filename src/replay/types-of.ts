// The type of a place, as far as the source shows it.

import type { CType } from "../c/ir.ts";
import { type Place, keyOf } from "./heap.ts";
import type { ReplayProgram } from "./machine.ts";

export function typeOfPlace(program: ReplayProgram, { block, path }: Place): CType | undefined {
  let type = block.type ?? block.hints.get("");
  for (const [at, part] of path.entries()) {
    // Elements behind a pointer are all of its type.
    const element = typeof part === "number";
    // Bytes that a pointer to a struct points to are that struct.
    if (type !== undefined && !element && tagOf(type) === undefined)
      type = block.hints.get(keyOf(path.slice(0, at)));
    if (!element || at > 0 || !block.pointee)
      type = type && (element ? elementType(type) : fieldType(program, type, part));
    if (block.hints.size > 0) type ??= block.hints.get(keyOf(path.slice(0, at + 1)));
  }
  return type;
}

/** A typed pointer to a struct tells what is there. */
export function learn({ block, path }: Place, pointer: CType | undefined): void {
  const type = structBehind(pointer);
  if (type !== undefined) block.hints.set(keyOf(path), type);
}

/** undefined for what does not point to a struct. */
export function structBehind(pointer: CType | undefined): CType | undefined {
  const type = isPointer(pointer) ? pointer && elementType(pointer) : undefined;
  return tagOf(type) === undefined ? undefined : type;
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
