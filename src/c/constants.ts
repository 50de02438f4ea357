// `#define N …` and enumerators -> their integer values, where they are plain arithmetic.

import type { Definition } from "./directives.ts";
import { characterValue, integerValue } from "./literals.ts";

type Lookup = (name: string) => bigint | undefined;

// Rounds of looking names up in each other, brackets in brackets, and bits of a result.
const MAX_ROUNDS = 5;
const MAX_LEVELS = 50;
const MAX_SHIFT = 128n;

// Left-associative operators, those that bind tightest first.
const LEVELS: readonly (readonly string[])[] = [
  ["*", "/", "%"],
  ["+", "-"],
  ["<<", ">>"],
  ["&"],
  ["^"],
  ["|"],
];

/** Adds what the definitions define to `constants`. */
export function defineConstants(
  definitions: readonly Definition[],
  constants: Map<string, bigint>,
): void {
  let open = definitions.filter(({ parameters, body }) => parameters === undefined && body !== "");
  for (let round = 0; round < MAX_ROUNDS && open.length > 0; round++) {
    const left = open.filter(({ name, body }) => {
      const value = constantValue(body, (other) => constants.get(other));
      if (value !== undefined) constants.set(name, value);
      return value === undefined;
    });
    if (left.length === open.length) return;
    open = left;
  }
}

/** Value of an expression of numbers and known names; undefined for anything else. */
export function constantValue(words: string, lookup: Lookup): bigint | undefined {
  const tokens = words.match(/\w+|'(?:\\.|[^'])+'|<<|>>|[-+*/%&|^~()]|\S/g) ?? [];
  const parser: Arithmetic = { tokens, at: 0, level: 0, lookup };
  const value = binary(parser, LEVELS.length - 1);
  return parser.at === tokens.length ? value : undefined;
}

interface Arithmetic {
  readonly tokens: readonly string[];
  at: number;
  level: number;
  readonly lookup: Lookup;
}

function binary(parser: Arithmetic, level: number): bigint | undefined {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(parser);
  let value = binary(parser, level - 1);
  for (;;) {
    const operator = parser.tokens[parser.at] ?? "";
    if (value === undefined || !operators.includes(operator)) return value;
    parser.at++;
    const right = binary(parser, level - 1);
    if (right === undefined) return undefined;
    value = computed(operator, value, right);
  }
}

function computed(operator: string, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case "*":
      return left * right;
    case "/":
      return right === 0n ? undefined : left / right;
    case "%":
      return right === 0n ? undefined : left % right;
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "<<":
      return right < 0n || right > MAX_SHIFT ? undefined : left << right;
    case ">>":
      return right < 0n || right > MAX_SHIFT ? undefined : left >> right;
    case "&":
      return left & right;
    case "^":
      return left ^ right;
    case "|":
      return left | right;
    default:
      return undefined;
  }
}

function unary(parser: Arithmetic): bigint | undefined {
  if (++parser.level > MAX_LEVELS) return undefined;
  const value = primary(parser);
  parser.level--;
  return value;
}

function primary(parser: Arithmetic): bigint | undefined {
  const token = parser.tokens[parser.at++];
  if (token === undefined) return undefined;
  if (token === "-" || token === "+") {
    const value = unary(parser);
    return value === undefined || token === "+" ? value : -value;
  }
  // How many bits `~` turns over depends on a type that a macro does not tell, except here.
  if (token === "~") return complement(parser.tokens[parser.at++]);
  if (token === "(") return bracketed(parser);
  if (/^\d/.test(token)) return integerValue(token);
  if (token.startsWith("'")) return characterValue(token);
  const isBit = /^BIT(?:_ULL)?$/.test(token) && parser.tokens[parser.at] === "(";
  if (!isBit) return /^[A-Za-z_]/.test(token) ? parser.lookup(token) : undefined;
  parser.at++;
  const bit = bracketed(parser);
  return bit === undefined ? undefined : computed("<<", 1n, bit);
}

function bracketed(parser: Arithmetic): bigint | undefined {
  const value = binary(parser, LEVELS.length - 1);
  return parser.tokens[parser.at++] === ")" ? value : undefined;
}

function complement(token: string | undefined): bigint | undefined {
  const value = token === undefined || !/^\d/.test(token) ? undefined : integerValue(token);
  if (token === undefined || value === undefined) return undefined;
  if (!/u/i.test(token)) return -value - 1n;
  return BigInt.asUintN(/l/i.test(token) ? 64 : 32, ~value);
}
