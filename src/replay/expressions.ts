// Expressions to values, left sides to places.

import { undeclaredLocals } from "../c/undeclared.ts";
import type { CFunction, CType, Expr, Instruction } from "../c/ir.ts";
import {
  type Block,
  type Place,
  type Value,
  inside,
  keyOfPlace,
  moved,
  number,
  pointerTo,
} from "./heap.ts";
import { type Integer, compute, converted, inverted, literal, negated, truth } from "./integer.ts";
import { type Machine, newBlock, pointedTo, stuck } from "./machine.ts";
import { found } from "./found.ts";
import { behind, isZeroedPart, numberOf, read, settled } from "./memory.ts";
import { useThrough } from "./moves.ts";
import { isArray, isInteger, isPointer, typeOfPlace } from "./types-of.ts";

/** One activation of a function. */
export interface Frame {
  readonly fn: CFunction;
  readonly depth: number;
  readonly locals: Map<string, Block>;
  /** What each iterator gave last. */
  readonly walked: Map<Instruction, Block>;
}

export function evaluate(machine: Machine, frame: Frame, expr: Expr): Value {
  if (machine.halted !== undefined) return number(0);
  switch (expr.kind) {
    case "number":
      return { kind: "int", ...literal(expr.value) };
    case "string":
      return pointerTo({ block: newBlock(machine, "string", { outlives: true }), path: [] });
    case "sizeof":
      return sizeOf(machine, expr.text);
    case "outer":
      return outer(machine, frame, expr.name);
    case "local":
    case "field":
    case "deref":
    case "index":
      return contentOf(machine, frame, expr);
    case "address":
      return addressOf(machine, frame, expr.of);
    case "unary":
      return unary(expr.op, evaluate(machine, frame, expr.of));
    case "binary": {
      const left = evaluate(machine, frame, expr.left);
      return binary(machine, expr.op, left, evaluate(machine, frame, expr.right));
    }
    case "cast": {
      const place = expr.of.kind === "field" ? placeOf(machine, frame, expr.of) : undefined;
      return isPointer(expr.type) && place !== undefined && isZeroedArray(machine, expr.of, place)
        ? pointerTo(inside(place, 0))
        : cast(machine, evaluate(machine, frame, expr.of), expr.type);
    }
    case "container":
      return container(machine, evaluate(machine, frame, expr.of), expr);
    case "opaque":
      return found(machine, `${expr.text}~0`, undefined, true);
  }
}

/** Where an expression is. */
export function placeOf(machine: Machine, frame: Frame, expr: Expr): Place {
  switch (expr.kind) {
    case "local":
      return { block: localOf(machine, frame, expr.name), path: [] };
    case "outer": {
      const isLocal = undeclaredLocals(frame.fn).has(expr.name);
      const block = isLocal ? localOf(machine, frame, expr.name) : globalOf(machine, expr.name);
      return { block, path: [] };
    }
    case "field":
      return settled(inside(placeOf(machine, frame, expr.base), expr.field));
    case "deref":
      return behind(machine, evaluate(machine, frame, expr.of));
    case "index": {
      const at = Number(BigInt.asIntN(52, numberOf(evaluate(machine, frame, expr.index))));
      if (isLvalue(expr.base)) {
        const base = placeOf(machine, frame, expr.base);
        if (isArray(typeOfPlace(machine.program, base)) || isZeroedArray(machine, expr.base, base))
          return settled(inside(base, at));
      }
      return moved(behind(machine, evaluate(machine, frame, expr.base)), at);
    }
    case "cast":
      return placeOf(machine, frame, expr.of);
    default:
      return behind(machine, evaluate(machine, frame, { kind: "address", of: expr }));
  }
}

/** Nobody indexes NULL, or makes another NULL of it: of unknown type, it is an array that was zeroed. */
function isZeroedArray(machine: Machine, expr: Expr, place: Place): boolean {
  return (
    expr.kind === "field" &&
    typeOfPlace(machine.program, place) === undefined &&
    isZeroedPart(place)
  );
}

