// A function → the parameters that it has to free or to hand on, as its own paths show it.

import type { CFunction } from "../c/ir.ts";
import type { Model } from "../model/contract.ts";
import { type Fate, type Outcome, type Owned, fateOf, outcomes, outcomesOf } from "./fate.ts";
import { limits } from "./limits.ts";
import type { Program } from "./program.ts";
import { summaryOf } from "./summary.ts";
import { newRun, walk } from "./walk.ts";

export type { Owned } from "./fate.ts";

/**
 * What every path of the function agrees about: with such a result the object is gone. Nothing where
 * not all paths were followed.
 */
export function ownedBy(fn: CFunction, program: Program, model: Model): readonly Owned[] {
  const names = fn.params
    .filter(({ type }) => type.pointers === 1 && model.objectOfType(type.base) !== undefined)
    .map(({ name }) => name);
  if (names.length === 0 || !fn.whole) return [];
  const run = newRun({
    program,
    model,
    limits,
    role: "callee",
    summaryOf: (callee) => summaryOf(program, model, callee),
    sightings: undefined,
    owned: [],
  });
  const fates = new Map(names.map((name) => [name, new Map<Outcome, Set<Fate>>()]));
  for (const { state, end } of walk(run, fn)) {
    if (end.kind !== "return") continue;
    const possible = outcomesOf(state, end.value);
    for (const [name, seen] of fates) {
      const fate = fateOf(run, state, name, end.value);
      for (const each of possible) seen.set(each, (seen.get(each) ?? new Set()).add(fate));
    }
  }
  if (run.instructions > limits.instructions) return [];
  return names.flatMap((name) => {
    const on = outcomes.filter((each) => isSettled(fates.get(name)?.get(each)));
    return on.length === 0 ? [] : [{ name, on }];
  });
}

function isSettled(fates: ReadonlySet<Fate> | undefined): boolean {
  return fates?.has("gone") === true && !fates.has("left");
}
