// Placed mails → for each patch and cover letter the trailers that answers to it give.

import type { FollowUp, MessageId } from "../types.ts";
import type { Bag, Entry } from "./bag.ts";
import { followUpsOf } from "./trailers.ts";

export interface Answers {
  /** The trailers given in answer to a mail, the oldest first. */
  readonly to: (id: MessageId) => readonly FollowUp[];
  /** The patch or cover letter that a mail answers, directly or not. */
  readonly about: (id: MessageId) => MessageId | undefined;
}

/** Reads all answers of the bag. */
export function answersIn({ entries, parents }: Bag): Answers {
  const about = subjectsOf(entries, parents);
  const given = new Map<MessageId, FollowUp[]>();
  for (const { role, message } of entries) {
    const target = role.kind === "reply" ? about.get(message.id) : undefined;
    if (target === undefined) continue;
    const followUps = followUpsOf(message);
    const all = given.get(target);
    if (all === undefined) given.set(target, [...followUps]);
    else all.push(...followUps);
  }
  return { to: (id) => given.get(id) ?? [], about: (id) => about.get(id) };
}

/** For every mail the nearest patch or cover letter above it. Each step up is taken once. */
function subjectsOf(entries: readonly Entry[], parents: Bag["parents"]) {
  const parts = new Set<MessageId>();
  for (const { role, message } of entries)
    if (role.kind === "patch" || role.kind === "cover") parts.add(message.id);
  const about = new Map<MessageId, MessageId | undefined>();
  for (const start of parents.keys()) {
    const way: MessageId[] = [];
    let id: MessageId | undefined = start;
    while (id !== undefined && !about.has(id)) {
      way.push(id);
      const up: MessageId | undefined = parents.get(id);
      if (up !== undefined && parts.has(up)) about.set(id, up);
      else id = up;
    }
    const found = id === undefined ? undefined : about.get(id);
    for (const passed of way) about.set(passed, found);
  }
  return about;
}
