// The unknowns of one run. A symbol stands for one integer (a pointer is an integer too: NULL is 0,
// an ERR_PTR is negative, a valid pointer is positive). Symbols are interned by key, so that an
// instruction that is executed again after a split meets the same symbols.

import type { CType } from "../c/ir.ts";
import type { Linear, Sym } from "./linear.ts";
import type { Place, RegionId } from "./values.ts";

export type Origin =
  /** Memory at entry, by its canonical place. */
  | { readonly kind: "input" }
  /** A macro or enumerator whose value nobody told us, or the address of a function. */
  | { readonly kind: "constant" }
  /** What a callee returned or wrote. `known`: within the bounds that its contract gives. `queue`: where it is the first or last of. */
  | {
      readonly kind: "outcome";
      readonly known: boolean;
      readonly queue?: string;
      /** The object that it is a pointer into. */
      readonly of?: RegionId;
    }
  /** The result of an operation that linear terms cannot express. */
  | {
      readonly kind: "app";
      readonly op: string;
      readonly args: readonly Linear[];
      /** The first thing that a callee was given the address of: what it found is a part of it. */
      readonly of?: RegionId;
    }
  /** Bytes that the destructor of a fresh object gives back. */
  | { readonly kind: "truesize" }
  /** Garbage, or what is left after a havoc. */
  | { readonly kind: "havoc" }
  /** An index that an exit check asks about. */
  | { readonly kind: "witness" };

export interface SymbolInfo {
  readonly id: Sym;
  /** Words for people, canonical for inputs: `xs->batch.skb_count`. */
  readonly name: string;
  readonly origin: Origin;
  readonly type: CType | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Where it was found, for the content of memory at entry. */
  readonly place: Place | undefined;
  /** Where somebody may have written it. */
  readonly writtenAt: Place | undefined;
}

export interface Symbols {
  readonly byKey: Map<string, SymbolInfo>;
  readonly byId: SymbolInfo[];
}

export function newSymbols(): Symbols {
  return { byKey: new Map(), byId: [] };
}

/** The symbol of this key, made on first sight. Bounds come from the type where none are given. */
export function intern(
  symbols: Symbols,
  key: string,
  name: string,
  origin: Origin,
  type?: CType,
  more?: Partial<Pick<SymbolInfo, "min" | "max" | "place" | "writtenAt">>,
): SymbolInfo {
  const found = symbols.byKey.get(key);
  if (found !== undefined) return found;
  const typed = boundsOfType(type);
  const symbol: SymbolInfo = {
    id: symbols.byId.length,
    name,
    origin,
    type,
    min: more?.min ?? typed.min,
    max: more?.max ?? typed.max,
    place: more?.place,
    writtenAt: more?.writtenAt,
  };
  symbols.byKey.set(key, symbol);
  symbols.byId.push(symbol);
  return symbol;
}

export function symbolOf(symbols: Symbols, id: Sym): SymbolInfo {
  const symbol = symbols.byId[id];
  if (symbol === undefined) throw new Error(`no symbol ${id}`);
  return symbol;
}

/** 2^47: above every address that we give a pointer. */
const addressMax = 140_737_488_355_328;
const errnoMax = 4095;

function boundsOfType(type: CType | undefined): { min?: number; max?: number } {
  if (type === undefined) return {};
  if (type.pointers > 0) return { min: -errnoMax, max: addressMax };
  const integer = type.integer;
  if (integer === undefined) return {};
  // Beyond 53 bits a number of JavaScript is not exact; such a bound is not needed either.
  const bits = Math.min(integer.bits, 53);
  if (!integer.signed) return { min: 0, ...(bits < 53 ? { max: 2 ** bits - 1 } : {}) };
  return bits < 53 ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : {};
}