export function localOf(machine: Machine, frame: Frame, name: string): Block {
  return frame.locals.get(name) ?? newLocal(machine, frame, name);
}

/** The variable comes into being, its content garbage. */
export function newLocal(machine: Machine, { fn, depth, locals }: Frame, name: string): Block {
  const type = [...fn.params, ...fn.locals].find((variable) => variable.name === name)?.type;
  const param = depth === 0 && fn.params.some((one) => one.name === name);
  const block = newBlock(machine, name, { pointee: false, type, param });
  locals.set(name, block);
  return block;
}

export function isTrue(value: Value): boolean {
  return numberOf(value) !== 0n;
}

export function integerOf(value: Value): Integer {
  return value.kind === "int" ? value : { value: numberOf(value), type: undefined };
}

export function isLvalue(expr: Expr): boolean {
  switch (expr.kind) {
    case "local":
    case "outer":
    case "field":
    case "deref":
    case "index":
      return true;
    default:
      return false;
  }
}

function contentOf(machine: Machine, frame: Frame, expr: Expr): Value {
  const place = placeOf(machine, frame, expr);
  if (!isArray(typeOfPlace(machine.program, place))) useThrough(machine, frame, expr);
  return content(machine, place);
}

/** An array is worth the address of its first element, anything else its content. */
function content(machine: Machine, place: Place): Value {
  if (isArray(typeOfPlace(machine.program, place))) return pointerTo(inside(place, 0));
  return read(machine, place);
}

function outer(machine: Machine, frame: Frame, name: string): Value {
  const constant =
    machine.program.constantOf(name) ??
    machine.model.constantOf(name) ??
    machine.constants.get(name);
  if (constant !== undefined) return { kind: "int", ...literal(BigInt(constant)) };
  if (isConstantName(name)) return unknownConstant(machine, name);
  const isFunction =
    machine.program.functionOf(name) !== undefined ||
    machine.model.contractOf(name) !== undefined ||
    isDestructor(machine, name);
  if (isFunction) return { kind: "function", name };
  return content(machine, placeOf(machine, frame, { kind: "outer", name }));
}

/** Constants that nobody gave a value are bits of their own. */
function unknownConstant(machine: Machine, name: string): Value {
  const value = 1n << BigInt(machine.constants.size % 30);
  machine.constants.set(name, value);
  return { kind: "int", ...literal(value) };
}

function sizeOf(machine: Machine, text: string): Value {
  const bytes = machine.model.sizeOf(text);
  const known =
    bytes !== undefined
      ? BigInt(bytes)
      : (machine.constants.get(text) ?? machine.constants.get(`sizeof(${text})`));
  return number(known ?? 64n, { bits: 64, signed: false });
}

function isConstantName(name: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(name);
}

function isDestructor(machine: Machine, name: string): boolean {
  const meaning = machine.model.fieldOf("destructor");
  return meaning?.is === "destructor" && meaning.uncharges.includes(name);
}

function globalOf(machine: Machine, name: string): Block {
  const known = machine.globals.get(name);
  if (known !== undefined) return known;
  const make = (): Block => newBlock(machine, name, { pointee: false, outlives: true });
  const block = pointedTo(machine, `&${name}`, make);
  machine.globals.set(name, block);
  return block;
}

function addressOf(machine: Machine, frame: Frame, of: Expr): Value {
  if (of.kind === "deref") return evaluate(machine, frame, of.of);
  if (of.kind === "cast") return addressOf(machine, frame, of.of);
  if (of.kind === "outer") {
    const value = outer(machine, frame, of.name);
    if (value.kind === "function") return value;
  }
  if (!isLvalue(of)) return stuck(machine, "takes the address of a value");
  const place = placeOf(machine, frame, of);
  return pointerTo(isArray(typeOfPlace(machine.program, place)) ? inside(place, 0) : place);
}

