// The promise of an array-backed free list, looked at when the function has returned: slot i
// holds a live head that nobody else has, if and only if i is below the count.

import {
  type Block,
  type FreeList,
  type Place,
  type Value,
  inside,
  keyOf,
  moved,
  wordsOf,
} from "./heap.ts";
import { arrayOf } from "./lists.ts";
import { type Machine, limits, lose } from "./machine.ts";
import { behind, blockBehind, numberOf, peek } from "./memory.ts";
import { type Roots, followed, reachable } from "./reach.ts";

export function slotLosses(machine: Machine, roots: Roots): void {
  for (const list of [...machine.lists.values()]) {
    const { doubt, gone } = list.struct.block;
    if (doubt || (gone !== undefined && gone.how !== "freed")) continue;
    checkList(machine, list, roots);
  }
}

/** The slots of one array: where slot 0 is, and how many hold live heads since entry. */
interface Slots {
  readonly first: Place;
  readonly owned: number;
}

function checkList(machine: Machine, list: FreeList, roots: Roots): void {
  const { place, embedded } = arrayOf(machine, list);
  // In a struct that is gone there is no count, and nobody can reach its array.
  const lost = list.struct.block.gone !== undefined;
  const count = lost ? 0 : countOf(machine, list);
  const now = slotsNow(machine, list, place, embedded);
  const before = embedded ? now : slotsBefore(machine, list);
  const elsewhere = reachable(roots, (block, key) => isSlot(block, key, [now, before]));
  const words = wordsOf(place);
  if (now === undefined) {
    // A list that never had an array had no heads either, whatever its count said at entry.
    const changed = before !== undefined || count !== list.entryCount;
    if (count > 0 && changed)
      lose(machine, "slot-dangling", `${words} has ${count} heads but no array`);
  } else if (now.first.block.gone === undefined && !now.first.block.doubt) {
    checkSlots(machine, now, count, words, elsewhere);
  } else {
    checkSlots(machine, now, 0, words, elsewhere);
  }
  const replaced = before !== undefined && before.first.block !== now?.first.block;
  if (!replaced || before.first.block.doubt) return;
  // The old array is lost, unless somebody still has it.
  if (before.first.block.gone === undefined && elsewhere.has(before.first.block)) return;
  checkSlots(machine, before, 0, words, elsewhere);
}

function checkSlots(
  machine: Machine,
  { first, owned }: Slots,
  count: number,
  words: string,
  elsewhere: ReadonlySet<Block>,
): void {
  const counted = new Set<Block>();
  for (const index of indicesOf(first, Math.max(owned, count))) {
    const head = headIn(machine, first, index, owned);
    if (head === "unknown") continue;
    const live = head === "untouched" || (head !== undefined && isHome(head, elsewhere));
    const name = `slot ${index} of ${words}`;
    if (index < count) {
      const twice = typeof head === "object" && counted.has(head);
      if (typeof head === "object") counted.add(head);
      if (!live || twice) lose(machine, "slot-dangling", `${name} is covered by the count`);
    } else if (live && !(typeof head === "object" && counted.has(head))) {
      const object = typeof head === "object" ? head : undefined;
      lose(machine, "slot-leak", `${name} holds a live head`, object);
    }
  }
}

/** `untouched`: a live head since entry. undefined: nothing. */
function headIn(
  machine: Machine,
  first: Place,
  index: number,
  owned: number,
): Block | "untouched" | "unknown" | undefined {
  const { block, path } = moved(first, index);
  const value = block.cells.get(keyOf(path));
  if (value === undefined) return index < owned ? "untouched" : undefined;
  const head = followed(value) ?? blockBehind(machine, value);
  return head?.doubt === true ? "unknown" : head;
}

/** The array alone has it. */
function isHome(head: Block, elsewhere: ReadonlySet<Block>): boolean {
  return (
    head.gone === undefined && head.queue === undefined && head.held > 0 && !elsewhere.has(head)
  );
}

function countOf(machine: Machine, list: FreeList): number {
  const count = numberOf(peek(machine, inside(list.struct, list.count)));
  // Below zero it has wrapped around, and covers more than there is.
  return count < 0n ? limits.slots : Number(count);
}

function slotsNow(
  machine: Machine,
  list: FreeList,
  place: Place,
  embedded: boolean,
): Slots | undefined {
  if (embedded) return { first: inside(place, 0), owned: list.entryCount };
  const value: Value = peek(machine, place);
  const block = blockBehind(machine, value);
  if (block === undefined) return undefined;
  const owned = block.list === list ? list.entryCount : 0;
  return { first: behind(machine, value), owned };
}

function slotsBefore(machine: Machine, list: FreeList): Slots | undefined {
  const block = list.first && blockBehind(machine, list.first);
  return block === undefined ? undefined : { first: { block, path: [] }, owned: list.entryCount };
}

function indicesOf({ block, path }: Place, upTo: number): readonly number[] {
  const indices = new Set<number>();
  for (let at = 0; at < Math.min(upTo, limits.slots); at += 1) indices.add(at);
  const prefix = keyOf(path);
  for (const key of block.cells.keys()) {
    const index = indexIn(key, prefix);
    if (index !== undefined) indices.add(index);
  }
  return [...indices].sort((a, b) => a - b);
}

function isSlot(block: Block, key: string, slots: readonly (Slots | undefined)[]): boolean {
  return slots.some(
    (one) => one?.first.block === block && indexIn(key, keyOf(one.first.path)) !== undefined,
  );
}

/** The index of an element, by the key of its cell. */
function indexIn(key: string, prefix: string): number | undefined {
  if (key === prefix) return 0;
  const index = key.startsWith(prefix) ? /^\[(-?\d+)\]$/.exec(key.slice(prefix.length)) : null;
  return index === null ? undefined : Number(index[1]);
}
