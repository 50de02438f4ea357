// Measures the way of mail: from a real IMAP server on this machine through decoding and
// threading into the store, the assembly of a long thread, and a whole scan with reviews. Exits
// with 1 when a limit is passed. Needs the Debian package dovecot-imapd.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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
  "MB more of live memory for 20,000 mails than for 10,000": { most: 10 },
  [`ms to assemble a thread of ${THREAD} patches`]: { most: 20 },
  "s for a whole scan with reviews": { most: 60 },
} as const;

// What is garbage already is not counted: when that is freed is up to the machine.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const GARBAGE_EVERY = 10;

interface Way {
  readonly seconds: number;
  readonly peakMb: number;
  readonly reviews: number;
}

/** One scan of a fresh store. Live memory is looked at now and then when `looks` says so. */
async function scanned(
  count: number,
  review: (series: Series) => Promise<Review>,
  { isRead, looks }: { readonly isRead: boolean; readonly looks: boolean },
): Promise<Way> {
  const server = await dovecot();
  const folder = mkdtempSync(join(tmpdir(), "interleave-bench-"));
  const store = openStore(join(folder, "bench.db"));
  const stop = new AbortController();
  let [peakMb, batches] = [0, 0];
  const scan: Scan = {
    store,
    mailboxes: [imapMailbox({ url: server.url, password: server.password })],
    review,
    plan: () => undefined,
    settings: { waitMs: 0, pollMs: 1_000, retryMs: 100 },
    clock: { now: Date.now, elapsed: () => performance.now() },
    stop: stop.signal,
    tell: (news) => {
      if (looks && news.kind === "read" && batches++ % GARBAGE_EVERY === 0) {
        collectGarbage();
        const { heapUsed, external } = process.memoryUsage();
        peakMb = Math.max(peakMb, (heapUsed + external) / 1e6);
      }
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

const read = { isRead: true, looks: false };
const fast = await scanned(MAILS, none, read);
const few = await scanned(10_000, none, { ...read, looks: true });
const many = await scanned(20_000, none, { ...read, looks: true });
const whole = await scanned(MAILS, (series) => Promise.resolve(reviewOf(series, kit).review), {
  isRead: false,
  looks: false,
});
const values = [MAILS / fast.seconds, many.peakMb - few.peakMb, await assemblyMs(), whole.seconds];
const rss = (process.resourceUsage().maxRSS / 1000).toFixed(0);
console.log(`scan of ${MAILS} mails, ${whole.reviews} reviews, ${rss} MB`);
for (const [index, [what, limit]] of Object.entries(limits).entries()) {
  const value = values[index] ?? NaN;
  const [word, bound] = "least" in limit ? ["at least", limit.least] : ["at most", limit.most];
  console.log(`  ${value.toFixed(1).padStart(8)} ${what} (${word} ${bound})`);
  const holds = "least" in limit ? value >= limit.least : value <= limit.most;
  if (!holds) process.exitCode = 1;
}
