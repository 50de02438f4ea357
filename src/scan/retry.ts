// Dead letters → back into the flow, each where it fell out of it.

import { deadLetters, mailKey, unbury, type DeadLetter } from "../io/store/dead-letters.ts";
import { setSeriesState } from "../io/store/series.ts";
import { transaction } from "../io/store/store.ts";
import { threadNumber, touch } from "../io/store/threads.ts";
import type { MessageId } from "../types.ts";
import type { Fetched } from "../world.ts";
import { keepMails } from "./catch-up.ts";
import type { Running } from "./scan.ts";

/** Takes all of them back; the names of mailboxes that could not be asked come back. */
export async function retryDead(running: Running): Promise<readonly string[]> {
  const { store, stop, tell } = running.scan;
  const unread = new Set<string>();
  for (const letter of deadLetters(store)) {
    if (stop.aborted) break;
    const { kind, key } = letter;
    if (kind === "mail") {
      const [source = "", epoch = "", uid = ""] = JSON.parse(key) as string[];
      try {
        await retryMail(running, letter, { source, epoch, uid });
      } catch (error) {
        unread.add(source);
        tell({ kind: "trouble", mailbox: source, why: (error as Error).message });
      }
    } else {
      transaction(store, () => {
        const thread = kind === "thread" ? threadNumber(store, key as MessageId) : undefined;
        if (kind === "series") setSeriesState(store, key, "ready", "to be tried again");
        else if (thread !== undefined) touch(store, thread);
        unbury(store, kind, key);
      });
    }
  }
  return [...unread];
}

interface Place {
  readonly source: string;
  readonly epoch: string;
  readonly uid: string;
}

/** From what we kept of it, else from its mailbox; one that is gone stays where it is. */
async function retryMail(running: Running, { raw }: DeadLetter, place: Place): Promise<void> {
  const { store, mailboxes, tell } = running.scan;
  const { source, epoch, uid } = place;
  const mailbox = mailboxes.find(({ name }) => name === source);
  const kept: Fetched | undefined = raw === null ? undefined : { kind: "mail", uid, bytes: raw };
  const mail = kept ?? (await mailbox?.again(epoch, uid));
  if (mail === undefined) {
    const why = mailbox === undefined ? "is not configured any more" : "has it no more";
    tell({ kind: "dead", what: `${source}, ${uid}`, why: `${source} ${why}` });
    return;
  }
  unbury(store, "mail", mailKey(source, epoch, uid));
  await keepMails(running, place, [mail], undefined);
}
