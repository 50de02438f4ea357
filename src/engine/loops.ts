// Loops are followed for a few turns; then what they change becomes unknown and they are left.

import type { BlockId, CFunction, Expr, Instruction, Loop } from "../c/ir.ts";
import { evaluate, placeOf } from "./evaluate.ts";
import { forget } from "./memory.ts";
import type { Run, State } from "./state.ts";
import { doubtBehind } from "./unknown.ts";

interface LoopSet {
  readonly byHead: ReadonlyMap<
    BlockId,
    { readonly loop: Loop; readonly blocks: ReadonlySet<BlockId> }
  >;
}

const known = new WeakMap<CFunction, LoopSet>();

/** Counts turns when control goes from one block to another. */
export function beginTurn(run: Run, state: State, from: BlockId, to: BlockId): void {
  const found = loopsOf(state.frame.fn).byHead.get(to);
  if (found === undefined) return;
  const key = `${state.frame.serial}:${to}`;
  if (!found.blocks.has(from)) {
    setTurns(state, key, 0);
    state.leaving = state.leaving.filter((leaving) => leaving !== key);
    return;
  }
  // A loop that is being left and comes round again has no other way out that we can see.
  if (state.leaving.includes(key)) {
    state.dead = true;
    run.bounded.add(state.frame.fn.name);
    return;
  }
  const turns = (state.turns.get(key) ?? 0) + 1;
  setTurns(state, key, turns);
  if (turns <= run.limits.loopTurns) return;
  run.bounded.add(state.frame.fn.name);
  havocLoop(run, state, found.blocks);
  state.leaving = [...state.leaving, key];
}

/** While a loop is being left, a branch that can leave it does not stay. */
export function mayGo(state: State, to: BlockId, other: BlockId): boolean {
  if (state.leaving.length === 0) return true;
  for (const [head, { blocks }] of loopsOf(state.frame.fn).byHead) {
    if (!state.leaving.includes(`${state.frame.serial}:${head}`)) continue;
    if (blocks.has(state.block) && blocks.has(to) && !blocks.has(other)) return false;
  }
  return true;
}

function havocLoop(run: Run, state: State, blocks: ReadonlySet<BlockId>): void {
  const why = "the loop may have turned more often";
  for (const id of blocks) {
    for (const instruction of state.frame.fn.cfg.blocks[id]?.instructions ?? []) {
      for (const expr of valuesIn(instruction)) {
        const value = evaluate(run, { ...state, dead: false }, expr);
        doubtBehind(run, state, value, why, "objects");
      }
      for (const target of targetsOf(instruction)) {
        const place = placeOf(run, { ...state, dead: false }, target);
        forget(run, state, place);
        state.cacheDoubts = [
          ...state.cacheDoubts,
          ...state.caches
            .filter(({ struct }) => struct.region === place.region)
            .map(({ key }) => key),
        ];
      }
    }
  }
}

function targetsOf(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
    case "zero":
      return [instruction.to];
    case "call":
      return instruction.to === undefined ? [] : [instruction.to];
    case "iterate":
      return [...instruction.cursors, instruction.more];
    case "declare":
    case "cleanup":
      return [{ kind: "local", name: instruction.name }];
    case "opaque":
      return [];
  }
}

/** What an instruction reads as a pointer: objects behind it were handled in other turns too. */
function valuesIn(instruction: Instruction): readonly Expr[] {
  switch (instruction.kind) {
    case "assign":
      return [instruction.value];
    case "call":
      return instruction.args;
    case "opaque":
      return instruction.touches;
    case "iterate":
      return instruction.args;
    case "cleanup":
      return [{ kind: "local", name: instruction.name }];
    case "zero":
    case "declare":
      return [];
  }
}

function loopsOf(fn: CFunction): LoopSet {
  const found = known.get(fn);
  if (found !== undefined) return found;
  const byHead = new Map(
    fn.cfg.loops.map((loop) => [loop.head, { loop, blocks: new Set(loop.blocks) }]),
  );
  const set = { byHead };
  known.set(fn, set);
  return set;
}

function setTurns(state: State, key: string, turns: number): void {
  const next = new Map(state.turns);
  next.set(key, turns);
  state.turns = next;
}
