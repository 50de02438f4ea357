// From a value to what it points to.

import type { CType } from "../c/ir.ts";
import { type Linear, constantOf, sub } from "./linear.ts";
import { regionFor } from "./regions.ts";
import { type Run, type State, suppose } from "./state.ts";
import { type SymbolInfo, symbolOf } from "./symbols.ts";
import { elementType } from "./types-of.ts";
import { type Place, type RegionId, type Value, moved, start } from "./values.ts";

/** The region behind an integer that is one symbol: what the pointer pointed to at entry. */
export function regionBehind(run: Run, value: Value): RegionId | undefined {
  if (value.kind === "address") return value.place.region;
  if (value.kind !== "int") return undefined;
  const { symbols, coefficients, constant: rest } = value.term;
  const [sym] = symbols;
  if (sym === undefined || symbols.length !== 1 || coefficients[0] !== 1 || rest !== 0) {
    return undefined;
  }
  return regionOfSymbol(run, symbolOf(run.symbols, sym));
}

/**
 * Where a pointer points; the path goes on with the pointer valid. undefined when it is no
 * pointer that we can follow (a number, a sum of unknowns).
 */
export function target(run: Run, state: State, value: Value): Place | undefined {
  if (value.kind === "address") return value.place;
  if (value.kind === "truth") return undefined;
  const base = pointerIn(run, value.term);
  if (base === undefined) {
    // A constant zero is a NULL dereference, which is not ours to report: nothing follows it.
    if (constantOf(value.term) === 0) state.dead = true;
    return undefined;
  }
  run.followed.add(base.symbol.id);
  suppose(state, { kind: "le", term: atLeastOne(base.symbol) });
  const region = regionOfSymbol(run, base.symbol);
  return base.offset === undefined ? start(region) : moved(start(region), base.offset);
}

export function regionOfSymbol(run: Run, symbol: SymbolInfo): RegionId {
  const pointee: CType | undefined = symbol.type && elementType(symbol.type);
  return regionFor(run.regions, `of:${symbol.id}`, {
    name: symbol.name,
    kind: "input",
    type: pointee,
    locals: undefined,
    symbol: symbol.id,
  }).id;
}

/** The pointer in a sum `p + n`: the one of such a type, the only one, or the only that may be one. */
function pointerIn(
  run: Run,
  term: Linear,
): { readonly symbol: SymbolInfo; readonly offset: Linear | undefined } | undefined {
  const candidates = term.symbols.filter((_, at) => term.coefficients[at] === 1);
  const symbols = candidates.map((sym) => symbolOf(run.symbols, sym));
  const typed = symbols.filter(({ type }) => type !== undefined && type.pointers > 0);
  const open = symbols.filter(({ type, origin }) => type?.integer === undefined && origin.kind !== "constant"); // prettier-ignore
  const symbol = [typed, symbols, open].find(({ length }) => length === 1)?.[0];
  if (symbol === undefined) return undefined;
  const self: Linear = { symbols: [symbol.id], coefficients: [1], constant: 0 };
  const offset = sub(term, self);
  if (offset === undefined) return undefined;
  return { symbol, offset: constantOf(offset) === 0 ? undefined : offset };
}

function atLeastOne(symbol: SymbolInfo): Linear {
  return { symbols: [symbol.id], coefficients: [-1], constant: 1 };
}
