// The sides of every patch of a series → all that is known of the code as it stands at one moment.

import type { CFunction, CUnit } from "../c/ir.ts";
import { cachesOf, callsBulk } from "../engine/analyse.ts";
import { programOf, withKnownFields, type Program } from "../engine/program.ts";
import { readiesNone } from "../engine/queue-takers.ts";
import type { Model } from "../model/model.ts";
import { bodiesOf, type Bodies } from "./bodies.ts";
import { installsIn } from "./installs.ts";
import { noOthers, type Others } from "./others.ts";
import { type Formerly, readinessIn } from "./queues.ts";
import { takenFrom } from "./takers.ts";
import type { Side, Sides } from "./sides.ts";

export interface Moment {
  readonly program: Program;
  readonly bodies: Bodies;
}

/** Before or after the patch at an index of the series. `lost`: queues that lost their initialisation by then. */
export function momentOf(
  patches: readonly Pick<Sides, "before" | "after">[],
  index: number,
  when: "before" | "after",
  model: Model,
  others: Others = noOthers,
  lost: Omit<Formerly, "units"> = { dropped: new Set(), besides: undefined },
): Moment {
  const sides = visibleAt(patches, index, when);
  const units = sides.flatMap((side) => side.units);
  const bodies = bodiesOf(units, others);
  const old = patches.slice(0, index + 1).flatMap(({ before }) => before.units);
  const formerly = { ...lost, units: old };
  const text = sides.flatMap(({ texts }) => texts);
  const isLeft = leaverOf(units, model, others);
  const queueReady = readinessIn({ units, bodies, text, isLeft }, model, formerly);
  const isTakenFrom = takenFrom(units, bodies, model);
  const assigned = installsIn(bodies, model);
  const facts = { caches: [], queueReady, isTakenFrom, assigned };
  const plain = withKnownFields(programOf(units, facts, others), model);
  const bulk = bodies.mentioning(model.bulkCallees).filter((fn) => callsBulk(fn, model));
  return { program: { ...plain, caches: cachesOf(bulk, plain, model) }, bodies };
}

/** Whether a callee is certain to initialise no queue that it gets, as far as bodies are in sight. */
function leaverOf(
  units: readonly CUnit[],
  model: Model,
  others: Others,
): (fn: CFunction, callee: string, at: number) => boolean {
  const queueReady = (): "unknown" => "unknown";
  // Made when it is first asked for: mostly nobody does.
  let program: Program | undefined;
  return (fn, callee, at) => {
    program ??= programOf(units, { caches: [], queueReady, isTakenFrom: () => true }, others);
    return readiesNone(program, model, program.calleeOf(fn, callee), at);
  };
}

/**
 * The nearest first: the patch's own side, what earlier patches left, and what later ones show of
 * files that nobody touched in between.
 */
function visibleAt(
  patches: readonly Pick<Sides, "before" | "after">[],
  index: number,
  when: "before" | "after",
): readonly Side[] {
  const own = patches[index];
  if (own === undefined) return [];
  const earlier = patches.slice(0, index).toReversed();
  const sides = [own[when], ...earlier.map(({ after }) => after)];
  const touched = new Set(when === "before" ? own.before.touched.keys() : []);
  for (const { before, after } of patches.slice(index + 1)) {
    const kept = before.units.map(({ file }) => !touched.has(file));
    sides.push({
      ...before,
      units: before.units.filter((_, at) => kept[at]),
      texts: before.texts.filter((_, at) => kept[at]),
    });
    for (const file of [...before.touched.keys(), ...after.touched.keys()]) touched.add(file);
  }
  return sides;
}
