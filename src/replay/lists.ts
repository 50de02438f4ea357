// Array-backed free lists: which ones a run met, and what their slots hold at entry.

import {
  type Block,
  type FreeList,
  type Place,
  type Value,
  canonical,
  inside,
  keyOfPlace,
  wordsOf,
} from "./heap.ts";
import { type Machine, limits, newBlock } from "./machine.ts";
import { isArray, tagOf, typeOfPlace } from "./types-of.ts";

/** Notes the free lists whose array or count a place is in. */
export function meetLists(machine: Machine, { block, path }: Place): void {
  for (const [at, part] of path.entries()) {
    for (const decl of machine.program.caches) {
      if (part !== decl.array && part !== decl.count) continue;
      const struct: Place = { block, path: path.slice(0, at) };
      const key = `${keyOfPlace(struct)}|${decl.array}`;
      if (!block.outlives || machine.lists.has(key)) continue;
      const tag = tagOf(typeOfPlace(machine.program, struct));
      if (tag !== undefined && decl.struct !== undefined && tag !== decl.struct) continue;
      const words = canonical(wordsOf(inside(struct, decl.count)));
      const input = machine.inputs.get(words) ?? 0n;
      const entryCount = Number(input < 0n ? 0n : input);
      const { array, count } = decl;
      machine.lists.set(key, {
        struct,
        array,
        count,
        entryCount: Math.min(entryCount, limits.slots),
        first: undefined,
      });
    }
  }
}

/** The free lists of a struct as a whole. */
export function meetListsOf(machine: Machine, block: Block): void {
  const tag = tagOf(typeOfPlace(machine.program, { block, path: [] }));
  for (const decl of machine.program.caches) {
    if (tag !== undefined && decl.struct === tag) meetLists(machine, { block, path: [decl.count] });
  }
}

/** What a slot of a free list holds at entry; undefined when the place is no slot. */
export function slotAtEntry(machine: Machine, place: Place): Value | undefined {
  const slot = slotOf(machine, place);
  if (slot === undefined) return undefined;
  const live = slot.index >= 0 && slot.index < slot.list.entryCount;
  const name = wordsOf(place).replace(/^\*(.*)$/, "$1[0]");
  const block = newBlock(machine, name, { object: "head" });
  if (!live) block.gone = { how: "never there", line: machine.line };
  return { kind: "pointer", block, path: [] };
}

/** Is this the place of the pointer to a list's array? */
export function listWithArray(machine: Machine, { block, path }: Place): FreeList | undefined {
  const last = path.at(-1);
  const struct: Place = { block, path: path.slice(0, -1) };
  return typeof last === "string" ? machine.lists.get(`${keyOfPlace(struct)}|${last}`) : undefined;
}

/** Where the array of a list is kept in its struct, and where its slots are now. */
export function arrayOf(machine: Machine, list: FreeList): { place: Place; embedded: boolean } {
  const place = inside(list.struct, list.array);
  return { place, embedded: isArray(typeOfPlace(machine.program, place)) };
}

function slotOf(
  machine: Machine,
  { block, path }: Place,
): { readonly list: FreeList; readonly index: number } | undefined {
  const last = path.at(-1);
  if (block.list !== undefined && path.length <= 1 && typeof last !== "string")
    return { list: block.list, index: last ?? 0 };
  if (typeof last !== "number" || path.length < 2) return undefined;
  const list = listWithArray(machine, { block, path: path.slice(0, -1) });
  return list === undefined ? undefined : { list, index: last };
}
