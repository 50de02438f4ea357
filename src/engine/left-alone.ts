// What a callee that is not followed does to an object that it is given: read off its body, without
// following a path. A body that never gives the pointer away leaves the object to its caller.

import type { Block, CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Contract, Effect } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { readsOf, rootOf, within, writesOf } from "./mentions.ts";
import {
  type Asked, type Body, type Left, calleeOf, found, isFound, mentionedIn, none, partsIn, partsOf, placeIn, pointersIn, resultOf,
} from "./left-parts.ts"; // prettier-ignore
import { ofProgram, type Program } from "./program.ts";

/** How far calls are followed. */
const DEPTH = 4;

/** Fields of the object that a body may write; undefined: it may do more than that. */
type Written = ReadonlySet<string> | undefined;

const known = new WeakMap<Program, Map<string, Left | undefined>>();

/**
 * Whether the callee, on every path, keeps nothing of what the argument points to, gives nothing of
 * it away, releases nothing of it and writes nothing of it that the caller asks about. False for a
 * callee that was not understood.
 */
export function leavesAlone(
  program: Program,
  model: Model,
  caller: CFunction,
  callee: CFunction,
  at: number,
): boolean {
  const left = leftBy(program, model, DEPTH, callee, at);
  // What a look returns is nothing more by way of a callee.
  if (left === undefined || [...left.returned].some((part) => part !== found)) return false;
  const { written } = left;
  return written.size === 0 || ![...fieldsOf(caller)].some((field) => written.has(field));
}

const asking = new WeakMap<CFunction, ReadonlySet<string>>();

/** Names of the fields that the function reads. */
function fieldsOf(fn: CFunction): ReadonlySet<string> {
  const read = asking.get(fn) ?? new Set(fn.cfg.blocks.flatMap(readIn));
  asking.set(fn, read);
  return read;
}

function readIn({ instructions, end }: Block): readonly string[] {
  const asked = end.kind === "branch" ? [end.condition] : end.kind === "return" ? [end.value] : [];
  return [...instructions.flatMap(readsOf), ...asked].flatMap((expr) =>
    expr === undefined
      ? []
      : [...within(expr)].flatMap((part) => (part.kind === "field" ? [part.field] : [])),
  );
}

function leftBy(
  program: Program,
  model: Model,
  depth: number,
  fn: CFunction,
  at: number,
): Left | undefined {
  const param = fn.params[at];
  if (param === undefined || depth === 0 || !fn.whole || fn.complaints.length > 0) return undefined;
  const answers = ofProgram(known, program);
  const key = `${fn.file} ${fn.name}:${at} ${depth}`;
  if (answers.has(key)) return answers.get(key);
  // Who asks on the way round has to hear that nothing is certain.
  answers.set(key, undefined);
  const left: Asked["left"] = (callee, position) =>
    leftBy(program, model, depth - 1, callee, position);
  const answer = leftIn({ program, model, left }, fn, param.name);
  answers.set(key, answer);
  return answer;
}

function leftIn(asked: Asked, fn: CFunction, param: string): Left | undefined {
  const body = { fn, locals: pointersIn(asked, fn, param) };
  const written = new Set<string>();
  const returned = new Set<string>();
  for (const { instructions, end } of fn.cfg.blocks) {
    for (const instruction of instructions) {
      const fields = writtenIn(asked, body, instruction);
      if (fields === undefined) return undefined;
      for (const field of fields) written.add(field);
    }
    if (end.kind === "cut") return undefined;
    if (end.kind === "return" && end.value !== undefined)
      for (const part of partsIn(asked, body, end.value)) returned.add(part);
  }
  return { written, returned };
}

/** Empty where the instruction has nothing to do with the object. */
function writtenIn(asked: Asked, body: Body, instruction: Instruction): Written {
  if (hasPointerToPointer(body, instruction)) return undefined;
  switch (instruction.kind) {
    case "assign": {
      const { to, value } = instruction;
      if (to.kind === "local") return none;
      // What points from one part to another is gone with both.
      const isWithin = placeIn(asked, body, to).size > 0 && !isFound(to);
      if (!isWithin && partsIn(asked, body, value).size > 0) return undefined;
      return written(asked, body, to);
    }
    case "zero":
      return instruction.to.kind === "local" ? none : written(asked, body, instruction.to);
    case "call":
      return writtenByCall(asked, body, instruction);
    case "iterate": {
      const { macro, args } = instruction;
      const contract = asked.model.contractOf(macro, args.length);
      return argumentsOf(asked, body, args, (at) => (isLeftBy(contract, at) ? none : undefined));
    }
    case "cleanup":
      return body.locals.has(instruction.name) ? undefined : none;
    case "opaque":
      return instruction.touches.some((part) => mentionedIn(body, part).length > 0)
        ? undefined
        : none;
    case "declare":
      return none;
  }
}

