// Reading and writing places of the heap. What nobody wrote is what the scenario says was there.

import type { CType } from "../c/ir.ts";
import {
  type Block, type Found, type Place, type Value, canonical, keyOf, number, wordsOf,
} from "./heap.ts"; // prettier-ignore
import { foundAs } from "./found.ts";
import { converted } from "./integer.ts";
import { listWithArray, meetLists, slotAtEntry } from "./lists.ts";
import { type Machine, blockAt, limits, lose, newBlock, pointedTo, stuck } from "./machine.ts";
import { intoPart, isBornEmpty, isDataField, isPartField, usePart } from "./parts.ts";
import {
  elementType, isInteger, isPointer, isUnion, learn, structBehind, tagOf, typeOfPlace,
} from "./types-of.ts"; // prettier-ignore

/** Truesize of an object of which nobody said what it weighs. */
const SOME_TRUESIZE = 1024n;

/** The content of a place; using memory that is gone is noted. */
export function read(machine: Machine, at: Place): Value {
  const place = settled(at);
  use(machine, place.block, "read");
  return peek(machine, place);
}

/** The content of a place, without using it. */
export function peek(machine: Machine, at: Place): Value {
  const place = settled(at);
  meetLists(machine, place);
  const key = cellKey(machine, place);
  const cell = place.block.cells.get(key);
  if (cell !== undefined) return cell;
  const type = typeOfPlace(machine.program, place);
  const value = isZeroed(place.block, key)
    ? number(0, type?.integer)
    : key === "@truesize"
      ? number(machine.inputs.get(canonical(wordsOf(place))) ?? SOME_TRUESIZE)
      : (slotAtEntry(machine, place) ?? atEntry(machine, place, type));
  put(machine, place.block, key, value);
  return value;
}

export function write(machine: Machine, at: Place, value: Value): void {
  const place = settled(at);
  use(machine, place.block, "write");
  leaveMembers(machine, place);
  poke(machine, place, value);
}

/** What the other members of a union hold is another view of a member that is written. */
function leaveMembers(machine: Machine, { block, path }: Place): void {
  const whole = { block, path: path.slice(0, -1) };
  if (path.length > 0 && isUnion(typeOfPlace(machine.program, whole))) forget(whole);
}

/** Stores without using: what an effect does to an object that it has checked. */
export function poke(machine: Machine, at: Place, value: Value): void {
  const place = settled(at);
  meetLists(machine, place);
  const key = cellKey(machine, place);
  if (key === "@truesize" && place.block.outlives && !place.block.owned)
    place.block.truesizeBefore ??= numberOf(peek(machine, place));
  if (key === "@owner") place.block.owned = true;
  const type = typeOfPlace(machine.program, place);
  learnFrom(value, type);
  put(machine, place.block, key, fitted(value, type));
}

function learnFrom(value: Value, type: CType | undefined): void {
  if (value.kind === "pointer") learn(settled(value), type);
  if (value.kind !== "found") return;
  if (value.block === undefined) value.put = structBehind(type) === undefined ? value.put : type;
  else learn({ block: value.block, path: [] }, type);
}

function put(machine: Machine, block: Block, key: string, value: Value): void {
  if (block.cells.size >= limits.cells) stuck(machine, "too many values behind one pointer");
  block.cells.set(key, value);
  if (key === "") block.stale = undefined;
}

/** Everything under the place is zero; queues in it are not initialised. */
export function zero(machine: Machine, at: Place): void {
  const place = settled(at);
  use(machine, place.block, "write");
  const prefix = keyOf(place.path);
  forgetCells(place.block, prefix);
  place.block.zeroed.push(prefix);
}

/** A callee may have written anything under the place: what is there now, the scenario says. */
export function forget(at: Place): void {
  const { block, path } = settled(at);
  block.forgotten.push(keyOf(path));
  unset({ block, path });
}

/** Everything under the place is as if nobody had written it. */
export function unset({ block, path }: Place): void {
  const prefix = keyOf(path);
  forgetCells(block, prefix);
  if (prefix === "") block.stale = undefined;
  // What was zero as a part of more is not zero any more; nor is the rest of it told apart.
  const kept = block.zeroed.filter(
    (zeroed) => !isUnder(zeroed, prefix) && !isUnder(prefix, zeroed),
  );
  block.zeroed.splice(0, block.zeroed.length, ...kept);
}

/** A struct assignment; false when nothing is known of parts of the source. */
export function copyParts(machine: Machine, source: Place, target: Place): boolean {
  const [from, to] = [settled(source), settled(target)];
  const [fromKey, toKey] = [keyOf(from.path), keyOf(to.path)];
  if (from.block.cells.has(cellKey(machine, from))) return false;
  const type = typeOfPlace(machine.program, from);
  if (isInteger(type) || isPointer(type)) return false;
  // Keys that go on with an index are other elements of the array that the source is in.
  const parts = [...from.block.cells].filter(
    ([key]) => isUnder(key, fromKey) && /^[.@]/.test(key.slice(fromKey.length)),
  );
  const struct = tagOf(type) !== undefined;
  const whole = struct && isZeroed(from.block, fromKey);
  if (parts.length === 0 && !whole) return false;
  use(machine, from.block, "read");
  use(machine, to.block, "write");
  forgetCells(to.block, toKey);
  if (whole) to.block.zeroed.push(toKey);
  for (const [key, value] of parts) to.block.cells.set(toKey + key.slice(fromKey.length), value);
  return true;
}

