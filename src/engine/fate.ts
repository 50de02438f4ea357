// The end of a path → what became of the objects behind the function's parameters.

import { aroundOf, dataOwnerOf } from "./around.ts";
import { type Atom, boundsOf } from "./constraints.ts";
import { isKept } from "./installed.ts";
import { keptRegions } from "./kept.ts";
import { add, constant, type Linear } from "./linear.ts";
import { regionOfSymbol } from "./pointers.ts";
import { regionOf } from "./regions.ts";
import { listOf } from "./records.ts";
import { type ObjectState, type Run, type State } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import type { RegionId, Value } from "./values.ts";

/**
 * What a caller can tell of a result: 0 (NULL, or nothing returned), below it (ERR_PTR), above it;
 * of a constant whose value is not known here, its name.
 */
export type Outcome = (typeof signs)[number] | `= ${string}`;

const signs = ["zero", "negative", "positive"] as const;

/** The object behind the parameter is the function's own business when the result is one of these. */
export interface Owned {
  readonly name: string;
  readonly on: readonly Outcome[];
}

export type Fate = "gone" | "kept" | "absent" | "left";

/** What became of the object behind a parameter by this end of a path. */
export function fateOf(run: Run, state: State, name: string, value: Value | undefined): Fate {
  const param = parameterOf(run, name);
  if (param === undefined) return "left";
  const { max } = boundsOf(state.constraints, param.term);
  if (max !== undefined && max <= 0) return "absent";
  const object = state.objects[param.region];
  if (object?.doubt === true) return "kept";
  if (object?.consumed !== undefined) return "gone";
  if (object?.queued !== undefined) return object.queued.local ? "kept" : "gone";
  if (isReplaced(state, name, param.term)) return "kept";
  return keptRegions(run, state, value).has(param.region) ? "kept" : "left";
}

/** What tells two states apart that treat the owned parameters differently. */
export function ownedKey(run: Run, state: State): string {
  let key = "";
  for (const { name } of [...run.owned, ...run.installed]) {
    const param = parameterOf(run, name);
    if (param === undefined) continue;
    const object = state.objects[param.region];
    const how = object?.doubt === true ? "doubt" : (object?.consumed?.how ?? object?.queued?.key);
    key += ` ${name}:${how ?? ""}${isReplaced(state, name, param.term) ? "!" : ""}`;
  }
  return key;
}

/** Whether the variable holds something else by now: whoever replaced it may have taken the object. */
function isReplaced(state: State, name: string, { symbols: [sym] }: Linear): boolean {
  const [cell] = state.regions[state.frame.region]?.cells.get(`.${name}`) ?? [];
  if (cell?.kind !== "cell") return false;
  const { value } = cell;
  // What a contract made anew says itself what became of what it was made from.
  if (value.kind === "address" && state.objects[value.place.region]?.origin === "acquired")
    return false;
  return !(
    value.kind === "int" &&
    value.term.symbols.length === 1 &&
    value.term.symbols[0] === sym
  );
}

/** Regions of owned parameters that this end of a path leaves, and what must hold for it. */
export function leftBehind(
  run: Run,
  state: State,
  value: Value | undefined,
): readonly {
  readonly name: string;
  readonly region: RegionId;
  readonly given: readonly Atom[];
  /** What the function is installed as, where that is why. */
  readonly as: string | undefined;
}[] {
  const possible = outcomesOf(run, state, value);
  const installed = run.installed.filter(
    (each) => isKept(each, state.constraints, value) === false,
  );
  const reasons = new Map<string, { readonly as?: string; readonly given: readonly Atom[] }>();
  for (const { name, on } of run.owned) {
    const given = whereIn(on, possible, value);
    if (given !== undefined) reasons.set(name, { given });
  }
  for (const { name, as, scratch } of installed)
    if (!scratch || !readsScratch(run, state, name)) reasons.set(name, { as, given: [] });
  return [...reasons].flatMap(([name, { as, given }]) => {
    const param = parameterOf(run, name);
    if (param === undefined) return [];
    if (fateOf(run, state, name, value) !== "left") return [];
    const exists: Atom = { kind: "le", term: { symbols: param.term.symbols, coefficients: [-1], constant: 1 } }; // prettier-ignore
    return [{ name, region: param.region, given: [exists, ...given], as }];
  });
}

/** What must hold for the result to be one of these; undefined where it never is, or nobody can say. */
function whereIn(
  on: readonly Outcome[],
  possible: readonly Outcome[],
  value: Value | undefined,
): readonly Atom[] | undefined {
  if (possible.every((each) => on.includes(each))) return [];
  if (value?.kind !== "int" || !possible.includes("negative") || !on.includes("negative"))
    return undefined;
  // An error, where it is open whether it is one: that is a result like any other negative one.
  const isError = add(value.term, constant(1));
  return isError === undefined ? undefined : [{ kind: "le", term: isError }];
}

/** A path that goes by what stands in the control block before anybody wrote there is not taken. */
function readsScratch(run: Run, state: State, name: string): boolean {
  const region = parameterOf(run, name)?.region;
  return listOf(state.reads).some((sym) => {
    const { place } = symbolOf(run.symbols, sym);
    if (place === undefined || aroundOf(run, place.region) !== region) return false;
    const { symbol } = regionOf(run.regions, place.region);
    return symbol !== undefined && dataOwnerOf(run, symbolOf(run.symbols, symbol)) === undefined;
  });
}

/** Objects that the function has freed or handed on, and whose caller hears of the result that they are still his. */
export function givenBack(
  run: Run,
  state: State,
  value: Value | undefined,
): readonly ObjectState[] {
  return run.installed.flatMap((each) => {
    const param = parameterOf(run, each.name);
    const object = param && state.objects[param.region];
    if (object?.consumed === undefined || object.doubt) return [];
    return isKept(each, state.constraints, value) === true ? [object] : [];
  });
}

function parameterOf(
  run: Run,
  name: string,
): { readonly term: Linear; readonly region: RegionId } | undefined {
  const symbol = run.symbols.byKey.get(`param:${name}`);
  if (symbol === undefined) return undefined;
  return {
    term: { symbols: [symbol.id], coefficients: [1], constant: 0 },
    region: regionOfSymbol(run, symbol),
  };
}

/** What the result can be: more than one where the path leaves it open. */
export function outcomesOf(run: Run, state: State, value: Value | undefined): readonly Outcome[] {
  if (value === undefined) return ["zero"];
  if (value.kind === "address") return ["positive"];
  if (value.kind === "truth") {
    if (typeof value.of === "boolean") return [value.of ? "positive" : "zero"];
    return ["zero", "positive"];
  }
  const { min = -Infinity, max = Infinity } = defined(boundsOf(state.constraints, value.term));
  const possible = signs.filter((each) =>
    each === "zero" ? min <= 0 && max >= 0 : each === "negative" ? min < 0 : max > 0,
  );
  const name = possible.length > 1 ? constantName(run, value.term) : undefined;
  return name === undefined ? possible : [`= ${name}`];
}

function constantName(run: Run, { symbols, coefficients, constant }: Linear): string | undefined {
  const [sym] = symbols;
  if (sym === undefined || symbols.length > 1 || coefficients[0] !== 1 || constant !== 0)
    return undefined;
  const { origin, name } = symbolOf(run.symbols, sym);
  return origin.kind === "constant" ? name : undefined;
}

function defined({ min, max }: ReturnType<typeof boundsOf>): { min?: number; max?: number } {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
