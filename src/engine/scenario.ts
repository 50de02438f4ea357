// From the conditions of a path to concrete numbers: what was in memory at entry, what named
// constants are, and how each call went.

import type { MoreTurns, Outcome, Scenario } from "../types.ts";
import { type Atom, assume, modelOf, reduce } from "./constraints.ts";
import { type Linear, type Sym, constant, evaluate, keyOf, single, symbol } from "./linear.ts";
import { regionOf, wordsOfPath } from "./regions.ts";
import { bits, repaired } from "./repair.ts";
import { type CallRecord, type LeftLoop, listOf } from "./records.ts";
import { type Run, type State } from "./state.ts";
import { type SymbolInfo, symbolOf } from "./symbols.ts";
import { type RegionId, type Value, familyOf, isUnder } from "./values.ts";

/** A fresh skb of a contract gives back this many bytes in a replay. */
const freshTruesize = 1024;
const firstName = 1009;

/** undefined when no numbers were found that make the path happen. */
export function scenarioFor(run: Run, state: State, given: readonly Atom[]): Scenario | undefined {
  let constraints: typeof state.constraints | undefined = state.constraints;
  for (const atom of given) constraints = constraints && assume(constraints, atom);
  if (constraints === undefined) return undefined;
  for (const term of state.apart)
    constraints = assume(constraints, { kind: "ne", term }) ?? constraints;
  const pointers = pointersOf(run);
  const wishes = new Map([...pointers, ...distinctNames(run)]);
  const model = modelOf(constraints, fixedSizes(run, state), wishes);
  const numbers = repaired(run, constraints, model ?? modelOf(constraints, [], wishes), wishes);
  if (numbers === undefined) return undefined;
  const reads = new Set(listOf(state.reads));
  const inputs: Record<string, number> = {};
  const names = new Set<string>();
  const entries = listOf(state.records);
  const records = entries.filter(isCall);
  const naming = { run, numbers, results: resultNames(records) };
  const left = leftBehind(naming, state, names);
  const constants: Record<string, number> = {};
  for (const info of run.symbols.byId) {
    const number = numbers.get(info.id) ?? 0;
    if (info.origin.kind === "constant") constants[info.name] = number;
    if (!reads.has(info.id)) continue;
    const name = concreteName(naming, info);
    const isInput = info.origin.kind === "input";
    const key = isInput ? name : `${name}~0`;
    // What was read first is what the path needs: two places that later turned out to be one.
    const values = isInput ? inputs : left;
    if (!Object.hasOwn(values, key)) values[key] = number;
    if (pointers.has(info.id)) names.add(key);
  }
  const outcomes = records.map((record) => outcomeOf(naming, record));
  return {
    inputs,
    left,
    constants,
    outcomes,
    more: moreTurns(entries),
    pointers: [...names],
    same: sameOf(naming, constraints),
  };
}

function isCall(entry: CallRecord | LeftLoop): entry is CallRecord {
  return "callee" in entry;
}

function moreTurns(entries: readonly (CallRecord | LeftLoop)[]): readonly MoreTurns[] {
  let after = 0;
  return entries.flatMap((entry) => {
    if (!isCall(entry)) return [{ after, ...entry }];
    after++;
    return [];
  });
}

/** What stands in each place after so many callees may have written there. */
function leftBehind(naming: Naming, state: State, pointers: Set<string>): Record<string, number> {
  const { run, numbers } = naming;
  const left: Record<string, number> = {};
  const before = new Map<RegionId, string[]>();
  for (const { region, prefix, values } of listOf(state.forgotten)) {
    const prefixes = before.get(region) ?? [];
    before.set(region, prefixes);
    if (prefix !== undefined) prefixes.push(prefix);
    for (const { place, symbol } of values) {
      const family = familyOf(place.path);
      const times = prefixes.filter((each) => isUnder(family, each)).length;
      const name = `${concreteName(naming, { place, name: "" })}~${times}`;
      left[name] = numbers.get(symbol) ?? 0;
      if (isPointer(run, symbol)) pointers.add(name);
    }
  }
  return left;
}

interface Naming {
  readonly run: Run;
  readonly numbers: ReadonlyMap<Sym, number>;
  /** By what calls returned: a symbol, or the region of a new object. */
  readonly results: ReadonlyMap<string, string>;
}

