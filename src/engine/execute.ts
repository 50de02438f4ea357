// The walk: instruction by instruction, path by path, last split first.

import type { BlockId, CFunction, Expr, Instruction, Terminator } from "../c/ir.ts";
import { conditionOf } from "./arithmetic.ts";
import { atomFor } from "./compare.ts";
import { converted } from "./conversion.ts";
import { runCall, runCleanup } from "./calls.ts";
import { type Constraints, assume, negate } from "./constraints.ts";
import { evaluate, placeOf } from "./evaluate.ts";
import { forgetLosses } from "./kept.ts";
import { beginTurn, couldGo, guessTurns, leavesLoop, mayGo, walkOn } from "./loops.ts";
import { forget } from "./lost.ts";
import { clear, drop, havoc, known, write } from "./memory.ts";
import { metBefore } from "./merge.ts";
import { doubt } from "./objects.ts";
import { record } from "./operators.ts";
import { endsSooner } from "./reach.ts";
import { contentOf, meetAll } from "./queues.ts";
import { type Run, type State, emit, here, isDead, suppose } from "./state.ts";
import { assign, store } from "./store.ts";
import { isSettled } from "./status.ts";
import { intern } from "./symbols.ts";
import { doubtBehind } from "./unknown.ts";
import { typeOfPlace } from "./types-of.ts";
import { type Value, int, zero } from "./values.ts";
import { wordsOf } from "./words.ts";

export type End =
  | { readonly kind: "return"; readonly value: Value | undefined }
  | { readonly kind: "cut" }
  | { readonly kind: "bound" };

/**
 * Follows one state to its end. Alternatives go to `run.pending`. undefined when the path turned
 * out to be impossible, or was split into others, or stops the machine.
 */
export function follow(run: Run, state: State): End | undefined {
  for (;;) {
    count(run, state);
    if (run.instructions > run.limits.instructions) return { kind: "bound" };
    const block = state.frame.fn.cfg.blocks[state.block];
    if (block === undefined) throw new Error(`no block ${state.block}`);
    state.origin = undefined;
    state.origin = { ...state };
    const instruction = block.instructions[state.pc];
    if (instruction === undefined) {
      const end = leave(run, state, block.end);
      if (end !== undefined || state.dead) return state.dead ? undefined : end;
    } else {
      state.at = instruction.at;
      const entered = step(run, state, instruction);
      if (state.dead) return undefined;
      if (!entered) state.pc += 1;
    }
    state.chosen = undefined;
    state.clock += 1;
  }
}

function count(run: Run, { frame }: State): void {
  run.instructions += 1;
  if (frame.parent === undefined) return;
  const { name } = frame.fn;
  run.inCallees.set(name, (run.inCallees.get(name) ?? 0) + 1);
}

/** True when it went into the body of a callee. */
function step(run: Run, state: State, instruction: Instruction): boolean {
  switch (instruction.kind) {
    case "assign": {
      const value = evaluate(run, state, instruction.value);
      if (!state.dead) assign(run, state, instruction.to, instruction.value, value);
      return false;
    }
    case "zero":
      clear(state, placeOf(run, state, instruction.to));
      return false;
    case "call":
      return runCall(run, state, instruction);
    case "iterate":
      iterate(run, state, instruction);
      return false;
    case "declare":
      takeFilled(run, state, instruction.name);
      drop(state, {
        region: state.frame.region,
        path: [{ kind: "field", name: instruction.name }],
      });
      return false;
    case "cleanup": {
      const value = evaluate(run, state, { kind: "local", name: instruction.name });
      runCleanup(run, state, value, instruction.by, instruction.name);
      return false;
    }
    case "opaque":
      for (const expr of instruction.touches) {
        const value = evaluate(run, state, expr);
        doubtBehind(run, state, value, instruction.why, "all");
        if (isPlace(expr)) forget(run, state, placeOf(run, state, expr));
      }
      return false;
  }
}

