// Headers of many mails → those that belong to the thread of one of them.

import { idOf, idsOf } from "../mail/ids.ts";
import { rawOf } from "../mail/raw.ts";
import type { MessageId } from "../types.ts";

/** A mail under the key of whoever holds it, with its id and all ids that it refers to. */
export interface Link<Key> {
  readonly key: Key;
  readonly id: MessageId;
  readonly refs: readonly MessageId[];
}

/** So many of the newest references tie a mail to its thread. */
const REFS_MAX = 100;

/** Reads the header of a mail; the body need not be there. */
export function linkOf<Key>(key: Key, bytes: Uint8Array): Link<Key> {
  const { fields } = rawOf(bytes);
  const { id } = idOf(fields, bytes);
  const refs = [...idsOf(fields, "references"), ...idsOf(fields, "in-reply-to")];
  return { key, id, refs: refs.slice(-REFS_MAX) };
}

/** The keys of every mail that references tie to `id`, in either direction, in the order given. */
export function threadAmong<Key>(links: readonly Link<Key>[], id: MessageId): readonly Key[] {
  const byId = new Map<MessageId, Link<Key>[]>();
  for (const link of links) {
    for (const each of [link.id, ...link.refs]) {
      const same = byId.get(each);
      if (same === undefined) byId.set(each, [link]);
      else same.push(link);
    }
  }
  if (!links.some((link) => link.id === id)) return [];
  const seen = new Set<MessageId>([id]);
  const found = new Set<Link<Key>>();
  // A set may be added to while it is walked: the new ids come last.
  for (const each of seen) {
    for (const link of byId.get(each) ?? []) {
      found.add(link);
      seen.add(link.id);
      for (const ref of link.refs) seen.add(ref);
    }
    byId.delete(each);
  }
  return links.filter((link) => found.has(link)).map(({ key }) => key);
}
