// Drafts of several threads → fewer: mails of an unthreaded series, and cover letters that are late.

import type { MessageId } from "../types.ts";
import { mailsOf, type Draft } from "./draft.ts";
import { stemOf } from "./stem.ts";

const TOGETHER_MS = 10 * 60 * 1000;
const OPEN_MAX = 20;

/** What shows which mails one command sent. */
interface Sending {
  readonly draft: Draft;
  readonly stems: Set<string>;
  first: number;
  last: number;
  /** Mails that its patches answer and that are not its own. */
  readonly answered: Set<MessageId>;
}

/** Joins drafts of one sender, version and total that were sent together. */
export function joinedBySending(drafts: readonly Draft[]): Draft[] {
  const joined: Sending[] = [];
  for (const draft of drafts) {
    const sending = sendingOf(draft);
    const open = draft.total > 1 ? joined.slice(-OPEN_MAX) : [];
    const into = open.find((one) => fits(one, sending));
    if (into === undefined) joined.push(sending);
    else merge(into, sending);
  }
  return joined.map(({ draft }) => draft);
}

function sendingOf(draft: Draft): Sending {
  const mails = mailsOf(draft);
  const times = mails.flatMap(({ date }) => (date === undefined ? [] : [Date.parse(date)]));
  const parents = [...draft.slots.values()].flatMap(({ parent }) => parent ?? []);
  return {
    draft,
    stems: new Set(mails.flatMap(({ id }) => stemOf(id) ?? [])),
    first: times.reduce((a, b) => Math.min(a, b), Infinity),
    last: times.reduce((a, b) => Math.max(a, b), -Infinity),
    answered: new Set(parents.filter((id) => !draft.why.has(id))),
  };
}

function fits(one: Sending, other: Sending): boolean {
  if (one.draft.cover !== undefined && other.draft.cover !== undefined) return false;
  for (const position of other.draft.slots.keys()) if (one.draft.slots.has(position)) return false;
  for (const stem of other.stems) if (one.stems.has(stem)) return true;
  // A mail that answers a third one was threaded: then the minute alone proves nothing.
  const strange = (some: Sending, others: Sending) =>
    [...some.answered].some((id) => !others.draft.why.has(id));
  if (strange(one, other) || strange(other, one)) return false;
  return other.first < one.last + TOGETHER_MS && other.last > one.first - TOGETHER_MS;
}

function merge(into: Sending, from: Sending): void {
  const words = "unthreaded: sent by the same person with the others, same version and total";
  for (const id of from.draft.why.keys()) into.draft.why.set(id, words);
  for (const [position, entry] of from.draft.slots) into.draft.slots.set(position, entry);
  into.draft.cover ??= from.draft.cover;
  into.draft.total = Math.max(into.draft.total, from.draft.total);
  for (const stem of from.stems) into.stems.add(stem);
  into.first = Math.min(into.first, from.first);
  into.last = Math.max(into.last, from.last);
  for (const id of [...into.answered, ...from.answered])
    if (into.draft.why.has(id)) into.answered.delete(id);
    else into.answered.add(id);
}
