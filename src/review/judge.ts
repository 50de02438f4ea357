// One version of one function + rules → what was looked at, what is suspected, what is proven.

import type { CFunction } from "../c/ir.ts";
import { analyse, type Analysis } from "../engine/analyse.ts";
import { type Duties, noDuties } from "../engine/duties.ts";
import { type Limits, otherLooks } from "../engine/limits.ts";
import { installedIn } from "../engine/installed.ts";
import type { Model } from "../model/model.ts";
import type { Rule } from "../rule.ts";
import type { FunctionReview, Path, Scenario } from "../types.ts";
import type { Stand } from "./blame.ts";
import { ownSuspicions, type WasWhole } from "./halves.ts";
import { heldOn } from "./held.ts";
import type { Moment } from "./moment.ts";
import { provenCase } from "./prove.ts";
import { isRelevant } from "./relevance.ts";
import type { Parts } from "./sides.ts";
import { suspicionsOf, type Instance, type Suspicion } from "./suspect.ts";

/** What every function of a series is judged with. */
export interface Judge {
  readonly rules: readonly Rule[];
  readonly model: Model;
  /** Wraps the calls whose time somebody wants to know. */
  readonly timed: <T>(what: "engine" | "replay", work: () => T) => T;
}

export interface Judged {
  readonly parts: Parts;
  readonly review: FunctionReview;
  readonly stand: Stand;
  readonly moment: Moment;
  readonly duties: Duties;
  /** Which part of the function each path goes through. */
  readonly owners: ReadonlyMap<Path, CFunction>;
  /** What is suspected when other ways through the function are followed. */
  readonly again: readonly (() => Again)[];
}

type Again = Pick<Judged, "owners"> & { readonly suspicions: readonly Suspicion[] };

export interface Proof {
  readonly suspicion: Suspicion;
  readonly instance: Instance;
  readonly scenario: Scenario;
  /** The function that the path goes through from its beginning. */
  readonly fn: CFunction;
}

/** `duties`: what the function is held to of what it is given; `wasWhole`: and of what it charges. */
export function judged(
  parts: Parts,
  moment: Moment,
  judge: Judge,
  duties: Duties = noDuties,
  wasWhole?: WasWhole,
): Judged {
  const relevant = parts.functions.filter(
    (fn) =>
      isRelevant(fn, judge.model, moment.bodies) ||
      installedIn(fn, moment.program, judge.model).length > 0,
  );
  const owners = new Map<Path, CFunction>();
  const analyses = relevant.map((fn) => {
    const analysis = judge.timed("engine", () => analyse(fn, moment.program, judge.model, duties));
    for (const path of analysis.paths) owners.set(path, fn);
    return analysis;
  });
  const paths = analyses.flatMap((analysis) => analysis.paths);
  const why = whyPartial(parts, analyses);
  const skipped = relevant.length === 0;
  return {
    parts,
    moment,
    duties,
    owners,
    again: otherLooks.map((look) => once(() => lookedAgain(relevant, moment, judge, duties, look))),
    stand: {
      suspicions: ownSuspicions(
        suspicionsOf(paths, judge.rules),
        relevant,
        moment,
        judge,
        wasWhole,
      ),
      complete: why === "",
    },
    review: {
      file: parts.file,
      name: parts.name,
      status: skipped ? "skipped" : why === "" ? "checked" : "partial",
      why: skipped ? "nothing in it that the model knows" : why,
      paths: paths.length,
      assumptions: [...new Set(analyses.flatMap(({ assumptions }) => assumptions))],
      held: heldOn(paths),
    },
  };
}

/** The same function, with as little in common with the first look as its paths have. */
function lookedAgain(
  relevant: readonly CFunction[],
  { program }: Moment,
  judge: Judge,
  duties: Duties,
  look: Limits,
): Again {
  const owners = new Map<Path, CFunction>();
  for (const fn of relevant) {
    const { paths } = judge.timed("engine", () => analyse(fn, program, judge.model, duties, look));
    for (const path of paths) owners.set(path, fn);
  }
  return { owners, suspicions: suspicionsOf([...owners.keys()], judge.rules) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * The first path of the suspicion that a replay confirms. Where two paths meet one of them is followed:
 * when that cannot be replayed, the function is looked at again, and another one may be.
 */
export function proofOf(suspicion: Suspicion, judged: Judged, judge: Judge): Proof | undefined {
  const proof = proofAmong(suspicion, judged.owners, judged, judge);
  if (proof !== undefined) return proof;
  for (const look of judged.again) {
    const { suspicions, owners } = look();
    const same = suspicions.find(({ id }) => id === suspicion.id);
    const other = same && proofAmong(same, owners, judged, judge);
    if (other !== undefined) return other;
  }
  return undefined;
}

function proofAmong(
  suspicion: Suspicion,
  owners: Judged["owners"],
  { moment, duties }: Judged,
  judge: Judge,
): Proof | undefined {
  for (const instance of suspicion.instances) {
    const fn = owners.get(instance.path);
    const scenario =
      fn &&
      judge.timed("replay", () => provenCase(instance, fn, moment.program, judge.model, duties));
    if (fn !== undefined && scenario !== undefined) return { suspicion, instance, scenario, fn };
  }
  return undefined;
}

/** "" when the function was seen and followed as a whole. */
function whyPartial({ functions }: Parts, analyses: readonly Analysis[]): string {
  const shown = functions
    .filter(({ whole }) => !whole)
    .map(({ firstLine, lastLine }) => `${firstLine}-${lastLine}`);
  const reasons = new Set([
    ...(shown.length > 0 ? [`the patch shows only lines ${shown.join(", ")} of it`] : []),
    ...analyses.flatMap(({ stopped }) => stopped ?? []),
    ...analyses.flatMap(({ paths }) => (paths.length === 0 ? ["no way through it was found"] : [])),
    ...functions.flatMap(({ complaints }) => complaints.map(({ what, why }) => `${what}: ${why}`)),
  ]);
  return [...reasons].join("; ");
}
