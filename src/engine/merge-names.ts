// What a state holds → words that are the same in every state that agrees with it: fresh symbols and
// regions are numbered in the order in which the comparison meets them.

import type { Linear, Sym } from "./linear.ts";
import { regionOf } from "./regions.ts";
import type { Entry, Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import type { Place, RegionId, Value } from "./values.ts";

/** How often states were compared where ways meet, and how often two were alike. */
export interface Meeting {
  asked: number;
  agreed: number;
}

/** What the comparison has named so far, and what it still has to look at. */
export interface Naming {
  readonly run: Run;
  readonly state: State;
  readonly symbols: Map<Sym, string>;
  readonly regions: Map<RegionId, string>;
  readonly open: RegionId[];
  /** Locals of the activations that are read later, by the region of each. */
  readonly live: ReadonlyMap<RegionId, ReadonlySet<string>>;
  readonly mentions: readonly ReadonlySet<string>[];
}

/** Can the rest of the function meet this symbol? */
function isAsked(naming: Naming, sym: Sym): boolean {
  if (naming.symbols.has(sym)) return true;
  const { origin, name, place } = symbolOf(naming.run.symbols, sym);
  switch (origin.kind) {
    case "input":
      return place === undefined
        ? isMentioned(naming, lastName(name))
        : isRead(naming, place, DEPTH);
    case "constant":
      return isMentioned(naming, name);
    case "app":
      return origin.op.startsWith("call:")
        ? isMentioned(naming, origin.op.slice(5, origin.op.indexOf("(")))
        : origin.args.length > 0 &&
            origin.args.every((arg) => arg.symbols.every((of) => isAsked(naming, of)));
    default:
      return false;
  }
}

/** Many conditions are about few symbols. */
export function askedOnce(naming: Naming): (sym: Sym) => boolean {
  const asked = new Map<Sym, boolean>();
  return (sym) => {
    const known = asked.get(sym) ?? isAsked(naming, sym);
    asked.set(sym, known);
    return known;
  };
}

const lastNames = new Map<string, string>();
const lastNamesMax = 20_000;

/** The field or variable that the words of a place end with. */
export function lastName(words: string): string {
  const found = lastNames.get(words);
  if (found !== undefined) return found;
  const name = /(\w+)(?:\[[^\]]*\])?$/.exec(words)?.[1] ?? words;
  if (lastNames.size > lastNamesMax) lastNames.clear();
  lastNames.set(words, name);
  return name;
}

/** The first and the last field of a family; empty where it has none. */
interface Ends {
  readonly first: string;
  readonly last: string;
}

const ends = new Map<string, Ends>();

export function endsOf(family: string): Ends {
  const found = ends.get(family);
  if (found !== undefined) return found;
  const first = /^\.([^.[]+)/.exec(family)?.[1] ?? "";
  const last = /\.([^.[]+)[^.]*$/.exec(family)?.[1] ?? "";
  if (ends.size > lastNamesMax) ends.clear();
  ends.set(family, { first, last });
  return { first, last };
}

export function isMentioned({ mentions }: Naming, name: string): boolean {
  return mentions.some((names) => names.has(name));
}

/** How many pointers are followed back to see whether a place can be come to. */
const DEPTH = 6;

/** Whether the rest of the function can come to it again, by the pointers that led to it at entry. */
export function canBeReached(naming: Naming, region: RegionId, depth = DEPTH): boolean {
  if (naming.regions.has(region)) return true;
  const { symbol, kind } = regionOf(naming.run.regions, region);
  if (kind === "globals") return true;
  const place = symbol === undefined ? undefined : symbolOf(naming.run.symbols, symbol).place;
  return place !== undefined && depth > 0 && isRead(naming, place, depth - 1);
}

/** Whether the rest of the function may read the place. */
function isRead(naming: Naming, place: Place, depth: number): boolean {
  const last = place.path.findLast((selector) => selector.kind === "field");
  if (last === undefined) return canBeReached(naming, place.region, depth);
  const live = naming.live.get(place.region);
  if (live !== undefined) return live.has(last.name);
  return isMentioned(naming, last.name) && canBeReached(naming, place.region, depth);
}

export function entries(naming: Naming, found: readonly Entry[]): string {
  return found
    .map((entry) =>
      entry.kind === "cell"
        ? `[${entry.indices.map((index) => term(naming, index)).join()}]${valueKey(naming, entry.value)}`
        : `[${term(naming, entry.lo)}..${term(naming, entry.hi)}]${entry.holds}`,
    )
    .join("|");
}

export function valueKey(naming: Naming, value: Value): string {
  switch (value.kind) {
    case "int":
      return term(naming, value.term);
    case "truth":
      return typeof value.of === "boolean"
        ? `?${value.of}`
        : `?${value.of.kind}${term(naming, value.of.term)}`;
    case "address": {
      let key = `&${nameOfRegion(naming, value.place.region)}`;
      for (const selector of value.place.path) {
        key +=
          selector.kind === "field" ? `.${selector.name}` : `[${term(naming, selector.index)}]`;
      }
      return key;
    }
  }
}

export function term(naming: Naming, { symbols, coefficients, constant }: Linear): string {
  let key = "";
  symbols.forEach((sym, at) => {
    key += `${coefficients[at] ?? 0}*${nameOfSymbol(naming, sym)}+`;
  });
  return key + constant.toString();
}

/** Inputs keep their names; what came into being on the way is numbered, with what bounds it had from the start. */
function nameOfSymbol(naming: Naming, sym: Sym): string {
  const found = naming.symbols.get(sym);
  if (found !== undefined) return found;
  const { origin, min, max } = symbolOf(naming.run.symbols, sym);
  const lasting = origin.kind === "input" || origin.kind === "constant" || origin.kind === "app";
  const name = lasting ? `s${sym}` : `n${naming.symbols.size}(${min}..${max})`;
  naming.symbols.set(sym, name);
  const region = naming.run.regions.bySymbol.get(sym);
  if (region !== undefined) nameOfRegion(naming, region);
  return name;
}

export function nameOfRegion(naming: Naming, region: RegionId): string {
  const found = naming.regions.get(region);
  if (found !== undefined) return found;
  const { kind } = regionOf(naming.run.regions, region);
  const name = kind === "fresh" ? `r${naming.regions.size}` : `R${region}`;
  naming.regions.set(region, name);
  naming.open.push(region);
  return name;
}

export function isCharged({ charges }: State, region: RegionId): boolean {
  return charges.some(({ ledger }) => Number.parseInt(ledger, 10) === region);
}