/** One more element, or the end: both are possible each time. */
function iterate(
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
  const contract = run.model.contractOf(macro, args.length);
  const effects = contract?.kind === "cases" ? (contract.cases[0]?.effects ?? []) : [];
  for (const effect of effects) {
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

/** An array has elements, whatever the constant is that says how many. */
function takeFilled(run: Run, state: State, name: string): void {
  const { fn } = state.frame;
  const lengths = fn.locals.find((local) => local.name === name)?.type.arrays ?? [];
  for (const length of lengths) {
    if (!/^[A-Z_]\w*$/.test(length)) continue;
    const value = evaluate(run, state, { kind: "outer", name: length });
    if (value.kind === "int") suppose(state, atomFor(">", value.term));
  }
}

function leave(run: Run, state: State, end: Terminator): End | undefined {
  state.at = end.at;
  switch (end.kind) {
    case "goto":
      go(run, state, end.to);
      return undefined;
    case "branch":
      branch(run, state, end);
      return undefined;
    case "return":
      return giveBack(run, state, end.value);
    case "stop":
      state.dead = true;
      return undefined;
    case "cut":
      return { kind: "cut" };
  }
}

function branch(run: Run, state: State, end: Extract<Terminator, { kind: "branch" }>): void {
  const condition = conditionOf(evaluate(run, state, end.condition));
  if (state.dead) return;
  if (typeof condition === "boolean") {
    const [to, other] = condition ? [end.then, end.else] : [end.else, end.then];
    couldGo(run, state, other, false);
    if (mayGo(run, state, to, other)) go(run, state, to);
    else branchAgain(run, state, end);
    return;
  }
  const isPast = isSettled(run, state, end.at.text, condition);
  const yes =
    mayGo(run, state, end.then, end.else) && !isPast
      ? assume(state.constraints, condition)
      : undefined;
  const no = mayGo(run, state, end.else, end.then)
    ? assume(state.constraints, negate(condition))
    : undefined;
  couldGo(run, state, end.then, yes !== undefined);
  couldGo(run, state, end.else, no !== undefined);
  if (yes === undefined && no === undefined) {
    branchAgain(run, state, end);
  } else if (yes === undefined || no === undefined) {
    takeBranch(run, state, end, yes ?? no ?? state.constraints, no === undefined);
  } else {
    const other = { ...state };
    const first = isFirst(state, end.then, end.else) !== (run.limits.oldestFirst === true);
    takeBranch(run, other, end, first ? no : yes, !first);
    other.clock += 1;
    if (!other.dead) run.pending.push(other);
    takeBranch(run, state, end, first ? yes : no, first);
  }
}

/** Out of a loop comes first, of two paths that meet the one of fewer turns; and what is nearly out of the function. */
function isFirst(state: State, then: BlockId, other: BlockId): boolean {
  if (leavesLoop(state, other)) return false;
  return leavesLoop(state, then) || !endsSooner(state.frame.fn, other, then);
}

function takeBranch(
  run: Run,
  state: State,
  end: Extract<Terminator, { kind: "branch" }>,
  constraints: Constraints,
  holds: boolean,
): void {
  state.constraints = constraints;
  emit(state, { kind: "assume", at: here(state), condition: end.at.text, holds });
  go(run, state, holds ? end.then : end.else);
}

/** Nothing but another turn is possible, and that is not followed. */
function branchAgain(run: Run, state: State, end: Extract<Terminator, { kind: "branch" }>): void {
  if (guessTurns(run, state)) branch(run, state, end);
  else state.dead = true;
}

function go(run: Run, state: State, to: BlockId): void {
  beginTurn(run, state, state.block, to);
  state.block = to;
  state.pc = 0;
  state.chosen = undefined;
  if (!isDead(state) && metBefore(run, state)) state.dead = true;
}

function giveBack(run: Run, state: State, expr: Expr | undefined): End | undefined {
  const value = expr === undefined ? undefined : evaluate(run, state, expr);
  if (state.dead) return undefined;
  const { parent, back, fn } = state.frame;
  if (parent === undefined || back === undefined) return { kind: "return", value };
  forgetLosses(run, state, value);
  if (back.to === undefined) ignore(state, value, back.since);
  const result = value === undefined ? zero : converted(run, state, fn.returns, value);
  state.frame = parent;
  state.block = back.block;
  state.pc = back.pc;
  if (back.to !== undefined) store(run, state, back.to, result, expr ? wordsOf(expr) : "");
  return undefined;
}

/** Nobody makes an object to forget it at once: what nobody asks for is known by another pointer. */
function ignore(state: State, value: Value | undefined, since: number): void {
  if (value?.kind !== "address") return;
  const object = state.objects[value.place.region];
  if (object?.origin !== "acquired" || object.acquiredAt < since) return;
  doubt(state, object.region, "it is known by another pointer");
}

function isPlace(expr: Expr): boolean {
  return (
    expr.kind === "local" || expr.kind === "field" || expr.kind === "deref" || expr.kind === "index"
  );
}

/** The parameters of the function under analysis hold what the caller passed. */
export function passParameters(run: Run, state: State, fn: CFunction): void {
  for (const { name, type } of fn.params) {
    const words = name.replace(/#\d+$/, "");
    const place = { region: state.frame.region, path: [{ kind: "field" as const, name }] };
    const symbol = intern(run.symbols, `param:${name}`, words, { kind: "input" }, type, { place });
    state.reads = { item: symbol.id, before: state.reads };
    write(run, state, place, known(state, symbol));
  }
}
