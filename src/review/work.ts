// One series in the making: its patches, and what was worked out about them so far.

import { type Beside, droppedWords } from "./dropped.ts";
import type { Judge } from "./judge.ts";
import { momentOf, type Moment } from "./moment.ts";
import type { Others } from "./others.ts";
import type { Sides } from "./sides.ts";

export interface Work {
  readonly sides: readonly Sides[];
  readonly judge: Judge;
  readonly others: Others;
  /** Files that mention queues which the series does not initialise any more; undefined: nobody looked. */
  readonly besides: readonly Beside[] | undefined;
  /** By index and side, made when they are first asked for. */
  readonly moments: Map<string, Moment>;
  /** Ids that an earlier patch of the series answers for. */
  readonly said: Set<string>;
}

export function momentAt(work: Work, index: number, when: "before" | "after"): Moment {
  const key = `${index} ${when}`;
  const known = work.moments.get(key);
  if (known !== undefined) return known;
  const { sides, judge, others, besides } = work;
  const dropped = droppedAt(work, index, when);
  const moment = judge.timed("engine", () =>
    momentOf(sides, index, when, judge.model, others, { dropped, besides }),
  );
  work.moments.set(key, moment);
  return moment;
}

/** Last words of queues whose initialisation is gone by then. */
export function droppedAt(
  { sides, judge }: Pick<Work, "sides" | "judge">,
  index: number,
  when: "before" | "after",
): ReadonlySet<string> {
  const landed = sides.slice(0, when === "after" ? index + 1 : index);
  return droppedWords(
    landed.map(({ patch }) => patch),
    judge.model,
    landed.flatMap(({ before }) => before.texts),
  );
}
