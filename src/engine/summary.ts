// The body of a callee → what a call of it does, in sum, in the language of the model.

import type { CFunction } from "../c/ir.ts";
import type { Contract, Model } from "../model/contract.ts";
import { isActingBody } from "./events.ts";
import type { Program } from "./program.ts";

const known = new WeakMap<Program, Map<string, Contract | undefined>>();

/** undefined where nothing certain can be said. Worked out once for a function of a program. */
export function summaryOf(program: Program, model: Model, fn: CFunction): Contract | undefined {
  const summaries = known.get(program) ?? new Map<string, Contract | undefined>();
  known.set(program, summaries);
  if (summaries.has(fn.name)) return summaries.get(fn.name);
  // A function that calls itself is not known while it is being looked at.
  summaries.set(fn.name, undefined);
  const summary = summarise(program, model, fn);
  summaries.set(fn.name, summary);
  return summary;
}

function summarise(program: Program, model: Model, fn: CFunction): Contract | undefined {
  return isActingBody(program, model, fn) ? undefined : { name: fn.name, kind: "borrows" };
}
