// A series + rules → its review: what every patch changed, what is wrong with it, what was looked at.

import type { CParser } from "../c/unit.ts";
import { limits } from "../engine/limits.ts";
import type { Model } from "../model/model.ts";
import type { Rule } from "../rule.ts";
import type { Complaint, FunctionReview, PatchReview, Review, Series } from "../types.ts";
import { CALLERS_MAX, foundInCallers } from "./callers.ts";
import { besidesIn } from "./dropped.ts";
import { findingsOf } from "./findings.ts";
import { withoutHalves } from "./halves.ts";
import { judged } from "./judge.ts";
import { othersOf } from "./others.ts";
import { dutiesBefore, wholeBefore } from "./duties.ts";
import { changedFunctions, sidesOf, type Sources } from "./sides.ts";
import { foundInUsers, USERS_MAX } from "./users.ts";
import { momentAt, type Work } from "./work.ts";

export type { PatchSources, Sources } from "./sides.ts";

/** What a review is made with. */
export interface Kit {
  readonly parser: CParser;
  readonly model: Model;
  readonly rules: readonly Rule[];
  /** Milliseconds of a clock that never goes back. They go into `spent` and nowhere else. */
  readonly elapsed: () => number;
}

export interface Reviewed {
  readonly review: Review;
  /** Milliseconds. */
  readonly spent: Readonly<Record<"parse" | "engine" | "replay", number>>;
}

/** Without sources: what the hunks show. */
export function reviewOf(series: Series, kit: Kit, sources?: Sources): Reviewed {
  const spent = { parse: 0, engine: 0, replay: 0 };
  const timed = <T>(what: keyof typeof spent, work: () => T): T => {
    const start = kit.elapsed();
    const result = work();
    spent[what] += kit.elapsed() - start;
    return result;
  };
  const sides = timed("parse", () =>
    series.patches.map((patch) => sidesOf(patch, kit.parser, sources?.patches.get(patch.position))),
  );
  const work: Work = {
    sides,
    judge: { rules: kit.rules, model: kit.model, timed },
    others: othersOf(kit.parser, sources?.others ?? new Map()),
    besides: sources?.mentions && besidesIn(kit.parser, sources.mentions),
    moments: new Map(),
    said: new Set(),
  };
  const patches = sides.map((_, index) => patchReview(work, index, sources));
  return {
    review: {
      series,
      base: sources?.base ?? null,
      patches,
      skipped: [...failuresOf(series, sources), ...sides.flatMap(({ skipped }) => skipped)],
      bounds,
    },
    spent,
  };
}

const bounds: readonly string[] = [
  `each loop is followed for ${limits.loopTurns} turns, one more where that is cheap; one that ` +
    `cannot end by then is left with what it changes unknown`,
  `at most ${limits.paths} paths and ${limits.instructions} instructions of a function are followed`,
  `callees in sight are followed ${limits.callDepth} calls deep`,
  `at most ${CALLERS_MAX} callers of what is changed, in the same files, and ${USERS_MAX} users of queues ` +
    `that are no longer initialised are looked at`,
];

function patchReview(work: Work, index: number, sources: Sources | undefined): PatchReview {
  const sides = work.sides[index];
  if (sides === undefined) throw new RangeError(`no patch ${index}`);
  const source = sources?.patches.get(sides.patch.position);
  const moment = momentAt(work, index, "after");
  const changed = changedFunctions(sides.after).map((parts) => {
    const duties = dutiesBefore(work, index, parts);
    const now = judged(parts, moment, work.judge, duties, wholeBefore(work, index, parts));
    const { reported, unproven } = findingsOf(work, index, now);
    const found = { name: parts.name, suspicions: now.stand.suspicions, reported };
    return { parts, found, review: withDoubts(now.review, unproven) };
  });
  const own = changed.map((each) => each.found);
  const found = [
    ...own,
    ...foundInCallers(work, index, changed),
    ...foundInUsers(work, index, own),
  ];
  return {
    patch: sides.patch,
    applies: source === undefined ? null : source.failure === undefined,
    functions: changed.map(({ review }) => review),
    findings: withoutHalves(found, moment),
  };
}

/** What a rule suspected and no replay confirmed is not reported, but not hidden either. */
function withDoubts(review: FunctionReview, unproven: readonly string[]): FunctionReview {
  if (unproven.length === 0) return review;
  const doubt = `not reported, because no replay confirmed it: ${[...new Set(unproven)].join(", ")}`;
  return { ...review, assumptions: [...review.assumptions, doubt] };
}

/** Patches that were damaged, or do not apply to the tree. */
function failuresOf(series: Series, sources: Sources | undefined): readonly Complaint[] {
  return series.patches.flatMap((patch) => [
    ...patch.damaged,
    ...listed(sources?.patches.get(patch.position)?.failure),
  ]);
}

function listed(failure: Complaint | undefined): readonly Complaint[] {
  return failure === undefined ? [] : [failure];
}
