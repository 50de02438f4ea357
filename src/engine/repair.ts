// Numbers for what linear terms cannot say: products, masks and the like are computed from their
// operands, masks by giving each named flag a bit of its own; then everything is checked again.

import { type Constraints, satisfies } from "./constraints.ts";
import { type Linear, type Sym, constantOf, evaluate } from "./linear.ts";
import type { Run } from "./state.ts";
import { type SymbolInfo, symbolOf } from "./symbols.ts";

type Numbers = Map<Sym, number>;

/** The first bit that is given to a flag without a known value. */
const firstBit = 1;
const bits = 30;

/** The model with every operation computed; undefined when the conditions do not hold then. */
export function repaired(
  run: Run,
  constraints: Constraints,
  model: ReadonlyMap<Sym, number> | undefined,
): ReadonlyMap<Sym, number> | undefined {
  if (model === undefined) return undefined;
  const numbers: Numbers = new Map(model);
  for (const info of run.symbols.byId) {
    if (!numbers.has(info.id))
      numbers.set(info.id, Math.max(info.min ?? 0, Math.min(0, info.max ?? 0)));
  }
  const apps = run.symbols.byId.filter(({ origin }) => origin.kind === "app");
  const asked = apps.filter(({ id }) => model.has(id));
  giveBits(run, asked, numbers);
  for (const info of apps) compute(info, numbers);
  return satisfies(constraints, numbers) ? numbers : undefined;
}

/** Each flag gets a bit, each masked value the bits of the flags that must be set in it. */
function giveBits(run: Run, asked: readonly SymbolInfo[], numbers: Numbers): void {
  const flags = new Map<Sym, number>();
  const values = new Map<Sym, number>();
  for (const { id, origin } of asked) {
    if (origin.kind !== "app" || origin.op !== "&") continue;
    const [left, right] = origin.args;
    const [value, mask] = isFlag(run, left) ? [right, left] : [left, right];
    const sym = value && single(value);
    if (sym === undefined || mask === undefined) continue;
    const bit = bitsOf(run, mask, flags);
    const wanted = numbers.get(id) ?? 0;
    const set = constantOf(mask) === undefined ? (wanted === 0 ? 0 : bit) : wanted & bit;
    values.set(sym, ((values.get(sym) ?? 0) & ~bit) | set);
  }
  for (const [sym, bit] of flags) numbers.set(sym, bit);
  for (const [sym, value] of values) numbers.set(sym, value);
}

function bitsOf(run: Run, mask: Linear, flags: Map<Sym, number>): number {
  const number = constantOf(mask);
  if (number !== undefined) return number;
  const sym = single(mask);
  if (sym === undefined || !isFlag(run, mask)) return 0;
  const bit = flags.get(sym) ?? 1 << ((firstBit + flags.size) % bits);
  flags.set(sym, bit);
  return bit;
}

function isFlag(run: Run, term: Linear | undefined): boolean {
  const sym = term && single(term);
  return sym !== undefined && symbolOf(run.symbols, sym).origin.kind === "constant";
}

function single(term: Linear): Sym | undefined {
  return term.symbols.length === 1 && term.coefficients[0] === 1 && term.constant === 0
    ? term.symbols[0]
    : undefined;
}

function compute({ id, origin }: SymbolInfo, numbers: Numbers): void {
  if (origin.kind !== "app" || origin.op.startsWith("call:")) return;
  const args = origin.args.map((term) => evaluate(term, numbers));
  const [a, b] = args;
  if (a === undefined) return;
  const result = b === undefined ? unary(origin.op, a) : operation(origin.op, a, b);
  if (result !== undefined && Number.isSafeInteger(result)) numbers.set(id, result);
}

function unary(op: string, a: number): number | undefined {
  if (op === "~") return -a - 1;
  const cast = /^cast([su])(\d+)$/.exec(op);
  if (cast === null) return undefined;
  const width = Number(cast[2]);
  return Number(
    cast[1] === "s" ? BigInt.asIntN(width, BigInt(a)) : BigInt.asUintN(width, BigInt(a)),
  );
}

function operation(op: string, a: number, b: number): number | undefined {
  switch (op) {
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? undefined : Math.trunc(a / b);
    case "%":
      return b === 0 ? undefined : a % b;
    case "&":
      return Number(BigInt(a) & BigInt(b));
    case "|":
      return Number(BigInt(a) | BigInt(b));
    case "^":
      return Number(BigInt(a) ^ BigInt(b));
    case "<<":
      return b < 0 || b > 52 ? undefined : a * 2 ** b;
    case ">>":
      return b < 0 || b > 62 ? undefined : Math.floor(a / 2 ** b);
    default:
      return undefined;
  }
}
