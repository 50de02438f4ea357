// Which mails belong together: every Message-ID that was seen or referred to is in one thread.
// Derived data: `rebuild` makes it again from the mails.

import { sql } from "kysely";
import type { Message, MessageId } from "../../types.ts";
import { query, row, rows, run, type Store } from "./store.ts";

/** References that are followed; a longer header keeps its oldest one and its newest ones. */
export const REFERENCES_MAX = 200;
/** Threads are not joined beyond this: one mail that refers to everything must not join everything. */
export const THREAD_MAX = 5_000;
/** Mails that are looked at together when series are assembled. */
export const NEIGHBOURS_MAX = 2_000;
/** Patches of one unthreaded series come within this time. */
const UNTHREADED_MS = 15 * 60_000;
/** Steps from a thread to others of the same author: v3 → v2 → v1. */
const ROUNDS_MAX = 8;

/** Puts a new mail in its thread, joining threads that it connects, and marks that as touched. */
export function thread(store: Store, message: Message): void {
  const ids = idsOf(message);
  const known = rows(
    store,
    query.selectFrom("threaded").selectAll().where("message_id", "in", oneOf(ids)),
  );
  const threads = [...new Set(known.map((member) => member.thread))].sort((a, b) => a - b);
  const joins = threads.length > 1 && sizeOf(store, threads) <= THREAD_MAX;
  const own = known.find((member) => member.message_id === message.id);
  const nearest = ids.flatMap((id) => known.find((member) => member.message_id === id) ?? [])[0];
  const target = joins ? threads[0] : (own ?? nearest)?.thread;
  const number = target ?? nextThread(store);
  if (joins) join(store, threads.slice(1), number);
  for (const id of ids) {
    if (known.some((member) => member.message_id === id)) continue;
    run(store, query.insertInto("threaded").values({ message_id: id, thread: number }));
  }
  touch(store, number);
}

/** Marks a thread as one whose series must be assembled again. */
export function touch(store: Store, thread: number): void {
  run(
    store,
    query
      .insertInto("touched")
      .values({ thread })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Threads that wait for assembly, oldest first. */
export function touchedThreads(store: Store, limit: number): readonly number[] {
  const touched = query.selectFrom("touched").select("thread").orderBy("thread").limit(limit);
  return rows(store, touched).map((found) => found.thread);
}

/** How many threads wait for assembly. */
export function touchedCount(store: Store): number {
  const counted = query
    .selectFrom("touched")
    .select((from) => from.fn.countAll<number>().as("threads"));
  return row(store, counted)?.threads ?? 0;
}

export function untouch(store: Store, threads: readonly number[]): void {
  run(store, query.deleteFrom("touched").where("thread", "in", oneOf(threads)));
}

/** The thread of a Message-ID, seen or only referred to. */
export function threadNumber(store: Store, id: MessageId): number | undefined {
  const found = query.selectFrom("threaded").select("thread").where("message_id", "=", id);
  return row(store, found)?.thread;
}

/** Message-IDs of a thread, seen or only referred to. */
export function idsOfThread(store: Store, thread: number, limit: number): readonly MessageId[] {
  const ids = query.selectFrom("threaded").select(sql<MessageId>`message_id`.as("id"));
  return rows(store, ids.where("thread", "=", thread).limit(limit)).map(({ id }) => id);
}

/** Rows of the newest mails of threads in the order of arrival, impostors left out. */
export function mailsOfThreads(store: Store, threads: readonly number[]): readonly number[] {
  const mails = query
    .selectFrom("mail")
    .innerJoin("threaded", "threaded.message_id", "mail.message_id")
    .select("mail.id")
    .where("threaded.thread", "in", oneOf(threads))
    .where("mail.rank", "=", 0)
    .orderBy("mail.id", "desc")
    .limit(NEIGHBOURS_MAX);
  return rows(store, mails)
    .map((mail) => mail.id)
    .toReversed();
}

/**
 * The thread and the threads that hold other versions, or unthreaded other patches, of what it
 * holds: everything that assembling its series may need.
 */
export function neighbours(store: Store, thread: number): readonly number[] {
  const found = new Set([thread]);
  let edge: readonly number[] = [thread];
  for (let round = 0; round < ROUNDS_MAX && edge.length > 0; round++) {
    const next = relatives(store, edge).filter((other) => !found.has(other));
    if (sizeOf(store, [...found, ...next]) > NEIGHBOURS_MAX) break;
    for (const other of next) found.add(other);
    edge = next;
  }
  return [...found].sort((a, b) => a - b);
}

function relatives(store: Store, threads: readonly number[]): readonly number[] {
  const related = sql<{ thread: number }>`
    WITH own AS (
      SELECT mail.author, mail.name, mail.title, mail.sent, mail.change_id
      FROM threaded JOIN mail ON mail.message_id = threaded.message_id
      WHERE threaded.thread IN ${oneOf(threads)} AND mail.rank = 0 AND mail.title <> ''
    ), near AS (
      SELECT mail.message_id FROM own JOIN mail USING (author, title)
      UNION
      SELECT mail.message_id FROM own JOIN mail ON mail.change_id = own.change_id
        AND (mail.author = own.author OR (mail.name = own.name AND own.name <> ''))
      UNION
      SELECT mail.message_id FROM own JOIN mail ON mail.author = own.author
        AND mail.sent BETWEEN own.sent - ${UNTHREADED_MS} AND own.sent + ${UNTHREADED_MS}
      WHERE mail.title <> ''
    )
    SELECT DISTINCT thread FROM near JOIN threaded USING (message_id) LIMIT ${NEIGHBOURS_MAX}`;
  return rows(store, { compile: () => related.compile(query) }).map((found) => found.thread);
}

function join(store: Store, others: readonly number[], target: number): void {
  const from = oneOf(others);
  run(store, query.updateTable("threaded").set({ thread: target }).where("thread", "in", from));
  run(store, query.deleteFrom("touched").where("thread", "in", from));
}

function sizeOf(store: Store, threads: readonly number[]): number {
  const counted = query
    .selectFrom("threaded")
    .select((from) => from.fn.countAll<number>().as("size"))
    .where("thread", "in", oneOf(threads));
  return row(store, counted)?.size ?? 0;
}

function nextThread(store: Store): number {
  const last = query.selectFrom("threaded").select((from) => from.fn.max("thread").as("thread"));
  return (row(store, last)?.thread ?? 0) + 1;
}

/** The mail itself, then what it refers to from the nearest to the oldest. */
function idsOf({ id, references }: Message): readonly MessageId[] {
  const near = references.slice(-REFERENCES_MAX).reverse();
  return [...new Set([id, ...near, ...references.slice(0, 1)])];
}

/** A list as one parameter, so that lists of every length share one prepared statement. */
function oneOf<Value extends string | number>(values: readonly Value[]) {
  return sql<Value>`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}
