// Sums of integer symbols in a normal form: Σ coefficient·symbol + constant. Whatever would not fit
// into an exact integer is undefined ("unknown"), so no operation here is ever wrong.

/** An integer that a path does not know: what a parameter, a field or a callee's result was. */
export type Sym = number;

/** `symbols` ascend, no coefficient is 0, so equal sums have equal parts. */
export interface Linear {
  readonly symbols: readonly Sym[];
  /** Beside `symbols`. */
  readonly coefficients: readonly number[];
  readonly constant: number;
}

/** Every coefficient and constant lies within ±LIMIT: half of what a double holds exactly. */
export const LIMIT = 2 ** 52;

export const ZERO: Linear = { symbols: [], coefficients: [], constant: 0 };
export const ONE: Linear = { symbols: [], coefficients: [], constant: 1 };

/** A constant that the program text cannot make too large; see `literal` for those that it can. */
export function constant(value: number): Linear {
  if (!fits(value)) throw new RangeError(`constant out of range: ${value}`);
  return { symbols: [], coefficients: [], constant: value + 0 };
}

/** The constant, unless it is too large to reason about. */
export function literal(value: bigint): Linear | undefined {
  const number = Number(value);
  return fits(number) ? constant(number) : undefined;
}

export function symbol(sym: Sym): Linear {
  return { symbols: [sym], coefficients: [1], constant: 0 };
}

export function add(a: Linear, b: Linear): Linear | undefined {
  return combine(a, 1, b);
}

export function sub(a: Linear, b: Linear): Linear | undefined {
  return combine(a, -1, b);
}

export function scale(a: Linear, factor: number): Linear | undefined {
  return combine(ZERO, factor, a);
}

export function negate(a: Linear): Linear {
  const coefficients = a.coefficients.map((coefficient) => -coefficient);
  return { symbols: a.symbols, coefficients, constant: 0 - a.constant };
}

/** The same sum with another constant. */
export function withConstant(a: Linear, value: number): Linear {
  return { symbols: a.symbols, coefficients: a.coefficients, constant: value };
}

export function isConstant(a: Linear): boolean {
  return a.symbols.length === 0;
}

export function constantOf(a: Linear): number | undefined {
  return a.symbols.length === 0 ? a.constant : undefined;
}

export function equal(a: Linear, b: Linear): boolean {
  return a.constant === b.constant && sameSum(a, b, 1);
}

/** Whether the parts without the constants are equal up to the sign. */
export function sameSum(a: Linear, b: Linear, sign: 1 | -1): boolean {
  const length = a.symbols.length;
  if (length !== b.symbols.length) return false;
  for (let i = 0; i < length; i++) {
    if (a.symbols[i] !== b.symbols[i]) return false;
    if (a.coefficients[i] !== sign * (b.coefficients[i] ?? 0)) return false;
  }
  return true;
}

/** Equal for equal sums and for no others. */
export function keyOf(a: Linear): string {
  let key = "";
  for (let i = 0; i < a.symbols.length; i++)
    key += `${a.coefficients[i] ?? 0}s${a.symbols[i] ?? 0} `;
  return key + a.constant.toString();
}

export function symbolsOf(a: Linear): readonly Sym[] {
  return a.symbols;
}

export function coefficientOf(a: Linear, sym: Sym): number {
  const index = a.symbols.indexOf(sym);
  return index < 0 ? 0 : (a.coefficients[index] ?? 0);
}

/** `a` with `term` in the place of the symbol. */
export function substitute(a: Linear, sym: Sym, term: Linear): Linear | undefined {
  const index = a.symbols.indexOf(sym);
  if (index < 0) return a;
  const rest: Linear = {
    symbols: a.symbols.toSpliced(index, 1),
    coefficients: a.coefficients.toSpliced(index, 1),
    constant: a.constant,
  };
  return combine(rest, a.coefficients[index] ?? 0, term);
}

/** The value under an assignment, undefined when a symbol has none or the value is too large. */
export function evaluate(a: Linear, values: ReadonlyMap<Sym, number>): number | undefined {
  let sum = a.constant;
  for (let i = 0; i < a.symbols.length; i++) {
    const value = values.get(a.symbols[i] ?? 0);
    if (value === undefined) return undefined;
    const part = value * (a.coefficients[i] ?? 0);
    sum += part;
    if (!fits(part) || !fits(sum)) return undefined;
  }
  return sum;
}

/** Of magnitudes; gcd(0, n) is n. */
export function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function fits(value: number): boolean {
  return Number.isInteger(value) && value <= LIMIT && value >= -LIMIT;
}

/** a + factor·b by merging the two ascending lists. */
function combine(a: Linear, factor: number, b: Linear): Linear | undefined {
  const sum = a.constant + factor * b.constant;
  if (!fits(factor) || !fits(sum)) return undefined;
  if (factor === 0) return a;
  const symbols: Sym[] = [];
  const coefficients: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.symbols.length || j < b.symbols.length) {
    const left = a.symbols[i] ?? Infinity;
    const right = b.symbols[j] ?? Infinity;
    let coefficient = 0;
    if (left <= right) coefficient += a.coefficients[i++] ?? 0;
    if (right <= left) coefficient += factor * (b.coefficients[j++] ?? 0);
    if (!fits(coefficient)) return undefined;
    if (coefficient === 0) continue;
    symbols.push(Math.min(left, right));
    coefficients.push(coefficient);
  }
  return { symbols, coefficients, constant: sum };
}

/** The symbol that the term is, if it is no more than one. */
export function single({ symbols, coefficients, constant: rest }: Linear): Sym | undefined {
  return symbols.length === 1 && coefficients[0] === 1 && rest === 0 ? symbols[0] : undefined;
}
