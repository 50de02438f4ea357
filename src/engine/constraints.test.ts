import fc from "fast-check";
import { init } from "z3-solver";
import { assume, bound, boundsOf, entails, modelOf, negate, none } from "./constraints.ts";
import type { Atom, Constraints } from "./constraints.ts";
import * as linear from "./linear.ts";
import type { Linear } from "./linear.ts";

const U32 = 2 ** 32 - 1;

/** `x - y + 3 <= 0`: letters are symbols, `2x` is a product, the right side is 0. */
function atom(text: string): Atom {
  const [, left = "", op = ""] = /^(.*?)(<=|==|!=) 0$/.exec(text) ?? [];
  let term = linear.ZERO;
  for (const [, sign, digits, name] of left.matchAll(/([+-]?) *(\d*)([a-z]?) /g)) {
    const factor = (digits === "" ? 1 : Number(digits)) * (sign === "-" ? -1 : 1);
    const one = name === "" ? linear.ONE : linear.symbol(name?.charCodeAt(0) ?? 0);
    term = linear.add(term, linear.scale(one, factor) ?? one) ?? term;
  }
  return { kind: op === "<=" ? "le" : op === "==" ? "eq" : "ne", term };
}

/** `0 <= x <= 7` is a bound, anything else an atom. */
function known(...facts: readonly string[]): Constraints | undefined {
  let state: Constraints | undefined = none;
  for (const fact of facts) {
    const [, min, name, max] = /^(-?\d+) <= ([a-z]) <= (\d+)$/.exec(fact) ?? [];
    if (state === undefined) return undefined;
    if (name === undefined) state = assume(state, atom(fact));
    else state = bound(state, name.charCodeAt(0), Number(min), Number(max));
  }
  return state;
}

describe("infeasible", () => {
  test.each<[string, ...string[]]>([
    ["a constant", "1 <= 0"],
    ["a value that is not in range", "0 <= x <= 7", "x - 8 == 0"],
    ["the same test twice", "x - y == 0", "x - y != 0"],
    ["a cycle of differences", "x - y + 1 <= 0", "y - z <= 0", "z - x <= 0"],
    ["a long cycle", "a - b <= 0", "b - c <= 0", "c - d <= 0", "d - e <= 0", "e - a + 1 <= 0"],
    ["no room between two bounds", "x - y + 1 <= 0", "y - x - 2 <= 0", "y - x - 1 != 0", "y - x - 2 != 0"],
    ["no even number is odd", "2x - 2y - 1 == 0"],
    ["no even number is odd, through a sum", "x - 2y == 0", "x - 2z - 1 == 0"],
    ["all values of a range are excluded", "0 <= x <= 2", "x != 0", "x - 1 != 0", "x - 2 != 0"],
    ["a sum above its bound", "a + b - s <= 0", "0 <= c <= 9", "s - a - b - c + 10 <= 0"],
    ["a slot beyond the count", "i - n + 1 <= 0", "0 <= i <= 99", "n - 3 == 0", "i - 3 == 0"],
    ["equal by two inequalities", "x - y <= 0", "y - x <= 0", "x - y != 0"],
    ["between two multiples", "3x - 2 <= 0", "1 - 3x <= 0"],
    ["the second bulk part", "n - c == 0", "m - n + c - 1 == 0", "m - 1 != 0"],
    ["pigeons", "0 <= x <= 1", "0 <= y <= 1", "0 <= z <= 1", "x - y != 0", "y - z != 0", "x - z != 0"],
  ])("%s", (_, ...facts) => {
    expect(known(...facts)).toBeUndefined();
    expect(known(...facts.slice(0, -1))).toBeDefined();
  });
}); // prettier-ignore

describe("entailed", () => {
  test.each<[string, string, boolean, ...string[]]>([
    ["what was assumed", "x - y <= 0", true, "x - y <= 0"],
    ["what is weaker", "x - y - 1 <= 0", true, "x - y <= 0"],
    ["a chain", "x - z + 2 <= 0", true, "x - y + 1 <= 0", "y - z + 1 <= 0"],
    ["an equality from both sides", "x - y == 0", true, "x - y <= 0", "y - x <= 0"],
    ["not what is stronger", "x - y + 1 <= 0", false, "x - y <= 0"],
    ["not anything about a stranger", "z <= 0", false, "x - y <= 0"],
    ["a difference apart", "x - y != 0", true, "x - y + 1 <= 0"],
    ["a sum", "a + b - 30 <= 0", true, "0 <= a <= 10", "0 <= b <= 20"],
  ])("%s", (_, conclusion, expected, ...facts) => {
    const state = known(...facts);
    expect(state && entails(state, atom(conclusion))).toBe(expected);
  });
});

