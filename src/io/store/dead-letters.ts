// What could not be processed, with its reason, until somebody has it tried again.

import { query, row, rows, run, type Store } from "./store.ts";
import type { DeadLetterKind } from "./tables.ts";

export interface DeadLetter {
  readonly kind: DeadLetterKind;
  readonly key: string;
  readonly reason: string;
  /** The mail itself, where we got that far. */
  readonly raw: Uint8Array | null;
}

/** Puts something aside; a second failure of the same thing replaces the reason of the first. */
export function bury(store: Store, letter: DeadLetter, now: number): void {
  const { reason, raw } = letter;
  run(
    store,
    query
      .insertInto("dead_letter")
      .values({ ...letter, tries: 1, since: now })
      .onConflict((conflict) =>
        conflict.doUpdateSet((old) => ({ reason, raw, tries: old("dead_letter.tries", "+", 1) })),
      ),
  );
}

/** Takes something back, because it was processed after all. */
export function unbury(store: Store, kind: DeadLetterKind, key: string): void {
  run(store, query.deleteFrom("dead_letter").where("kind", "=", kind).where("key", "=", key));
}

/** All of them, oldest first. */
export function deadLetters(store: Store): readonly DeadLetter[] {
  return rows(
    store,
    query
      .selectFrom("dead_letter")
      .select(["kind", "key", "reason", "raw"])
      .orderBy("since")
      .orderBy("key"),
  );
}

/** How often it has been tried. */
export function triesOf(store: Store, kind: DeadLetterKind, key: string): number {
  const letter = query.selectFrom("dead_letter").select("tries");
  return row(store, letter.where("kind", "=", kind).where("key", "=", key))?.tries ?? 0;
}

/** The key of a mail that a source knows by `uid`. */
export function mailKey(source: string, epoch: string, uid: string): string {
  return JSON.stringify([source, epoch, uid]);
}
