// The sides of every patch of a series → all that is known of the code as it stands at one moment.

import type { CFunction, CUnit } from "../c/ir.ts";
import { cachesOf, callsBulk } from "../engine/analyse.ts";
import { programOf, type Program } from "../engine/program.ts";
import type { Model } from "../model/contract.ts";
import { readinessIn } from "./queues.ts";
import type { Bodies } from "./relevance.ts";
import type { Side, Sides } from "./sides.ts";

export interface Moment {
  readonly program: Program;
  readonly bodies: Bodies;
}

/** Before or after the patch at an index of the series. */
export function momentOf(
  patches: readonly Pick<Sides, "before" | "after">[],
  index: number,
  when: "before" | "after",
  model: Model,
): Moment {
  const sides = visibleAt(patches, index, when);
  const units = withoutStale(sides.flatMap((side) => side.units));
  const old = patches.slice(0, index + 1).flatMap(({ before }) => before.units);
  const queueReady = readinessIn(units, sides.flatMap(({ texts }) => texts), model, old); // prettier-ignore
  const plain = programOf(units, { caches: [], queueReady });
  const functions = units.flatMap((unit) => unit.functions);
  const caches = cachesOf(functions.filter((fn) => callsBulk(fn, model)), plain, model); // prettier-ignore
  return { program: { ...plain, caches }, bodies: bodiesOf(functions) };
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

/** Of two whole definitions of one function in one file and arm, only the nearer one counts. */
function withoutStale(units: readonly CUnit[]): readonly CUnit[] {
  const known = new Set<string>();
  return units.map((unit) => {
    const functions = unit.functions.filter((fn) => {
      const key = `${fn.file} ${fn.name} ${fn.arm.join(" ")}`;
      if (!fn.whole) return true;
      if (known.has(key)) return false;
      known.add(key);
      return true;
    });
    return functions.length === unit.functions.length ? unit : { ...unit, functions };
  });
}

function bodiesOf(functions: readonly CFunction[]): Bodies {
  const bodies = new Map<string, CFunction[]>();
  for (const fn of functions) {
    const known = bodies.get(fn.name);
    if (known === undefined) bodies.set(fn.name, [fn]);
    else known.push(fn);
  }
  return bodies;
}
