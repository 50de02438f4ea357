// One series in the making: its patches, and what was worked out about them so far.

import type { Judge } from "./judge.ts";
import { momentOf, type Moment } from "./moment.ts";
import type { Others } from "./others.ts";
import type { Sides } from "./sides.ts";

export interface Work {
  readonly sides: readonly Sides[];
  readonly judge: Judge;
  readonly others: Others;
  /** By index and side, made when they are first asked for. */
  readonly moments: Map<string, Moment>;
  /** Ids that an earlier patch of the series answers for. */
  readonly said: Set<string>;
}

export function momentAt(work: Work, index: number, when: "before" | "after"): Moment {
  const key = `${index} ${when}`;
  const known = work.moments.get(key);
  if (known !== undefined) return known;
  const moment = work.judge.timed("engine", () =>
    momentOf(work.sides, index, when, work.judge.model, work.others),
  );
  work.moments.set(key, moment);
  return moment;
}
