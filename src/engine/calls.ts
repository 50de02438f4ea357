// A call: by contract, by stepping into the body, or as unknown.

import type { CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Contract } from "../model/contract.ts";
import { converted } from "./conversion.ts";
import { type Call, applyCases, usePassed } from "./contracts.ts";
import { evaluate, placeOf } from "./evaluate.ts";
import { leavesAlone } from "./left-alone.ts";
import { looksAt } from "./looked-at.ts";
import { wordsOf } from "./words.ts";
import { forgetWritten } from "./lost.ts";
import { known, write } from "./memory.ts";
import { givesInside, givesPointer, isGetter } from "./getters.ts";
import { applyOperator, record } from "./operators.ts";
import { doubtHolders } from "./parts.ts";
import { regionBehind } from "./pointers.ts";
import { regionFor, regionOf } from "./regions.ts";
import { type Frame, type Run, type State, isDead } from "./state.ts";
import { applyBorrow, applyUnknown, doubtBehind, doubtOwn, doubtResources } from "./unknown.ts";
import { passStale, spread } from "./stale.ts";
import { doubtQueued } from "./strangers.ts";
import { intern } from "./symbols.ts";
import { tagOf, typeOfPlace } from "./types-of.ts";
import { type Value, keyOfValue, zero } from "./values.ts";
import { hintBehind, store } from "./store.ts";

type CallInstruction = Extract<Instruction, { kind: "call" }>;

/** Runs the call; true when the state went into the callee's body. */
export function runCall(run: Run, state: State, instruction: CallInstruction): boolean {
  const args = instruction.args.map((arg) => evaluate(run, state, arg));
  const direct = contractFor(run, state, instruction);
  const body = direct === undefined ? bodyOf(run, state, instruction) : undefined;
  if (isDead(state)) return false;
  if (direct === undefined)
    doubtHolders(
      run,
      state,
      args,
      `${calleeName(instruction.callee)}() may have it by what it holds`,
    );
  if (body !== undefined && stepsInto(run, state, body)) {
    enter(run, state, body, args, instruction);
    return true;
  }
  passStaleOnes(run, state, instruction, direct, body);
  const call = callOf(run, state, instruction, args);
  const result =
    direct === undefined && body !== undefined ? applySummary(call, body) : apply(call, direct);
  if (isDead(state)) return false;
  if (instruction.to !== undefined) store(run, state, instruction.to, result, call.callee);
  return false;
}

/** A callee that looks at what it is given follows pointers that lead nowhere. */
function passStaleOnes(
  run: Run,
  state: State,
  { callee, args }: CallInstruction,
  contract: Contract | undefined,
  body: CFunction | undefined,
): void {
  if (state.stale.size === 0 || contract?.kind === "operator") return;
  for (const [at, arg] of args.entries())
    if (body === undefined || looksAt(run.program, run.model, body, at))
      passStale(run, state, arg, calleeName(callee));
}

/** Runs a contract on values, for a cleanup at the end of a scope. */
export function runCleanup(run: Run, state: State, value: Value, by: string, words: string): void {
  const contract = run.model.contractOf(by, 1);
  const call = {
    run, state, callee: by, args: [value], words: [words], to: undefined, name: words,
    type: undefined, result: zero, wrote: [],
  }; // prettier-ignore
  apply(call, contract);
}

/** A struct of this frame that the callee is given may be anything after it, what it holds included. */
function applySummary(call: Call, body: CFunction): Value {
  const { run, state } = call;
  const summary = run.summaryOf(body);
  if (run.program.isOther(body) && givesPointer(body))
    for (const [at, value] of call.args.entries())
      if (!leavesAlone(run.program, run.model, state.frame.fn, body, at))
        doubtOwn(run, state, value, `${call.callee}() may give a way to it`);
  if (summary?.kind === "cases" && run.program.isOther(body)) doubtUntold(call, body);
  if (summary?.kind !== "cases" || state.chosen !== undefined)
    doubtResources(run, state, call.args, `${call.callee}() may keep it`);
  if (summary?.kind === "cases" && state.chosen !== undefined) {
    for (const value of call.args) {
      if (isLocalStruct(run, value))
        doubtBehind(run, state, value, `${call.callee}() may keep it`, "all");
      doubtQueued(run, state, value, `${call.callee}() may take it off its queue`);
    }
  }
  return apply({ ...call, body }, summary);
}

/** What a callee elsewhere keeps of memory that this function made, or gets as a pointer to anything, no sum says. */
function doubtUntold({ run, state, callee, args }: Call, body: CFunction): void {
  for (const [at, value] of args.entries()) {
    const region = regionBehind(run, value);
    if (region === undefined) continue;
    const base = body.params[at]?.type.base ?? "void";
    const isOwn = regionOf(run.regions, region).kind === "fresh";
    if (base !== "void" && (!isOwn || run.model.objectOfType(base) !== undefined)) continue;
    if (!leavesAlone(run.program, run.model, state.frame.fn, body, at))
      doubtBehind(run, state, value, `${callee}() may keep it`, "objects");
  }
}

/** What is in a struct of this frame, or looked at for a pointer into it, may be kept by way of it. */
function doubtDerived(call: Call, contract: Contract | undefined): void {
  const { run, state } = call;
  if (run.model.resources === undefined || contract?.kind === "operator") return;
  if (contract?.kind === "cases" && state.chosen === undefined) return;
  const why = `${call.callee}() may leave a way to it`;
  const structs = call.args.filter((value) => isLocalStruct(run, value));
  const gives = contract?.kind === "pure" || contract?.kind === "borrows";
  const derives = gives && (call.type?.pointers ?? 0) > 0;
  doubtResources(run, state, derives ? call.args : structs, why);
}

