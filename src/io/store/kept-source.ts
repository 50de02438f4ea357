// What scans have kept → a source for a review: a mail with its thread and all that may be other
// versions of it.

import { Refusal, type Source } from "../../world.ts";
import { rawsOf } from "./mail.ts";
import { closeStore, openStore, type Store } from "./store.ts";
import { mailsOfThreads, neighbours, threadNumber } from "./threads.ts";

export function keptSource(file: string): Source {
  return {
    name: `the store ${file}`,
    async *mails(about) {
      if (about === undefined) throw new Refusal("usage", `${file}: is only asked for a mail`);
      const store = opened(file);
      try {
        const thread = threadNumber(store, about);
        const threads = thread === undefined ? [] : neighbours(store, thread);
        for (const mail of mailsOfThreads(store, threads)) {
          for (const bytes of rawsOf(store, [mail])) yield { where: file, bytes };
        }
        await Promise.resolve();
      } finally {
        closeStore(store);
      }
    },
  };
}

function opened(file: string): Store {
  try {
    return openStore(file);
  } catch (error) {
    throw new Refusal("usage", `store ${file}: ${(error as Error).message}`);
  }
}
