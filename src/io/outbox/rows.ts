// Everything that we say to the outside, written down before it is said: planned → sending → sent.
// A thing has one key for ever; planning it again with other content is an update of it.

import { query, row, rows, run, transaction, type Store } from "../store/store.ts";
import type { OutboxState } from "../store/tables.ts";

/** One thing to say. */
export interface Planned {
  /** The same thing has the same key, on every run and machine. */
  readonly key: string;
  /** Things of one lane are said one after another, in the order planned. */
  readonly lane: string;
  /** Which destination understands the content. */
  readonly kind: string;
  /** Neighbours with the same group may be said in one go. */
  readonly group: string;
  readonly content: unknown;
  /** True when it waits for somebody's approval. */
  readonly held: boolean;
}

/** One thing in the outbox, as it is to be said now. */
export interface Letter {
  readonly key: string;
  readonly lane: string;
  readonly kind: string;
  readonly group: string;
  /** JSON of the content, and what to compare two contents by. */
  readonly content: string;
  readonly state: OutboxState;
  /** Attempts so far. Above 0 an earlier one may have got through without our hearing of it. */
  readonly tries: number;
  /** When it may be tried next, in milliseconds. */
  readonly due: number;
  readonly reason: string;
  /** JSON of where it was said before, when it was. */
  readonly place: string | undefined;
}

/** Things said together at most. */
const BATCH_MAX = 30;

const UNDER_WAY: readonly OutboxState[] = ["planned", "sending"];
/** What holds up a lane. */
const UNSAID: readonly OutboxState[] = [...UNDER_WAY, "held", "dead"];

/** Writes things down, in order; says how many are new or say something else than before. */
export function plan(store: Store, things: readonly Planned[], now: number): number {
  return transaction(store, () => things.filter((thing) => planOne(store, thing, now)).length);
}

function planOne(store: Store, thing: Planned, now: number): boolean {
  const { key, lane, kind, group, held } = thing;
  const content = JSON.stringify(thing.content);
  const known = row(
    store,
    query.selectFrom("outbox").select(["content", "state"]).where("key", "=", key),
  );
  if (known?.content === content && known.state !== "dropped") return false;
  const planned = {
    lane,
    kind,
    batch: group,
    content,
    state: held ? ("held" as const) : ("planned" as const),
    seq: nextSeq(store),
    due: now,
    reason: "",
  };
  // The tries of a row that may be under way stay: whoever says it next must look first.
  run(
    store,
    query
      .insertInto("outbox")
      .values({ key, tries: 0, since: now, place: null, ...planned })
      .onConflict((conflict) => conflict.doUpdateSet(planned)),
  );
  return true;
}

/** Writes down something that stands already, so that what follows in its lane can refer to it. */
export function record(store: Store, thing: Planned, place: unknown, now: number): void {
  transaction(store, () => {
    planOne(store, thing, now);
    const stands = { state: "sent" as const, place: JSON.stringify(place) };
    run(store, query.updateTable("outbox").set(stands).where("key", "=", thing.key));
  });
}

/** Gives up what a lane has not said yet, because something newer takes its place. */
export function drop(store: Store, lane: string, reason: string): number {
  return run(
    store,
    query
      .updateTable("outbox")
      .set({ state: "dropped", reason })
      .where("lane", "=", lane)
      .where("state", "in", ["planned", "held", "dead"]),
  );
}

/**
 * Takes what is to be said next, of the kinds that the caller can say: the first unsaid thing of a lane and its group, marked `sending`
 * before it is returned. A thing that waits or is dead holds up its lane, and only its lane.
 */
export function claim(store: Store, kinds: readonly string[], now: number): readonly Letter[] {
  return transaction(store, () => {
    const head = headOf(store, kinds, now);
    if (head === undefined) return [];
    const lane = query.selectFrom("outbox").selectAll().where("lane", "=", head.lane);
    const unsaid = rows(
      store,
      lane
        .where("state", "in", UNSAID)
        .where("seq", ">=", head.seq)
        .orderBy("seq")
        .limit(BATCH_MAX),
    );
    const end = unsaid.findIndex(
      ({ kind, batch, state, due }) =>
        kind !== head.kind || batch !== head.batch || due > now || !UNDER_WAY.includes(state),
    );
    const taken = end < 0 ? unsaid : unsaid.slice(0, end);
    const keys = taken.map(({ key }) => key);
    run(
      store,
      query
        .updateTable("outbox")
        .set((old) => ({ state: "sending" as const, tries: old("tries", "+", 1) }))
        .where("key", "in", keys),
    );
    return taken.map(letterOf);
  });
}

