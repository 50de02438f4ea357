// What is new in a mailbox → mail in the store, and the cursor behind it, batch by batch.

import { noteOptOut } from "../io/outbox/opt-outs.ts";
import { cursorOf, moveCursor } from "../io/store/cursors.ts";
import { bury, mailKey, unbury } from "../io/store/dead-letters.ts";
import { hasMail, hasUid, keepMail, type Kept } from "../io/store/mail.ts";
import { transaction, type Store } from "../io/store/store.ts";
import { messageOf } from "../mail/message.ts";
import type { Message } from "../types.ts";
import type { Batch, Cursor, Fetched, Known, Mailbox } from "../world.ts";
import type { News, Running, Scan } from "./scan.ts";

/** Reads a mailbox to its end, or until told to stop, and says how many mails were new. */
export async function catchUp(running: Running, mailbox: Mailbox): Promise<number> {
  const { store, stop, tell } = running.scan;
  const after = cursorOf(store, mailbox.name);
  let mails = 0;
  for await (const batch of ahead(mailbox.batches(after, knownIn(store, mailbox.name)))) {
    const origin = { source: mailbox.name, epoch: batch.cursor.epoch };
    mails += await keepMails(running, origin, batch.mails, batch.cursor);
    tell({ kind: "read", mailbox: mailbox.name, mails: batch.mails.length, left: batch.left });
    if (stop.aborted) break;
  }
  return mails;
}

/** A mail with its decoded form, or why there is none. */
type Decoded =
  | {
      readonly kind: "mail";
      readonly uid: string;
      readonly raw: Uint8Array;
      readonly message: Message;
    }
  | {
      readonly kind: "dead";
      readonly uid: string;
      readonly raw: Uint8Array | null;
      readonly why: string;
    };

/** Where mails were: `epoch` makes their uids unique in `source`. */
export interface Origin {
  readonly source: string;
  readonly epoch: string;
}

/** Keeps mails and moves the cursor, both or neither. Says how many were new. */
export async function keepMails(
  running: Running,
  origin: Origin,
  mails: readonly Fetched[],
  cursor: Cursor | undefined,
): Promise<number> {
  const { scan, recent, count } = running;
  // Decoding takes time and may wait; the transaction does neither.
  const decoded = await Promise.all(mails.map(decodedOf));
  const dead: News[] = [];
  const fresh = transaction(scan.store, () => {
    const kept = decoded.flatMap((mail) => {
      const done = keepDecoded(scan, origin, mail);
      if (done.kind === "new" && mail.kind === "mail") recent.put(done.mail, mail.message);
      if (done.kind !== "refused") return done.kind === "new" ? [done.mail] : [];
      dead.push({ kind: "dead", what: `${origin.source}, ${mail.uid}`, why: done.why });
      return [];
    });
    if (cursor !== undefined) moveCursor(scan.store, origin.source, cursor);
    return kept.length;
  });
  count.mails += fresh;
  count.dead += dead.length;
  for (const news of dead) scan.tell(news);
  return fresh;
}

/** Keeps one mail, or buries it and says why. Call it inside a transaction. */
function keepDecoded({ store, clock }: Scan, { source, epoch }: Origin, mail: Decoded): Kept {
  const arrived = clock.now();
  const key = mailKey(source, epoch, mail.uid);
  const kept: Kept =
    mail.kind === "dead"
      ? { kind: "refused", why: mail.why }
      : keepMail(store, { ...mail, source, epoch, arrived });
  if (kept.kind === "new" && mail.kind === "mail") noteOptOut(store, mail.message, arrived);
  if (kept.kind !== "refused") unbury(store, "mail", key);
  else bury(store, { kind: "mail", key, reason: kept.why, raw: mail.raw }, arrived);
  return kept;
}

async function decodedOf(mail: Fetched): Promise<Decoded> {
  if (mail.kind === "unreadable") return { kind: "dead", uid: mail.uid, raw: null, why: mail.why };
  const { uid, bytes: raw } = mail;
  try {
    return { kind: "mail", uid, raw, message: await messageOf(raw) };
  } catch (error) {
    // Reading mail never fails, so this is our mistake: it must not stop the mails behind it.
    return { kind: "dead", uid, raw, why: `a fault of ours: ${(error as Error).message}` };
  }
}

function knownIn(store: Store, source: string): Known {
  return {
    hasMail: (id, bytes) => hasMail(store, source, id, bytes),
    hasUid: (epoch, uid) => hasUid(store, source, epoch, uid),
  };
}

/** Asks for the next batch before this one is worked on, so that both ends are busy. */
async function* ahead(batches: AsyncIterable<Batch>): AsyncIterable<Batch> {
  const iterator = batches[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = iterator.next();
      // A failure is thrown when its turn comes; until then it is nobody's.
      next.catch(() => undefined);
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}
