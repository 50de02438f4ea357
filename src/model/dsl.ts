// Small words that the tables are written with: each turns a name, or a list of names in one
// string, into contracts. They only build data; what it means is said in contract.ts.

import type {
  Amount, Case, Contract, Effect, Guard, MoveWay, Operator, Ref, Returns,
} from "./contract.ts"; // prettier-ignore

/** The lowest error number, as ERR_PTR knows it. */
const LOWEST_ERROR = -4095;
export const LARGEST_INT = 2147483647;

/** `arg(1)`: the argument; `arg(0, "sk")`: the content of `arg0->sk`. */
export function arg(index: number, ...path: readonly string[]): Ref {
  return path.length === 0 ? { arg: index } : { arg: index, path };
}

/** What the argument points to: `*arg0`. */
export function behind(index: number): Ref {
  return { arg: index, path: [] };
}

/** What the call returns, or a field of it. */
export function result(...path: readonly string[]): Ref {
  return path.length === 0 ? { ret: true } : { ret: true, path };
}

// ---------------------------------------------------------------- results

export const nothing: Returns = { kind: "void" };
export const zero: Returns = { kind: "int", min: 0, max: 0 };
export const anyInt: Returns = { kind: "int" };
export const count: Returns = { kind: "int", min: 0, max: LARGEST_INT };
export const truth: Returns = { kind: "int", min: 0, max: 1 };
export const negative: Returns = { kind: "int", min: LOWEST_ERROR, max: -1 };
export const noPointer: Returns = { kind: "null" };
export const errorPointer: Returns = { kind: "error" };
export const borrowedPointer: Returns = { kind: "borrowed" };
export const anything: Returns = { kind: "any" };

export function int(min: number, max = min): Returns {
  return { kind: "int", min, max };
}

export function same(as: Ref): Returns {
  return { kind: "same", as };
}

export function fresh(object: string): Returns {
  return { kind: "fresh", object };
}

// ---------------------------------------------------------------- guards and effects

export function isNull(of: Ref): Guard {
  return { is: "null", of };
}

export function isObject(of: Ref): Guard {
  return { is: "object", of };
}

export function compares(
  left: Amount,
  compare: "==" | "!=" | "<" | "<=" | ">" | ">=",
  right: Amount,
): Guard {
  return { compare, left, right };
}

export function free(of: Ref): Effect {
  return { do: "consume", of, how: "frees" };
}

export function take(of: Ref): Effect {
  return { do: "consume", of, how: "takes" };
}

/** The data of the first argument may be somewhere else. */
export function moves(way: MoveWay, length?: Amount): Effect {
  return { do: "move", of: arg(0), way, ...(length === undefined ? {} : { length }) };
}

export function doubt(of: Ref, why: string): Effect {
  return { do: "doubt", of, why };
}

/** The destructor is sock_wfree: what the skb weighs is charged to the socket. */
export function ownToWrite(of: Ref, sk: Ref): Effect {
  return { do: "own", of, sk, destructor: "sock_wfree", charged: true };
}

/** An owner whose destructor gives no bytes of the send buffer back. */
export function ownOtherwise(of: Ref, sk: Ref, destructor: string): Effect {
  return { do: "own", of, sk, destructor, charged: false };
}

export function charge(counter: Ref, bytes: Amount): Effect {
  return { do: "charge", counter, bytes, sign: 1 };
}

export function uncharge(counter: Ref, bytes: Amount): Effect {
  return { do: "charge", counter, bytes, sign: -1 };
}

/** An error number is left behind the pointer. */
export function writeError(to: Ref): Effect {
  return { do: "write", to, value: { min: LOWEST_ERROR, max: -1 } };
}

// ---------------------------------------------------------------- cases and contracts

/** A case: label, result, effects; `when` is put around it by `given`. */
export function way(label: string, returns: Returns, ...effects: readonly Effect[]): Case {
  return { label, returns, effects };
}

export function given(when: readonly Guard[], inner: Case): Case {
  return { ...inner, when };
}

export function cases(names: string, ...list: readonly Case[]): readonly Contract[] {
  return words(names).map((name) => ({ name, kind: "cases", cases: list }));
}

export function operator(which: Operator, names: string): readonly Contract[] {
  return words(names).map((name) => ({ name, kind: "operator", operator: which }));
}

export function pure(names: string): readonly Contract[] {
  return words(names).map((name) => ({ name, kind: "pure" }));
}

export function borrows(names: string): readonly Contract[] {
  return words(names).map((name) => ({ name, kind: "borrows" }));
}

/** Where the contracts were read. */
export function from(
  source: string,
  ...groups: readonly (readonly Contract[])[]
): readonly Contract[] {
  return groups.flat().map((contract) => ({ source, ...contract }));
}

export function words(names: string): readonly string[] {
  return names.split(/\s+/).filter((name) => name !== "");
}

// ---------------------------------------------------------------- conventions

/** One reference of the argument is freed; nothing is returned. */
export function frees(names: string, index = 0): readonly Contract[] {
  return cases(names, way("frees it", nothing, free(arg(index))));
}

/** The argument is gone whatever is returned. */
export function takes(names: string, index = 0, returns: Returns = anyInt): readonly Contract[] {
  return cases(names, way("takes it", returns, take(arg(index))));
}

/** 0 and the argument is the caller's; a negative number and it was freed. */
export function consumesOnError(names: string, index = 0): readonly Contract[] {
  return cases(names, way("succeeds", zero), way("fails", negative, free(arg(index))));
}

/** 0 and the argument is gone; a negative number and it is still the caller's. */
export function consumesOnSuccess(names: string, index = 0): readonly Contract[] {
  return cases(names, way("succeeds", zero, take(arg(index))), way("fails", negative));
}

/** 0 or a negative number; the arguments stay the caller's. */
export function canFail(names: string): readonly Contract[] {
  return cases(names, way("succeeds", zero), way("fails", negative));
}

/** 0, and the data of the argument may be somewhere else; or a negative number. */
export function canMove(moving: MoveWay, names: string): readonly Contract[] {
  return cases(names, way("succeeds", zero, moves(moving)), way("fails", negative));
}

/** 0 or 1; the arguments stay the caller's. */
export function answers(names: string): readonly Contract[] {
  return cases(names, way("answers", truth));
}

/** NULL, or a new object; `effects` go with success. */
export function allocates(
  names: string,
  object: string,
  ...effects: readonly Effect[]
): readonly Contract[] {
  return cases(names, way("succeeds", fresh(object), ...effects), way("fails", noPointer));
}

/** ERR_PTR, or a new object. */
export function allocatesOrError(names: string, object: string): readonly Contract[] {
  return cases(names, way("succeeds", fresh(object)), way("fails", errorPointer));
}

/** The argument is consumed; it, another object in its place, or NULL comes back. */
export function replaces(names: string, index = 0): readonly Contract[] {
  return cases(
    names,
    way("gives it back", same(arg(index))),
    way("gives another in its place", fresh("skb"), free(arg(index))),
    way("fails", noPointer, free(arg(index))),
  );
}

/** As `replaces`, but it is always the same object that comes back. */
export function givesBackOrFrees(names: string, index = 0): readonly Contract[] {
  return cases(
    names,
    way("gives it back", same(arg(index))),
    way("fails", noPointer, free(arg(index))),
  );
}
