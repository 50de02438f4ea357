// Mails that were decoded a moment ago, so that assembling does not decode them again.

import type { Message } from "../types.ts";

export interface Recent {
  /** By the row of the mail in the store. */
  readonly get: (mail: number) => Message | undefined;
  readonly put: (mail: number, message: Message) => void;
}

/** Held at most, as `sizeOf` counts; the oldest make way. */
const HELD_MAX = 16 * 1024 * 1024;
/** What a message takes besides its body. */
const HEADER_SIZE = 2048;

export function newRecent(): Recent {
  const messages = new Map<number, Message>();
  let held = 0;
  return {
    get: (mail) => messages.get(mail),
    put: (mail, message) => {
      if (messages.has(mail)) return;
      messages.set(mail, message);
      held += sizeOf(message);
      for (const [oldest, old] of messages) {
        if (held <= HELD_MAX) break;
        messages.delete(oldest);
        held -= sizeOf(old);
      }
    },
  };
}

function sizeOf({ body }: Message): number {
  return HEADER_SIZE + body.length;
}