function isLocalStruct(run: Run, value: Value): boolean {
  if (value.kind !== "address" || regionOf(run.regions, value.place.region).kind !== "frame")
    return false;
  return tagOf(typeOfPlace(run, value.place)) !== undefined;
}

function apply(call: Call, contract: Contract | undefined): Value {
  doubtDerived(call, contract);
  if (call.run.model.waits(call.callee)) forgetWritten(call.run, call.state);
  switch (contract?.kind) {
    case undefined:
      return applyUnknown(call);
    case "cases":
      return applyCases(call, contract);
    case "operator":
      return applyOperator(call, contract.operator);
    case "pure":
      return applyPure(call);
    case "borrows":
      return applyBorrow(call);
  }
}

/** The same arguments give the same answer. */
function applyPure(call: Call): Value {
  const { run, state, callee, args } = call;
  for (const [at, value] of args.entries()) usePassed(call, value, at);
  const key = `${callee}(${args.map(keyOfValue).join(",")})`;
  const terms = args.map((value) => (value.kind === "int" ? value.term : undefined));
  const bounds = call.type?.base === "bool" ? { min: 0, max: 1 } : {};
  const [of] = args.flatMap((value) => (value.kind === "address" ? [value.place.region] : []));
  const sums = terms.filter((term) => term !== undefined);
  const origin = { kind: "app", op: `call:${key}`, args: sums, ...(of === undefined ? {} : { of }) } as const; // prettier-ignore
  // The replay, too, names what it finds behind the answer by the callee.
  const type = (call.type?.pointers ?? 0) > 0 ? call.type : undefined;
  const name = `${callee}()`;
  const value = known(state, intern(run.symbols, `app:call:${key}`, name, origin, type, bounds));
  record(call, value);
  return value;
}

function contractFor(
  run: Run,
  state: State,
  { callee, args }: CallInstruction,
): Contract | undefined {
  if (callee.kind === "outer") {
    const contract = run.model.contractOf(callee.name, args.length);
    return contract?.family === true && calleeIn(run, state, callee.name) !== undefined
      ? undefined
      : contract;
  }
  const pointer = callee.kind === "deref" ? callee.of : callee;
  if (pointer.kind !== "field") return undefined;
  const tag = tagOf(typeOfPlace(run, placeOf(run, state, pointer.base)));
  return run.model.pointerContractOf(tag ?? "", pointer.field);
}

function bodyOf(run: Run, state: State, { callee }: CallInstruction): CFunction | undefined {
  return callee.kind === "outer" ? calleeIn(run, state, callee.name) : undefined;
}

function calleeIn({ program }: Run, { frame }: State, name: string): CFunction | undefined {
  return program.calleeOf(frame.fn, name);
}

/** Whether the call is followed into the body; else what is known of it in sum has to do. */
function stepsInto(run: Run, state: State, fn: CFunction): boolean {
  const { callDepth, calleeBlocks, getterBlocks } = run.limits;
  const blocks = fn.cfg.blocks.length;
  // What is wrong with a call is said where the call is, in a file that the reader has before him.
  if (run.program.isOther(fn))
    return isGetter(fn) && (!givesPointer(fn) || givesInside(fn, run.model.inlineFields));
  if (state.frame.depth >= callDepth || blocks > calleeBlocks) return false;
  for (let frame: Frame | undefined = state.frame; frame !== undefined; frame = frame.parent) {
    if (frame.fn.name === fn.name && frame.fn.file === fn.file) return false;
  }
  // What a callee does, however often, must leave enough for the function itself.
  if ((run.inCallees.get(fn.name) ?? 0) > run.limits.calleeInstructions) return false;
  const short = blocks <= getterBlocks && fn.cfg.loops.length === 0;
  return short || run.summaryOf(fn) === undefined;
}

function enter(
  run: Run,
  state: State,
  fn: CFunction,
  args: readonly Value[],
  { to, args: from }: CallInstruction,
): void {
  const caller = state.frame;
  const serial = `${state.frame.serial}/${state.clock}`;
  const frame = frameOf(run, fn, serial, state.frame.depth + 1);
  const back = { block: state.block, pc: state.pc + 1, to, since: state.clock };
  state.frame = { ...frame, parent: state.frame, back };
  state.block = fn.cfg.entry;
  state.pc = 0;
  for (const [at, { name, type }] of fn.params.entries()) {
    const value = args[at];
    if (value === undefined) continue;
    const place = { region: frame.region, path: [{ kind: "field" as const, name }] };
    write(run, state, place, converted(run, state, type, value));
    const given = from[at];
    if (given !== undefined) spread(state, given, caller, name, state.frame);
    hintBehind(run, value, type);
  }
}

/** The frame of one activation. */
export function frameOf(run: Run, fn: CFunction, serial: string, depth: number): Frame {
  const locals = new Map([...fn.params, ...fn.locals].map(({ name, type }) => [name, type]));
  const region = regionFor(run.regions, `frame:${serial}:${fn.name}`, {
    name: "",
    kind: "frame",
    type: undefined,
    locals,
    symbol: undefined,
  });
  return { fn, region: region.id, depth, serial, parent: undefined, back: undefined };
}

function callOf(
  run: Run,
  state: State,
  { callee, args, to }: CallInstruction,
  values: readonly Value[],
): Call {
  const name = calleeName(callee);
  return {
    run,
    state,
    callee: name,
    args: values,
    words: args.map(wordsOf),
    to,
    name: to === undefined ? `what ${name}() returns` : wordsOf(to),
    type:
      to === undefined ? run.program.returnTypeOf(name) : typeOfPlace(run, placeOf(run, state, to)),
    result: zero,
    wrote: [],
  };
}

function calleeName(callee: Expr): string {
  return callee.kind === "outer" ? callee.name : wordsOf(callee);
}