/** Where a pointer points; a run that follows NULL or an error does not go on. */
export function behind(machine: Machine, value: Value): Place {
  if (value.kind === "pointer") return settled(value);
  if (value.kind === "found") {
    if (!value.given && value.number === 0n) value.number = 1n;
    if (value.number > 0n) return { block: blockOf(machine, value), path: [] };
  }
  if (value.kind === "int" && value.value > 0n)
    return { block: blockAt(machine, value.value), path: [] };
  stuck(machine, "follows a pointer that is not valid");
  return { block: newBlock(machine, "nowhere", {}), path: [] };
}

/** The block behind a value that is a valid pointer; undefined for NULL, errors and numbers. */
export function blockBehind(machine: Machine, value: Value): Block | undefined {
  if (value.kind === "pointer") return settled(value).block;
  if (value.kind !== "found" || value.number <= 0n) return undefined;
  if (value.block === undefined && isInteger(value.type)) return undefined;
  return blockOf(machine, value);
}

/** The value as a number: a valid pointer counts as 1. */
export function numberOf(value: Value): bigint {
  switch (value.kind) {
    case "int":
      return value.value;
    case "found":
      return value.number;
    case "pointer":
    case "function":
      return 1n;
  }
}

/** Using memory that is gone, or that others may have by now. */
export function use(machine: Machine, block: Block, how: "read" | "write" | "pass"): void {
  if (block.doubt) return;
  if (block.gone !== undefined) {
    const { how: went, line } = block.gone;
    lose(machine, "use-after-free", `${block.name}: ${went} on line ${line}`, block);
  } else if (block.queue !== undefined && block.held <= 0) {
    const { locked } = block.queue;
    if (locked || (how !== "pass" && block.queue.block.outlives))
      lose(machine, "use-after-free", `${block.name}: it is in a queue of others`, block);
  }
  usePart(machine, block);
}

/** The place where a member that was met as a block of its own really is. */
export function settled({ block, path }: Place): Place {
  let [at, rest] = [block, path];
  for (;;) {
    const [first] = rest;
    const inner = typeof first === "string" ? at.members.get(first) : undefined;
    if (inner === undefined) return { block: at, path: rest };
    [at, rest] = [inner, rest.slice(1)];
  }
}

export function isUnder(key: string, prefix: string): boolean {
  if (prefix === "") return true;
  if (!key.startsWith(prefix)) return false;
  const next = key[prefix.length];
  return next === undefined || next === "." || next === "[";
}

function atEntry(machine: Machine, place: Place, type: CType | undefined): Value {
  const { block } = place;
  if (isBornEmpty(machine, place)) return number(0, type?.integer);
  // What a local of ours points to before it was set belongs to somebody else.
  const outlives = block.outlives || block.acquired === undefined;
  const list = listWithArray(machine, place);
  const value = foundAs(machine, keyAt(machine, place), wordsOf(place), { type, outlives, list });
  if (list !== undefined && value.kind === "found") list.first ??= value;
  if (value.kind === "found" && isPartField(machine, place))
    intoPart(value, block, isDataField(machine, place));
  return value;
}

/** The scenario's name of a place that this run did not write since others may have. */
function keyAt(machine: Machine, place: Place): string {
  const { block, path } = place;
  const name = canonical(wordsOf(place));
  const key = keyOf(path);
  const times = block.forgotten.filter((prefix) => isUnder(key, prefix)).length;
  const garbage = !block.pointee && !block.outlives && !block.param;
  if (machine.left.has(`${name}~${times}`)) return `${name}~${times}`;
  return garbage ? `${name}~0` : name;
}

function blockOf(machine: Machine, value: Found): Block {
  if (value.block === undefined) {
    const type = value.type && elementType(value.type);
    const { name, outlives, number } = value;
    value.block = pointedTo(machine, name, () => newBlock(machine, name, { outlives, type }));
    learn({ block: value.block, path: [] }, value.put);
    value.block.list ??= value.list;
    value.block.address ??= number;
    intoPart(value.block, value.part, value.inData);
  }
  return value.block;
}

/** Fields with a meaning are kept under it, so that no name of one is needed here. */
function cellKey(machine: Machine, { path }: Place): string {
  const own = path[0] === 0 ? path.slice(1) : path;
  const [field] = own;
  if (own.length === 1 && typeof field === "string") {
    const meaning = machine.model.fieldOf(field)?.is;
    if (meaning === "truesize" || meaning === "destructor" || meaning === "owner")
      return `@${meaning}`;
  }
  return keyOf(own);
}

function isZeroed(block: Block, key: string): boolean {
  return block.zeroed.some((prefix) => isUnder(key, prefix));
}

/** Whether it is zero since the whole that it is a part of was zeroed. */
export function isZeroedPart(at: Place): boolean {
  const { block, path } = settled(at);
  const key = keyOf(path);
  const cell = block.cells.get(key);
  if (cell !== undefined && (cell.kind !== "int" || cell.value !== 0n)) return false;
  return block.zeroed.some((prefix) => prefix !== key && isUnder(key, prefix));
}

function forgetCells(block: Block, prefix: string): void {
  for (const key of [...block.cells.keys()]) if (isUnder(key, prefix)) block.cells.delete(key);
}

function fitted(value: Value, type: CType | undefined): Value {
  if (type?.integer === undefined || !isInteger(type)) return value;
  if (value.kind === "int") return number(converted(value.value, type.integer), type.integer);
  if (value.kind === "found" && value.block === undefined)
    return number(converted(value.number, type.integer), type.integer);
  return value;
}
