// Measures the way of mail: from a real IMAP server on this machine through decoding and
// threading into the store, the assembly of a long thread, and a whole scan with reviews. Exits
// with 1 when a limit is passed. Needs the Debian package dovecot-imapd.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadC } from "../src/c/unit.ts";
import { imapMailbox } from "../src/io/imap.ts";
import { mailCount } from "../src/io/store/mail.ts";
import { closeStore, openStore } from "../src/io/store/store.ts";
import { messageOf } from "../src/mail/message.ts";
import { seriesOf } from "../src/mail/series.ts";
import { kernel } from "../src/model/index.ts";
import { reviewOf } from "../src/review/review.ts";
import { scanOnce, type Scan } from "../src/scan/scan.ts";
import { generatedList, generatedThread } from "../src/testing/mail-generator.ts";
import { dovecot } from "../src/testing/servers/dovecot.ts";
import type { Review, Series } from "../src/types.ts";
import { rules } from "../rules/index.ts";

const MAILS = 5_000;
const THREAD = 30;
const limits = {
  "mails/s from IMAP into the store": { least: 1_000 },
  "MB more for 5,000 mails than for 1,000": { most: 60 },
  [`ms to assemble a thread of ${THREAD} patches`]: { most: 20 },
  "s for a whole scan with reviews": { most: 60 },
} as const;

interface Way {
  readonly seconds: number;
  readonly peakMb: number;
  readonly reviews: number;
}

/** One scan of a fresh store. Memory is looked at after each batch. */
async function scanned(
  count: number,
  review: (series: Series) => Promise<Review>,
  isRead: boolean,
): Promise<Way> {
  const server = await dovecot();
  const folder = mkdtempSync(join(tmpdir(), "interleave-bench-"));
  const store = openStore(join(folder, "bench.db"));
  const stop = new AbortController();
  let peakMb = 0;
  const scan: Scan = {
    store,
    mailboxes: [imapMailbox({ url: server.url, password: server.password })],
    review,
    plan: () => undefined,
    settings: { waitMs: 0, pollMs: 1_000, retryMs: 100 },
    clock: { now: Date.now, elapsed: () => performance.now() },
    stop: stop.signal,
    tell: (news) => {
      peakMb = Math.max(peakMb, process.memoryUsage().rss / 1e6);
      // Reading alone is measured: nothing is assembled after the last mail.
      if (isRead && news.kind === "read" && news.left === 0) stop.abort();
    },
  };
  server.deliver(generatedList(count).mails.map(({ bytes }) => bytes));
  await server.start();
  // The server makes its own index at the first look at a mailbox.
  await scan.mailboxes[0]?.wait(500, AbortSignal.timeout(500));
  const began = performance.now();
  const ended = await scanOnce(scan);
  const seconds = (performance.now() - began) / 1000;
  if (ended.kind === "busy" || mailCount(store) < count) throw new Error("the scan did not end");
  closeStore(store);
  rmSync(folder, { recursive: true });
  await server.remove();
  return { seconds, peakMb, reviews: ended.outcome.reviews };
}

async function assemblyMs(): Promise<number> {
  const messages = await Promise.all(generatedThread(THREAD).map(({ bytes }) => messageOf(bytes)));
  const runs = Array.from({ length: 9 }, () => {
    const began = performance.now();
    const { series } = seriesOf(messages);
    if (series[0]?.patches.length !== THREAD) throw new Error("the thread is not one series");
    return performance.now() - began;
  });
  return runs.toSorted((a, b) => a - b)[4] ?? NaN;
}

const none = (series: Series): Promise<Review> =>
  Promise.resolve({ series, base: null, patches: [], skipped: [], bounds: [] });
const kit = { parser: await loadC(), model: kernel, rules, elapsed: () => performance.now() };

const few = await scanned(1_000, none, true);
const many = await scanned(MAILS, none, true);
const whole = await scanned(
  MAILS,
  (series) => Promise.resolve(reviewOf(series, kit).review),
  false,
);
const values = [MAILS / many.seconds, many.peakMb - few.peakMb, await assemblyMs(), whole.seconds];
console.log(
  `scan of ${MAILS} mails, ${whole.reviews} reviews, at most ${whole.peakMb.toFixed(0)} MB`,
);
for (const [index, [what, limit]] of Object.entries(limits).entries()) {
  const value = values[index] ?? NaN;
  const [word, bound] = "least" in limit ? ["at least", limit.least] : ["at most", limit.most];
  console.log(`  ${value.toFixed(1).padStart(8)} ${what} (${word} ${bound})`);
  const holds = "least" in limit ? value >= limit.least : value <= limit.most;
  if (!holds) process.exitCode = 1;
}
