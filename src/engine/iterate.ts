// Iterators of the kernel, which say of themselves how often they turn.

import type { Instruction } from "../c/ir.ts";
import type { Effect } from "../model/contract.ts";
import { evaluate, placeOf } from "./evaluate.ts";
import { couldGo, walkOn } from "./loops.ts";
import { havoc, known } from "./memory.ts";
import { objectGiven } from "./objects.ts";
import { record } from "./operators.ts";
import { contentOf, meetAll, meetOne } from "./queues.ts";
import { type Run, type State } from "./state.ts";
import { store } from "./store.ts";
import { intern } from "./symbols.ts";
import { typeOfPlace } from "./types-of.ts";
import { doubtBehind } from "./unknown.ts";
import { int, zero } from "./values.ts";
import { wordsOf } from "./words.ts";

/** One more element, or the end: both are possible each time. */
export function iterate(
  run: Run,
  state: State,
  instruction: Extract<Instruction, { kind: "iterate" }>,
): void {
  if (state.chosen === undefined) {
    if (state.origin === undefined) throw new Error("a split outside an instruction");
    run.pending.push({ ...state.origin, chosen: 0 }, { ...state.origin, chosen: 1 });
    state.dead = true;
    return;
  }
  const more = state.chosen;
  state.dead ||= !couldEnd(run, state, instruction, more);
  if (state.dead) return;
  walkOn(run, state, instruction);
  const end = state.frame.fn.cfg.blocks[state.block]?.end;
  if (end?.kind === "branch") for (const to of [end.then, end.else]) couldGo(run, state, to);
  for (const [at, cursor] of instruction.cursors.entries()) {
    const type = typeOfPlace(run, placeOf(run, state, cursor));
    const key = `cursor:${state.frame.serial}:${state.clock}:${instruction.at.line}:${at}`;
    const valid = more === 1 && at === 0 && type !== undefined && type.pointers > 0;
    const value = valid
      ? known(state, intern(run.symbols, key, wordsOf(cursor), { kind: "havoc" }, type, { min: 1 }))
      : havoc(run, state, key, type);
    store(run, state, cursor, value, "");
  }
  if (more === 1) standOn(run, state, instruction);
  store(run, state, instruction.more, int(more), "");
  record(
    { run, state, callee: instruction.macro, args: [], words: [], to: undefined, name: "", type: undefined, result: zero, wrote: [] },
    int(more),
  ); // prettier-ignore
}

/**
 * What is on a queue is met by another pointer when the queue is walked; false where the walk would
 * end before that.
 */
function couldEnd(
  run: Run,
  state: State,
  { macro, args }: Extract<Instruction, { kind: "iterate" }>,
  more: number,
): boolean {
  for (const effect of effectsOf(run, macro, args.length)) {
    const first = effect.do === "doubt" && "arg" in effect.of ? args[effect.of.arg] : undefined;
    if (effect.do === "doubt" && first !== undefined)
      doubtBehind(run, state, evaluate(run, state, first), effect.why, "objects");
    const at = effect.do === "queue-use" && "arg" in effect.queue ? effect.queue.arg : undefined;
    const queue = at === undefined ? undefined : args[at];
    if (queue === undefined) continue;
    const value = evaluate(run, state, queue);
    if (more === 0 && contentOf(run, state, value) === "filled") return false;
    if (more === 1) meetAll(run, state, value);
  }
  return true;
}

function effectsOf(run: Run, macro: string, args: number): readonly Effect[] {
  const contract = run.model.contractOf(macro, args);
  return contract?.kind === "cases" ? (contract.cases[0]?.effects ?? []) : [];
}

/** Who walks a queue stands on what is on it. */
function standOn(
  run: Run,
  state: State,
  { macro, args, cursors: [cursor] }: Extract<Instruction, { kind: "iterate" }>,
): void {
  for (const effect of effectsOf(run, macro, args.length)) {
    const at = effect.do === "queue-use" && "arg" in effect.queue ? effect.queue.arg : undefined;
    const queue = at === undefined ? undefined : args[at];
    if (queue === undefined || cursor === undefined) continue;
    const object = objectGiven(run, state, evaluate(run, state, cursor), "skb");
    if (object !== undefined) meetOne(run, state, object, evaluate(run, state, queue));
  }
}
