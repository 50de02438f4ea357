// A review of a series from mail → all that is to be said of it: on the mirror, and to the list.

import type { Config } from "../config.ts";
import { answeredBy, isStopped, laneOf } from "../io/github/lanes.ts";
import { standing } from "../io/github/plan.ts";
import { addressed, keyOf } from "../io/outbox/mail-policy.ts";
import { planReplies, type Reply } from "../io/outbox/mails.ts";
import { hasOptedOut } from "../io/outbox/opt-outs.ts";
import type { Store } from "../io/store/store.ts";
import { replyId, replyOf } from "../report/mail.ts";
import { draftBody } from "../report/pull-draft.ts";
import type { Review } from "../types.ts";
import { publish, refusedIn } from "./publish.ts";

/** When it is, what asked for it again, and who is told why a patch gets no reply. */
export interface Telling {
  readonly now: number;
  readonly run?: string | undefined;
  readonly log: (what: string, why: string) => void;
}

/** Plans it, within the caller's transaction. */
export function tellAll(store: Store, review: Review, config: Config, telling: Telling): void {
  const { now, run } = telling;
  const replies = repliesTo(store, review, config, telling);
  for (const { patch, why } of refusedIn(review)) telling.log(`refused <${patch.id}>`, why);
  const { github, link, mail } = config;
  const { series } = review;
  const earlier = answeredBy(series);
  const lane =
    github === undefined
      ? laneOf(store, series, earlier)
      : publish(store, review, earlier, { link, run, draft: draftOf(replies, config) }, now);
  // A late review of an old version takes back nothing that waits for the newest one.
  if (isStopped(store, lane) || (standing(store, lane)?.version ?? 0) > series.version) return;
  planReplies(store, lane, replies, mail, now);
}

function draftOf(replies: readonly Reply[], { mail }: Config): string | undefined {
  if (replies.length === 0) return undefined;
  const canSend = mail.send === "approved" && mail.smtp !== undefined;
  return draftBody(
    replies.map(({ raw }) => raw),
    canSend,
  );
}

/** One for each patch with something to say, to those who may and want to be written to. */
function repliesTo(
  store: Store,
  { patches }: Review,
  { from, mail }: Config,
  { now, log }: Telling,
): readonly Reply[] {
  const facts = { own: from, mail, hasOptedOut: (address: string) => hasOptedOut(store, address) };
  return patches.flatMap((review): Reply[] => {
    const { patch } = review;
    const whom = addressed(patch.message, patch.author, facts);
    if (whom.kind === "nobody") {
      log(`no reply to <${patch.id}>`, whom.why);
      return [];
    }
    const message = { ...patch.message, to: [], cc: whom.cc };
    const raw = replyOf({ ...review, patch: { ...patch, message } }, { from, now });
    if (raw === undefined) return [];
    const to = [...new Set([whom.to, ...whom.cc].map(keyOf))];
    return [{ id: replyId(review, from), raw, from: from.address, to }];
  });
}
