// The invariant of an array-backed free list, asked at the end of a path: slot i holds a live head
// that nobody else has, exactly when i < count.

import { type Atom, type Constraints, assume } from "./constraints.ts";
import type { Fact } from "./exit.ts";
import { keptRegions } from "./kept.ts";
import { type Linear, add, constant, sub, symbol } from "./linear.ts";
import { isCovered, isFilled } from "./slot-cover.ts";
import { entryValue, known, read } from "./memory.ts";
import { isGone, objectBehind } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { regionOf, wordsOfPlace, wordsOfTerm } from "./regions.ts";
import {
  type CacheInstance,
  type Entry,
  type ObjectState,
  type Run,
  type State,
  here,
} from "./state.ts";
import { intern, symbolOf } from "./symbols.ts";
import type { ObjectId, StepOf } from "../types.ts";
import { typeOfPlace } from "./types-of.ts";
import { type RegionId, type Value, element, familyOf, field } from "./values.ts";

type Slot = StepOf<"slot">;

interface List {
  readonly run: Run;
  readonly state: State;
  readonly cache: CacheInstance;
  readonly count: Linear;
  readonly region: RegionId;
  /** Entries of the array, newest first. */
  readonly entries: readonly Entry[];
  readonly reachable: boolean;
  readonly kept: ReadonlySet<RegionId>;
}

export function slotFacts(run: Run, state: State, value: Value | undefined): Fact[] {
  return state.caches
    .filter(({ key }) => !state.cacheDoubts.includes(key))
    .flatMap((cache) => listsOf(run, state, cache, value).flatMap(factsOf));
}

/** The list as it is reached now, and the array that it had at entry when that was freed. */
function listsOf(run: Run, state: State, cache: CacheInstance, value: Value | undefined): List[] {
  const shown = state.shownCaches;
  const countValue = read(run, state, field(cache.struct, cache.count));
  state.shownCaches = shown;
  const arrayPlace = field(cache.struct, cache.array);
  const type = typeOfPlace(run, arrayPlace);
  if (countValue.kind !== "int" || state.dead) return [];
  const count = countValue.term;
  if (type !== undefined && type.arrays.length > 0) {
    const family = familyOf(element(arrayPlace, constant(0)).path);
    const there = !isGone(state, cache.struct.region);
    return [listAt(run, state, cache, count, arrayPlace.region, family, there, value)];
  }
  const now = regionBehind(run, read(run, state, arrayPlace));
  const entry = regionBehind(run, entryValue(run, state, arrayPlace));
  const lists: List[] = [];
  if (now !== undefined) {
    const there = !isGone(state, now) && !isGone(state, cache.struct.region);
    lists.push(listAt(run, state, cache, count, now, "[]", there, value));
  }
  if (entry !== undefined && entry !== now && state.freed.includes(entry)) {
    lists.push(listAt(run, state, cache, count, entry, "[]", false, value));
  }
  return lists;
}

function listAt(
  run: Run,
  state: State,
  cache: CacheInstance,
  count: Linear,
  region: RegionId,
  family: string,
  isReachable: boolean,
  value: Value | undefined,
): List {
  const entries = state.regions[region]?.cells.get(family) ?? [];
  const kept = keptRegions(run, state, value, (at, of) => at === region && of === family);
  return { run, state, cache, count, region, entries, reachable: isReachable, kept };
}

function factsOf(list: List): Fact[] {
  const facts: Fact[] = [];
  for (const [at, entry] of list.entries.entries()) {
    const newer = list.entries.slice(0, at);
    if (entry.kind === "range" && entry.by === "" && !isShown(list)) continue;
    if (entry.kind === "range") facts.push(...rangeFacts(list, entry, newer));
    else facts.push(...cellFacts(list, entry, newer));
  }
  if (list.reachable) facts.push(...emptyFacts(list));
  return facts.length > 0 ? facts : [sound(list)];
}

/**
 * What lay in the list at entry matters to a path that asked for the count, touched a slot or let
 * the array go; one that only sets count and array is taken to set up a list.
 */
function isShown({ state, cache, reachable }: List): boolean {
  return !reachable || state.shownCaches.includes(cache.key);
}

/** One slot that this path touched. */
function cellFacts(
  list: List,
  entry: Extract<Entry, { kind: "cell" }>,
  newer: readonly Entry[],
): Fact[] {
  const index = entry.indices.at(-1);
  if (index === undefined) return [];
  const object = objectBehind(list.run, list.state, entry.value);
  if (object?.doubt === true) return [];
  const holds = holdsOf(list, entry.value, object);
  const since = object?.consumed?.at ?? object?.queued?.at;
  return factFor(list, index, holds, newer, [], object && { region: object.region, since });
}

function holdsOf(list: List, value: Value, object: ObjectState | undefined): Slot["holds"] {
  if (object === undefined) {
    const region = regionBehind(list.run, value);
    return region === undefined || isOwnGarbage(list, region) ? "nothing" : "live";
  }
  if (object.consumed !== undefined) return object.consumed.how === "frees" ? "freed" : "moved";
  if (object.queued !== undefined) return "queued";
  return list.kept.has(object.region) ? "moved" : "live";
}

/** What lay in a slot of the array before anybody filled it. */
function isOwnGarbage({ run, region }: List, value: RegionId): boolean {
  const sym = regionOf(run.regions, value).symbol;
  return sym !== undefined && symbolOf(run.symbols, sym).place?.region === region;
}