/** The thing that is due first and that nothing of its lane comes before. */
function headOf(store: Store, kinds: readonly string[], now: number) {
  return row(
    store,
    query
      .selectFrom("outbox")
      .selectAll()
      .where("state", "in", ["planned", "sending"])
      .where("due", "<=", now)
      .where("kind", "in", kinds)
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom("outbox as before")
              .select("before.key")
              .whereRef("before.lane", "=", "outbox.lane")
              .whereRef("before.seq", "<", "outbox.seq")
              .where("before.state", "in", UNSAID),
          ),
        ),
      )
      .orderBy("due")
      .orderBy("seq")
      .limit(1),
  );
}

/** It stands there now. When other content was planned meanwhile, that is still to be said. */
export function said(store: Store, { key, content }: Letter, place: unknown): void {
  const at = JSON.stringify(place);
  transaction(store, () => {
    run(store, query.updateTable("outbox").set({ place: at }).where("key", "=", key));
    run(
      store,
      query
        .updateTable("outbox")
        .set({ state: "sent", tries: 0, reason: "" })
        .where("key", "=", key)
        .where("content", "=", content)
        .where("state", "=", "sending"),
    );
  });
}

/** It did not work: again at `due`, or, without one, never unless somebody asks for it. */
export function unsaid(
  store: Store,
  { key }: Letter,
  reason: string,
  due: number | undefined,
): void {
  const next =
    due === undefined
      ? { state: "dead" as const, reason }
      : { state: "planned" as const, reason, due };
  const change = query.updateTable("outbox").set(next);
  run(store, change.where("key", "=", key).where("state", "=", "sending"));
}

/** Says what was held. False when there is nothing of that key to release. */
export function release(store: Store, key: string, now: number): boolean {
  const change = query.updateTable("outbox").set({ state: "planned", due: now });
  return run(store, change.where("key", "=", key).where("state", "=", "held")) > 0;
}

/** Has dead things tried again: one of them, or all; says how many. */
export function retry(store: Store, key: string | undefined, now: number): number {
  const change = query
    .updateTable("outbox")
    .set({ state: "planned", due: now, reason: "" })
    .where("state", "=", "dead");
  return run(store, key === undefined ? change : change.where("key", "=", key));
}

/** Everything in the outbox, or what is in one of the states, in the order planned. */
export function letters(
  store: Store,
  states: readonly OutboxState[] = ["planned", "sending", "held", "sent", "dead", "dropped"],
): readonly Letter[] {
  const all = query.selectFrom("outbox").selectAll().where("state", "in", states);
  return rows(store, all.orderBy("seq")).map(letterOf);
}

/** One thing by its key. */
export function letterAt(store: Store, key: string): Letter | undefined {
  const found = row(store, query.selectFrom("outbox").selectAll().where("key", "=", key));
  return found === undefined ? undefined : letterOf(found);
}

/** What a lane holds, in the order planned. */
export function lettersOf(store: Store, lane: string): readonly Letter[] {
  const all = query.selectFrom("outbox").selectAll().where("lane", "=", lane);
  return rows(store, all.orderBy("seq")).map(letterOf);
}

/** What there is of a kind, the newest first. */
export function lettersWhere(store: Store, kind: string): readonly Letter[] {
  const all = query.selectFrom("outbox").selectAll().where("kind", "=", kind);
  return rows(store, all.orderBy("seq", "desc")).map(letterOf);
}

/** How many things are in each state. */
export function letterCounts(store: Store): ReadonlyMap<OutboxState, number> {
  const counted = query
    .selectFrom("outbox")
    .select(["state", (from) => from.fn.countAll<number>().as("count")])
    .groupBy("state");
  return new Map(rows(store, counted).map(({ state, count }) => [state, count]));
}

function nextSeq(store: Store): number {
  const last = query.selectFrom("outbox").select((from) => from.fn.max("seq").as("seq"));
  return (row(store, last)?.seq ?? 0) + 1;
}

interface Row {
  readonly key: string;
  readonly lane: string;
  readonly kind: string;
  readonly batch: string;
  readonly content: string;
  readonly state: OutboxState;
  readonly tries: number;
  readonly due: number;
  readonly reason: string;
  readonly place: string | null;
}

function letterOf(found: Row): Letter {
  const { key, lane, kind, batch, content, state, tries, due, reason, place } = found;
  const where = place ?? undefined;
  return { key, lane, kind, group: batch, content, state, tries, due, reason, place: where };
}