/** Each thing that a callee returned has a name of its own; the first is called by the callee alone. */
function resultNames(records: readonly CallRecord[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const times = new Map<string, number>();
  for (const { callee, returns } of records) {
    const key = keyOfResult(returns);
    if (key === undefined || names.has(key)) continue;
    const nth = (times.get(callee) ?? 0) + 1;
    times.set(callee, nth);
    names.set(key, nth === 1 ? `${callee}()` : `call ${nth} of ${callee}()`);
  }
  return names;
}

/** Pointers that the path takes to be equal. */
function sameOf(naming: Naming, { solved }: State["constraints"]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const info of naming.run.symbols.byId) {
    const isFound = info.origin.kind === "input" || info.origin.kind === "outcome";
    // The address of a global variable is called what it is.
    if (!(isFound && isPointer(naming.run, info.id)) && !/^&\w/.test(info.name)) continue;
    const term = reduce(solved, symbol(info.id));
    if (term === undefined || term.symbols.length === 0) continue;
    const names = groups.get(keyOf(term)) ?? [];
    groups.set(keyOf(term), names);
    names.push(concreteName(naming, info));
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

function keyOfResult(value: Value | undefined): string | undefined {
  if (value?.kind === "address") return `region ${value.place.region}`;
  const [sym] = value?.kind === "int" ? value.term.symbols : [];
  return sym === undefined ? undefined : `symbol ${sym}`;
}

/** How deep a place may be behind other places whose index is a symbol. */
const NAMES_DEPTH = 8;

/** The words of a place as the replay has them: every index is a number. */
function concreteName(
  naming: Naming,
  { id, place, name }: Pick<SymbolInfo, "place" | "name"> & { readonly id?: Sym },
  depth = NAMES_DEPTH,
): string {
  const { run, numbers, results } = naming;
  if (place === undefined || depth === 0) return results.get(`symbol ${id ?? ""}`) ?? name;
  const path = place.path.map((selector) =>
    selector.kind === "field"
      ? selector
      : { kind: "index" as const, index: constant(evaluate(selector.index, numbers) ?? 0) },
  );
  const region = regionOf(run.regions, place.region);
  const pointer = region.symbol === undefined ? undefined : symbolOf(run.symbols, region.symbol);
  const own = results.get(`region ${region.id}`) ?? region.by ?? region.name;
  const words = pointer === undefined ? own : concreteName(naming, pointer, depth - 1);
  return wordsOfPath({ ...region, name: words }, run.symbols, path);
}

/** A pointer of which the path needs nothing points to something: that is the usual case. */
function pointersOf(run: Run): ReadonlyMap<Sym, number> {
  return new Map(run.symbols.byId.flatMap(({ id }) => (isPointer(run, id) ? [[id, 1]] : [])));
}

/**
 * Values that are wished for named constants: no two alike, and none that means something else. What
 * says how far to shift is the number of a bit.
 */
function distinctNames(run: Run): ReadonlyMap<Sym, number> {
  const { byId } = run.symbols;
  const names = byId.filter(({ origin }) => origin.kind === "constant");
  const shifts = new Set(byId.flatMap(({ origin }) => shiftIn(origin) ?? []));
  return new Map(
    names.map(({ id }, at) => [id, shifts.has(id) ? 1 + (at % bits) : firstName + at]),
  );
}

/** What says how far, where it is one name. */
function shiftIn(origin: SymbolInfo["origin"]): Sym | undefined {
  if (origin.kind !== "app" || (origin.op !== "<<" && origin.op !== ">>")) return undefined;
  const [, by] = origin.args;
  return by === undefined ? undefined : single(by);
}

/** Every fresh skb is of the size that the replay gives it. */
function fixedSizes(run: Run, state: State): Atom[] {
  const atoms: Atom[] = [];
  let constraints = state.constraints;
  for (const info of run.symbols.byId) {
    if (info.origin.kind !== "truesize") continue;
    const term = { symbols: [info.id], coefficients: [1], constant: -freshTruesize };
    const next = assume(constraints, { kind: "eq", term });
    if (next === undefined) continue;
    constraints = next;
    atoms.push({ kind: "eq", term });
  }
  return atoms;
}

function outcomeOf({ run, numbers, results }: Naming, record: CallRecord): Outcome {
  const as = results.get(keyOfResult(record.returns) ?? "");
  return {
    callee: record.callee,
    line: record.line,
    case: record.case,
    returns: record.returns === undefined ? 0 : numberOf(record.returns, numbers),
    pointer: record.returns !== undefined && leads(run, record.returns),
    wrote: record.wrote.map((value) => numberOf(value, numbers)),
    ...(as === undefined || as === `${record.callee}()` ? {} : { as }),
  };
}

function numberOf(value: Value, numbers: ReadonlyMap<Sym, number>): number {
  switch (value.kind) {
    case "address":
      return 1;
    case "truth":
      if (typeof value.of === "boolean") return value.of ? 1 : 0;
      return holds(value.of, numbers) ? 1 : 0;
    case "int":
      return valueUnder(value.term, numbers);
  }
}

/** Whether the path follows the value as a pointer. */
function leads(run: Run, value: Value): boolean {
  const [sym] = value.kind === "int" ? value.term.symbols : [];
  return sym !== undefined && isPointer(run, sym);
}

function holds({ kind, term }: Atom, numbers: ReadonlyMap<Sym, number>): boolean {
  const number = valueUnder(term, numbers);
  return kind === "eq" ? number === 0 : kind === "ne" ? number !== 0 : number <= 0;
}

function valueUnder(term: Linear, numbers: ReadonlyMap<Sym, number>): number {
  return evaluate(term, numbers) ?? 0;
}

function isPointer(run: Run, sym: Sym): boolean {
  const { type } = symbolOf(run.symbols, sym);
  return (type !== undefined && type.pointers > 0) || run.followed.has(sym);
}
