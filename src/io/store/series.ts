// Which series are known, and how far each has come on its way to a review.

import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { MessageId, Series } from "../../types.ts";
import { query, row, rows, run, type Store } from "./store.ts";
import type { SeriesState } from "./tables.ts";

/** A series as assembled, and what is to become of it. */
export interface Placed {
  readonly series: Series;
  readonly state: Exclude<SeriesState, "reviewed" | "replaced">;
  /** Why, in one line. */
  readonly reason: string;
  /** When waiting for missing patches ends, in milliseconds. */
  readonly due: number;
}

/** A series that wants a review: its thread is found by `messageId`. */
export interface Pending {
  readonly edition: string;
  readonly messageId: MessageId;
  readonly title: string;
}

/**
 * What is reviewed once: these mails in these places as this version. A patch that arrives late
 * makes another edition; a cover letter that arrives late does not.
 */
export function editionOf({ version, total, patches }: Series): string {
  const slots = patches.map(({ position, id }) => [position, id]);
  const said = JSON.stringify([version, total, slots]);
  return createHash("sha256").update(said).digest("hex").slice(0, 32);
}

/**
 * Writes down a series. A series that was reviewed or failed stays so, and an unreviewed edition
 * of the same version with some of the same mails gives way to this one.
 */
export function placeSeries(store: Store, { series, state, reason, due }: Placed): void {
  const edition = editionOf(series);
  const first = series.patches[0];
  if (first === undefined) return;
  const reviewed = row(
    store,
    query.selectFrom("review").select("id").where("edition", "=", edition),
  );
  const now = reviewed === undefined ? { state, reason, due } : { state: "reviewed" as const };
  const { title, version, total } = series;
  const author = series.author.address;
  const isNew =
    run(
      store,
      query
        .insertInto("series")
        .values({
          edition,
          message_id: first.id,
          title,
          version,
          author,
          total,
          reason,
          due,
          state,
        })
        .onConflict((conflict) => conflict.doNothing()),
    ) > 0;
  const change = query.updateTable("series").set(now).where("edition", "=", edition);
  run(store, change.where("state", "in", ["waiting", "ready", "superseded"]));
  if (!isNew) return;
  for (const { position, id } of series.patches) {
    run(store, query.insertInto("slot").values({ edition, position, message_id: id }));
  }
  replaceOthers(store, edition, version);
}

/**
 * Series that are ready, and with `due` those that have waited until then: what was begun least
 * often comes first, then the oldest.
 */
export function pendingSeries(store: Store, due: number, limit: number): readonly Pending[] {
  return rows(
    store,
    query
      .selectFrom("series")
      .select(["edition", sql<MessageId>`message_id`.as("messageId"), "title"])
      .where((is) =>
        is.or([is("state", "=", "ready"), is("state", "=", "waiting").and("due", "<=", due)]),
      )
      .orderBy("tries")
      .orderBy("due")
      .orderBy("edition")
      .limit(limit),
  );
}

/** When the next waiting series is due; undefined when none waits. */
export function nextDue(store: Store): number | undefined {
  const soonest = query.selectFrom("series").select((from) => from.fn.min("due").as("due"));
  return row(store, soonest.where("state", "=", "waiting"))?.due ?? undefined;
}

/** Counts that a review of it is begun. */
export function beginSeries(store: Store, edition: string): void {
  const begun = query.updateTable("series").set((old) => ({ tries: old("tries", "+", 1) }));
  run(store, begun.where("edition", "=", edition));
}

/** Moves one series on, whatever its state. */
export function setSeriesState(
  store: Store,
  edition: string,
  state: SeriesState,
  reason: string,
): void {
  run(store, query.updateTable("series").set({ state, reason }).where("edition", "=", edition));
}

/** State and reason of a series; undefined when it was never seen. */
export function seriesState(
  store: Store,
  edition: string,
): { readonly state: SeriesState; readonly reason: string } | undefined {
  return row(
    store,
    query.selectFrom("series").select(["state", "reason"]).where("edition", "=", edition),
  );
}

/** How many series are in each state. */
export function seriesCounts(store: Store): ReadonlyMap<SeriesState, number> {
  const counted = query
    .selectFrom("series")
    .select(["state", (from) => from.fn.countAll<number>().as("count")])
    .groupBy("state");
  return new Map(rows(store, counted).map(({ state, count }) => [state, count]));
}

function replaceOthers(store: Store, edition: string, version: number): void {
  const shared = query
    .selectFrom("slot as own")
    .innerJoin("slot as other", (join) =>
      join.onRef("other.message_id", "=", "own.message_id").on("other.edition", "<>", edition),
    )
    .select("other.edition")
    .where("own.edition", "=", edition);
  run(
    store,
    query
      .updateTable("series")
      .set({ state: "replaced", reason: "more patches of it came" })
      .where("version", "=", version)
      .where("state", "in", ["waiting", "ready"])
      .where("edition", "in", shared),
  );
}
