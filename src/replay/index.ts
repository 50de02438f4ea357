// A function and concrete numbers for one path through it → what is lost on that path. A second
// opinion: it knows the language of the model and the instructions, and nothing of the engine.

import type { CFunction } from "../c/ir.ts";
import type { Model } from "../model/model.ts";
import type { Scenario } from "../types.ts";
import { finish } from "./finish.ts";
import { type Machine, type Replay, type ReplayProgram, newMachine } from "./machine.ts";
import { runFunction } from "./run.ts";

export type { Loss, Replay, ReplayProgram } from "./machine.ts";

/** Runs the function as the scenario says. Never fails: a scenario that does not fit is stuck. */
export function replay(
  fn: CFunction,
  program: ReplayProgram,
  model: Model,
  scenario: Scenario,
): Replay {
  const machine = newMachine(program, model, scenario);
  const value = runFunction(machine, fn, [], 0);
  if (machine.halted === undefined) finish(machine, value);
  return result(machine);
}

function result({ halted, losses, trace }: Machine): Replay {
  return { end: halted?.end ?? "return", why: halted?.why ?? "", losses, trace };
}
