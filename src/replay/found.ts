// What the scenario says that a run found.

import type { CType } from "../c/ir.ts";
import { type Found, type FreeList, type Value, canonical, number } from "./heap.ts";
import { converted } from "./integer.ts";
import { type Machine, isBetween } from "./machine.ts";
import { isInteger, isPointer } from "./types-of.ts";

/** A value that the scenario may name. */
export function found(
  machine: Machine,
  name: string,
  type: CType | undefined,
  outlives: boolean,
  list?: FreeList,
): Value {
  return foundAs(machine, canonical(name), name, { type, outlives, list });
}

/** `key`: the name that the scenario has for it. */
export function foundAs(
  machine: Machine,
  key: string,
  name: string,
  { type, outlives, list }: Pick<Found, "type" | "outlives" | "list">,
): Value {
  const input = machine.left.get(key) ?? machine.inputs.get(key);
  if (isInteger(type)) return number(converted(input ?? 0n, type?.integer), type?.integer);
  return {
    kind: "found",
    number: input ?? (isPointer(type) && !isBetween(machine) ? 1n : 0n),
    given: input !== undefined,
    pointer: machine.pointers.has(key),
    name,
    outlives,
    type,
    list,
    put: undefined,
    block: undefined,
    part: undefined,
    inData: false,
  };
}
