// A static helper may do one half of a change and leave the other half to its callers: free the
// heads of a list, or charge bytes, that the caller accounts for. Such a suspicion is the helper's
// only when a caller ends with the same loss; and then it is not the caller's too.

import type { CFunction } from "../c/ir.ts";
import { analyse } from "../engine/analyse.ts";
import type { LossKind } from "../types.ts";
import type { Judge } from "./judge.ts";
import type { Moment } from "./moment.ts";
import { suspicionsOf, type Suspicion } from "./suspect.ts";

const halves: ReadonlySet<LossKind> = new Set(["slot-leak", "slot-dangling", "unbalanced"]);

// Callers that are asked about one helper; more would tell the same.
const CALLERS_MAX = 4;

/** The suspicions about these versions of a function that are its own to mend. */
export function ownSuspicions(
  suspicions: readonly Suspicion[],
  functions: readonly CFunction[],
  moment: Moment,
  judge: Judge,
): readonly Suspicion[] {
  const open = suspicions.filter(isHalf);
  const [first] = functions;
  if (open.length === 0 || first === undefined) return suspicions;
  const callers = first.static ? callersOf(first.name, moment) : [];
  const confirmed = callers.flatMap((caller) => suspicionsAbout(caller, moment, judge));
  const theirs = calleesOf(functions, moment).flatMap((callee) =>
    suspicionsAbout(callee, moment, judge),
  );
  return suspicions.filter((suspicion) => {
    if (!isHalf(suspicion)) return true;
    const atHome = callers.length === 0 || confirmed.some((other) => sameLoss(other, suspicion));
    return atHome && !theirs.some((other) => sameLoss(other, suspicion));
  });
}

function isHalf({ instances }: Suspicion): boolean {
  const loss = instances[0]?.finding.loss;
  return loss !== undefined && halves.has(loss);
}

function sameLoss(left: Suspicion, right: Suspicion): boolean {
  return left.rule === right.rule && isHalf(left) && isHalf(right);
}

function suspicionsAbout(fn: CFunction, moment: Moment, judge: Judge): readonly Suspicion[] {
  const { paths } = judge.timed("engine", () => analyse(fn, moment.program, judge.model));
  return suspicionsOf(paths, judge.rules);
}

function callersOf(name: string, { bodies }: Moment): readonly CFunction[] {
  const callers = [...bodies.values()]
    .flat()
    .filter((fn) => fn.whole && fn.name !== name && namesCalledIn(fn).has(name));
  return callers.slice(0, CALLERS_MAX);
}

/** Static helpers in sight whose own mistake would show again at the end of these functions. */
function calleesOf(functions: readonly CFunction[], { bodies }: Moment): readonly CFunction[] {
  const names = new Set(functions.flatMap((fn) => [...namesCalledIn(fn)]));
  return [...names]
    .flatMap((name) => bodies.get(name) ?? [])
    .filter((fn) => fn.whole && fn.static && !functions.includes(fn))
    .slice(0, CALLERS_MAX);
}

function namesCalledIn(fn: CFunction): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { instructions } of fn.cfg.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === "call" && instruction.callee.kind === "outer") {
        names.add(instruction.callee.name);
      }
    }
  }
  return names;
}