test("bounds follow from intervals and equalities", () => {
  const state = known("0 <= x <= 9", "y - x - 3 == 0") ?? none;
  expect(boundsOf(state, atom("y <= 0").term)).toEqual({ min: 3, max: 12 });
  expect(boundsOf(state, atom("y - x <= 0").term)).toEqual({ min: 3, max: 3 });
  expect(boundsOf(state, atom("x + z <= 0").term)).toEqual({ min: undefined, max: undefined });
});

describe("models are small", () => {
  test.each<[string, Record<string, number>, ...string[]]>([
    ["zero where it may be", { x: 0 }, "0 <= x <= 99"],
    ["one where zero may not", { x: 1 }, "0 <= x <= 99", "x != 0"],
    ["the least difference", { x: 0, y: 1 }, "0 <= x <= 99", "0 <= y <= 99", "x - y + 1 <= 0"],
    ["a negative one", { x: -1 }, "x + 1 <= 0"],
    ["over the send buffer", { s: 0, a: 0, b: 1 }, `0 <= s <= ${U32}`, `0 <= a <= ${U32}`, `0 <= b <= ${U32}`, "s - a - b + 1 <= 0"],
  ])("%s", (_, expected, ...facts) => {
    const model = modelOf(known(...facts) ?? none);
    const values = Object.keys(expected).map((name) => [name, model?.get(name.charCodeAt(0))]);
    expect(Object.fromEntries(values)).toEqual(expected);
  });

  test("a hint is taken where it fits", () => {
    const state = known("0 <= x <= 9") ?? none;
    const x = "x".charCodeAt(0);
    expect(modelOf(state, [], new Map([[x, 7]]))?.get(x)).toBe(7);
    expect(modelOf(state, [], new Map([[x, 17]]))?.get(x)).toBe(0);
    expect(modelOf(state, [atom("4 - x <= 0")])?.get(x)).toBe(4);
  });
}); // prettier-ignore

test("what is too large to be exact stays unknown", () => {
  const large: Linear = { symbols: [1, 2], coefficients: [2 ** 51, 3], constant: 0 };
  const state = assume(none, { kind: "eq", term: { ...large, coefficients: [2 ** 51, 1] } });
  expect(state && assume(state, { kind: "le", term: large })).toBeDefined();
  expect(bound(none, 1, 0, 2 ** 64)).toBeDefined();
});

test("a state is not changed by what is assumed on top of it", () => {
  const state = known("0 <= x <= 9", "0 <= y <= 9", "x - y <= 0") ?? none;
  const before = structuredClone(state);
  assume(state, atom("y - x <= 0"));
  assume(state, atom("x - 5 == 0"));
  modelOf(state);
  expect(state).toEqual(before);
});

// What a function's branches look like: differences, small sums, few constants.
const symbols = 6;
const constants = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(16, 255, 4096));
const coefficient = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(1, -1) },
  { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
);
const sum = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(symbols - 1), coefficient), { minLength: 1, maxLength: 4 }),
    constants,
  )
  .map(([parts, value]) => {
    let term = linear.constant(value);
    for (const [sym, factor] of parts) {
      term = linear.add(term, linear.scale(linear.symbol(sym), factor) ?? term) ?? term;
    }
    return term;
  });
const difference = fc
  .tuple(fc.nat(symbols - 1), fc.nat(symbols - 1), constants)
  .map(([a, b, value]): Linear => {
    const term = linear.sub(linear.symbol(a), linear.symbol(b)) ?? linear.ZERO;
    return linear.withConstant(term, value);
  });
const atoms: fc.Arbitrary<Atom> = fc.record({
  kind: fc.constantFrom("le", "le", "le", "eq", "ne"),
  term: fc.oneof(
    { weight: 3, arbitrary: difference },
    { weight: 2, arbitrary: sum },
    { weight: 1, arbitrary: fc.tuple(fc.nat(symbols - 1), constants).map(([sym, value]) =>
      linear.withConstant(linear.symbol(sym), value)) },
  ),
}); // prettier-ignore
const ranges = fc.array(fc.constantFrom<[number, number] | undefined>([0, 1], [0, 3], [0, 255], [0, U32], [-4095, 0], undefined), {
  minLength: symbols, maxLength: symbols,
}); // prettier-ignore

