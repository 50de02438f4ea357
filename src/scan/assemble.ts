// Threads with new mail → the series in them, each with what is to become of it.

import { bury, unbury } from "../io/store/dead-letters.ts";
import { rawsOf } from "../io/store/mail.ts";
import { placeSeries, type Placed } from "../io/store/series.ts";
import { transaction } from "../io/store/store.ts";
import { idsOfThread, mailsOfThreads, neighbours } from "../io/store/threads.ts";
import { touchedCount, touchedThreads, untouch } from "../io/store/threads.ts";
import { messageOf } from "../mail/message.ts";
import { seriesOf, type Assembly } from "../mail/series.ts";
import type { Message, Series } from "../types.ts";
import type { Running } from "./scan.ts";

/**
 * Assembles every thread that was touched, and hands over what was placed while it is at hand. A
 * thread that cannot be assembled is put aside with its reason.
 */
export async function assembleTouched(
  running: Running,
  use: (placed: readonly Placed[]) => Promise<void>,
): Promise<void> {
  const { store, stop, tell } = running.scan;
  const total = touchedCount(store);
  for (let done = 0; !stop.aborted; done++) {
    const [thread] = touchedThreads(store, 1);
    if (thread === undefined) return;
    const left = Math.max(0, total - done);
    tell({ kind: "assembled", threads: done, left });
    await use(await assembled(running, thread));
  }
}

/** The series of some threads, as the mails in the store say. */
export async function assemblyOf(running: Running, threads: readonly number[]): Promise<Assembly> {
  return seriesOf(await messagesAt(running, mailsOfThreads(running.scan.store, threads)));
}

async function assembled(running: Running, thread: number): Promise<readonly Placed[]> {
  try {
    return await assemble(running, thread);
  } catch (error) {
    putAside(running, thread, `a fault of ours: ${(error as Error).message}`);
    return [];
  }
}

async function assemble(running: Running, thread: number): Promise<readonly Placed[]> {
  const { store, clock, settings } = running.scan;
  const threads = neighbours(store, thread);
  const mails = mailsOfThreads(store, threads);
  const assembly = seriesOf(await messagesAt(running, mails));
  const placed = placedIn(assembly, clock.now(), settings.waitMs);
  return transaction(store, () => {
    // Mail that came meanwhile has touched its thread again: then this is done anew, with it.
    if (!isSame(mails, mailsOfThreads(store, threads))) return [];
    for (const each of placed) placeSeries(store, each);
    untouch(store, threads);
    const [id] = idsOfThread(store, thread, 1);
    if (id !== undefined) unbury(store, "thread", id);
    return placed;
  });
}

/** What is to become of each series: superseded, ready, or waiting for what is missing. */
export function placedIn(assembly: Assembly, now: number, waitMs: number): readonly Placed[] {
  const old = assembly.superseded.map(({ series, why }): Placed => ({
    series,
    state: "superseded",
    reason: why,
    due: 0,
  }));
  const current = assembly.series.map((series): Placed => {
    const newest = newestOf(series, now);
    if (series.missing.length === 0) return { series, state: "ready", reason: "", due: newest };
    const reason = `waits for ${series.missing.length} of ${series.total} patches`;
    return { series, state: "waiting", reason, due: newest + waitMs };
  });
  return [...old, ...current].filter(({ series }) => series.patches.length > 0);
}

/** When the last patch was sent, as far as its Date can be true. */
function newestOf({ patches }: Series, now: number): number {
  const sent = patches.map(({ message }) => Date.parse(message.date ?? ""));
  return Math.min(now, Math.max(...sent.map((time) => (Number.isNaN(time) ? now : time))));
}

async function messagesAt(
  { scan, recent }: Running,
  mails: readonly number[],
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (const mail of mails) {
    const known = recent.get(mail);
    if (known !== undefined) messages.push(known);
    else for (const raw of rawsOf(scan.store, [mail])) messages.push(await messageOf(raw));
  }
  return messages;
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((mail, index) => mail === others[index]);
}

function putAside({ scan, count }: Running, thread: number, why: string): void {
  const { store, clock, tell } = scan;
  const [id] = idsOfThread(store, thread, 1);
  transaction(store, () => {
    untouch(store, [thread]);
    if (id !== undefined)
      bury(store, { kind: "thread", key: id, reason: why, raw: null }, clock.now());
  });
  count.dead += 1;
  tell({ kind: "dead", what: `the thread of <${id ?? ""}>`, why });
}
