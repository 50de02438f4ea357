// A Message-ID → the UIDs of its thread, by what the server can search for.

import type { ImapFlow } from "imapflow";
import type { MessageId } from "../types.ts";
import { linkOf, threadAmong, type Link } from "./thread-links.ts";

/** Every server is asked for the headers of so many mails on either side. */
const WINDOW = 250;
/** Servers that cannot search at all are asked for the ids of so many newest mails. */
const LOOKED_THROUGH_MAX = 20_000;
const STEP = 1_000;

/** UIDs in ascending order, at most `limit`; empty when the server does not know the mail. */
export async function threadUids(
  client: ImapFlow,
  id: MessageId,
  limit: number,
): Promise<readonly number[]> {
  const own = (await search(client, "message-id", id)) ?? (await lookThrough(client, id));
  const uid = own[0];
  if (uid === undefined) return [];
  const [link] = await linksAround(client, uid, uid);
  const root = link?.refs[0] ?? id;
  const above = (await search(client, "message-id", root)) ?? [];
  const below = (await search(client, "references", root)) ?? [];
  // An empty answer may be one of a server that has no such index and does not say so.
  const uids = new Set([...own, ...above, ...below, ...(await relatedAround(client, uid, id))]);
  return [...uids].sort((a, b) => a - b).slice(0, limit);
}

/** Undefined when the server does not search that header. */
async function search(
  client: ImapFlow,
  header: string,
  value: string,
): Promise<readonly number[] | undefined> {
  const found = await client.search({ header: { [header]: value } }, { uid: true });
  return found === false ? undefined : found;
}

async function lookThrough(client: ImapFlow, id: MessageId): Promise<readonly number[]> {
  const next = client.mailbox === false ? 1 : client.mailbox.uidNext;
  const oldest = Math.max(1, next - LOOKED_THROUGH_MAX);
  for (let to = next - 1; to >= oldest; to -= STEP) {
    const range = `${Math.max(oldest, to - STEP + 1)}:${to}`;
    const found: number[] = [];
    const query = { uid: true, envelope: true };
    for await (const { uid, envelope } of client.fetch(range, query, { uid: true })) {
      if (envelope?.messageId === `<${id}>`) found.push(uid);
    }
    if (found.length > 0) return found;
  }
  return [];
}

/** Everything near the mail that is tied to it by References, in either direction. */
async function relatedAround(
  client: ImapFlow,
  uid: number,
  id: MessageId,
): Promise<readonly number[]> {
  return threadAmong(await linksAround(client, Math.max(1, uid - WINDOW), uid + WINDOW), id);
}

async function linksAround(
  client: ImapFlow,
  from: number,
  to: number,
): Promise<readonly Link<number>[]> {
  const links: Link<number>[] = [];
  const query = { uid: true, headers: ["message-id", "references", "in-reply-to"] };
  for await (const { uid, headers } of client.fetch(`${from}:${to}`, query, { uid: true })) {
    if (headers !== undefined) links.push(linkOf(uid, headers));
  }
  return links;
}
