// Whether a callee that is not followed looks at what an argument points to, read off its body: one
// that only writes the pointer into a trace may be given one to what is gone.

import type { CFunction, Instruction, Terminator } from "../c/ir.ts";
import type { Model } from "../model/model.ts";
import { type Asked, type Body, calleeOf, none, partsIn, pointersIn } from "./left-parts.ts";
import { readsOf, within, writesOf } from "./mentions.ts";
import { ofProgram, type Program } from "./program.ts";

/** How far calls are followed. */
const DEPTH = 3;

const known = new WeakMap<Program, Map<string, boolean>>();

/** True as well where that is not certain. */
export function looksAt(
  program: Program,
  model: Model,
  callee: CFunction,
  at: number,
  depth = DEPTH,
): boolean {
  const param = callee.params[at];
  if (param === undefined || depth === 0 || !callee.whole) return true;
  const answers = ofProgram(known, program);
  const key = `${callee.file} ${callee.name}:${at} ${depth}`;
  const found = answers.get(key);
  if (found !== undefined) return found;
  answers.set(key, true);
  const asked: Asked = { program, model, left: () => ({ written: none, returned: none }) };
  const body: Body = { fn: callee, locals: pointersIn(asked, callee, param.name) };
  const answer = callee.cfg.blocks.some(
    ({ instructions, end }) =>
      isFollowed(asked, body, end) ||
      instructions.some(
        (each) => isFollowed(asked, body, each) || isPassedOn(asked, body, each, depth),
      ),
  );
  answers.set(key, answer);
  return answer;
}

/** Whether something is read or written through the pointer. */
function isFollowed(asked: Asked, body: Body, what: Instruction | Terminator): boolean {
  return expressionsOf(what).some((expr) =>
    [...within(expr)].some(
      (part) => part.kind === "deref" && partsIn(asked, body, part.of).size > 0,
    ),
  );
}

function expressionsOf(what: Instruction | Terminator): ReturnType<typeof readsOf> {
  switch (what.kind) {
    case "branch":
      return [what.condition];
    case "return":
      return what.value === undefined ? [] : [what.value];
    case "goto":
    case "stop":
    case "cut":
      return [];
    default:
      return [...readsOf(what), ...writesOf(what)];
  }
}

function isPassedOn(asked: Asked, body: Body, what: Instruction, depth: number): boolean {
  if (what.kind !== "call")
    return what.kind !== "assign" && readsOf(what).some((expr) => partsIn(asked, body, expr).size > 0); // prettier-ignore
  const { contract, fn } = calleeOf(asked, body, what.callee, what.args.length);
  const operator = contract?.kind === "operator" ? contract.operator : undefined;
  if (operator !== undefined && operator !== "memcpy" && operator !== "memset") return false;
  return what.args.some(
    (arg, at) =>
      partsIn(asked, body, arg).size > 0 &&
      (fn === undefined || looksAt(asked.program, asked.model, fn, at, depth - 1)),
  );
}
