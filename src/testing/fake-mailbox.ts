// Mails in memory → a mailbox that a test can break, fill and move.

import type { Batch, Fetched, Mailbox } from "../world.ts";

export interface FakeMailbox extends Mailbox {
  /** Adds mails, and wakes who waits for them. */
  readonly deliver: (mails: readonly Uint8Array[]) => void;
  /** What happens before each batch is given; throwing is a broken connection. */
  before: (batch: number) => void;
  /** Uids that the mailbox cannot hand over. */
  readonly unreadable: Set<string>;
  /** Counts up what a server calls UIDVALIDITY. */
  readonly renumber: () => void;
  readonly fetched: () => number;
}

/** A mailbox whose uids are the places of its mails, from 1. */
export function fakeMailbox(name: string, size = 10): FakeMailbox {
  const mails: Uint8Array[] = [];
  const wakers = new Set<() => void>();
  const unreadable = new Set<string>();
  let epoch = 1;
  let given = 0;
  const fetchedAt = (uid: number) => fetchedOf(uid, mails[uid - 1], unreadable);
  const box: FakeMailbox = {
    name,
    unreadable,
    before: () => undefined,
    deliver: (more) => {
      mails.push(...more);
      for (const wake of wakers) wake();
    },
    renumber: () => {
      epoch += 1;
    },
    fetched: () => given,
    async *batches(after) {
      let last = after?.epoch === String(epoch) ? Number(after.last) : 0;
      for (let batch = 0; last < mails.length; batch++) {
        await Promise.resolve();
        box.before(batch);
        const count = Math.min(size, mails.length - last);
        const uids = Array.from({ length: count }, (_, index) => last + index + 1);
        last += count;
        given += count;
        const cursor = { epoch: String(epoch), last: String(last) };
        yield { mails: uids.map(fetchedAt), cursor, left: mails.length - last } satisfies Batch;
      }
    },
    wait: (ms, stop) => waiting(ms, stop, wakers),
    again: (wanted, uid) =>
      Promise.resolve(wanted === String(epoch) ? fetchedAt(Number(uid)) : undefined),
    find: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  return box;
}

function fetchedOf(
  uid: number,
  bytes: Uint8Array | undefined,
  unreadable: ReadonlySet<string>,
): Fetched {
  const name = String(uid);
  if (bytes !== undefined && !unreadable.has(name)) return { kind: "mail", uid: name, bytes };
  return { kind: "unreadable", uid: name, why: "the server chokes on it" };
}

function waiting(ms: number, stop: AbortSignal, wakers: Set<() => void>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      wakers.delete(done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    wakers.add(done);
    stop.addEventListener("abort", done);
  });
}
