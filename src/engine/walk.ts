// A function → the states at the ends of its feasible paths, each with what it returns.

import type { CFunction } from "../c/ir.ts";
import type { Contract } from "../model/contract.ts";
import type { Model } from "../model/model.ts";
import { frameOf } from "./calls.ts";
import { type End, follow, passParameters } from "./execute.ts";
import type { Installed } from "./installed.ts";
import type { Limits } from "./limits.ts";
import type { Role } from "./liveness.ts";
import type { Duties } from "./duties.ts";
import type { Program } from "./program.ts";
import { newRegions } from "./regions.ts";
import { type Run, type Sightings, type State, firstState } from "./state.ts";
import { newSymbols } from "./symbols.ts";

/** What an analysis is made with. */
export interface Setting extends Duties {
  /** Parameters that the function owns as what it is installed as. */
  readonly installed: readonly Installed[];
  readonly program: Program;
  readonly model: Model;
  readonly limits: Limits;
  readonly role: Role;
  readonly summaryOf: (fn: CFunction) => Contract | undefined;
  readonly sightings: Sightings | undefined;
  readonly waysBefore?: Run["waysSeen"];
}

export function newRun(setting: Setting): Run {
  return {
    ...setting,
    symbols: newSymbols(),
    regions: newRegions(),
    followed: new Set(),
    pending: [],
    assumptions: new Set(),
    hints: new Map(),
    around: new Map(),
    bounded: new Set(),
    met: new Set(),
    meetings: new Map(),
    inCallees: new Map(),
    waysSeen: new Map(),
    instructions: 0,
  };
}

/** Within the instructions of the run's limits; the caller says when it has seen enough. */
export function* walk(
  run: Run,
  fn: CFunction,
): Generator<{ readonly state: State; readonly end: End }> {
  const first = firstState(frameOf(run, fn, "0", 0));
  passParameters(run, first, fn);
  run.pending.push(first);
  const next = (): State | undefined =>
    run.limits.oldestFirst === true ? run.pending.shift() : run.pending.pop();
  for (let state = next(); state !== undefined; state = next()) {
    if (run.instructions > run.limits.instructions) return;
    const end = follow(run, state);
    if (end !== undefined) yield { state, end };
  }
}
