// Integers as C computes with them on a 64-bit kernel: promotion, wrap-around, unsigned compare.

import type { BinaryOp, CType } from "../c/ir.ts";

export type IntegerType = NonNullable<CType["integer"]>;

/** A number and, where the source tells, its type. Without one it does not wrap. */
export interface Integer {
  readonly value: bigint;
  readonly type: IntegerType | undefined;
}

export const INT: IntegerType = { bits: 32, signed: true };
export const LONG: IntegerType = { bits: 64, signed: true };

/** The type that a literal has: the first of int and long that holds it. */
export function literal(value: bigint): Integer {
  return { value, type: BigInt.asIntN(INT.bits, value) === value ? INT : LONG };
}

export function truth(value: boolean): Integer {
  return { value: value ? 1n : 0n, type: INT };
}

/** What is left of a number in a variable of this type. */
export function converted(value: bigint, type: IntegerType | undefined): bigint {
  if (type === undefined) return BigInt.asIntN(64, value);
  if (type.bits === 1) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

/** `left op right`; undefined for a division by zero. */
export function compute(op: BinaryOp, left: Integer, right: Integer): Integer | undefined {
  const shift = op === "<<" || op === ">>";
  const type = shift ? promoted(left.type) : common(left.type, right.type);
  const a = type === undefined ? left.value : converted(left.value, type);
  const b = type === undefined || shift ? right.value : converted(right.value, type);
  const ordered = compare(op, a, b);
  if (ordered !== undefined) return truth(ordered);
  const value = combine(op, a, b);
  return value === undefined ? undefined : { value: converted(value, type), type };
}

export function negated(of: Integer): Integer {
  const type = promoted(of.type);
  return { value: converted(-of.value, type), type };
}

export function inverted(of: Integer): Integer {
  const type = promoted(of.type);
  return { value: converted(~of.value, type), type };
}

function compare(op: BinaryOp, a: bigint, b: bigint): boolean | undefined {
  switch (op) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return undefined;
  }
}

function combine(op: BinaryOp, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0n ? undefined : a / b;
    case "%":
      return b === 0n ? undefined : a % b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    // By more than there are bits, C does not say; processors take what is left of the count.
    case "<<":
      return a << BigInt.asUintN(6, b);
    case ">>":
      return a >> BigInt.asUintN(6, b);
    default:
      return undefined;
  }
}

function promoted(type: IntegerType | undefined): IntegerType | undefined {
  return type !== undefined && type.bits < INT.bits ? INT : type;
}

function common(
  left: IntegerType | undefined,
  right: IntegerType | undefined,
): IntegerType | undefined {
  const [a, b] = [promoted(left), promoted(right)];
  if (a === undefined || b === undefined) return undefined;
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.signed ? b : a;
}
