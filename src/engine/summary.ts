// The body of a callee → what a call of it does, in sum, in the language of the model. What cannot
// be said in that language, or not for certain, is undefined: then the body is stepped into, or the
// callee counts as unknown.

import type { CFunction } from "../c/ir.ts";
import type { Case, Contract } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { type Duties, noDuties } from "./duties.ts";
import { isActingBody, isQueue } from "./events.ts";
import { givesPointer } from "./getters.ts";
import type { Limits } from "./limits.ts";
import { otherLimits, summaryLimits } from "./limits.ts";
import { ofProgram, type Program } from "./program.ts";
import type { Run } from "./state.ts";
import { caseOf } from "./summary-case.ts";
import { withWritten } from "./summary-clears.ts";
import { withPassed } from "./summary-passed.ts";
import { joined } from "./summary-join.ts";
import { newRun, walk } from "./walk.ts";

const known = new WeakMap<Program, Map<string, Contract | undefined>>();

/** Worked out once for a function of a program. */
export function summaryOf(program: Program, model: Model, fn: CFunction): Contract | undefined {
  const summaries = ofProgram(known, program);
  const key = `${fn.file} ${fn.name}`;
  if (summaries.has(key)) return summaries.get(key);
  // A function that calls itself is not known while it is being looked at.
  summaries.set(key, undefined);
  const summary = !isActingBody(program, model, fn)
    ? ({ name: fn.name, kind: "borrows" } as const)
    : program.isOther(fn)
      ? summaryOfOther(program, model, fn)
      : summarise(program, model, fn, summaryLimits);
  summaries.set(key, summary);
  return summary;
}

/** What returns a pointer may return a part of what it was given. */
function summaryOfOther(program: Program, model: Model, fn: CFunction): Contract | undefined {
  return givesPointer(fn) ? undefined : summarise(program, model, fn, otherLimits);
}

/** A run that asks what a function does for its callers, whatever it returns. */
export function calleeRun(
  program: Program,
  model: Model,
  limits: Limits,
  owned: Duties["owned"] = [],
): Run {
  return newRun({
    ...{ program, model, limits, role: "callee" },
    summaryOf: (callee) => summaryOf(program, model, callee),
    sightings: undefined,
    ...{ ...noDuties, owned, installed: [] },
  });
}

function summarise(
  program: Program,
  model: Model,
  fn: CFunction,
  limits: Limits,
): Contract | undefined {
  // Who is given a queue may do anything to what is on it.
  if (fn.params.some(({ type }) => isQueue(model, type.base))) return undefined;
  const run = calleeRun(program, model, limits);
  const cases: Case[] = [];
  for (const { state, end } of walk(run, fn)) {
    if (cases.length >= limits.paths) return undefined;
    if (end.kind === "cut") return undefined;
    if (end.kind === "bound") continue;
    const found = caseOf(run, state, fn, end.value);
    if (found === undefined) return undefined;
    cases.push(found);
  }
  if (run.instructions > limits.instructions || cases.length === 0) return undefined;
  const ways = joined(cases);
  return (
    ways && {
      name: fn.name,
      kind: "cases",
      cases: ways.map((way) => withPassed(run, fn, withWritten(fn, way))),
    }
  );
}
