// What a patch made of a function → what that makes of the functions that call it and were not changed.

import type { FunctionReview } from "../types.ts";
import { calleesOf } from "./callees.ts";
import { dutiesBefore } from "./duties.ts";
import { findingsOf } from "./findings.ts";
import type { FoundIn } from "./halves.ts";
import { judged } from "./judge.ts";
import { isDefined, partsIn, type Parts, type Side } from "./sides.ts";
import { momentAt, type Work } from "./work.ts";

/** A function that the patch changed. */
interface Changed {
  readonly parts: Parts;
  readonly found: FoundIn;
  readonly review: FunctionReview;
}

/** More callers of what one patch changes are not asked. */
export const CALLERS_MAX = 8;

/**
 * What is wrong with callers in the files of the patch by way of its own lines, and was not before.
 * Nothing about callers of a function that was found to be wrong itself: that is one mistake.
 */
export function foundInCallers(
  work: Work,
  index: number,
  changed: readonly Changed[],
): readonly FoundIn[] {
  const sides = work.sides[index];
  if (sides === undefined) return [];
  const names = changed.flatMap(({ parts, found, review }) => {
    const origin = sides.origins.get(parts.file);
    const isNew = origin === undefined || !isDefined(sides.before, origin, parts.name);
    const isWrong = found.reported.some((finding) => finding.class !== "pre-existing");
    return review.status === "skipped" || isNew || isWrong ? [] : [parts.name];
  });
  if (names.length === 0) return [];
  const called = new Set(names);
  const own = new Set(changed.map(({ parts }) => `${parts.file} ${parts.name}`));
  const moment = momentAt(work, index, "after");
  const isLeft = ({ file, name }: Parts): boolean => !own.has(`${file} ${name}`);
  return firstOf(callersIn(sides.after, called), isLeft).map((parts) => {
    const duties = dutiesBefore(work, index, parts, "by its callees");
    const now = judged(parts, moment, work.judge, duties);
    const { reported } = findingsOf(work, index, now, "by its callees");
    const callee = parts.functions.flatMap(calleesOf).find((name) => called.has(name)) ?? "";
    const told = reported.map((each) => ({
      ...each,
      what: `${parts.name}() calls ${callee}(), which is changed here: ${each.what}`,
    }));
    return { name: parts.name, suspicions: now.stand.suspicions, reported: told };
  });
}

/** Whole functions of the side that call one of the names, read one after the other. */
function* callersIn(side: Side, names: ReadonlySet<string>): Generator<Parts> {
  for (const unit of side.units) {
    for (const name of unit.mentioning(names)) {
      const parts = partsIn(side, unit.file, name);
      const isCaller = parts?.functions.every(
        (fn) => fn.whole && calleesOf(fn).some((callee) => names.has(callee)),
      );
      if (parts !== undefined && isCaller === true) yield parts;
    }
  }
}

/** As many as are asked. */
function firstOf(callers: Iterable<Parts>, isMeant: (parts: Parts) => boolean): readonly Parts[] {
  const found: Parts[] = [];
  for (const parts of callers) {
    if (isMeant(parts)) found.push(parts);
    if (found.length === CALLERS_MAX) break;
  }
  return found;
}
