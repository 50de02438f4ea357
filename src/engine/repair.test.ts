// Conditions over operations that no linear term expresses → numbers on which all of them hold.

import { assume, none, type Atom } from "./constraints.ts";
import { type Linear, add, constant, evaluate, sub, symbol } from "./linear.ts";
import { repaired } from "./repair.ts";
import type { Run } from "./state.ts";
import { intern, newSymbols, type Symbols } from "./symbols.ts";

interface Scene {
  readonly symbols: Symbols;
  readonly input: (name: string) => Linear;
  readonly named: (name: string) => Linear;
  readonly op: (op: string, ...args: readonly Linear[]) => Linear;
}

function scene(): Scene {
  const symbols = newSymbols();
  const of = (kind: "input" | "constant") => (name: string) =>
    symbol(intern(symbols, `${kind} ${name}`, name, { kind }).id);
  return {
    symbols,
    input: of("input"),
    named: of("constant"),
    op: (op, ...args) => {
      const key = `${op} ${JSON.stringify(args)}`;
      return symbol(intern(symbols, key, op, { kind: "app", op, args }).id);
    },
  };
}

type Row = (s: Scene) => readonly (readonly [Linear, "=" | "!=" | "<=", Linear | number])[];

const rows: Readonly<Record<string, Row>> = {
  "two flags of one word, and one that is not there": ({ input, named, op }) => [
    [op("&", input("flags"), named("A")), "!=", 0],
    [op("&", input("flags"), named("B")), "!=", 0],
    [op("&", input("flags"), named("C")), "=", 0],
  ],
  "a difference without a flag, of which something is left": ({ input, named, op }) => [
    [sub(input("end"), add(input("at"), constant(2)) ?? constant(0)) ?? constant(0), "!=", 0],
    [
      op(
        "&",
        sub(input("end"), add(input("at"), constant(2)) ?? constant(0)) ?? constant(0),
        constant(128),
      ),
      "=",
      0,
    ],
    [constant(1), "<=", sub(input("end"), input("at")) ?? constant(0)],
    [input("end"), "!=", named("END")],
  ],
  "a field of a word, read as a small number": ({ input, op }) => [
    [op("castu8", op(">>", input("word"), constant(24))), "=", 17],
  ],
  "a masked name": ({ input, named, op }) => [
    [op("&", input("own"), named("MASK")), "=", named("OWN")],
    [named("OWN"), "!=", 0],
  ],
  "a remainder of a product": ({ input, op }) => [
    [op("%", op("*", input("a"), input("b")), constant(7)), "=", 5],
    [input("a"), "!=", 1],
  ],
  "a remainder that the divisor is too small for": ({ input, op }) => [
    [op("%", input("len"), input("size")), "!=", 0],
    [input("size"), "!=", 0],
    [input("len"), "=", 128],
  ],
  "a quotient of a name": ({ input, named, op }) => [
    [op("/", input("len"), named("SIZE")), "=", 3],
    [named("SIZE"), "!=", 1],
  ],
  "the lesser of two": ({ input, op }) => [
    [op("min", input("a"), input("b")), "=", 9],
    [op("max", input("a"), input("b")), "=", 20],
  ],
  "an inverted mask": ({ input, op }) => [
    [op("&", input("x"), op("~", constant(96))), "=", 3],
    [op("&", input("x"), constant(96)), "!=", 0],
  ],
  "bits put together of two words": ({ input, op }) => [
    [op("|", op("<<", input("high"), constant(8)), input("low")), "=", 0x1234],
    [input("low"), "<=", 255],
  ],
  "a mask of more bits than an int has": ({ input, op }) => [
    [op("&", input("address"), constant(0xffffff000000)), "=", 0x0180c2000000],
  ],
  "an address, byte by byte, under a mask": ({ input, op }) => {
    const bytes = ["a", "b", "c", "d", "e", "f"].map((name) => input(name));
    const whole = bytes.reduce(
      (sum, byte) => op("|", op("<<", sum, constant(8)), byte),
      constant(0),
    );
    const small = bytes.map((byte) => [byte, "<=", 255] as const);
    return [[op("&", whole, constant(0xffffff000000)), "=", 0x0180c2000000], ...small];
  },
};

test.each(Object.entries(rows))("%s", (_, row) => {
  const s = scene();
  const atoms = row(s).map(([left, kind, right]): Atom => {
    const term = sub(left, typeof right === "number" ? constant(right) : right);
    if (term === undefined) throw new Error("too large for this table");
    return { kind: kind === "=" ? "eq" : kind === "!=" ? "ne" : "le", term };
  });
  let constraints: typeof none | undefined = none;
  for (const atom of atoms) constraints = constraints && assume(constraints, atom);
  if (constraints === undefined) throw new Error("the row contradicts itself");
  const run = { symbols: s.symbols } as Pick<Run, "symbols"> as Run;
  const numbers = repaired(run, constraints, new Map(), new Map());
  const broken = atoms.filter(({ kind, term }) => {
    const value = numbers && evaluate(term, numbers);
    if (value === undefined) return true;
    return kind === "eq" ? value !== 0 : kind === "ne" ? value === 0 : value > 0;
  });
  expect(broken).toEqual([]);
});
