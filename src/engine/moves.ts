// What callees do to the data of an object: it may be somewhere else after them.

import type { Effect } from "../model/contract.ts";
import { dataOwnerOf } from "./around.ts";
import { atomFor } from "./compare.ts";
import type { Atom } from "./constraints.ts";
import { type Call, amountOf } from "./contracts.ts";
import { type Linear, constantOf, sub } from "./linear.ts";
import { type Moves, keyOfLocal } from "./moved.ts";
import { regionBehind, target } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import { aboutData } from "./stale.ts";
import { type Frame, type Run, type State, emit, objectOf } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import type { RegionId, Value } from "./values.ts";

type Move = Extract<Effect, { do: "move" }>;

const unmoved: Moves = { ways: new Set(), lengths: [] };

/** The data of the object behind the value may be somewhere else now. */
export function moveData(call: Call, effect: Move, value: Value): void {
  const { run, state, callee } = call;
  const region = regionBehind(run, value);
  if (region === undefined) return;
  const before = state.moves.get(region) ?? unmoved;
  const length = effect.length === undefined ? undefined : amountOf(call, effect.length);
  state.moves = new Map(state.moves).set(region, after(before, effect.way, length));
  if (effect.way !== "always" && objectOf(state, region)?.origin === "acquired") return;
  const beyond = conditionOf(run, before, effect.way, length);
  if (beyond === undefined) return;
  const locals = localsInto(run, state, region);
  if (locals.length === 0) return;
  // Whoever moves the data of an object follows the pointer to it.
  target(run, state, value);
  state.stale = new Map([
    ...state.stale,
    ...locals.map((key) => [key, { region, beyond }] as const),
  ]);
  emit(state, { kind: "move", ...aboutData(run, state, region), by: callee });
}

/** Of what begins later, less is in one piece; of what begins earlier, nobody knows how much. */
export function shiftData(
  { run, state, args: [of, by] }: Call,
  shift: "earlier" | "later" | undefined,
): void {
  const region = of && shift && regionBehind(run, of);
  const known = region === undefined ? undefined : state.moves.get(region);
  if (region === undefined || known?.lengths === undefined) return;
  const less = shift === "later" && by?.kind === "int" ? by.term : undefined;
  const lengths = less && known.lengths.flatMap((length) => sub(length, less) ?? []);
  state.moves = new Map(state.moves).set(region, { ...known, lengths });
}

function after(before: Moves, way: Move["way"], length: Linear | undefined): Moves {
  const ways = new Set([...before.ways, way, ...(way === "always" ? (["unshare"] as const) : [])]);
  if (way !== "pull") return { ...before, ways };
  const { lengths } = before;
  return { ways, lengths: lengths && length && [...lengths, length] };
}

/** What has to hold for the data to be moved; undefined where it is not. */
function conditionOf(
  run: Run,
  { ways, lengths }: Moves,
  way: Move["way"],
  length: Linear | undefined,
): readonly Atom[] | undefined {
  if (way === "always") return [];
  if (way !== "pull") return ways.has(way) ? undefined : [];
  if (ways.has("linearise")) return undefined;
  if (lengths?.length === 0) return [];
  if (lengths === undefined || length === undefined) return undefined;
  const atoms: Atom[] = [];
  for (const known of lengths) {
    const more = sub(length, known);
    const constant = more && constantOf(more);
    if (more === undefined || (constant !== undefined && constant <= 0)) return undefined;
    if (constant === undefined && isFixed(run, more)) return undefined;
    if (constant === undefined) atoms.push(atomFor(">", more));
  }
  return atoms;
}

/** Which of two structs is longer depends on nothing but what they are: that nobody told us. */
function isFixed({ symbols }: Run, term: Linear): boolean {
  return term.symbols.every((sym) => symbolOf(symbols, sym).origin.kind === "constant");
}

/** Locals of all activations that point into the data of the object. */
function localsInto(run: Run, state: State, region: RegionId): readonly string[] {
  const found: string[] = [];
  for (let frame: Frame | undefined = state.frame; frame !== undefined; frame = frame.parent) {
    const { locals } = regionOf(run.regions, frame.region);
    for (const [family, [entry]] of state.regions[frame.region]?.cells ?? []) {
      const name = family.slice(1);
      if (entry?.kind !== "cell" || entry.indices.length > 0 || name.includes(".")) continue;
      // A distance between two pointers is no pointer.
      if ((locals?.get(name)?.pointers ?? 0) === 0) continue;
      if (pointsInto(run, entry.value, region)) found.push(keyOfLocal(frame.region, name));
    }
  }
  return found;
}

function pointsInto(run: Run, value: Value, region: RegionId): boolean {
  if (value.kind === "truth") return false;
  const symbols =
    value.kind === "int" ? value.term.symbols : [regionOf(run.regions, value.place.region).symbol];
  return symbols.some(
    (sym) => sym !== undefined && dataOwnerOf(run, symbolOf(run.symbols, sym)) === region,
  );
}
