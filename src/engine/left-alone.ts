// What a callee that is not followed does to an object that it is given: read off its body, without
// following a path. A body that never gives the pointer away leaves the object to its caller.

import type { Block, CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Contract, Effect, Model } from "../model/contract.ts";
import { readsOf, rootOf, within, writesOf } from "./mentions.ts";
import type { Program } from "./program.ts";

/** How far calls are followed. */
const DEPTH = 4;

/** Fields of the object that a body may write; undefined: it may do more than that. */
type Written = ReadonlySet<string> | undefined;

/**
 * Which part of the object a value points to: the field, or "" for its beginning. Empty where it
 * points to nothing of it; what is found behind it is nothing of it either.
 */
type Parts = ReadonlySet<string>;

const none: ReadonlySet<string> = new Set();
const known = new WeakMap<Program, Map<string, Written>>();

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
  const fields = writtenBy({ program, model, depth: DEPTH }, callee, at);
  if (fields === undefined) return false;
  return fields.size === 0 || ![...fieldsOf(caller)].some((field) => fields.has(field));
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

interface Asked {
  readonly program: Program;
  readonly model: Model;
  readonly depth: number;
}

/** One body, and where its locals may point. */
interface Body {
  readonly fn: CFunction;
  readonly locals: ReadonlyMap<string, Parts>;
}

function writtenBy(asked: Asked, fn: CFunction, at: number): Written {
  const { program, depth } = asked;
  const param = fn.params[at];
  if (param === undefined || depth === 0 || !fn.whole || fn.complaints.length > 0) return undefined;
  const answers = known.get(program) ?? new Map<string, Written>();
  known.set(program, answers);
  const key = `${fn.file} ${fn.name}:${at} ${depth}`;
  if (answers.has(key)) return answers.get(key);
  // Who asks on the way round has to hear that nothing is certain.
  answers.set(key, undefined);
  const body = { fn, locals: pointersIn(asked, fn, param.name) };
  const written = new Set<string>();
  const isLeft = fn.cfg.blocks.every(({ instructions, end }) => {
    for (const instruction of instructions) {
      const fields = writtenIn(asked, body, instruction);
      if (fields === undefined) return false;
      for (const field of fields) written.add(field);
    }
    if (end.kind === "return" && end.value !== undefined)
      return partsIn(asked, body, end.value).size === 0;
    return end.kind !== "cut";
  });
  const answer = isLeft ? written : undefined;
  answers.set(key, answer);
  return answer;
}

function pointersIn(asked: Asked, fn: CFunction, param: string): ReadonlyMap<string, Parts> {
  const locals = new Map<string, Set<string>>([[param, new Set([""])]]);
  const body = { fn, locals };
  for (let changed = true; changed;) {
    changed = false;
    for (const { instructions } of fn.cfg.blocks) {
      for (const instruction of instructions) {
        const { to, parts } = givenIn(asked, body, instruction);
        const has = locals.get(to) ?? new Set();
        const fresh = [...parts].filter((part) => !has.has(part));
        if (fresh.length === 0) continue;
        locals.set(to, new Set([...has, ...fresh]));
        changed = true;
      }
    }
  }
  return locals;
}

/** The local that the instruction sets, and where it points then. */
function givenIn(asked: Asked, body: Body, instruction: Instruction): { to: string; parts: Parts } {
  if (instruction.kind === "assign" && instruction.to.kind === "local")
    return { to: instruction.to.name, parts: partsIn(asked, body, instruction.value) };
  if (instruction.kind !== "call" || instruction.to?.kind !== "local")
    return { to: "", parts: none };
  const { callee, args, to } = instruction;
  const contract =
    callee.kind === "outer" ? asked.model.contractOf(callee.name, args.length) : undefined;
  const parts = mayReturn(contract) ? args.flatMap((arg) => [...partsIn(asked, body, arg)]) : [];
  return { to: to.name, parts: new Set(parts) };
}

/** Whether a callee may return what it is given. */
function mayReturn(contract: Contract | undefined): boolean {
  if (contract?.kind === "operator") return contract.operator === "identity";
  return (
    contract?.kind === "cases" && contract.cases.some(({ returns }) => returns.kind === "same")
  );
}

function partsIn(asked: Asked, body: Body, expr: Expr): Parts {
  switch (expr.kind) {
    case "local":
      return body.locals.get(expr.name) ?? none;
    case "cast":
    case "container":
    case "unary":
      return partsIn(asked, body, expr.of);
    case "binary":
      return new Set([...partsIn(asked, body, expr.left), ...partsIn(asked, body, expr.right)]);
    case "address":
      return placeIn(asked, body, expr.of);
    case "field":
      // The name of an array stands for where it is.
      return asked.model.inlineFields.has(expr.field) ? placeIn(asked, body, expr) : none;
    case "opaque":
      return new Set(expr.reads.flatMap((part) => [...mentionedIn(body, part)]));
    default:
      return none;
  }
}

/** The parts of the object that the place may be. */
function placeIn(asked: Asked, body: Body, place: Expr): Parts {
  let at = place;
  let first = "";
  while (at.kind === "field" || at.kind === "index") {
    first = at.kind === "field" ? at.field : "";
    at = at.base;
  }
  if (at.kind !== "deref") return none;
  const parts = partsIn(asked, body, at.of);
  return new Set([...parts].map((part) => (part === "" ? first : part)));
}

function mentionedIn({ locals }: Body, expr: Expr): readonly string[] {
  return [...within(expr)].flatMap((part) =>
    part.kind === "local" ? [...(locals.get(part.name) ?? none)] : [],
  );
}

/** Empty where the instruction has nothing to do with the object. */
function writtenIn(asked: Asked, body: Body, instruction: Instruction): Written {
  if (hasPointerToPointer(body, instruction)) return undefined;
  switch (instruction.kind) {
    case "assign": {
      const { to, value } = instruction;
      if (to.kind === "local") return none;
      if (partsIn(asked, body, value).size > 0) return undefined;
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
  const fields = placeIn(asked, body, place);
  const means = [...within(place)].some(
    (part) =>
      part.kind === "field" &&
      (model.fieldOf(part.field) !== undefined || model.linkFields.has(part.field)),
  );
  return means || fields.has("") ? undefined : fields;
}

function writtenByCall(
  asked: Asked,
  body: Body,
  { callee, args }: Extract<Instruction, { kind: "call" }>,
): Written {
  const { program, model, depth } = asked;
  if (callee.kind !== "outer") {
    const pointer = callee.kind === "deref" ? callee.of : callee;
    const field = pointer.kind === "field" ? pointer.field : "";
    const contract = model.pointerContractOf("", field);
    return argumentsOf(asked, body, args, (at) => (isLeftBy(contract, at) ? none : undefined));
  }
  const contract = model.contractOf(callee.name, args.length);
  const fn = program.calleeOf(body.fn, callee.name);
  const isKnown = contract !== undefined && !(contract.family === true && fn !== undefined);
  return argumentsOf(asked, body, args, (at) => {
    if (isKnown) return isLeftBy(contract, at) ? none : undefined;
    return fn && writtenBy({ ...asked, depth: depth - 1 }, fn, at);
  });
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
    for (const part of parts) for (const field of fields) all.add(part === "" ? field : part);
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