/** Some slot of a run that this path did not touch one by one. */
function rangeFacts(
  list: List,
  entry: Extract<Entry, { kind: "range" }>,
  newer: readonly Entry[],
): Fact[] {
  if (entry.holds === "live" && list.reachable && isCovered(list.count, entry.hi, newer)) return [];
  const index = witness(list, entry.id);
  const inside = [atMost(entry.lo, index), below(index, entry.hi)];
  const since = { region: undefined, since: entry.at };
  return factFor(list, index, entry.holds, newer, inside, since);
}

/** Some slot below the count that nobody ever filled. */
function emptyFacts(list: List): Fact[] {
  if (isFilled(list.entries, list.count)) return [];
  const index = witness(list, "none");
  return factFor(list, index, "nothing", list.entries, [atMost(constant(0), index)], undefined);
}

function factFor(
  list: List,
  index: Linear,
  holds: Slot["holds"],
  newer: readonly Entry[],
  inside: readonly Atom[],
  what: { readonly region: RegionId | undefined; readonly since: Slot["since"] } | undefined,
): Fact[] {
  const counted = holds !== "live";
  // A live head belongs below the count of an array that can be reached, everything else above it.
  if (!list.reachable && counted) return [];
  const wrong: Atom[] = counted
    ? [below(index, list.count)]
    : list.reachable ? [atMost(list.count, index)] : []; // prettier-ignore
  const given = firstWay(
    list.state.constraints,
    [...wrong, ...inside, ...thereIs(list)],
    index,
    newer,
  );
  if (given === undefined) return [];
  const step = slotStep(list, wordsFor(list, index, given), holds, counted, what);
  return [{ step, given }];
}

/** Where there is a slot, there is an array. */
function thereIs({ run, region }: List): readonly Atom[] {
  const sym = regionOf(run.regions, region).symbol;
  return sym === undefined ? [] : [atMost(constant(1), symbol(sym))];
}

/** Conditions under which the slot is as said and none of the newer entries is about it. */
function firstWay(
  constraints: Constraints,
  atoms: readonly Atom[],
  index: Linear,
  newer: readonly Entry[],
): readonly Atom[] | undefined {
  let now: Constraints | undefined = constraints;
  for (const atom of atoms) now = now && assume(now, atom);
  if (now === undefined) return undefined;
  const [entry, ...rest] = newer;
  if (entry === undefined) return atoms;
  for (const elsewhere of outside(entry, index)) {
    const way = firstWay(now, elsewhere === true ? [] : [elsewhere], index, rest);
    if (way !== undefined) return [...atoms, ...way];
  }
  return undefined;
}

/** The ways in which an entry is not about the index. */
function outside(entry: Entry, index: Linear): readonly (Atom | true)[] {
  if (entry.kind === "range") return [below(index, entry.lo), atMost(entry.hi, index)];
  const other = entry.indices.at(-1);
  const difference = other && sub(index, other);
  return difference === undefined ? [true] : [{ kind: "ne", term: difference }];
}

/** Words for the slot: the count itself, or where a run begins or ends, when it can be that one. */
function wordsFor(list: List, index: Linear, given: readonly Atom[]): string {
  const { run, state, count } = list;
  const [sym] = index.symbols;
  const isWitness =
    index.symbols.length === 1 &&
    sym !== undefined &&
    run.symbols.byId[sym]?.origin.kind === "witness";
  if (!isWitness) return wordsOfTerm(run.symbols, index);
  let constraints: Constraints | undefined = state.constraints;
  for (const atom of given) constraints = constraints && assume(constraints, atom);
  const last = add(count, constant(-1));
  for (const candidate of [count, last, constant(0)]) {
    const difference = candidate && sub(index, candidate);
    if (constraints === undefined || candidate === undefined || difference === undefined) continue;
    if (assume(constraints, { kind: "eq", term: difference }) !== undefined) {
      return wordsOfTerm(run.symbols, candidate);
    }
  }
  return "i";
}

function slotStep(
  list: List,
  index: string,
  holds: Slot["holds"],
  counted: boolean,
  what: { readonly region: RegionId | undefined; readonly since: Slot["since"] } | undefined,
): Slot {
  const { run, state, cache } = list;
  const words = (name: string): string =>
    wordsOfPlace(run.regions, run.symbols, field(cache.struct, name));
  return {
    kind: "slot",
    at: here(state),
    array: words(cache.array),
    count: words(cache.count),
    index,
    holds,
    counted,
    object: what?.region as ObjectId | undefined,
    since: what?.since,
    reachable: list.reachable,
  };
}

/** It was looked at, and holds. */
function sound(list: List): Fact {
  return { step: slotStep({ ...list, reachable: true }, "i", "live", true, undefined), given: [] };
}

function witness(list: List, key: string): Linear {
  const { run, state, cache } = list;
  const name = `slot of ${cache.array}`;
  const info = intern(
    run.symbols,
    `witness:${cache.key}:${key}`,
    name,
    { kind: "witness" },
    undefined,
    { min: 0 },
  );
  known(state, info);
  return symbol(info.id);
}

/** left <= right. */
function atMost(left: Linear, right: Linear): Atom {
  return { kind: "le", term: sub(left, right) ?? constant(0) };
}

/** left < right. */
function below(left: Linear, right: Linear): Atom {
  const difference = sub(left, right);
  return { kind: "le", term: (difference && add(difference, constant(1))) ?? constant(0) };
}
