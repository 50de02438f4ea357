// Numbers for what linear terms cannot say: products, masks and the like are computed from their
// operands, masks by giving each named flag a bit of its own; what does not hold then is mended one
// fact at a time.

import { mended } from "./conflicts.ts";
import { type Constraints, satisfies } from "./constraints.ts";
import { type Linear, type Sym, evaluate, single } from "./linear.ts";
import type { Run } from "./state.ts";
import { type SymbolInfo, symbolOf } from "./symbols.ts";

type Numbers = Map<Sym, number>;

/** The first bit that is given to a flag without a known value. */
const firstBit = 1;
export const bits = 30;

/** `wishes` are for what the model says nothing of. The model with every operation computed; undefined when the conditions do not hold then. */
export function repaired(
  run: Run,
  constraints: Constraints,
  model: ReadonlyMap<Sym, number> | undefined,
  wishes: ReadonlyMap<Sym, number>,
): ReadonlyMap<Sym, number> | undefined {
  if (model === undefined) return undefined;
  const numbers: Numbers = new Map(model);
  for (const info of run.symbols.byId) {
    if (numbers.has(info.id)) continue;
    const { min = -Infinity, max = Infinity } = info;
    numbers.set(info.id, Math.max(min, Math.min(wishes.get(info.id) ?? 0, max)));
  }
  const apps = run.symbols.byId.filter(({ origin }) => origin.kind === "app");
  const asked = apps.filter(({ id }) => model.has(id));
  giveBits(run, asked, numbers);
  for (const info of apps) compute(info, numbers);
  return satisfies(constraints, numbers) ? numbers : mended(run, constraints, numbers, compute);
}

/**
 * Each flag gets a bit; each masked value the bits that must be set in it, and none that must not:
 * what has to be zero is settled first.
 */
function giveBits(run: Run, asked: readonly SymbolInfo[], numbers: Numbers): void {
  const masked = asked.flatMap((app) => maskedBy(run, app, numbers.get(app.id) ?? 0) ?? []);
  let next = firstBit;
  const { flags, shifts } = flagsIn(run, masked);
  for (const sym of flags) numbers.set(sym, 1 << (next++ % bits));
  for (const sym of shifts) numbers.set(sym, next++ % bits);
  for (const info of run.symbols.byId) if (info.origin.kind === "app") compute(info, numbers);
  const forbidden = new Map<Sym, bigint>();
  const values = new Map<Sym, bigint>();
  const zerosFirst = masked.toSorted((a, b) => Number(a.wanted !== 0) - Number(b.wanted !== 0));
  for (const { value, mask, wanted } of zerosFirst) {
    const number = evaluate(mask, numbers) ?? 0;
    if (![number, wanted].every(Number.isSafeInteger) || number < 0) continue;
    const [wide, exact] = [BigInt(number), BigInt(wanted)];
    const barred = forbidden.get(value) ?? 0n;
    if (exact === 0n) forbidden.set(value, barred | wide);
    const free = wide & ~barred;
    const set = exact === 0n ? 0n : (exact & free) === exact ? exact : free & -free;
    values.set(value, (values.get(value) ?? 0n) | set);
  }
  for (const [sym, value] of values) numbers.set(sym, Number(value));
}

interface Masked {
  readonly value: Sym;
  readonly mask: Linear;
  /** What the model has for it: 0, or something. */
  readonly wanted: number;
}

/** `value & mask`, where the mask is made of constants. */
function maskedBy(run: Run, { origin }: SymbolInfo, wanted: number): Masked | undefined {
  if (origin.kind !== "app" || origin.op !== "&") return undefined;
  const [left, right] = origin.args;
  if (left === undefined || right === undefined) return undefined;
  const [value, mask] = isMask(run, left, DEPTH) ? [right, left] : [left, right];
  const sym = single(value);
  return sym === undefined || !isMask(run, mask, DEPTH) ? undefined : { value: sym, mask, wanted };
}

/** How deep a mask may be put together of other masks. */
const DEPTH = 12;

function isMask(run: Run, term: Linear, depth: number): boolean {
  return term.symbols.every((sym) => {
    const { origin } = symbolOf(run.symbols, sym);
    if (origin.kind === "constant") return true;
    return origin.kind === "app" && depth > 0 && origin.args.every((arg) => isMask(run, arg, depth - 1)); // prettier-ignore
  });
}

/** Constants that the masks are made of, each once: bits, and numbers of bits. */
function flagsIn(
  run: Run,
  masked: readonly { readonly mask: Linear }[],
): { readonly flags: ReadonlySet<Sym>; readonly shifts: ReadonlySet<Sym> } {
  const flags = new Set<Sym>();
  const shifts = new Set<Sym>();
  const open = masked.flatMap(({ mask }) => mask.symbols);
  const seen = new Set(open);
  for (let sym = open.pop(); sym !== undefined; sym = open.pop()) {
    const { origin } = symbolOf(run.symbols, sym);
    if (origin.kind === "constant") flags.add(sym);
    if (origin.kind !== "app") continue;
    for (const [at, arg] of origin.args.entries()) {
      for (const inner of arg.symbols) {
        if (at === 1 && origin.op === "<<") shifts.add(inner);
        else if (!seen.has(inner)) open.push(inner);
        seen.add(inner);
      }
    }
  }
  return { flags, shifts };
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
