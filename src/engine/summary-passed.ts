// A callee hands a pointer that it was given to one that nobody knows: whatever the caller had there,
// a pointer of its own or a number, may be something else after it.

import type { CFunction, CType, Expr, Instruction } from "../c/ir.ts";
import type { Case, Contract, Effect } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { leavesAlone } from "./left-alone.ts";
import { ofProgram, type Program } from "./program.ts";

type CallInstruction = Extract<Instruction, { kind: "call" }>;

/** What is asked of other functions on the way. */
export interface Known {
  readonly program: Program;
  readonly model: Model;
  readonly summaryOf: (fn: CFunction) => Contract | undefined;
}

/** The case, with what others may write behind the parameters that the function hands on to them. */
export function withPassed(asked: Known, fn: CFunction, way: Case): Case {
  const passed = new Set(
    fn.params.flatMap(({ type }, at) => (isOut(type) && isPassed(asked, fn, at) ? [at] : [])),
  );
  if (passed.size === 0) return way;
  const filled = new Set(
    way.effects.flatMap((effect) => (effect.do === "acquire" ? [argOf(effect.into)] : [])),
  );
  const kept = way.effects.filter(
    (effect) => effect.do !== "write" || !passed.has(argOf(effect.to)),
  );
  const more = [...passed]
    .filter((at) => !filled.has(at))
    .map((at): Effect => ({ do: "write", to: { arg: at, path: [] }, value: "any" }));
  return { ...way, effects: [...kept, ...more] };
}

function argOf(ref: object): number {
  return "arg" in ref && typeof ref.arg === "number" ? ref.arg : -1;
}

/** Structs of the caller may be anything after a call in sum as it is. */
function isOut({ pointers, integer }: CType): boolean {
  return pointers > 1 || (pointers === 1 && integer !== undefined);
}

const answers = new WeakMap<Program, Map<string, boolean>>();

function isPassed(asked: Known, fn: CFunction, at: number): boolean {
  const known = ofProgram(answers, asked.program);
  const key = `${fn.file} ${fn.name}:${at}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, false);
  const name = fn.params[at]?.name ?? "";
  const answer = fn.cfg.blocks.some(({ instructions }) =>
    instructions.some((each) => each.kind === "call" && isWrittenBy(asked, fn, each, name)),
  );
  known.set(key, answer);
  return answer;
}

/** Whether what the parameter points to may be something else after the call. */
function isWrittenBy(asked: Known, fn: CFunction, call: CallInstruction, name: string): boolean {
  return call.args.some((arg, at) => isJust(arg, name) && mayWrite(asked, fn, call, at));
}

function isJust(arg: Expr, name: string): boolean {
  let at = arg;
  while (at.kind === "cast") at = at.of;
  return at.kind === "local" && at.name === name;
}

function mayWrite(
  asked: Known,
  fn: CFunction,
  { callee, args }: CallInstruction,
  at: number,
): boolean {
  if (callee.kind !== "outer") return true;
  const { program, model } = asked;
  const contract = model.contractOf(callee.name, args.length);
  const body = program.calleeOf(fn, callee.name);
  if (contract !== undefined && (contract.family !== true || body === undefined))
    return contract.kind === "borrows";
  if (body === undefined) return true;
  const summary = asked.summaryOf(body);
  if (summary?.kind === "cases") return isPassed(asked, body, at);
  return !leavesAlone(program, model, fn, body, at);
}
