// A bag of Messages → Threads, by In-Reply-To and References alone. Linear in the input, without
// recursion: a chain of references may be as long as its author likes, or closed to a loop.

import type { Message, MessageId, Thread } from "../types.ts";

/** The threads of all messages, the oldest first; what was never seen stands in as a ghost. */
export function threadsOf(messages: readonly Message[]): readonly Thread[] {
  const byId = new Map<MessageId, Message>();
  for (const message of messages) if (!byId.has(message.id)) byId.set(message.id, message);
  const parents = parentsOf(byId);
  breakLoops(parents, byId);
  return treesOf(parents, byId);
}

/** The parent of every message and ghost; undefined for a root. */
export type Parents = Map<MessageId, MessageId | undefined>;

/** Each message's own word on its parent first; what others' References say fills the gaps. */
function parentsOf(byId: ReadonlyMap<MessageId, Message>): Parents {
  const parents: Parents = new Map();
  for (const message of byId.values()) parents.set(message.id, ownParent(message, byId));
  for (const { references } of byId.values()) {
    let before: MessageId | undefined;
    for (const id of references) {
      const known = parents.get(id);
      if (!parents.has(id) || (known === undefined && !byId.has(id))) parents.set(id, before);
      before = id;
    }
  }
  return parents;
}

function ownParent({ inReplyTo, references }: Message, byId: ReadonlyMap<MessageId, Message>) {
  return inReplyTo.find((id) => byId.has(id)) ?? inReplyTo[0] ?? references.at(-1);
}

/** Cuts every loop at its oldest message. Each id is walked over once. */
function breakLoops(parents: Parents, byId: ReadonlyMap<MessageId, Message>): void {
  const walk = new Map<MessageId, number>();
  let turn = 0;
  for (const start of parents.keys()) {
    turn++;
    let id: MessageId | undefined = start;
    while (id !== undefined && !walk.has(id)) {
      walk.set(id, turn);
      id = parents.get(id);
    }
    if (id !== undefined && walk.get(id) === turn)
      parents.set(oldestIn(id, parents, byId), undefined);
  }
}

function oldestIn(
  start: MessageId,
  parents: Parents,
  byId: ReadonlyMap<MessageId, Message>,
): MessageId {
  let oldest = start;
  for (let id = parents.get(start); id !== undefined && id !== start; id = parents.get(id))
    if (orderOf(id, byId) < orderOf(oldest, byId)) oldest = id;
  return oldest;
}

/** Sorts by date, then by id; what has no date comes last. */
function orderOf(id: MessageId, byId: ReadonlyMap<MessageId, Message>): string {
  return `${byId.get(id)?.date ?? "~"} ${id}`;
}

interface Growing {
  readonly id: MessageId;
  readonly message: Message | undefined;
  readonly replies: Growing[];
}

function treesOf(parents: Parents, byId: ReadonlyMap<MessageId, Message>): readonly Thread[] {
  const nodes = new Map<MessageId, Growing>();
  for (const id of parents.keys()) nodes.set(id, { id, message: byId.get(id), replies: [] });
  const roots: Growing[] = [];
  for (const [id, node] of nodes) {
    const parent = parents.get(id);
    (parent === undefined ? roots : (nodes.get(parent)?.replies ?? roots)).push(node);
  }
  const keys = new Map([...nodes.keys()].map((id) => [id, orderOf(id, byId)]));
  const byOrder = (a: Growing, b: Growing) =>
    (keys.get(a.id) ?? "") < (keys.get(b.id) ?? "") ? -1 : 1;
  for (const { replies } of nodes.values()) if (replies.length > 1) replies.sort(byOrder);
  return roots.sort(byOrder);
}
