// Series that are ready → a review of each in the store, and what is to be said planned with it.

import { bury, unbury } from "../io/store/dead-letters.ts";
import { keepReview } from "../io/store/reviews.ts";
import { beginSeries, editionOf, pendingSeries } from "../io/store/series.ts";
import { seriesState, setSeriesState, type Pending, type Placed } from "../io/store/series.ts";
import { transaction } from "../io/store/store.ts";
import { neighbours, threadNumber } from "../io/store/threads.ts";
import type { Review, Series } from "../types.ts";
import { assemblyOf } from "./assemble.ts";
import type { Running } from "./scan.ts";

/** Series taken from the store at once. */
const PAGE = 50;

/**
 * Reviews every series that is ready. Series with missing patches are reviewed when their time is
 * over, unless there may be mail that we have not read: `hasAll` says that there is none.
 */
export async function reviewPending(running: Running, hasAll: boolean): Promise<void> {
  const { store, clock, stop } = running.scan;
  for (;;) {
    const due = hasAll ? clock.now() : -1;
    const page = pendingSeries(store, due, PAGE);
    if (page.length === 0) return;
    for (const pending of page) {
      if (stop.aborted) return;
      await reviewOne(running, pending, () => seriesAgain(running, pending));
    }
  }
}

/** Reviews what has just been placed and is ready, while it is at hand. */
export async function reviewPlaced(running: Running, placed: readonly Placed[]): Promise<void> {
  const { store, stop } = running.scan;
  for (const { series, state } of placed) {
    if (stop.aborted) return;
    const edition = editionOf(series);
    if (state !== "ready" || seriesState(store, edition)?.state !== "ready") continue;
    await reviewOne(running, { edition, title: series.title }, () => Promise.resolve(series));
  }
}

async function reviewOne(
  running: Running,
  { edition, title }: Pick<Pending, "edition" | "title">,
  get: () => Promise<Series | undefined>,
): Promise<void> {
  const { store, review } = running.scan;
  beginSeries(store, edition);
  try {
    const series = await get();
    // It is not what it was: assembling it again has put another edition in its place.
    if (series === undefined) setSeriesState(store, edition, "replaced", "is not so any more");
    else keep(running, edition, await review(series));
  } catch (error) {
    putAside(running, edition, title, error instanceof Error ? error.message : String(error));
  }
}

/** The series from the mails in the store: only they are kept, not what was made of them. */
async function seriesAgain(running: Running, pending: Pending): Promise<Series | undefined> {
  const { store } = running.scan;
  const thread = threadNumber(store, pending.messageId);
  if (thread === undefined) return undefined;
  const { series } = await assemblyOf(running, neighbours(store, thread));
  return series.find((each) => editionOf(each) === pending.edition);
}

function keep({ scan, count }: Running, edition: string, review: Review): void {
  const { store, clock, plan, tell } = scan;
  const isNew = transaction(store, () => {
    const kept = keepReview(store, edition, review, clock.now());
    if (kept) plan(review);
    unbury(store, "series", edition);
    return kept;
  });
  if (!isNew) return;
  count.reviews += 1;
  for (const { findings } of review.patches) {
    count.findings += findings.filter((finding) => finding.class === "introduced").length;
  }
  tell({ kind: "reviewed", review });
}

function putAside({ scan, count }: Running, edition: string, title: string, why: string): void {
  const { store, clock, tell } = scan;
  transaction(store, () => {
    setSeriesState(store, edition, "failed", why);
    bury(store, { kind: "series", key: edition, reason: why, raw: null }, clock.now());
  });
  count.dead += 1;
  tell({ kind: "dead", what: title, why });
}
