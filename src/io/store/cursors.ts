// How far each source has been read.

import type { Cursor } from "../../world.ts";
import { query, row, run, type Store } from "./store.ts";

export function cursorOf(store: Store, source: string): Cursor | undefined {
  const found = query.selectFrom("cursor").select(["epoch", "last"]).where("source", "=", source);
  return row(store, found);
}

/** Call it in the transaction that keeps the mails up to there. */
export function moveCursor(store: Store, source: string, cursor: Cursor): void {
  const { epoch, last } = cursor;
  run(
    store,
    query
      .insertInto("cursor")
      .values({ source, epoch, last })
      .onConflict((conflict) => conflict.doUpdateSet({ epoch, last })),
  );
}
