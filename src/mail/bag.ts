// A bag of Messages → each with its role, its sender and its place among the others, duplicates out.

import type { Complaint, Message, MessageId, Thread } from "../types.ts";
import { roleOf, type Role } from "./patch.ts";
import { personKey, senderOf } from "./sender.ts";
import { threadsOf } from "./thread.ts";

/** One mail and where it stands. */
export interface Entry {
  readonly message: Message;
  readonly role: Role;
  /** Of the person, to compare with. */
  readonly sender: string;
  readonly root: MessageId;
  readonly parent: MessageId | undefined;
}

export interface Bag {
  /** The oldest first. */
  readonly entries: readonly Entry[];
  /** The parent of every mail, seen or not; undefined for a root. */
  readonly parents: ReadonlyMap<MessageId, MessageId | undefined>;
  readonly skipped: readonly Complaint[];
}

/** Classifies and places every message. The result does not depend on their order. */
export function bagOf(messages: readonly Message[]): Bag {
  const { kept, skipped } = distinct(messages);
  const entries: Entry[] = [];
  const parents = new Map<MessageId, MessageId | undefined>();
  for (const thread of threadsOf(kept)) place(thread, entries, parents);
  const keys = new Map(entries.map((entry) => [entry, orderKey(entry.message)]));
  entries.sort((a, b) => ((keys.get(a) ?? "") < (keys.get(b) ?? "") ? -1 : 1));
  return { entries, parents, skipped };
}

function orderKey({ date, id }: Message): string {
  return `${date ?? "~"} ${id}`;
}

/** One message for each id: the same mail from two lists is one, another mail is an impostor. */
function distinct(messages: readonly Message[]) {
  const sorted = messages
    .map((message) => ({ message, key: `${orderKey(message)} ${message.body}` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const byId = new Map<MessageId, Message>();
  const skipped: Complaint[] = [];
  for (const { message } of sorted) {
    const first = byId.get(message.id);
    if (first === undefined) byId.set(message.id, message);
    else if (!sameContent(first, message))
      skipped.push({
        what: `<${message.id}>`,
        why: "another mail, with other content, had this Message-ID before",
      });
  }
  return { kept: [...byId.values()], skipped };
}

/** Lists add tags to the subject and footers to the body: what both mails have must agree. */
function sameContent(a: Message, b: Message): boolean {
  const [short, long] = a.body.length < b.body.length ? [a.body, b.body] : [b.body, a.body];
  return long.startsWith(short.trimEnd()) && (short !== "" || long === "");
}

function place(
  thread: Thread,
  entries: Entry[],
  parents: Map<MessageId, MessageId | undefined>,
): void {
  const open: { readonly node: Thread; readonly parent: MessageId | undefined }[] = [
    { node: thread, parent: undefined },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, parent } = next;
    const { message } = node;
    parents.set(node.id, parent);
    if (message !== undefined)
      entries.push({
        message,
        role: roleOf(message),
        sender: personKey(senderOf(message)),
        root: thread.id,
        parent,
      });
    for (const reply of node.replies) open.push({ node: reply, parent: node.id });
  }
}
