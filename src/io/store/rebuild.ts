// Makes what can be rebuilt again: threads from the mails, and with them, at the next scan, series.

import type { Message } from "../../types.ts";
import { rawsOf } from "./mail.ts";
import { query, rows, run, transaction, type Store } from "./store.ts";
import { thread } from "./threads.ts";

/** Empties the derived tables and threads every mail again. Reviews and findings stay. */
export function rebuild(store: Store, messageOf: (raw: Uint8Array) => Message): void {
  transaction(store, () => {
    for (const table of ["slot", "series", "touched", "threaded"] as const) {
      run(store, query.deleteFrom(table));
    }
    const mails = query.selectFrom("mail").select("id").where("rank", "=", 0).orderBy("id");
    for (const { id } of rows(store, mails)) {
      for (const raw of rawsOf(store, [id])) thread(store, messageOf(raw));
    }
  });
}
