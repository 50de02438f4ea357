// A static helper may do one half of a change and leave the other half to its callers: free the
// heads of a list, or charge bytes, that the caller accounts for. Such a suspicion holds only when
// a caller ends with the same loss. Then it is the helper's if the helper deals with both halves,
// else the caller's, and never both.

import type { CFunction } from "../c/ir.ts";
import { analyse } from "../engine/analyse.ts";
import type { LossKind, Reported, Step } from "../types.ts";
import type { Bodies } from "./bodies.ts";
import { calleesOf } from "./callees.ts";
import type { Judge } from "./judge.ts";
import type { Moment } from "./moment.ts";
import { suspicionsOf, type Suspicion } from "./suspect.ts";

const halves: ReadonlySet<LossKind> = new Set(["slot-leak", "slot-dangling", "unbalanced"]);

// Callers that are asked about one helper; more would tell the same.
const CALLERS_MAX = 4;

/** Whether the function, as it was before a patch, dealt with both halves of what a counter is charged. */
export type WasWhole = (ledger: string) => boolean;

/** The suspicions about these versions of a function that are its own to mend. */
export function ownSuspicions(
  suspicions: readonly Suspicion[],
  functions: readonly CFunction[],
  moment: Moment,
  judge: Judge,
  wasWhole: WasWhole = () => false,
): readonly Suspicion[] {
  const open = suspicions.filter(isHalf);
  const [first] = functions;
  if (open.length === 0 || first === undefined) return suspicions;
  const callers = first.static ? callersOf(first.name, moment) : [];
  if (callers.length === 0) return suspicions;
  const confirmed = callers.flatMap((caller) => suspicionsAbout(caller, moment, judge));
  return suspicions.filter(
    (suspicion) =>
      !isHalf(suspicion) ||
      confirmed.some((other) => sameLoss(other, suspicion)) ||
      wasWhole(ledgerOf(suspicion)),
  );
}

/** What was found in one function of a patch. */
export interface FoundIn {
  readonly name: string;
  readonly suspicions: readonly Suspicion[];
  readonly reported: readonly Reported[];
}

/** The findings of all, without those of a helper or of its caller where they are one. */
export function withoutHalves(found: readonly FoundIn[], { bodies }: Moment): readonly Reported[] {
  const surplus = new Set<Reported>();
  for (const helper of found) {
    const body = bodies.get(helper.name).find((fn) => fn.static);
    if (body === undefined) continue;
    const theirs = found
      .filter(({ name }) => name !== helper.name && calls(name, helper.name, bodies))
      .flatMap(({ reported }) => reported);
    for (const finding of helper.reported) {
      const suspicion = helper.suspicions.find(({ id }) => id === finding.id);
      if (suspicion === undefined || !isHalf(suspicion)) continue;
      const same = theirs.filter(
        ({ rule, class: blame }) => rule === finding.rule && blame === finding.class,
      );
      for (const other of dealsWithBoth(body, suspicion) ? same : same.length > 0 ? [finding] : [])
        surplus.add(other);
    }
  }
  return found.flatMap(({ reported }) => reported).filter((finding) => !surplus.has(finding));
}

/** Whether both sides of what is out of balance are the function's own business. */
function dealsWithBoth(fn: CFunction, { instances }: Suspicion): boolean {
  const [first] = instances;
  if (first === undefined) return false;
  const { finding, path } = first;
  if (finding.at.kind === "slot") {
    const field = /\w+$/.exec(finding.at.count)?.[0] ?? "";
    return new RegExp(`(?:->|\\.) ?${field}\\b`).test(fn.text);
  }
  return ["own", "charge"].every((kind) => path.steps.some((step) => step.kind === kind));
}

function calls(caller: string, callee: string, bodies: Bodies): boolean {
  return bodies.get(caller).some((fn) => calleesOf(fn).includes(callee));
}

/** What a patch itself took from the function is nobody else's half. */
function isHalf({ instances: [first] }: Suspicion): boolean {
  if (first === undefined || !halves.has(first.finding.loss)) return false;
  return !first.path.steps.some((step) => step.kind === "balance" && step.grown !== undefined);
}

function ledgerOf({ instances: [first] }: Suspicion): string {
  const at = first?.finding.at;
  return at !== undefined && "ledger" in at ? at.ledger : "";
}

/** Whether on all paths of these versions the counter got what will be given back, and on one got something. */
export function isWhole(
  functions: readonly CFunction[],
  moment: Moment,
  judge: Judge,
  ledger: string,
): boolean {
  const isAbout = (step: Step): boolean =>
    (step.kind === "balance" || step.kind === "charge") && step.ledger === ledger;
  const steps = functions.flatMap((fn) => {
    const { paths } = judge.timed("engine", () => analyse(fn, moment.program, judge.model));
    return paths.flatMap((path) => path.steps.filter(isAbout));
  });
  const isEven = steps.every((step) => step.kind !== "balance" || step.equal);
  return isEven && ["balance", "charge"].every((kind) => steps.some((step) => step.kind === kind));
}

function sameLoss(left: Suspicion, right: Suspicion): boolean {
  return left.rule === right.rule && isHalf(left) && isHalf(right);
}

function suspicionsAbout(fn: CFunction, moment: Moment, judge: Judge): readonly Suspicion[] {
  const { paths } = judge.timed("engine", () => analyse(fn, moment.program, judge.model));
  return suspicionsOf(paths, judge.rules);
}

function callersOf(name: string, { bodies }: Moment): readonly CFunction[] {
  const callers = bodies
    .mentioning(new Set([name]))
    .filter((fn) => fn.whole && fn.name !== name && calleesOf(fn).includes(name));
  return callers.slice(0, CALLERS_MAX);
}
