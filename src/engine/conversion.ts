// What is left of a value when it is stored in something of a type.

import type { CType } from "../c/ir.ts";
import { app, conditionOf } from "./arithmetic.ts";
import { type Constraints, assume, boundsOf } from "./constraints.ts";
import { type Linear, add, constant, constantOf, literal, negate } from "./linear.ts";
import type { Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
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
    if (isNamed(run, value.term)) {
      const fits = within(state, value.term, least, most);
      if (fits !== undefined) {
        state.constraints = fits;
        return value;
      }
    }
    return app(run, state, `cast${least < 0 ? "s" : "u"}${integer.bits}`, [value.term], {
      min: least,
      max: most,
    });
  }
  if (integer.signed || (min !== undefined && min >= 0)) return value;
  return unwrapped(state, value.term, integer.bits);
}

/** A named constant of unknown value: it is taken to fit where somebody puts it. */
function isNamed(run: Run, { symbols, coefficients, constant: rest }: Linear): boolean {
  const [sym] = symbols;
  if (sym === undefined || symbols.length > 1 || coefficients[0] !== 1 || rest !== 0) return false;
  return symbolOf(run.symbols, sym).origin.kind === "constant";
}

function within(state: State, term: Linear, least: number, most: number): Constraints | undefined {
  const above = add(negate(term), constant(least));
  const below = add(term, constant(-most));
  const fits = above && assume(state.constraints, { kind: "le", term: above });
  return below && fits && assume(fits, { kind: "le", term: below });
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
