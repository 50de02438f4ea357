// A function → the parameters that it has to free or to hand on, as its own paths show it.

import type { CFunction } from "../c/ir.ts";
import type { Model } from "../model/contract.ts";
import { type Fate, type Outcome, type Owned, fateOf, outcomesOf } from "./fate.ts";
import { owedLimits } from "./limits.ts";
import type { Program } from "./program.ts";
import { calleeRun } from "./summary.ts";
import { walk } from "./walk.ts";

export type { Owned } from "./fate.ts";

/** By parameter and result, what became of the object on the paths that were followed to their end. */
type Fates = ReadonlyMap<string, ReadonlyMap<Outcome, ReadonlySet<Fate>>>;

/**
 * What every path of the function agrees about: with such a result the object is gone. Nothing where
 * not all paths were followed.
 */
export function ownedBy(fn: CFunction, program: Program, model: Model): readonly Owned[] {
  return resultsWhere(fatesIn(fn, program, model), isSettled);
}

/**
 * Of what a function was to free or to hand on, what it still does with such a result somewhere: a
 * way out that does not is at odds with it. Where none does any more, that is how it is meant.
 */
export function stillOwned(
  owned: readonly Owned[],
  fn: CFunction,
  program: Program,
  model: Model,
): readonly Owned[] {
  const still = resultsWhere(fatesIn(fn, program, model), (fates) => fates.has("gone"));
  return owned.flatMap(({ name, on }) => {
    const known = still.find((each) => each.name === name)?.on ?? [];
    const kept = on.filter((each) => known.includes(each));
    return kept.length === 0 ? [] : [{ name, on: kept }];
  });
}

function fatesIn(fn: CFunction, program: Program, model: Model): Fates {
  const fates = new Map<string, Map<Outcome, Set<Fate>>>();
  for (const { name, type } of fn.params)
    if (type.pointers === 1 && model.objectOfType(type.base) !== undefined)
      fates.set(name, new Map());
  if (fates.size === 0 || !fn.whole) return new Map();
  const held = [...fates.keys()].map((name) => ({ name, on: [] }));
  const run = calleeRun(program, model, owedLimits, held);
  for (const { state, end } of walk(run, fn)) {
    if (end.kind !== "return") continue;
    const possible = outcomesOf(run, state, end.value);
    for (const [name, seen] of fates) {
      const fate = fateOf(run, state, name, end.value);
      for (const each of possible) seen.set(each, (seen.get(each) ?? new Set()).add(fate));
    }
  }
  return run.instructions > owedLimits.instructions ? new Map() : fates;
}

function resultsWhere(fates: Fates, holds: (seen: ReadonlySet<Fate>) => boolean): readonly Owned[] {
  return [...fates].flatMap(([name, results]) => {
    const on = [...results].flatMap(([outcome, seen]) => (holds(seen) ? [outcome] : []));
    return on.length === 0 ? [] : [{ name, on: on.toSorted() }];
  });
}

function isSettled(fates: ReadonlySet<Fate>): boolean {
  return fates.has("gone") && !fates.has("left");
}
