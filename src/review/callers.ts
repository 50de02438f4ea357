// What a patch made of a function → what that makes of the functions that call it and were not changed.

import type { CFunction } from "../c/ir.ts";
import type { FunctionReview } from "../types.ts";
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
  return callersIn(sides.after, called)
    .filter(({ file, name }) => !own.has(`${file} ${name}`))
    .slice(0, CALLERS_MAX)
    .map((parts) => {
      const duties = dutiesBefore(work, index, parts, "by its callees");
      const now = judged(parts, moment, work.judge, duties);
      const { reported } = findingsOf(work, index, now, "by its callees");
      const callee = parts.functions.flatMap((fn) => calledIn(fn, called))[0] ?? "";
      const told = reported.map((each) => ({
        ...each,
        what: `${parts.name}() calls ${callee}(), which is changed here: ${each.what}`,
      }));
      return { name: parts.name, suspicions: now.stand.suspicions, reported: told };
    });
}

/** Whole functions of the side that call one of the names. */
function callersIn(side: Side, names: ReadonlySet<string>): readonly Parts[] {
  return side.units.flatMap((unit) =>
    unit.mentioning(names).flatMap((name) => {
      const parts = partsIn(side, unit.file, name);
      const isCaller =
        parts?.functions.every((fn) => fn.whole && calledIn(fn, names).length > 0) === true;
      return parts !== undefined && isCaller ? [parts] : [];
    }),
  );
}

function calledIn(fn: CFunction, names: ReadonlySet<string>): readonly string[] {
  return fn.cfg.blocks.flatMap(({ instructions }) =>
    instructions.flatMap((each) => {
      if (each.kind !== "call" || each.callee.kind !== "outer") return [];
      return names.has(each.callee.name) ? [each.callee.name] : [];
    }),
  );
}
