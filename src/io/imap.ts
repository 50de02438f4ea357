// A mailbox on an IMAP server → batches of mail behind a cursor of UIDVALIDITY and last UID.

import type { FetchMessageObject, ImapFlow } from "imapflow";
import type { MessageId } from "../types.ts";
import type { Batch, Cursor, Fetched, Known, Mailbox } from "../world.ts";
import { closeImap, connectImap, imapAddressOf, imapReason } from "./imap-connection.ts";
import type { ImapAccess, ImapConnection } from "./imap-connection.ts";
import { threadUids } from "./imap-thread.ts";
import { BATCH_BYTES, BATCH_MAILS, MAIL_MAX_BYTES, THREAD_MAILS } from "./limits.ts";

/**
 * Never a part of it, though that would bound it: public-inbox 1.9 answers a partial fetch with
 * other bytes than it announces. Sizes are asked for first, and imapflow bounds a literal.
 */
const mail = { uid: true, source: true };
const byUid = { uid: true };
/** A mail on which the connection broke so often is put aside. */
const TRIES_MAX = 3;

/** Connects when it is first asked for something, and again after the connection broke. */
export function imapMailbox(access: ImapAccess): Mailbox {
  const { name, mailbox } = imapAddressOf(access.url);
  const trouble: Trouble = { until: 0, uid: 0, tries: 0 };
  let open: ImapConnection | undefined;

  const connection = async () => {
    if (open?.client.usable === true) return open;
    if (open !== undefined) await closeImap(open);
    open = await connectImap(access);
    return open;
  };
  /** Selected anew each time: only this tells a UIDVALIDITY that changed while we were connected. */
  const select = async () => {
    const { client, news } = await connection();
    news.fresh = false;
    const selected = await client.mailboxOpen(mailbox, { readOnly: true });
    return { client, epoch: String(selected.uidValidity), uidNext: selected.uidNext };
  };

  return {
    name,
    async *batches(after, known) {
      const selected = await select();
      const isMoved = after !== undefined && after.epoch !== selected.epoch;
      const from = after === undefined || isMoved ? 1 : Number(after.last) + 1;
      const reader = { ...selected, trouble, known: isMoved ? known : undefined };
      const uids = from < selected.uidNext ? await uidsFrom(selected.client, from) : [];
      yield* inBatches(reader, uids, { epoch: selected.epoch, last: String(from - 1) });
    },
    async wait(ms, stop) {
      const { client, news } = await connection();
      if (client.mailbox === false) await select();
      if (!news.fresh && !stop.aborted) await idle({ client, news }, ms, stop);
    },
    async again(epoch, uid) {
      const { client, epoch: now } = await select();
      if (now !== epoch) return undefined;
      const found = await client.fetchOne(uid, mail, byUid);
      return found === false ? undefined : fetchedOf(found);
    },
    async find(id) {
      const { client } = await select();
      return mailsOf(client, await threadUids(client, id, THREAD_MAILS));
    },
    async close() {
      if (open !== undefined) await closeImap(open);
      open = undefined;
    },
  };
}

interface Reader {
  readonly client: ImapFlow;
  readonly epoch: string;
  readonly trouble: Trouble;
  /** Given when the numbers of the mails have changed and we may have them under others. */
  readonly known: Known | undefined;
}

/** Mails up to `until` are fetched one by one, because fetching them together broke. */
interface Trouble {
  until: number;
  uid: number;
  tries: number;
}

async function uidsFrom(client: ImapFlow, from: number): Promise<readonly number[]> {
  const found = await client.search({ uid: `${from}:*` }, byUid);
  if (found === false || found === undefined) throw new Error("the server refused to list mails");
  // "n:*" always holds the last mail, also when that comes before n.
  return found.filter((uid) => uid >= from).sort((a, b) => a - b);
}

async function mailsOf(client: ImapFlow, uids: readonly number[]): Promise<readonly Uint8Array[]> {
  const mails: Uint8Array[] = [];
  if (uids.length === 0) return mails;
  for await (const found of client.fetch(uids.join(","), mail, byUid)) {
    const fetched = fetchedOf(found);
    if (fetched.kind === "mail") mails.push(fetched.bytes);
  }
  return mails;
}

