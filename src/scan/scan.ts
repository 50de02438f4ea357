// Mailboxes and the store → every series in them reviewed once, now or as they arrive.

import { keepLock, releaseLock, takeLock, type Lock } from "../io/store/locks.ts";
import { nextDue } from "../io/store/series.ts";
import type { Review, Series } from "../types.ts";
import type { Clock, Mailbox } from "../world.ts";
import type { Store } from "../io/store/store.ts";
import { assembleTouched } from "./assemble.ts";
import { catchUp } from "./catch-up.ts";
import { newRecent, type Recent } from "./recent.ts";
import { retryDead } from "./retry.ts";
import { reviewPending, reviewPlaced } from "./review-pending.ts";

/** What a scan works with. */
export interface Scan {
  readonly store: Store;
  readonly mailboxes: readonly Mailbox[];
  readonly review: (series: Series) => Promise<Review>;
  /** Plans what is to be said, in the transaction that keeps the review. */
  readonly plan: (review: Review) => void;
  readonly settings: ScanSettings;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly tell: (news: News) => void;
}

export interface ScanSettings {
  /** How long a series is kept waiting for patches that are missing. */
  readonly waitMs: number;
  /** How often a mailbox is read although its server is silent. */
  readonly pollMs: number;
  /** Before the first further try at a mailbox that cannot be read; doubled each time. */
  readonly retryMs: number;
}

/** What happens, for whoever shows it. */
export type News =
  | {
      readonly kind: "read";
      readonly mailbox: string;
      readonly mails: number;
      readonly left: number;
    }
  | { readonly kind: "trouble"; readonly mailbox: string; readonly why: string }
  | { readonly kind: "dead"; readonly what: string; readonly why: string }
  | { readonly kind: "assembled"; readonly threads: number; readonly left: number }
  | { readonly kind: "reviewed"; readonly review: Review }
  | { readonly kind: "waiting"; readonly mailboxes: number };

/** What a whole scan came to. */
export interface Outcome {
  readonly mails: number;
  readonly reviews: number;
  readonly findings: number;
  readonly dead: number;
  /** Mailboxes that could not be read to their end. */
  readonly unread: readonly string[];
}

export type Ended =
  | { readonly kind: "done"; readonly outcome: Outcome }
  | { readonly kind: "busy"; readonly by: string };

/** Counted up while a scan runs. */
export interface Running {
  readonly scan: Scan;
  readonly recent: Recent;
  readonly count: { mails: number; reviews: number; findings: number; dead: number };
}

const LOCK = "scan";
/** Says so often that we are alive; `SILENT_MS` of the lock is several times as long. */
const BEAT_MS = 20_000;
/** Tries at a mailbox before `scanOnce` goes on without it. */
const TRIES_MAX = 5;
const RETRY_MAX_MS = 300_000;

/** Reads every mailbox to its end and reviews what is complete or has waited long enough. */
export async function scanOnce(scan: Scan): Promise<Ended> {
  return withLock(scan, async (running) => {
    const unread = await readAll(running);
    await work(running, unread.length === 0);
    return unread;
  });
}

/** Takes back every dead letter and scans. */
export async function scanDead(scan: Scan): Promise<Ended> {
  return withLock(scan, async (running) => {
    const unread = await retryDead(running);
    await work(running, unread.length === 0);
    return unread;
  });
}

/** As `scanOnce`, and goes on with what arrives until `stop` says so. */
export async function scanWatch(scan: Scan): Promise<Ended> {
  return withLock(scan, async (running) => {
    const unread = await readAll(running);
    await work(running, unread.length === 0);
    const { stop, mailboxes, tell } = running.scan;
    const bell = newBell();
    const watching = mailboxes.map((mailbox) => watch(running, mailbox, bell.ring));
    stop.addEventListener("abort", bell.ring);
    while (!stop.aborted) {
      tell({ kind: "waiting", mailboxes: mailboxes.length });
      await bell.rung(untilDue(running.scan));
      await work(running, true);
    }
    await Promise.all(watching);
    return [];
  });
}

