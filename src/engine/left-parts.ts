// A body and one of its parameters → which values in it may point to the object behind the
// parameter, or to a part of it.

import type { CFunction, Expr, Instruction } from "../c/ir.ts";
import type { Contract } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { within } from "./mentions.ts";
import type { Program } from "./program.ts";

/**
 * Which part of the object a value points to: the field, or "" for its beginning. Empty where it
 * points to nothing of it; what is found behind it is nothing of it either.
 */
export type Parts = ReadonlySet<string>;

/** What a body that gives nothing of the object away does with it. */
export interface Left {
  readonly written: ReadonlySet<string>;
  /** What it may return a pointer to. */
  readonly returned: Parts;
}

export const none: ReadonlySet<string> = new Set();
export interface Asked {
  readonly program: Program;
  readonly model: Model;
  /** What a callee that the body calls does with an argument. */
  readonly left: (fn: CFunction, at: number) => Left | undefined;
}

/** One body, and where its locals may point. */
export interface Body {
  readonly fn: CFunction;
  readonly locals: ReadonlyMap<string, Parts>;
}

export function pointersIn(asked: Asked, fn: CFunction, param: string): ReadonlyMap<string, Parts> {
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
  const { to } = instruction.kind === "assign" || instruction.kind === "call" ? instruction : {};
  if (to?.kind !== "local" || !mayHold(body.fn, to.name)) return { to: "", parts: none };
  const parts =
    instruction.kind === "assign"
      ? partsIn(asked, body, instruction.value)
      : instruction.kind === "call"
        ? resultOf(asked, body, instruction)
        : none;
  return { to: to.name, parts };
}

/** A number that is too small for an address is none. */
function mayHold({ params, locals }: CFunction, local: string): boolean {
  const type = [...params, ...locals].find(({ name }) => name === local)?.type;
  return type?.integer === undefined || type.integer.bits >= ADDRESS_BITS;
}

const ADDRESS_BITS = 64;

/** Where what the callee returns may point. */
export function resultOf(
  asked: Asked,
  body: Body,
  { callee, args }: Extract<Instruction, { kind: "call" }>,
): Parts {
  const { contract, fn } = calleeOf(asked, body, callee, args.length);
  const parts = args.flatMap((arg, at) => {
    const passed = partsIn(asked, body, arg);
    if (passed.size === 0) return [];
    if (fn === undefined)
      return mayReturn(contract) ? [...passed] : isLook(contract) ? [found] : [];
    return partsOf(passed, asked.left(fn, at)?.returned ?? none);
  });
  return new Set(parts);
}

/** Parts of parts, as parts of the object. */
export function partsOf(passed: Parts, parts: Parts): readonly string[] {
  return [...passed].flatMap((outer) => [...parts].map((part) => (outer === "" ? part : outer)));
}

/** What is known of who is called: a contract, or a body that knows better. */
export function calleeOf(
  { program, model }: Asked,
  body: Body,
  callee: Expr,
  arity: number,
): { readonly contract?: Contract | undefined; readonly fn?: CFunction | undefined } {
  if (callee.kind !== "outer") {
    const pointer = callee.kind === "deref" ? callee.of : callee;
    return { contract: model.pointerContractOf("", pointer.kind === "field" ? pointer.field : "") };
  }
  const contract = model.contractOf(callee.name, arity);
  const fn = program.calleeOf(body.fn, callee.name);
  return contract === undefined || (contract.family === true && fn !== undefined)
    ? { fn }
    : { contract };
}

/** What a look into the object returned: where in it that is, the contract does not say. */
export const found = "()";

function isLook(contract: Contract | undefined): boolean {
  return contract?.kind === "pure" || contract?.kind === "borrows";
}

/** Whether a callee may return what it is given. */
function mayReturn(contract: Contract | undefined): boolean {
  if (contract?.kind === "operator") return contract.operator === "identity";
  return (
    contract?.kind === "cases" && contract.cases.some(({ returns }) => returns.kind === "same")
  );
}

export function partsIn(asked: Asked, body: Body, expr: Expr): Parts {
  switch (expr.kind) {
    case "local":
      return body.locals.get(expr.name) ?? none;
    case "cast":
    case "container":
    case "unary":
      return partsIn(asked, body, expr.of);
    case "binary":
      // How far two places are apart is a number.
      if (expr.op === "-" && isPointer(body.fn, expr.right)) return none;
      return new Set(
        [expr.left, expr.right]
          .filter((side) => expr.op === "+" || expr.op === "-" || !isLoad(side))
          .flatMap((side) => [...partsIn(asked, body, side)]),
      );
    case "address":
      return placeIn(asked, body, expr.of);
    case "field": {
      // The name of an array stands for where it is; of a part, any name may be one.
      const parts = placeIn(asked, body, expr);
      if (asked.model.inlineFields.has(expr.field)) return parts;
      return parts.has(expr.field) ? new Set([...parts].filter((part) => part !== expr.field)) : parts; // prettier-ignore
    }
    case "opaque":
      return new Set(expr.reads.flatMap((part) => [...mentionedIn(body, part)]));
    default:
      return none;
  }
}

function isPointer({ params, locals }: CFunction, expr: Expr): boolean {
  const type =
    expr.kind === "cast"
      ? expr.type
      : expr.kind === "local"
        ? [...params, ...locals].find(({ name }) => name === expr.name)?.type
        : undefined;
  return type !== undefined && type.pointers > 0;
}

/** Whoever works on the bits of what he finds has found a number. */
function isLoad(expr: Expr): boolean {
  return expr.kind === "field" || expr.kind === "index" || expr.kind === "deref";
}

/** Whether the place is reached by a pointer that was found in memory: then it may be elsewhere. */
export function isFound(place: Expr): boolean {
  let at = place;
  while (at.kind === "field" || at.kind === "index" || at.kind === "cast") at = at.kind === "cast" ? at.of : at.base; // prettier-ignore
  if (at.kind !== "deref") return false;
  let pointer = at.of;
  while (pointer.kind === "cast") pointer = pointer.of;
  return isLoad(pointer);
}

/** The parts of the object that the place may be. */
export function placeIn(asked: Asked, body: Body, place: Expr): Parts {
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

export function mentionedIn({ locals }: Body, expr: Expr): readonly string[] {
  return [...within(expr)].flatMap((part) =>
    part.kind === "local" ? [...(locals.get(part.name) ?? none)] : [],
  );
}
