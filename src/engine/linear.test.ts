import fc from "fast-check";
import * as linear from "./linear.ts";
import type { Linear } from "./linear.ts";

/** Σ coefficients[i]·s_i + constant */
function sum(coefficients: readonly number[], value: number): Linear {
  let term = linear.constant(value);
  for (const [sym, coefficient] of coefficients.entries()) {
    const part = linear.scale(linear.symbol(sym), coefficient);
    term = linear.add(term, part ?? linear.ZERO) ?? linear.ZERO;
  }
  return term;
}

const huge = linear.LIMIT;

test.each<[string, Linear | undefined, Linear | undefined]>([
  ["adds like symbols", linear.add(sum([1, 2], 3), sum([4, 0, 5], 6)), sum([5, 2, 5], 9)],
  ["drops a symbol that cancels", linear.sub(sum([1, 2], 3), sum([1], 0)), sum([0, 2], 3)],
  ["scales", linear.scale(sum([1, -2], 3), -2), sum([-2, 4], -6)],
  ["scales to nothing", linear.scale(sum([1, -2], 3), 0), linear.ZERO],
  ["negates", linear.negate(sum([1, -2], 3)), sum([-1, 2], -3)],
  ["substitutes", linear.substitute(sum([2, 1], 3), 0, sum([0, 1, 1], 5)), sum([0, 3, 2], 13)],
  ["substitutes what is not there", linear.substitute(sum([2], 3), 4, linear.ONE), sum([2], 3)],
  ["knows no sum beyond the limit", linear.add(sum([], huge), linear.ONE), undefined],
  ["knows no product beyond the limit", linear.scale(sum([huge], 0), 2), undefined],
  ["knows no inexact product", linear.scale(sum([], huge - 1), huge - 1), undefined],
  ["reads a literal", linear.literal(-7n), sum([], -7)],
  ["knows no literal beyond the limit", linear.literal(1n << 63n), undefined],
])("%s", (_, actual, expected) => {
  expect(actual).toEqual(expected);
});

test("a constant that does not fit is a mistake of the caller", () => {
  expect(() => linear.constant(2 ** 60)).toThrow(RangeError);
  expect(() => linear.constant(0.5)).toThrow(RangeError);
});

const terms = fc
  .tuple(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 5 }), fc.integer())
  .map(([coefficients, value]) => sum(coefficients, value));
const values = fc.array(fc.integer(), { minLength: 5, maxLength: 5 }).map((list) => {
  return new Map(list.entries());
});

test("operations mean on terms what they mean on their values", () => {
  fc.assert(
    fc.property(terms, terms, values, fc.integer({ min: -9, max: 9 }), (a, b, at, factor) => {
      const value = (term: Linear | undefined): number => linear.evaluate(term ?? a, at) ?? NaN;
      expect(value(linear.add(a, b))).toBe(value(a) + value(b));
      expect(value(linear.sub(a, b))).toBe(value(a) - value(b));
      expect(value(linear.scale(a, factor))).toBe(value(a) * factor + 0);
      const replaced = new Map(at).set(2, value(b));
      expect(value(linear.substitute(a, 2, b))).toBe(linear.evaluate(a, replaced));
    }),
  );
});

test("keys are equal for equal terms only", () => {
  fc.assert(
    fc.property(terms, terms, (a, b) => {
      expect(linear.keyOf(a) === linear.keyOf(b)).toBe(linear.equal(a, b));
    }),
  );
});