async function withLock(
  scan: Scan,
  scanning: (running: Running) => Promise<readonly string[]>,
): Promise<Ended> {
  const { store, clock } = scan;
  const taken = takeLock(store, LOCK, clock.now());
  if (taken.kind === "busy") return taken;
  const ended = new AbortController();
  const beat = setInterval(() => {
    if (!keepLock(store, taken.lock, clock.now())) ended.abort();
  }, BEAT_MS);
  const stop = AbortSignal.any([scan.stop, ended.signal]);
  const count = { mails: 0, reviews: 0, findings: 0, dead: 0 };
  try {
    const unread = await scanning({ scan: { ...scan, stop }, recent: newRecent(), count });
    return isAborted(ended.signal)
      ? { kind: "busy", by: "a scan that took over because this one was silent" }
      : { kind: "done", outcome: { ...count, unread } };
  } finally {
    clearInterval(beat);
    // What still waits for a server ends too, also when something failed here.
    ended.abort();
    await letGo(scan, taken.lock);
  }
}

async function letGo({ store, mailboxes }: Scan, lock: Lock): Promise<void> {
  await Promise.allSettled(mailboxes.map((mailbox) => mailbox.close()));
  releaseLock(store, lock);
}

/** Reads the mailboxes side by side; the names of those that could not be read come back. */
async function readAll(running: Running): Promise<readonly string[]> {
  const { mailboxes } = running.scan;
  const read = await Promise.all(mailboxes.map((mailbox) => persist(running, mailbox)));
  return mailboxes.flatMap(({ name }, index) => (read[index] === true ? [] : [name]));
}

async function persist(running: Running, mailbox: Mailbox): Promise<boolean> {
  const { scan } = running;
  for (let tries = 1; !scan.stop.aborted; tries++) {
    try {
      await catchUp(running, mailbox);
      return true;
    } catch (error) {
      scan.tell({ kind: "trouble", mailbox: mailbox.name, why: reasonOf(error) });
      if (tries >= TRIES_MAX) return false;
      await waitBeforeTry(scan, tries);
    }
  }
  return false;
}

/** Reads a mailbox whenever its server speaks, and at times although it does not. */
async function watch(running: Running, mailbox: Mailbox, ring: () => void): Promise<void> {
  const { stop, settings, tell } = running.scan;
  for (let failures = 0; !stop.aborted;) {
    try {
      if (failures === 0) await mailbox.wait(settings.pollMs, stop);
      if (isAborted(stop)) return;
      if ((await catchUp(running, mailbox)) > 0) ring();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (isAborted(stop)) return;
      tell({ kind: "trouble", mailbox: mailbox.name, why: reasonOf(error) });
      await waitBeforeTry(running.scan, failures);
    }
  }
}

/** Assembles what was touched and reviews what is ready; `hasAll`: there is no mail left unread. */
async function work(running: Running, hasAll: boolean): Promise<void> {
  await assembleTouched(running, (placed) => reviewPlaced(running, placed));
  await reviewPending(running, hasAll);
}

function waitBeforeTry({ settings, stop }: Scan, tries: number): Promise<void> {
  const ms = Math.min(RETRY_MAX_MS, settings.retryMs * 2 ** (tries - 1));
  return resting(ms, stop);
}

/** Until a series has waited long enough; never longer than a poll. */
function untilDue({ store, clock, settings }: Scan): number {
  const due = nextDue(store) ?? Infinity;
  return Math.min(settings.pollMs, Math.max(0, due - clock.now()));
}

function resting(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (stop.aborted) done();
    else stop.addEventListener("abort", done);
  });
}

interface Bell {
  readonly ring: () => void;
  /** Comes back when it was rung since the last time, or after `ms`. */
  readonly rung: (ms: number) => Promise<void>;
}

function newBell(): Bell {
  let wake = new AbortController();
  return {
    ring: () => {
      wake.abort();
    },
    rung: async (ms) => {
      await resting(ms, wake.signal);
      wake = new AbortController();
    },
  };
}

/** A call, because a check of the property would be taken to hold for ever after. */
function isAborted(stop: AbortSignal): boolean {
  return stop.aborted;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
