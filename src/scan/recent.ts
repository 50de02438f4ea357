// Mails that were decoded a moment ago, so that assembling does not decode them again.

import type { Message } from "../types.ts";

export interface Recent {
  /** By the row of the mail in the store. */
  readonly get: (mail: number) => Message | undefined;
  readonly put: (mail: number, message: Message) => void;
}

/** Bodies held, in UTF-16 units; the oldest make way. */
const HELD_MAX = 32 * 1024 * 1024;

export function newRecent(): Recent {
  const messages = new Map<number, Message>();
  let held = 0;
  return {
    get: (mail) => messages.get(mail),
    put: (mail, message) => {
      if (messages.has(mail)) return;
      messages.set(mail, message);
      held += message.body.length;
      for (const [oldest, { body }] of messages) {
        if (held <= HELD_MAX) break;
        messages.delete(oldest);
        held -= body.length;
      }
    },
  };
}
