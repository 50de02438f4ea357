// A function → what its own paths do with what it is given: which objects are gone with which result,
// and whose growth is charged.

import type { CFunction } from "../c/ir.ts";
import type { Model } from "../model/model.ts";
import { type Charged, chargedOn } from "./charged.ts";
import { homesIn, isLeft } from "./cleared.ts";
import { type Fate, type Outcome, type Owned, fateOf, outcomesOf } from "./fate.ts";
import { owedLimits } from "./limits.ts";
import type { Program } from "./program.ts";
import { calleeRun } from "./summary.ts";
import { walk } from "./walk.ts";

export interface Account {
  /** By parameter and result, what becomes of the object. */
  readonly fates: ReadonlyMap<string, ReadonlyMap<Outcome, ReadonlySet<Fate>>>;
  /** On some path exactly what the buffer grew by is charged. */
  readonly charged: readonly Charged[];
  /** Counters that some path charges anything to. */
  readonly ledgers: ReadonlySet<string>;
}

/** undefined where it is given no object, or not all paths can be followed. */
export function accountOf(fn: CFunction, program: Program, model: Model): Account | undefined {
  const fates = new Map<string, Map<Outcome, Set<Fate>>>();
  for (const { name, type } of fn.params)
    if (type.pointers === 1 && model.objectOfType(type.base) !== undefined)
      fates.set(name, new Map());
  if (fates.size === 0 || !fn.whole) return undefined;
  const given = [...fates.keys()].map((name) => ({ name, on: [] }));
  const run = calleeRun(program, model, owedLimits, given);
  const charged = new Map<string, Charged>();
  const ledgers = new Set<string>();
  for (const { state, end } of walk(run, fn)) {
    for (const { name } of state.charges) ledgers.add(name);
    if (end.kind !== "return") continue;
    for (const each of chargedOn(run, state, fn))
      charged.set(`${each.object} ${each.ledger}`, each);
    const possible = outcomesOf(run, state, end.value);
    for (const [name, seen] of fates) {
      const fate = fateOf(run, state, name, end.value);
      for (const each of possible) seen.set(each, (seen.get(each) ?? new Set()).add(fate));
    }
  }
  if (run.instructions > owedLimits.instructions) return undefined;
  return { fates, charged: [...charged.values()], ledgers };
}

/** What every path agrees about: with such a result the object is gone. */
export function ownedIn(account: Account | undefined): readonly Owned[] {
  return resultsWhere(account, (fates) => fates.has("gone") && !fates.has("left"));
}

/** Where the ways out are at odds: with such a result the object is gone on one, and left on another. */
export function disputedIn(account: Account | undefined): readonly Owned[] {
  return resultsWhere(account, (fates) => fates.has("gone") && fates.has("left"));
}

function resultsWhere(
  account: Account | undefined,
  holds: (fates: ReadonlySet<Fate>) => boolean,
): readonly Owned[] {
  return [...(account?.fates ?? [])].flatMap(([name, results]) => {
    const on = [...results].flatMap(([outcome, fates]) => (holds(fates) ? [outcome] : []));
    return on.length === 0 ? [] : [{ name, on: on.toSorted() }];
  });
}

/** Those of the fields that no path leaves with a pointer to what is gone, and some path without. */
export function clearedIn(
  fn: CFunction,
  program: Program,
  model: Model,
  fields: readonly string[],
): readonly string[] {
  const run = { ...calleeRun(program, model, owedLimits), cleared: fields };
  const cleared = new Set<string>();
  const left = new Set<string>();
  for (const { state, end } of walk(run, fn)) {
    if (end.kind !== "return") continue;
    for (const home of homesIn(run, state))
      (isLeft(run, state, home) ? left : cleared).add(home.field);
  }
  if (run.instructions > owedLimits.instructions) return [];
  return [...cleared].filter((field) => !left.has(field));
}
