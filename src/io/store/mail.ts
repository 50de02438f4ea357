// Mail, kept once: raw bytes under their Message-ID, duplicates recognised by what they say,
// and other contents under a known Message-ID kept apart from the one that came first.

import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { personKey, senderOf } from "../../mail/sender.ts";
import type { Message, MessageId } from "../../types.ts";
import { query, row, rows, run, type Store } from "./store.ts";
import { thread } from "./threads.ts";

/** A mail as it came from a source, with its decoded form. */
export interface Arrival {
  readonly message: Message;
  readonly raw: Uint8Array;
  readonly source: string;
  readonly epoch: string;
  readonly uid: string;
  /** In milliseconds. */
  readonly arrived: number;
}

/** `refused`: so many contents came under one Message-ID that no more are kept. */
export type Kept =
  | { readonly kind: "new" | "duplicate" | "impostor"; readonly mail: number }
  | { readonly kind: "refused"; readonly why: string };

/** Contents kept under one Message-ID. Beyond that, somebody is playing with us. */
export const CONTENTS_MAX = 8;
/** Below this, compressing a mail does not pay. */
const PACK_MIN_BYTES = 512;
/** A change-id is looked for in so much of the body; it stands in the cover letter's last lines. */
const CHANGE_ID_SEARCH_CHARS = 65_536;

/** Keeps a mail and where it was seen. Call it inside a transaction, with the move of the cursor. */
export function keepMail(store: Store, arrival: Arrival): Kept {
  const { message, source, epoch, uid } = arrival;
  const hash = contentHashOf(message);
  const known = rows(
    store,
    query.selectFrom("mail").select(["id", "content_hash"]).where("message_id", "=", message.id),
  );
  const same = known.find((other) => other.content_hash === hash);
  if (same === undefined && known.length >= CONTENTS_MAX) {
    return { kind: "refused", why: `${known.length} other contents came under its Message-ID` };
  }
  const mail = same?.id ?? insert(store, arrival, hash, known.length);
  if (same === undefined && known.length === 0) thread(store, message);
  run(
    store,
    query
      .insertInto("sighting")
      .values({ source, epoch, uid, mail })
      .onConflict((conflict) => conflict.doUpdateSet({ mail })),
  );
  if (same !== undefined) return { kind: "duplicate", mail };
  return { kind: known.length === 0 ? "new" : "impostor", mail };
}

/** The bytes of the mail that came first under a Message-ID. */
export function rawOf(store: Store, id: MessageId): Uint8Array | undefined {
  const found = row(
    store,
    query
      .selectFrom("mail")
      .select(["raw", "packed"])
      .where("message_id", "=", id)
      .where("rank", "=", 0),
  );
  return found && unpacked(found);
}

/** The bytes of mails by their row, in the order of arrival. */
export function rawsOf(store: Store, mails: readonly number[]): readonly Uint8Array[] {
  const get = (id: number) =>
    row(store, query.selectFrom("mail").select(["raw", "packed"]).where("id", "=", id));
  return mails.flatMap((id) => {
    const found = get(id);
    return found === undefined ? [] : [unpacked(found)];
  });
}

/** True when this source already gave us a mail of this Message-ID and size. */
export function hasMail(store: Store, source: string, id: MessageId, size: number): boolean {
  const found = row(
    store,
    query
      .selectFrom("mail")
      .innerJoin("sighting", "sighting.mail", "mail.id")
      .select("mail.id")
      .where("mail.message_id", "=", id)
      .where("mail.size", "=", size)
      .where("sighting.source", "=", source),
  );
  return found !== undefined;
}

/** True when the mail that a source knows by this uid is in the store. */
export function hasUid(store: Store, source: string, epoch: string, uid: string): boolean {
  const found = row(
    store,
    query
      .selectFrom("sighting")
      .select("mail")
      .where("source", "=", source)
      .where("epoch", "=", epoch)
      .where("uid", "=", uid),
  );
  return found !== undefined;
}

/** How many mails there are, impostors included. */
export function mailCount(store: Store): number {
  const counted = row(
    store,
    query.selectFrom("mail").select((from) => from.fn.countAll<number>().as("mails")),
  );
  return counted?.mails ?? 0;
}

/**
 * Copies of one mail that came over several lists have one hash: only what a person wrote goes
 * into it, not what servers added on the way.
 */
export function contentHashOf(message: Message): string {
  const said = [
    // A list may put its own address into From: the person behind it is the same.
    personKey(senderOf(message)),
    message.subject,
    message.date ?? "",
    message.references.join(" "),
    withoutFooter(message.body),
  ];
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}

/** What all versions of a patch have in their Subject; empty for a reply. */
export function titleOf(subject: string): string {
  let rest = subject.trim().toLowerCase();
  for (;;) {
    if (/^(?:re|aw|fwd?|sv|wg|回复|答复) ?:|^\w{2,3}: ?\[/.test(rest)) return "";
    const close = rest.startsWith("[") ? rest.indexOf("]") : -1;
    if (close < 0) return rest;
    rest = rest.slice(close + 1).trimStart();
  }
}

function insert(store: Store, arrival: Arrival, hash: string, rank: number): number {
  const { message, raw, arrived } = arrival;
  const sender = senderOf(message);
  const packs = raw.length >= PACK_MIN_BYTES;
  const sent = message.date === undefined ? NaN : Date.parse(message.date);
  const added = row(
    store,
    query
      .insertInto("mail")
      .values({
        message_id: message.id,
        content_hash: hash,
        rank,
        author: personKey(sender),
        name: sender.name.toLowerCase(),
        sent: Number.isFinite(sent) ? sent : null,
        arrived,
        title: titleOf(message.subject),
        change_id: changeIdOf(message.body),
        size: raw.length,
        packed: packs ? 1 : 0,
        raw: packs ? deflateRawSync(raw, { level: 1 }) : raw,
      })
      .returning("id"),
  );
  if (added === undefined) throw new Error("an INSERT … RETURNING returned nothing");
  return added.id;
}

function unpacked(stored: { readonly raw: Uint8Array; readonly packed: number }): Uint8Array {
  return stored.packed === 1 ? inflateRawSync(stored.raw) : stored.raw;
}

function changeIdOf(body: string): string | null {
  const found = /^change-id: (\S{1,200})$/m.exec(body.slice(0, CHANGE_ID_SEARCH_CHARS));
  return found?.[1] ?? null;
}

/** Mailing-list software puts its footer under a line of underscores. */
function withoutFooter(body: string): string {
  const footer = body.lastIndexOf("\n____________________");
  return (footer < 0 ? body : body.slice(0, footer)).trimEnd();
}