function unary(op: "-" | "~" | "!", of: Value): Value {
  if (op === "!") return { kind: "int", ...truth(!isTrue(of)) };
  const integer = integerOf(of);
  return { kind: "int", ...(op === "-" ? negated(integer) : inverted(integer)) };
}

type Binary = Extract<Expr, { kind: "binary" }>["op"];

function binary(machine: Machine, op: Binary, left: Value, right: Value): Value {
  if (pointsSomewhere(left) || pointsSomewhere(right)) {
    const value = onPointers(machine, op, left, right);
    if (value !== undefined) return value;
  }
  const value = compute(op, integerOf(left), integerOf(right));
  return value === undefined ? stuck(machine, "divides by zero") : { kind: "int", ...value };
}

function onPointers(machine: Machine, op: Binary, left: Value, right: Value): Value | undefined {
  const both = pointsSomewhere(left) && pointsSomewhere(right);
  if (both) {
    const [a, b] = [placeOfPointer(machine, left), placeOfPointer(machine, right)];
    const same = a !== undefined && b !== undefined && keyOfPlace(a) === keyOfPlace(b);
    if (op === "==") return { kind: "int", ...truth(same) };
    if (op === "!=") return { kind: "int", ...truth(!same) };
    const [x, y] = a?.block === b?.block ? [elementOf(a), elementOf(b)] : [addressAt(a), addressAt(b)]; // prettier-ignore
    if (op === "-") return number(x - y);
    const value = compute(op, literal(x), literal(y));
    return value && { kind: "int", ...value };
  }
  const [pointer, other] = pointsSomewhere(left) ? [left, right] : [right, left];
  const step = Number(BigInt.asIntN(52, numberOf(other)));
  const place = op === "+" || op === "-" ? placeOfPointer(machine, pointer) : undefined;
  if (place === undefined) return undefined;
  return pointerTo(moved(place, op === "+" ? step : -step));
}

/** Is the value a valid pointer, as far as anybody has seen? */
function pointsSomewhere(value: Value): boolean {
  if (value.kind === "found")
    return value.number > 0n && (value.pointer || value.block !== undefined || isPointer(value.type)); // prettier-ignore
  return value.kind === "pointer";
}

function placeOfPointer(machine: Machine, value: Value): Place | undefined {
  return pointsSomewhere(value) ? behind(machine, value) : undefined;
}

function elementOf(place: Place | undefined): bigint {
  const last = place?.path.at(-1);
  return typeof last === "number" ? BigInt(last) : 0n;
}

function addressAt(place: Place | undefined): bigint {
  return (place?.block.address ?? 1n) + elementOf(place);
}

function cast(machine: Machine, value: Value, type: CType): Value {
  const open = value.kind === "found" && value.block === undefined && !isPointer(value.type);
  // From here on it is a pointer, and sums with it are places.
  if (isPointer(type) && open && value.number > 0n) return pointerTo(behind(machine, value));
  if (!isInteger(type) || (value.kind !== "int" && !open)) return value;
  return number(converted(numberOf(value), type.integer), type.integer);
}

type Container = Extract<Expr, { kind: "container" }>;

/** `container_of(p, type, member)`: back from the member to the struct around it. */
function container(machine: Machine, of: Value, { type, member }: Container): Value {
  if (of.kind === "int") return stuck(machine, "looks for the struct around no pointer");
  const place = behind(machine, of);
  const members = member.split(".");
  const tail = place.path.slice(-members.length);
  if (place.path.length > 0 && tail.join(".") === member)
    return pointerTo({ block: place.block, path: place.path.slice(0, -members.length) });
  const key = `container ${keyOfPlace(place)} ${type} ${member}`;
  const known = machine.answers.get(key);
  if (known !== undefined) return known;
  const base = { base: type, pointers: 0, arrays: [], integer: undefined };
  const block = newBlock(machine, "(…)", { outlives: true, type: base });
  if (place.path.length === 0) block.members.set(member, place.block);
  const value = pointerTo({ block, path: [] });
  machine.answers.set(key, value);
  return value;
}
