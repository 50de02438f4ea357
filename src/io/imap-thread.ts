// A Message-ID → the UIDs of its thread, by what the server can search for.

import type { ImapFlow } from "imapflow";
import type { MessageId } from "../types.ts";

/** Servers that cannot search References are asked for the headers of so many mails around it. */
const WINDOW = 250;

/** UIDs in ascending order, at most `limit`; empty when the server does not know the mail. */
export async function threadUids(
  client: ImapFlow,
  id: MessageId,
  limit: number,
): Promise<readonly number[]> {
  const own = (await search(client, "message-id", id)) ?? [];
  const uid = own[0];
  if (uid === undefined) return [];
  const links = (await linksAround(client, uid, uid)).find((link) => link.uid === uid);
  const root = links?.refs[0] ?? id;
  const below = await search(client, "references", root);
  const related = below ?? (await relatedAround(client, uid, id));
  const above = (await search(client, "message-id", root)) ?? [];
  const uids = new Set([...own, ...above, ...related]);
  return [...uids].sort((a, b) => a - b).slice(0, limit);
}

interface Link {
  readonly uid: number;
  readonly id: string;
  readonly refs: readonly string[];
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

/** Everything near the mail that is tied to it by References, in either direction. */
async function relatedAround(
  client: ImapFlow,
  uid: number,
  id: MessageId,
): Promise<readonly number[]> {
  const links = await linksAround(client, Math.max(1, uid - WINDOW), uid + WINDOW);
  const known = new Set<string>([id]);
  const found = new Set<number>();
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const link of links) {
      const ids = [link.id, ...link.refs];
      if (!ids.some((each) => known.has(each))) continue;
      found.add(link.uid);
      for (const each of ids) known.add(each);
    }
  }
  return [...found];
}

async function linksAround(client: ImapFlow, from: number, to: number): Promise<readonly Link[]> {
  const links: Link[] = [];
  const query = { uid: true, headers: ["message-id", "references", "in-reply-to"] };
  for await (const { uid, headers } of client.fetch(`${from}:${to}`, query, { uid: true })) {
    const [id = [], refs = [], parents = []] = ["message-id", "references", "in-reply-to"].map(
      (name) => idsIn(headers?.toString("latin1") ?? "", name),
    );
    links.push({ uid, id: id[0] ?? "", refs: [...refs, ...parents] });
  }
  return links;
}

/** The ids in one header, folded lines included. */
function idsIn(headers: string, name: string): readonly string[] {
  const ids: string[] = [];
  let isInside = false;
  for (const line of headers.split(/\r?\n/)) {
    if (!/^[ \t]/.test(line)) isInside = line.toLowerCase().startsWith(`${name}:`);
    if (isInside) for (const [, id] of line.matchAll(/<([^<>\s]{1,1000})>/g)) ids.push(id ?? "");
  }
  return ids;
}
