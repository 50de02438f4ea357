// Queues that nothing initialises any more → the functions that use them and were not changed.

import type { CUnit } from "../c/ir.ts";
import { nearestFirst } from "./dropped.ts";
import type { Reported } from "../types.ts";
import { isGoneAtTip, reportOf } from "./findings.ts";
import type { FoundIn } from "./halves.ts";
import { type Judged, judged, proofOf } from "./judge.ts";
import type { Suspicion } from "./suspect.ts";
import type { Parts } from "./sides.ts";
import { droppedAt, momentAt, type Work } from "./work.ts";

/** More users of what one patch does not initialise any more are not asked. */
export const USERS_MAX = 8;

/** What is wrong with the first user of each queue. Nothing about queues of which `found` tells. */
export function foundInUsers(
  work: Work,
  index: number,
  found: readonly FoundIn[],
): readonly FoundIn[] {
  const side = work.sides[index]?.after;
  const dropped = droppedAt(work, index, "after");
  if (side === undefined || work.besides === undefined || dropped.size === 0) return [];
  const told = new Set(
    found.flatMap(({ suspicions }) => suspicions).flatMap((each) => queueOf(each) ?? []),
  );
  const moment = momentAt(work, index, "after");
  const others: FoundIn[] = [];
  for (const parts of usersIn(work, index, dropped, new Set(found.map(({ name }) => name)))) {
    const now = judged(parts, moment, work.judge);
    const reported = now.stand.suspicions.flatMap((suspicion) => {
      const queue = queueOf(suspicion);
      if (queue === undefined || told.has(queue) || !dropped.has(queue)) return [];
      const reports = toldOf(work, index, now, suspicion);
      if (reports.length > 0) told.add(queue);
      return reports;
    });
    others.push({ name: parts.name, suspicions: now.stand.suspicions, reported });
  }
  return others;
}

/** The field or the variable, where the suspicion is about a queue that nothing initialises. */
function queueOf({ instances }: Suspicion): string | undefined {
  const at = instances[0]?.finding.at;
  return at?.kind === "queue-use" && at.state === "never" ? at.queue.field : undefined;
}

function toldOf(work: Work, index: number, now: Judged, suspicion: Suspicion): readonly Reported[] {
  if (work.said.has(suspicion.id)) return [];
  const proof = proofOf(suspicion, now, work.judge);
  if (proof === undefined) return [];
  work.said.add(suspicion.id);
  const isGone = isGoneAtTip(work, index, now, suspicion.id);
  const report = reportOf(proof, now, isGone ? "intermediate-only" : "introduced");
  const { name } = now.parts;
  const what = `${name}() uses ${queueOf(suspicion) ?? ""}, whose initialisation goes here: ${report.what}`;
  return [{ ...report, what }];
}

/** Whole functions in which one of the queues stands: those of the side first, then of files beside it. */
function usersIn(
  work: Work,
  index: number,
  words: ReadonlySet<string>,
  changed: ReadonlySet<string>,
): readonly Parts[] {
  const side = work.sides[index]?.after;
  if (side === undefined) return [];
  const users: Parts[] = [];
  const own = new Set(side.units.map(({ file }) => file));
  const beside = nearestFirst(work.besides ?? [], [...own]).filter(({ file }) => !own.has(file));
  for (const unit of [
    ...side.units.map((each) => () => each),
    ...beside.map((each) => each.unit),
  ]) {
    if (users.length >= USERS_MAX) break;
    users.push(...usersOf(unit(), words).filter(({ name }) => !changed.has(name)));
  }
  return users.slice(0, USERS_MAX);
}

function usersOf(unit: CUnit, words: ReadonlySet<string>): readonly Parts[] {
  const { file } = unit;
  return unit.mentioning(words).flatMap((name) => {
    const functions = unit.named(name);
    return functions.length > 0 && functions.every(({ whole }) => whole)
      ? [{ file, name, functions }]
      : [];
  });
}