async function* inBatches(
  reader: Reader,
  uids: readonly number[],
  start: Cursor,
): AsyncIterable<Batch> {
  let cursor = start;
  for (let at = 0; at < uids.length;) {
    const first = uids[at] ?? 0;
    const size = first <= reader.trouble.until ? 1 : BATCH_MAILS;
    const chunk = uids.slice(at, at + size);
    at += chunk.length;
    const { wanted, tooLarge } = await wantedOf(reader, chunk);
    let mails: Fetched[] = [...tooLarge];
    let bytes = 0;
    for await (const fetched of fetchAll(reader, wanted)) {
      mails.push(fetched);
      bytes += fetched.kind === "mail" ? fetched.bytes.length : 0;
      if (bytes < BATCH_BYTES) continue;
      // The server may answer in any order, so the cursor waits for the whole chunk.
      yield { mails, cursor, left: uids.length - at };
      mails = [];
      bytes = 0;
    }
    cursor = { epoch: reader.epoch, last: String(chunk.at(-1) ?? first) };
    yield { mails, cursor, left: uids.length - at };
  }
}

async function* fetchAll(reader: Reader, uids: readonly number[]): AsyncIterable<Fetched> {
  if (uids.length === 0) return;
  try {
    for await (const found of reader.client.fetch(rangeOf(uids), mail, byUid)) {
      yield fetchedOf(found);
    }
  } catch (error) {
    yield* oneBadMail(reader.trouble, uids, error);
  }
}

/** Throws on, so that the mails are tried again one by one, until it is clear which one it is. */
function* oneBadMail(trouble: Trouble, uids: readonly number[], error: unknown): Iterable<Fetched> {
  const first = uids[0] ?? 0;
  if (uids.length > 1) {
    trouble.until = uids.at(-1) ?? first;
    throw error;
  }
  trouble.tries = trouble.uid === first ? trouble.tries + 1 : 1;
  trouble.uid = first;
  // Without careful mode this was a single new mail; the next try must know it again.
  trouble.until = Math.max(trouble.until, first);
  if (trouble.tries < TRIES_MAX) throw error;
  yield { kind: "unreadable", uid: String(first), why: imapReason(error) };
}

interface Wanted {
  readonly wanted: readonly number[];
  readonly tooLarge: readonly Fetched[];
}

/**
 * The mails of a chunk that are to be fetched: not too large, and after a change of UIDVALIDITY
 * not among those that we have by Message-ID and size.
 */
async function wantedOf(reader: Reader, uids: readonly number[]): Promise<Wanted> {
  const { client, known } = reader;
  const wanted: number[] = [];
  const tooLarge: Fetched[] = [];
  const query = { uid: true, size: true, envelope: known !== undefined };
  for await (const { uid, size = 0, envelope } of client.fetch(rangeOf(uids), query, byUid)) {
    const id = envelope?.messageId?.replace(/^<|>$/g, "");
    if (size > MAIL_MAX_BYTES) tooLarge.push(tooLargeMail(uid));
    else if (id === undefined || known?.hasMail(id as MessageId, size) !== true) wanted.push(uid);
  }
  return { wanted: wanted.sort((a, b) => a - b), tooLarge };
}

function rangeOf(uids: readonly number[]): string {
  const [first, last] = [uids[0] ?? 0, uids.at(-1) ?? 0];
  return uids.length === last - first + 1 ? `${first}:${last}` : uids.join(",");
}

function fetchedOf({ uid, source }: FetchMessageObject): Fetched {
  if (source === undefined) {
    return { kind: "unreadable", uid: String(uid), why: "the server sent no text for it" };
  }
  if (source.length > MAIL_MAX_BYTES) return tooLargeMail(uid);
  return { kind: "mail", uid: String(uid), bytes: source };
}

function tooLargeMail(uid: number): Fetched {
  return { kind: "unreadable", uid: String(uid), why: `larger than ${MAIL_MAX_BYTES} bytes` };
}

/** Lets the server speak first. A connection that closes meanwhile is an exception. */
async function idle({ client }: ImapConnection, ms: number, stop: AbortSignal): Promise<void> {
  const done = new AbortController();
  await new Promise<void>((resolve, reject) => {
    const finish = () => {
      resolve();
    };
    const fail = () => {
      reject(new Error("the server closed the connection"));
    };
    const timer = setTimeout(finish, ms);
    client.once("exists", finish);
    client.once("close", fail);
    stop.addEventListener("abort", finish, { once: true });
    done.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      client.off("exists", finish);
      client.off("close", fail);
      stop.removeEventListener("abort", finish);
    });
    client.idle().catch(reject);
  }).finally(() => {
    done.abort();
  });
}
