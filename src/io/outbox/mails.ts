// Replies → letters in the outbox, and those letters → a draft folder and an SMTP server. A reply is
// always a draft; it is sent when the configuration has a server and somebody approved it.

import type { MailConfig } from "../../config.ts";
import type { MessageId } from "../../types.ts";
import { writeDraft } from "../drafts.ts";
import type { Handed, Smtp } from "../smtp.ts";
import { rawOf } from "../store/mail.ts";
import type { Store } from "../store/store.ts";
import type { Destination, Outcome } from "./drain.ts";
import { listsAmong } from "./mail-policy.ts";
import { hasOptedOut } from "./opt-outs.ts";
import { drop, letterAt, lettersWhere, plan, type Letter, type Planned } from "./rows.ts";

/** A reply, whole, and whom it is for. */
export interface Reply {
  /** Without angle brackets; the same findings on the same patch have the same. */
  readonly id: string;
  readonly raw: string;
  readonly from: string;
  readonly to: readonly string[];
}

export interface MailSite {
  readonly store: Store;
  readonly mail: MailConfig;
  /** undefined when the configuration has no server. */
  readonly smtp: Smtp | undefined;
  readonly now: () => number;
}

interface Place {
  readonly at: number;
  readonly to: readonly string[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A mail that was taken comes back by the list or to our copy address within this time. */
const RETURN_MS = 15 * 60_000;
const DOUBT = "it may have been sent";

/** Plans the replies about one version; what an older version wanted to say is dropped. */
export function planReplies(
  store: Store,
  lane: string,
  replies: readonly Reply[],
  { send }: MailConfig,
  now: number,
): void {
  drop(store, `mail:${lane}`, "a newer version took its place before it was sent");
  const planned = replies.flatMap((reply): Planned[] => {
    // What was written once stays as it was: its date would make it another letter.
    const said = letterAt(store, `mail:${reply.id}`) ?? letterAt(store, `draft:${reply.id}`);
    if (said !== undefined && said.state !== "dropped") return [];
    const one = { group: reply.id, content: reply };
    const draft = { ...one, key: `draft:${reply.id}`, lane: `draft:${lane}` };
    const mail = { ...one, key: `mail:${reply.id}`, lane: `mail:${lane}` };
    return [
      { ...draft, kind: "draft", held: false },
      ...(send === "approved" ? [{ ...mail, kind: "mail", held: true }] : []),
    ];
  });
  plan(store, planned, now);
}

export function mailDestinations(site: MailSite): Readonly<Record<string, Destination>> {
  const each = (say: (letter: Letter) => Promise<Outcome>): Destination => ({
    say: async ([letter]) => (letter === undefined ? [] : [await say(letter)]),
  });
  const draft = each(async (letter) => {
    const { id, raw } = JSON.parse(letter.content) as Reply;
    return { kind: "said", place: { file: await writeDraft(site.mail.drafts, id, raw) } };
  });
  return { draft, mail: each((letter) => send(site, letter)) };
}

async function send(site: MailSite, letter: Letter): Promise<Outcome> {
  const { store, mail, smtp, now } = site;
  const { id, raw, from, to } = JSON.parse(letter.content) as Reply;
  if (smtp === undefined || mail.send !== "approved")
    return { kind: "refused", why: "the configuration does not let mail be sent" };
  const doubt = inDoubt(site, letter, id, to);
  if (doubt !== undefined) return doubt;
  const wanted = to.filter((address) => !hasOptedOut(store, address));
  if (wanted.length < to.length && wanted.length === 0)
    return { kind: "refused", why: "whoever it is for asked not to be written to" };
  const wait = budgetWait(site, wanted);
  if (wait > 0) return { kind: "later", why: "enough mail for today", afterMs: wait };
  const copies = mail.copy === undefined ? [] : [mail.copy.toLowerCase()];
  const handed = await smtp.send(raw, { from, to: [...new Set([...wanted, ...copies])] });
  return outcomeOf(handed, { at: now(), to: wanted });
}

function outcomeOf(handed: Handed, place: Place): Outcome {
  switch (handed.kind) {
    case "taken":
      return { kind: "said", place };
    case "refused":
      return { kind: "refused", why: handed.why };
    case "later":
      return { kind: "later", why: handed.why, afterMs: 0 };
    case "unknown":
      return { kind: "later", why: `${DOUBT}: ${handed.why}`, afterMs: RETURN_MS };
  }
}

/**
 * An attempt that ended without an answer: by a crash (the letter was found as `sending`) or a line
 * that died. The mail itself, come back to us, settles it. Without it, and with an address of ours
 * that it must have come back to, it was not sent; else a person has to look.
 */
function inDoubt(
  { store, mail, now }: MailSite,
  letter: Letter,
  id: string,
  to: readonly string[],
): Outcome | undefined {
  const crashed = letter.state === "sending" && letter.tries > 0;
  const doubted = letter.reason.startsWith(DOUBT);
  if (!crashed && !doubted) return undefined;
  if (rawOf(store, id as MessageId) !== undefined)
    return { kind: "said", place: { at: now(), to } satisfies Place };
  if (!doubted) return { kind: "later", why: `${DOUBT}: a crash`, afterMs: RETURN_MS };
  if (mail.copy !== undefined) return undefined;
  return { kind: "refused", why: `${DOUBT}: look for ${id}, then retry it` };
}

/** How long until one more mail to these addresses keeps within the budget; 0 when it does now. */
function budgetWait({ store, mail, now }: MailSite, to: readonly string[]): number {
  const since = now() - DAY_MS;
  const sent = lettersWhere(store, "mail")
    .filter(({ state, place }) => state === "sent" && place !== undefined)
    .map(({ place }) => JSON.parse(place ?? "") as Place)
    .filter(({ at }) => at > since);
  const lists = new Set(listsAmong(to, mail));
  for (const address of to) {
    const most = lists.has(address) ? mail.perList : mail.perAuthor;
    const times = sent.filter((place) => place.to.includes(address)).map(({ at }) => at);
    if (times.length >= most) return Math.max(HOUR_MS, Math.min(now(), ...times) - since);
  }
  return 0;
}
