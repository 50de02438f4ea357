// All the code in sight → the queue fields from which something takes objects. Whoever reads
// an object after queueing it there races with that.

import type { CFunction, CUnit } from "../c/ir.ts";
import type { Ref } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import type { Bodies } from "./bodies.ts";
import { addressedField, sceneOf } from "./scenes.ts";

/**
 * By the name of the field alone: which struct it is of is seldom in sight. Where parts of a file are
 * not in sight, somebody may take from any queue.
 */
export function takenFrom(
  units: readonly CUnit[],
  bodies: Bodies,
  model: Model,
): (field: string) => boolean {
  const known = new Map<string, boolean>();
  if (units.some(({ whole }) => !whole)) return () => true;
  return (field) => {
    const found = known.get(field) ?? isTaken(field, units, bodies, model);
    known.set(field, found);
    return found;
  };
}

function isTaken(field: string, units: readonly CUnit[], bodies: Bodies, model: Model): boolean {
  return bodies.mentioning(new Set([field])).some((fn) => takes(fn, field, units, model));
}

function takes(fn: CFunction, field: string, units: readonly CUnit[], model: Model): boolean {
  const scene = sceneOf(fn, units, model);
  return fn.cfg.blocks.some(({ instructions }) =>
    instructions.some((instruction) => {
      if (instruction.kind !== "call" || instruction.callee.kind !== "outer") return false;
      const { callee, args } = instruction;
      return args.some(
        (arg, at) =>
          addressedField(arg, scene)?.field === field &&
          empties(callee.name, args.length, at, model),
      );
    }),
  );
}

/** Whether the callee takes off the queue that is its argument `at`, for somebody to have. */
function empties(callee: string, count: number, at: number, model: Model): boolean {
  const contract = model.contractOf(callee, count);
  if (contract?.kind !== "cases") return false;
  return contract.cases.some(({ returns, effects }) =>
    effects.some(
      (effect) =>
        (effect.do === "queue-splice" && isArgument(effect.from, at)) ||
        (effect.do === "queue-use" && returns.kind === "fresh" && isArgument(effect.queue, at)),
    ),
  );
}

function isArgument(ref: Ref, at: number): boolean {
  return "arg" in ref && ref.arg === at;
}
