// A version of a series → its lane: what the outbox says about all versions of it, one after another,
// and so the pull request that they share.

import { createHash } from "node:crypto";
import type { MessageId, Series } from "../../types.ts";
import { query, row, run, type Store } from "../store/store.ts";

/**
 * The lane of its earlier versions, else one of its own. `answered`: mails that it answers, which
 * may be versions of it.
 */
export function laneOf(store: Store, series: Series, answered: readonly MessageId[]): string {
  const author = series.author.address.toLowerCase();
  const own = query.selectFrom("lane").select("lane").where("author", "=", author);
  const lane = (id: MessageId) => row(store, own.where("series", "=", id))?.lane;
  const lanes = [
    lane(series.id),
    ...lanesBefore(store, series),
    ...answered.toReversed().map((id) => lane(id)),
  ];
  const known = lanes.find((each) => each !== undefined);
  if (known !== undefined) return known;
  const alike = likeIt(store, series);
  if (alike !== undefined) return alike;
  // The same change-id from somebody else is a lane of its own, under a name of its own.
  const name = series.changeId === undefined ? series.id : `${series.changeId} ${author}`;
  return createHash("sha256").update(name).digest("hex").slice(0, 16);
}

/**
 * The lanes of the versions before it, the newest first. Who put the versions together has looked
 * at who sent them.
 */
export function lanesBefore(store: Store, { earlier }: Series): readonly string[] {
  const lane = query.selectFrom("lane").select("lane");
  const lanes = earlier.flatMap((id) => row(store, lane.where("series", "=", id))?.lane ?? []);
  return [...new Set(lanes.toReversed())];
}

/** Remembers by what a later version will be known. */
export function remember(store: Store, lane: string, series: Series): void {
  const { author, title, changeId } = series;
  const known = {
    lane,
    change_id: changeId ?? null,
    author: author.address.toLowerCase(),
    title: titleKey(title),
  };
  run(
    store,
    query
      .insertInto("lane")
      .values({ series: series.id, ...known })
      .onConflict((conflict) => conflict.doUpdateSet(known)),
  );
}

/** Says no more in a lane, whatever is reviewed. */
export function stopLane(store: Store, lane: string, by: string, now: number): void {
  run(
    store,
    query
      .insertInto("stopped")
      .values({ lane, by, since: now })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Takes that back. */
export function resumeLane(store: Store, lane: string): void {
  run(store, query.deleteFrom("stopped").where("lane", "=", lane));
}

export function isStopped(store: Store, lane: string): boolean {
  const found = query.selectFrom("stopped").select("lane").where("lane", "=", lane);
  return row(store, found) !== undefined;
}

/**
 * What the mails of a later version answer to: versions before it may be among them, whatever their
 * titles were. Another sender's answer is no version of it, and a first version follows nothing.
 */
export function answeredBy({ version, cover, patches }: Series): readonly MessageId[] {
  if (version < 2) return [];
  const heads = [...(cover === undefined ? [] : [cover]), ...patches.map(({ message }) => message)];
  return [...new Set(heads.flatMap(({ references, inReplyTo }) => [...references, ...inReplyTo]))];
}

/** A version that the mails do not link to this one: by the same author, with its change-id or title. */
function likeIt(store: Store, series: Series): string | undefined {
  const { changeId, author, title, version, tags } = series;
  const own = query
    .selectFrom("lane")
    .select("lane")
    .where("author", "=", author.address.toLowerCase())
    .orderBy("series")
    .limit(1);
  if (changeId !== undefined) {
    const found = row(store, own.where("change_id", "=", changeId));
    if (found !== undefined) return found.lane;
  }
  // A first version with the title of an old one is another series, unless it is sent again.
  if (version < 2 && !tags.includes("RESEND")) return undefined;
  return row(store, own.where("title", "=", titleKey(title)))?.lane;
}

function titleKey(title: string): string {
  return title.toLowerCase().replace(/\s+/g, " ").trim();
}
