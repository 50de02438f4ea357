// Stretches of memory with a life of their own: frames, what input pointers point to, fresh
// objects. Interned by key like symbols, and named as the source names them.

import type { CType } from "../c/ir.ts";
import { constantOf } from "./linear.ts";
import type { Linear, Sym } from "./linear.ts";
import { type Symbols, symbolOf } from "./symbols.ts";
import type { Place, RegionId } from "./values.ts";

export interface Region {
  readonly id: RegionId;
  /** Words for a pointer to it. Empty for a frame and for the globals. */
  readonly name: string;
  readonly kind: "frame" | "globals" | "input" | "fresh";
  /** What its elements are; for a frame, the types of its locals. */
  readonly type: CType | undefined;
  readonly locals: ReadonlyMap<string, CType> | undefined;
  /** The pointer that it was first reached by, for an input. */
  readonly symbol: Sym | undefined;
  /** Who made it, for an object of this function: the replay names it so. */
  readonly by?: string;
}

export interface Regions {
  readonly byKey: Map<string, Region>;
  readonly byId: Region[];
  /** What each pointer pointed to at first. */
  readonly bySymbol: Map<Sym, RegionId>;
}

export function newRegions(): Regions {
  return { byKey: new Map(), byId: [], bySymbol: new Map() };
}

export function regionFor(regions: Regions, key: string, make: Omit<Region, "id">): Region {
  const found = regions.byKey.get(key);
  if (found !== undefined) return found;
  const region = { ...make, id: regions.byId.length };
  regions.byKey.set(key, region);
  regions.byId.push(region);
  if (make.symbol !== undefined && key === `of:${make.symbol}`)
    regions.bySymbol.set(make.symbol, region.id);
  return region;
}

export function regionOf(regions: Regions, id: RegionId): Region {
  const region = regions.byId[id];
  if (region === undefined) throw new Error(`no region ${id}`);
  return region;
}

/** The place in the words of C: `xs->batch.skb_count`, `descs[0].len`. */
export function wordsOfPlace(regions: Regions, symbols: Symbols, place: Place): string {
  return wordsOfPath(regionOf(regions, place.region), symbols, place.path);
}

/** The same for a path from a region. */
export function wordsOfPath(
  region: Pick<Region, "kind" | "name">,
  symbols: Symbols,
  path: Place["path"],
): string {
  const frame = region.kind === "frame" || region.kind === "globals";
  let words = region.name;
  path.forEach((selector, position) => {
    if (selector.kind === "index") {
      const next = path[position + 1];
      const first = position === 0 && !frame && constantOf(selector.index) === 0;
      if (first && next?.kind === "field") return;
      words =
        first && next === undefined
          ? `*${words}`
          : `${words}[${wordsOfTerm(symbols, selector.index)}]`;
      return;
    }
    const before = path[position - 1];
    const arrow =
      position === 1 && !frame && before?.kind === "index" && constantOf(before.index) === 0;
    const name = selector.name.replace(/#\d+$/, "");
    words = words === "" ? name : `${words}${arrow ? "->" : "."}${name}`;
  });
  return words;
}

/** A linear term in words: `skb_count - 1`. */
export function wordsOfTerm(symbols: Symbols, term: Linear): string {
  let words = "";
  for (const [position, sym] of term.symbols.entries()) {
    const factor = term.coefficients[position] ?? 0;
    const { name } = symbolOf(symbols, sym);
    const size = Math.abs(factor) === 1 ? name : `${Math.abs(factor)} * ${name}`;
    words +=
      words === "" ? (factor < 0 ? `-${size}` : size) : factor < 0 ? ` - ${size}` : ` + ${size}`;
  }
  const rest = term.constant;
  if (words === "") return `${rest}`;
  return rest === 0 ? words : `${words} ${rest < 0 ? "-" : "+"} ${Math.abs(rest)}`;
}
