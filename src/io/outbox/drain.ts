// The outbox → its destinations: whatever is due is said, and what became of it is written down.
// One process at a time does this for a kind; what a dead one left as `sending` is looked for before it is
// said again, because its destination may have heard it.

import type { Clock } from "../../world.ts";
import { keepLock, releaseLock, takeLock } from "../store/locks.ts";
import type { Store } from "../store/store.ts";
import { claim, said, unsaid, type Letter } from "./rows.ts";

/** What became of one thing. */
export type Outcome =
  /** `place` says where it stands, so that it can be updated later. */
  | { readonly kind: "said"; readonly place: unknown }
  /** The destination asked us to wait. */
  | { readonly kind: "later"; readonly why: string; readonly afterMs: number }
  /** It will not be taken, however often we try. */
  | { readonly kind: "refused"; readonly why: string };

export interface Destination {
  /**
   * Makes each letter stand at the destination once, and gives an outcome for each in order.
   * A letter with `tries` above 0, or one that has a `place`, must be looked for first.
   * What it throws counts for all of them and is tried again.
   */
  readonly say: (letters: readonly Letter[]) => Promise<readonly Outcome[]>;
}

export interface Drained {
  readonly said: number;
  readonly later: number;
  readonly refused: number;
}

/** Attempts before a thing is put aside, with 30 s, 1, 2, 4 … minutes between them. */
export const TRIES_MAX = 10;
const BACK_OFF_MS = 30_000;
const BACK_OFF_MS_MAX = 3_600_000;

/** What drains: `name` is its lock, and no two of other names have a kind in common. */
export interface Drain {
  readonly name: string;
  readonly store: Store;
  readonly destinations: Readonly<Record<string, Destination>>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Ends it between two letters. */
  readonly stop?: AbortSignal;
}

/** Says all that is due. undefined when another process is doing it. */
export async function drain(given: Drain): Promise<Drained | undefined> {
  const { name, store, destinations, clock, log, stop } = given;
  const kinds = Object.keys(destinations);
  const taken = takeLock(store, name, clock.now());
  if (taken.kind === "busy") return undefined;
  const counts = { said: 0, later: 0, refused: 0 };
  try {
    while (stop?.aborted !== true) {
      const letters = claim(store, kinds, clock.now());
      if (letters.length === 0) break;
      const outcomes = await outcomesOf(destinations, letters);
      if (!keepLock(store, taken.lock, clock.now())) throw new Error("the outbox was taken over");
      for (const [at, letter] of letters.entries()) {
        const outcome = outcomes[at] ?? { kind: "later", why: "no answer", afterMs: 0 };
        counts[outcome.kind]++;
        settle(store, letter, outcome, clock.now());
        if (outcome.kind !== "said") log(`${letter.key}: ${outcome.why}`);
      }
    }
    return counts;
  } finally {
    releaseLock(store, taken.lock);
  }
}

async function outcomesOf(
  destinations: Readonly<Record<string, Destination>>,
  letters: readonly Letter[],
): Promise<readonly Outcome[]> {
  const kind = letters[0]?.kind ?? "";
  const destination = destinations[kind];
  const all = (outcome: Outcome) => letters.map(() => outcome);
  if (destination === undefined) throw new Error(`${kind}: claimed without a destination`);
  try {
    return await destination.say(letters);
  } catch (error) {
    return all({ kind: "later", why: oneLine(error), afterMs: 0 });
  }
}

function settle(store: Store, letter: Letter, outcome: Outcome, now: number): void {
  switch (outcome.kind) {
    case "said":
      said(store, letter, outcome.place);
      return;
    case "refused":
      unsaid(store, letter, outcome.why, undefined);
      return;
    case "later": {
      const wait = Math.max(outcome.afterMs, backOff(letter.tries));
      // Being told to wait is not a failure: only silence and errors wear out.
      const worn = outcome.afterMs === 0 && letter.tries + 1 >= TRIES_MAX;
      unsaid(store, letter, outcome.why, worn ? undefined : now + wait);
    }
  }
}

function backOff(tries: number): number {
  return Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS * 2 ** Math.min(tries, 20));
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, " ").slice(0, 500);
}
