// What is left of a value when it is stored in something of a type.

import type { CType } from "../c/ir.ts";
import { app, conditionOf } from "./arithmetic.ts";
import { assume, boundsOf } from "./constraints.ts";
import { type Linear, add, constant, constantOf, literal, negate } from "./linear.ts";
import type { Run, State } from "./state.ts";
import { type Value, int, valueOf } from "./values.ts";

/** What is left of a value when it is stored in something of this type. */
export function converted(run: Run, state: State, type: CType | undefined, value: Value): Value {
  if (type === undefined || type.pointers > 0 || value.kind === "address") return value;
  const integer = type.integer;
  if (integer === undefined) return value;
  if (type.base === "bool" || type.base === "_Bool") {
    const condition = conditionOf(value);
    return typeof condition === "boolean"
      ? int(condition ? 1 : 0)
      : { kind: "truth", of: condition };
  }
  if (value.kind === "truth") return value;
  const number = constantOf(value.term);
  if (number !== undefined) {
    const wrapped = integer.signed
      ? BigInt.asIntN(integer.bits, BigInt(number))
      : BigInt.asUintN(integer.bits, BigInt(number));
    const term = literal(wrapped);
    return term === undefined ? value : valueOf(term);
  }
  const { min, max } = boundsOf(state.constraints, value.term);
  if (integer.bits < 32 && (max === undefined || max >= 2 ** integer.bits)) {
    const most = 2 ** (integer.signed ? integer.bits - 1 : integer.bits) - 1;
    const least = integer.signed ? -most - 1 : 0;
    return app(run, state, `cast${least < 0 ? "s" : "u"}${integer.bits}`, [value.term], {
      min: least,
      max: most,
    });
  }
  if (integer.signed || (min !== undefined && min >= 0)) return value;
  return unwrapped(state, value.term, integer.bits);
}

/**
 * An unsigned number that would be negative wraps around when it must; where it need not, callers
 * are taken not to rely on it.
 */
function unwrapped(state: State, term: Linear, bits: number): Value {
  const within = assume(state.constraints, { kind: "le", term: negate(term) });
  if (within !== undefined) {
    state.constraints = within;
    return valueOf(term);
  }
  const above = bits <= 32 ? add(term, constant(2 ** bits)) : undefined;
  return valueOf(above ?? term);
}