/** The address of a local that holds the pointer: who has it can give the object away. */
function hasPointerToPointer({ locals }: Body, instruction: Instruction): boolean {
  return [...readsOf(instruction), ...writesOf(instruction)].some((expr) =>
    [...within(expr)].some((part) => {
      const root = part.kind === "address" ? rootOf(part.of) : undefined;
      return root !== undefined && locals.has(root);
    }),
  );
}

/** A field that says whose the object is, what it counts for or what it hangs on is none to write. */
function written(asked: Asked, body: Body, place: Expr): Written {
  const { model } = asked;
  const parts = placeIn(asked, body, place);
  const names = [...within(place)].flatMap((part) => (part.kind === "field" ? [part.field] : []));
  const means = names.some(
    (name) => model.fieldOf(name) !== undefined || model.linkFields.has(name),
  );
  if (means || parts.has("")) return undefined;
  return parts.size === 0 ? none : new Set([...parts, ...names]);
}

function writtenByCall(
  asked: Asked,
  body: Body,
  instruction: Extract<Instruction, { kind: "call" }>,
): Written {
  const { callee, args, to } = instruction;
  // What it returns is stored where others find it.
  const isLocal = to === undefined || to.kind === "local";
  if (!isLocal && resultOf(asked, body, instruction).size > 0) return undefined;
  const stored = isLocal ? none : written(asked, body, to);
  const { contract, fn } = calleeOf(asked, body, callee, args.length);
  const calls =
    args.some((arg) => isFunction(body.fn, arg)) ||
    (contract !== undefined && asked.model.defers(contract.name));
  const passed = argumentsOf(asked, body, args, (at) => {
    // Somebody else is told of it, and goes on with it.
    if (calls) return undefined;
    if (fn === undefined) return isLeftBy(contract, at) ? none : undefined;
    return asked.left(fn, at)?.written;
  });
  return stored && passed && new Set([...stored, ...passed]);
}

/** Constants are written in capitals; what the body assigns to is a variable. */
function isFunction({ cfg: { blocks } }: CFunction, arg: Expr): boolean {
  if (arg.kind !== "outer" || arg.name === arg.name.toUpperCase()) return false;
  const isIt = (to: Expr): boolean => to.kind === "outer" && to.name === arg.name;
  return !blocks.some(({ instructions }) =>
    instructions.some((instruction) => writesOf(instruction).some(isIt)),
  );
}

/** What is written by way of all arguments that point to the object, each by itself. */
function argumentsOf(
  asked: Asked,
  body: Body,
  args: readonly Expr[],
  by: (at: number) => Written,
): Written {
  const all = new Set<string>();
  for (const [at, arg] of args.entries()) {
    const parts = partsIn(asked, body, arg);
    if (parts.size === 0) continue;
    const fields = by(at);
    if (fields === undefined) return undefined;
    for (const field of partsOf(parts, fields)) all.add(field);
  }
  return all;
}

/** Whether a contract does no more to what the argument points to than to look and to write. */
function isLeftBy(contract: Contract | undefined, at: number): boolean {
  switch (contract?.kind) {
    case undefined:
      return false;
    case "pure":
    case "borrows":
    case "operator":
      return true;
    case "cases":
      return contract.cases.every(({ effects }) => effects.every((effect) => isLeftIn(effect, at)));
  }
}

function isLeftIn(effect: Effect, at: number): boolean {
  return effect.do === "use" || effect.do === "write" || !speaksOf(effect, at);
}

/** Whether the argument is named anywhere in it. */
function speaksOf(part: unknown, at: number): boolean {
  if (typeof part !== "object" || part === null) return false;
  if ("arg" in part && part.arg === at) return true;
  return Object.values(part).some((each) => speaksOf(each, at));
}