type Z3 = Awaited<ReturnType<typeof init>>;

type Oracle = (
  atoms: readonly Atom[],
  bounds: readonly ([number, number] | undefined)[],
) => Promise<boolean>;

/** Whether z3 finds the atoms and ranges satisfiable over the integers. */
function oracleOf(z3: Z3): Oracle {
  const { Solver, Int } = z3.Context("main");
  const names = Array.from({ length: symbols }, (_, i) => Int.const(`x${i}`));
  const solver = new Solver();
  const zero = Int.val(0);
  return async (given, bounds) => {
    solver.push();
    for (const [i, range] of bounds.entries()) {
      const name = names[i];
      if (range !== undefined && name !== undefined)
        solver.add(name.ge(range[0]), name.le(range[1]));
    }
    for (const { kind, term } of given) {
      const parts = term.symbols.map((sym, i) =>
        (names[sym] ?? zero).mul(term.coefficients[i] ?? 0),
      );
      const total = parts.reduce((left, right) => left.add(right), Int.val(term.constant).add(0));
      solver.add(kind === "le" ? total.le(0) : kind === "eq" ? total.eq(0) : total.neq(0));
    }
    const answer = await solver.check();
    solver.pop();
    return answer === "sat";
  };
}

describe("against z3", () => {
  let satisfiable: Oracle;
  let stop: () => void;

  beforeAll(async () => {
    const z3 = await init();
    satisfiable = oracleOf(z3);
    stop = () => { (z3.em as { PThread: { terminateAllThreads(): void } }).PThread.terminateAllThreads(); };
  }); // prettier-ignore
  afterAll(() => {
    stop();
  });

  test("what is called infeasible or entailed is so, and models satisfy", async () => {
    const count = { systems: 0, infeasible: 0, maybe: 0, satisfiable: 0, modelless: 0, weak: 0, entailed: 0 }; // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(atoms, { maxLength: 12 }), ranges, atoms, async (given, bounds, extra) => {
        count.systems++;
        let state: Constraints | undefined = none;
        for (const [sym, range] of bounds.entries()) {
          if (range !== undefined) state = state && bound(state, sym, ...range);
        }
        let taken = 0;
        for (const next of given) {
          if (state === undefined) break;
          state = assume(state, next);
          taken++;
        }
        const expected = await satisfiable(given.slice(0, taken), bounds);
        if (state === undefined) {
          count.infeasible++;
          expect(expected).toBe(false);
          return;
        }
        if (!expected) count.maybe++;
        else count.satisfiable++;
        const model = modelOf(state);
        if (model === undefined) count.modelless += expected ? 1 : 0;
        else {
          expect(expected).toBe(true);
          check(given, bounds, model);
        }
        const proven = entails(state, extra);
        const follows = !(await satisfiable([...given, negate(extra)], bounds));
        if (proven) expect(follows).toBe(true);
        count.entailed += follows ? 1 : 0;
        count.weak += follows && !proven ? 1 : 0;
      }),
      { numRuns: 2500, seed: 20 },
    );
    process.stdout.write(`${JSON.stringify(count)}\n`);
    expect(count.maybe).toBeLessThan(count.infeasible / 50);
    expect(count.modelless).toBeLessThan(count.satisfiable / 50);
  }, 60_000);
}); // prettier-ignore

function check(
  given: readonly Atom[],
  bounds: readonly ([number, number] | undefined)[],
  model: ReadonlyMap<number, number>,
): void {
  const at = new Map(Array.from({ length: symbols }, (_, sym) => [sym, model.get(sym) ?? 0]));
  for (const { kind, term } of given) {
    const value = linear.evaluate(term, at) ?? NaN;
    expect(kind === "le" ? value <= 0 : kind === "eq" ? value === 0 : value !== 0).toBe(true);
  }
  for (const [sym, range] of bounds.entries()) {
    const value = at.get(sym) ?? 0;
    if (range !== undefined) expect(value >= range[0] && value <= range[1]).toBe(true);
  }
}
