// What is suspected of one changed function → what is proven, classed and put into words.

import type { Reported } from "../types.ts";
import { blameOf, comesBy, type Before } from "./blame.ts";
import { judged, proofOf, type Judged, type Proof } from "./judge.ts";
import { changedFunctions, type How, isDefined, partsIn, type Parts, type Sides } from "./sides.ts";
import type { Touched } from "./touched.ts";
import { valuesOf } from "./values.ts";
import { momentAt, type Work } from "./work.ts";

export interface Found {
  readonly reported: readonly Reported[];
  /** Rules whose suspicions did not replay, one entry for each suspicion. */
  readonly unproven: readonly string[];
}

export function findingsOf(work: Work, index: number, now: Judged, how: How = "itself"): Found {
  const reported: Reported[] = [];
  const unproven: string[] = [];
  // Worked out only for a function with a proven finding, and then once.
  let before: Before | undefined;
  for (const suspicion of now.stand.suspicions) {
    const proof = proofOf(suspicion, now, work.judge);
    if (proof === undefined) unproven.push(suspicion.rule);
    else
      reported.push(
        ...classed(work, index, now, proof, (before ??= beforeOf(work, index, now)), how),
      );
  }
  return { reported, unproven };
}

/** Nothing for what an earlier patch of the series answers for. */
function classed(
  work: Work,
  index: number,
  now: Judged,
  proof: Proof,
  before: Before,
  how: How,
): readonly Reported[] {
  const { id } = proof.suspicion;
  if (work.said.has(id)) return [];
  const touched = work.sides[index]?.after.touched;
  const touchedIn = (file: string): readonly Touched[] => touched?.get(file) ?? [];
  const blame = blameOf(proof, before, touchedIn, now.stand);
  // What a caller that nobody touched did wrong before, and on other ways, is not asked.
  if (how === "by its callees" && (blame === "pre-existing" || !comesBy(proof, touchedIn)))
    return [];
  if (blame === "pre-existing") return [reportOf(proof, now, blame)];
  work.said.add(id);
  return [reportOf(proof, now, isGoneAtTip(work, index, now, id) ? "intermediate-only" : blame)];
}

/** In the words of a review. */
export function reportOf(proof: Proof, now: Judged, blame: Reported["class"]): Reported {
  const { finding, path } = proof.instance;
  const { at } = finding.at;
  return {
    id: proof.suspicion.id,
    rule: finding.rule,
    file: at.file,
    line: at.line,
    function: now.parts.name,
    what: finding.what,
    fix: finding.fix,
    class: blame,
    witness: finding.witness.map(({ step, note }) => ({ ...step.at, note })),
    values: valuesOf(finding, path, proof.scenario),
    replayed: true,
  };
}

function beforeOf(work: Work, index: number, { parts }: Judged): Before {
  const sides = work.sides[index];
  if (sides === undefined) return { same: undefined, isProven: () => false, others: [] };
  const origin = sides.origins.get(parts.file);
  const same = origin === undefined ? undefined : partsIn(sides.before, origin, parts.name);
  const judgedBefore = (old: Parts): Judged =>
    judged(old, momentAt(work, index, "before"), work.judge);
  const own = same && judgedBefore(same);
  return {
    same: own?.stand,
    isProven: (suspicion) => own !== undefined && proofOf(suspicion, own, work.judge) !== undefined,
    // Code moves out of functions that are gone; what was wrong with them is not new elsewhere.
    others: changedFunctions(sides.before)
      .filter((old) => !isKept(old, sides))
      .map((old) => judgedBefore(old).stand),
  };
}

function isKept({ file, name }: Parts, { after, origins }: Sides): boolean {
  return [...origins].some(([now, origin]) => origin === file && isDefined(after, now, name));
}

/** Whether the function, as the series leaves it in the end, is known not to have the mistake. */
export function isGoneAtTip(
  work: Work,
  index: number,
  { parts, duties }: Judged,
  id: string,
): boolean {
  const last = work.sides.length - 1;
  if (index === last) return false;
  let newest = parts;
  for (const { after } of work.sides.slice(index + 1)) {
    newest = partsIn(after, parts.file, parts.name) ?? newest;
  }
  const { stand } = judged(newest, momentAt(work, last, "after"), work.judge, duties);
  return stand.complete && !stand.suspicions.some((suspicion) => suspicion.id === id);
}
