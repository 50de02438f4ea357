// The data of an object is moved: variables that lead to where it was, and who follows them.

import type { Expr } from "../c/ir.ts";
import { madeOfLocal, throughLocal } from "../c/through.ts";
import type { MoveWay } from "../model/contract.ts";
import type { Frame } from "./expressions.ts";
import type { Block, Stale, Value } from "./heap.ts";
import { type Machine, lose, say } from "./machine.ts";
import { blockBehind } from "./memory.ts";

/** The callee moves the data of the object, unless it is as it should be already. */
export function moveData(
  machine: Machine,
  of: Value,
  way: MoveWay,
  length: bigint | undefined,
): void {
  const block = blockBehind(machine, of);
  if (block === undefined) return;
  const isMoved = moves(block, way, length);
  note(block, way, length);
  if (!isMoved || block.doubt) return;
  say(machine, `the data of ${block.name} is moved`);
  for (const local of machine.blocks) {
    const value = local.pointee ? undefined : local.cells.get("");
    if (value !== undefined && isInData(value, block))
      local.stale = { of: block, line: machine.line };
  }
}

function moves(
  { moves: { ways, pulled } }: Block,
  way: MoveWay,
  length: bigint | undefined,
): boolean {
  if (way === "always") return true;
  if (way !== "pull") return !ways.has(way);
  if (ways.has("linearise") || pulled === undefined) return false;
  return length === undefined ? pulled === 0n : length > pulled;
}

function note({ moves: known }: Block, way: MoveWay, length: bigint | undefined): void {
  known.ways.add(way);
  if (way === "always") known.ways.add("unshare");
  if (way !== "pull" || known.pulled === undefined) return;
  if (length === undefined) known.pulled = undefined;
  else if (length > known.pulled) known.pulled = length;
}

function isInData(value: Value, of: Block): boolean {
  if (value.kind === "pointer") return value.block.inData && value.block.part === of;
  if (value.kind !== "found") return false;
  const at = value.block ?? value;
  return at.inData && at.part === of;
}

/** Of what begins later, less is in one piece; of what begins earlier, nobody knows how much. */
export function shiftData(
  machine: Machine,
  [of, by]: readonly Value[],
  shift: "earlier" | "later" | undefined,
): void {
  const block = of && shift && blockBehind(machine, of);
  if (block?.moves.pulled === undefined || block.moves.pulled === 0n) return;
  const less = shift === "later" && by?.kind === "int" ? by.value : undefined;
  const left = less === undefined ? undefined : block.moves.pulled - less;
  block.moves.pulled = left === undefined || left > 0n ? left : 0n;
}

/** A place is read or written that is reached through a variable of the frame. */
export function useThrough(machine: Machine, frame: Frame, place: Expr): void {
  useLocal(machine, frame, throughLocal(place));
}

/** The same for an argument of a callee that looks at it. */
export function passThrough(machine: Machine, frame: Frame, arg: Expr): void {
  useLocal(machine, frame, madeOfLocal(arg));
}

function useLocal(machine: Machine, { locals }: Frame, name: string | undefined): void {
  const local = name === undefined ? undefined : locals.get(name);
  if (local?.stale === undefined) return;
  const { of, line } = local.stale;
  if (of.doubt || of.gone !== undefined || machine.isDataShared) return;
  lose(machine, "use-after-free", `${local.name}: the data of ${of.name} moved on line ${line}`);
}

/** What is made of a variable that leads nowhere leads nowhere, too. */
export function staleIn({ locals }: Frame, from: Expr): Stale | undefined {
  const name = madeOfLocal(from);
  return name === undefined ? undefined : locals.get(name)?.stale;
}
