// A suspicion on one path → the concrete case in which a replay sees the same loss.

import type { CFunction } from "../c/ir.ts";
import { scenarioOf } from "../engine/analyse.ts";
import { leavesAlone } from "../engine/left-alone.ts";
import { type Duties, noDuties } from "../engine/duties.ts";
import { installedIn } from "../engine/installed.ts";
import type { Program } from "../engine/program.ts";
import { takesReady } from "../engine/queue-takers.ts";
import { summaryOf } from "../engine/summary.ts";
import type { Model } from "../model/model.ts";
import { replay, type Loss } from "../replay/index.ts";
import type { Finding, LossKind, Scenario, Step } from "../types.ts";
import type { Instance } from "./suspect.ts";

/** undefined when no concrete case was found, or the replay saw nothing wrong in it. */
export function provenCase(
  instance: Instance,
  fn: CFunction,
  program: Program,
  model: Model,
  duties: Duties = noDuties,
): Scenario | undefined {
  const scenario = scenarioOf(instance.path, instance.finding.at);
  if (scenario === undefined) return undefined;
  const known = {
    ...typed(program, instance.finding.at),
    owned: [
      ...installedIn(fn, program, model),
      ...duties.owned.map(({ name }) => ({ name, keeps: [] })),
    ],
    charged: duties.charged.map(({ object }) => object),
    cleared: duties.cleared,
    summaryOf: (callee: CFunction) => summaryOf(program, model, callee),
    takesReady: (callee: CFunction, at: number) => takesReady(program, model, callee, at),
    leavesAlone: (caller: CFunction, callee: CFunction, at: number) =>
      leavesAlone(program, model, caller, callee, at),
  };
  const { end, losses } = replay(fn, known, model, scenario);
  // What is lost at the end has to be seen at the end; a wrong use is seen when it happens.
  if (end === "stuck" && !isSeenAtOnce(instance.finding.loss)) return undefined;
  return losses.some((loss) => isSame(loss, instance)) ? scenario : undefined;
}

function isSeenAtOnce(loss: LossKind): boolean {
  return loss === "use-after-free" || loss === "double-free" || loss === "uninitialised-queue";
}

/** The replay need not find out again of which struct the queue is that the finding is about. */
function typed(program: Program, at: Step): Program {
  if (at.kind !== "queue-use") return program;
  const { struct, field } = at.queue;
  return {
    ...program,
    queueReady: (tag, name) =>
      program.queueReady(tag ?? (name === field ? struct : undefined), name),
  };
}

function isSame(loss: Loss, { finding, path }: Instance): boolean {
  const { at } = finding;
  switch (finding.loss) {
    case "use-after-free":
    case "double-free":
      // What is freed again is used after it was freed; either word is right.
      return (
        (loss.kind === "use-after-free" || loss.kind === "double-free") && loss.line === at.at.line
      );
    case "uninitialised-queue":
      return loss.kind === finding.loss && loss.line === at.at.line;
    case "leak": {
      const origins = originLines(finding, path.steps);
      const known = loss.objectLine === undefined || origins.size === 0;
      return loss.kind === "leak" && (known || origins.has(loss.objectLine ?? 0));
    }
    case "slot-leak":
    case "slot-dangling":
    case "unbalanced":
      return loss.kind === finding.loss;
  }
}

/** Where the path got the object that the finding is about. */
function originLines({ at }: Finding, steps: Instance["path"]["steps"]): ReadonlySet<number> {
  if (!("object" in at)) return new Set();
  return new Set(
    steps.flatMap((step) =>
      step.kind === "acquire" && step.object === at.object ? [step.at.line] : [],
    ),
  );
}
