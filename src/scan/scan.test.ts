import { setTimeout as sleep } from "node:timers/promises";
import { deadLetters } from "../io/store/dead-letters.ts";
import { takeLock } from "../io/store/locks.ts";
import { mailCount } from "../io/store/mail.ts";
import { reviewCount } from "../io/store/reviews.ts";
import { seriesCounts } from "../io/store/series.ts";
import { openStore, query, run } from "../io/store/store.ts";
import { imapMailbox } from "../io/imap.ts";
import { fakeMailbox, type FakeMailbox } from "../testing/fake-mailbox.ts";
import { generatedList } from "../testing/mail-generator.ts";
import { dovecot } from "../testing/servers/dovecot.ts";
import { describeWith } from "../testing/servers/programs.ts";
import type { Review, Series } from "../types.ts";
import { scanDead, scanOnce, scanWatch, type News, type Scan } from "./scan.ts";

const list = generatedList(120);
const bytes = list.mails.map((mail) => mail.bytes);
const current = list.series.filter(({ isSuperseded }) => !isSuperseded);

/** Longer after the mails were sent than any waiting time. */
const LATER = Date.UTC(2027, 0, 1);

interface Bench {
  readonly scan: Scan;
  readonly box: FakeMailbox;
  readonly news: News[];
  readonly reviewed: Series[];
  readonly stop: AbortController;
}

function bench(change: Partial<Scan> = {}): Bench {
  const box = fakeMailbox("imap://example.org/list");
  const news: News[] = [];
  const reviewed: Series[] = [];
  const stop = new AbortController();
  const scan: Scan = {
    store: openStore(":memory:"),
    mailboxes: [box],
    review: (series) => {
      reviewed.push(series);
      return Promise.resolve(emptyReview(series));
    },
    plan: () => undefined,
    settings: { waitMs: 7_200_000, pollMs: 60_000, retryMs: 1 },
    clock: { now: () => LATER, elapsed: () => 0 },
    stop: stop.signal,
    tell: (one) => {
      news.push(one);
    },
    ...change,
  };
  return { scan, box, news, reviewed, stop };
}

function emptyReview(series: Series): Review {
  const patches = series.patches.map((patch) => ({
    patch,
    applies: null,
    functions: [],
    findings: [],
  }));
  return { series, base: null, patches, skipped: [], bounds: [] };
}

const idsOf = (series: readonly Series[]) =>
  series.map(({ patches }) => patches.map(({ id }) => id as string)).sort();
const wanted = current.map(({ patches }) => [...patches]).sort();

describe("a scan", () => {
  test("reviews the newest version of every series, once", async () => {
    const { scan, box, reviewed, news } = bench();
    box.deliver(bytes);
    const ended = await scanOnce(scan);
    expect(ended).toMatchObject({
      kind: "done",
      outcome: { mails: bytes.length, reviews: current.length, dead: 0, unread: [] },
    });
    expect(idsOf(reviewed)).toEqual(wanted);
    expect(await scanOnce(scan)).toMatchObject({ outcome: { mails: 0, reviews: 0 } });
    expect(reviewed).toHaveLength(current.length);
    expect(news.filter(({ kind }) => kind === "read")).toHaveLength(Math.ceil(bytes.length / 10));
    expect(seriesCounts(scan.store).get("superseded")).toBe(list.series.length - current.length);
  });

  test("the same list in two mailboxes is one list", async () => {
    const { scan, box, reviewed } = bench();
    const other = fakeMailbox("imap://example.org/copy", 7);
    box.deliver(bytes);
    other.deliver(bytes);
    await scanOnce({ ...scan, mailboxes: [box, other] });
    expect(mailCount(scan.store)).toBe(bytes.length);
    expect(idsOf(reviewed)).toEqual(wanted);
  });

  test("goes on where the connection broke, and with what came meanwhile", async () => {
    const { scan, box, reviewed, news } = bench();
    box.deliver(bytes.slice(0, 100));
    let breaks = 0;
    box.before = (batch) => {
      if (batch !== 2 || breaks++ > 2) return;
      box.deliver(bytes.slice(100 + breaks, 101 + breaks));
      throw new Error("connection lost");
    };
    await scanOnce(scan);
    expect(news.filter(({ kind }) => kind === "trouble")).toHaveLength(3);
    expect(box.fetched()).toBe(103);
    box.deliver(bytes);
    await scanOnce(scan);
    expect(mailCount(scan.store)).toBe(bytes.length);
    expect(idsOf(reviewed)).toEqual(expect.arrayContaining(wanted));
  });

  test("says which mailbox it could not read, and does not take its mails for missing", async () => {
    const { scan, box, reviewed } = bench();
    const broken = fakeMailbox("imap://example.org/broken");
    broken.before = () => {
      throw new Error("no route to host");
    };
    const series = current.find(({ patches }) => patches.length > 2)?.patches ?? [];
    const [first, rest] = [withIds(series.slice(0, 1)), withIds(series.slice(1))];
    box.deliver(first);
    broken.deliver(rest);
    const both = { ...scan, mailboxes: [box, broken] };
    expect(await scanOnce(both)).toMatchObject({ outcome: { unread: [broken.name] } });
    expect(reviewed).toEqual([]);
    broken.before = () => undefined;
    await scanOnce(both);
    expect(idsOf(reviewed)).toEqual([[...series]]);
  });

  test("waits for missing patches, and then reviews what came", async () => {
    let now = Date.UTC(2026, 0, 5, 8);
    const { scan, box, reviewed } = bench({ clock: { now: () => now, elapsed: () => 0 } });
    const series = current.find(({ patches }) => patches.length > 2)?.patches ?? [];
    box.deliver(withIds(series.slice(0, 2)));
    await scanOnce(scan);
    expect(reviewed).toEqual([]);
    now += 8_000_000;
    await scanOnce(scan);
    expect(reviewed.map(({ missing }) => missing.length)).toEqual([series.length - 2]);
    box.deliver(withIds(series.slice(2)));
    await scanOnce(scan);
    expect(reviewed.map(({ missing }) => missing.length)).toEqual([series.length - 2, 0]);
  });

  test("a change of UIDs gives no mail and no review twice", async () => {
    const { scan, box, reviewed } = bench();
    box.deliver(bytes);
    await scanOnce(scan);
    box.renumber();
    await scanOnce(scan);
    expect(mailCount(scan.store)).toBe(bytes.length);
    expect(reviewed).toHaveLength(current.length);
  });

  test("another scan is refused while one runs, and a dead one's lock is taken", async () => {
    const { scan } = bench();
    takeLock(scan.store, "scan", LATER);
    expect((await scanOnce(scan)).kind).toBe("busy");
    run(scan.store, query.updateTable("lock").set({ started: "1" }));
    expect((await scanOnce(scan)).kind).toBe("done");
  });
});

describe("dead letters", () => {
  test("a mail that cannot be had stops nothing, and is had later", async () => {
    const { scan, box, reviewed, news } = bench();
    const series = current.find(({ patches }) => patches.length > 2)?.patches ?? [];
    const mails = withIds(series);
    box.unreadable.add("2");
    box.deliver(mails);
    expect(await scanOnce(scan)).toMatchObject({ outcome: { dead: 1, mails: mails.length - 1 } });
    expect(deadLetters(scan.store)).toMatchObject([
      {
        kind: "mail",
        key: '["imap://example.org/list","1","2"]',
        reason: "the server chokes on it",
      },
    ]);
    expect(news.filter(({ kind }) => kind === "dead")).toHaveLength(1);
    expect(await scanDead(scan)).toMatchObject({ outcome: { dead: 1 } });
    box.unreadable.clear();
    expect(await scanDead(scan)).toMatchObject({ outcome: { dead: 0, mails: 1 } });
    expect(deadLetters(scan.store)).toEqual([]);
    expect(idsOf(reviewed.slice(-1))).toEqual([[...series]]);
  });

  test("a series whose review fails stops nothing, and is tried again when told to", async () => {
    let isBroken = true;
    const { scan, box } = bench();
    box.deliver(bytes);
    const review = (series: Series) => {
      if (isBroken && series.title === current[3]?.title) throw new Error("out of order");
      return Promise.resolve(emptyReview(series));
    };
    const bad = { ...scan, review };
    expect(await scanOnce(bad)).toMatchObject({
      outcome: { dead: 1, reviews: current.length - 1 },
    });
    expect(await scanOnce(bad)).toMatchObject({ outcome: { dead: 0, reviews: 0 } });
    isBroken = false;
    expect(await scanDead(bad)).toMatchObject({ outcome: { dead: 0, reviews: 1 } });
    expect(deadLetters(scan.store)).toEqual([]);
    expect(reviewCount(scan.store)).toBe(current.length);
  });

  test("what is to be said is planned with the review or not at all", async () => {
    const { scan, box } = bench();
    box.deliver(bytes.slice(0, 3));
    const plan = () => {
      throw new Error("no room");
    };
    await scanOnce({ ...scan, plan });
    expect(reviewCount(scan.store)).toBe(0);
    await scanDead(scan);
    expect(reviewCount(scan.store)).toBeGreaterThan(0);
  });
});

describe("a watch", () => {
  test("reviews what arrives, through broken connections, until it is told to stop", async () => {
    const { scan, box, reviewed, stop, news } = bench();
    box.deliver(bytes.slice(0, 50));
    const ended = scanWatch(scan);
    await until(() => news.some(({ kind }) => kind === "waiting"));
    let breaks = 0;
    box.before = () => {
      if (breaks++ < 3) throw new Error("connection lost");
    };
    box.deliver(bytes.slice(50));
    await until(() => idsOf(reviewed).length >= current.length);
    stop.abort();
    expect(await ended).toMatchObject({ kind: "done", outcome: { mails: bytes.length } });
    expect(idsOf(reviewed)).toEqual(expect.arrayContaining(wanted));
    expect(takeLock(scan.store, "scan", LATER).kind).toBe("taken");
  }, 30_000);

  test("a series that waits is reviewed when its time is over, without new mail", async () => {
    const began = Date.now();
    const now = () => Date.UTC(2026, 0, 5, 8) + (Date.now() - began) * 10_000;
    const { scan, box, reviewed, stop } = bench({ clock: { now, elapsed: () => 0 } });
    const series = current.find(({ patches }) => patches.length > 2)?.patches ?? [];
    box.deliver(withIds(series.slice(0, 2)));
    const ended = scanWatch({ ...scan, settings: { waitMs: 8_000_000, pollMs: 100, retryMs: 1 } });
    await until(() => reviewed.length > 0);
    stop.abort();
    await ended;
    expect(Date.now() - began).toBeGreaterThan(500);
  }, 30_000);
});

describeWith("dovecot-imapd", ["dovecot"], "a watch of a real mailbox", () => {
  test("new mail, the server killed and restarted, UIDVALIDITY changed", async () => {
    const server = await dovecot();
    const box = imapMailbox({ url: server.url, password: server.password });
    const settings = { waitMs: 7_200_000, pollMs: 300_000, retryMs: 50 };
    const { scan, reviewed, stop, news } = bench({ mailboxes: [box], settings });
    const waits = () => news.filter(({ kind }) => kind === "waiting").length;
    const troubles = () => news.filter(({ kind }) => kind === "trouble").length;
    try {
      server.deliver(bytes.slice(0, 40));
      await server.start();
      const ended = scanWatch(scan);
      await until(() => waits() > 0);
      server.deliver(bytes.slice(40, 60));
      await until(() => mailCount(scan.store) === 60);
      await server.stop("SIGKILL");
      await until(() => troubles() > 1);
      server.deliver(bytes.slice(60, 90));
      await server.start();
      await until(() => mailCount(scan.store) === 90);
      await server.stop();
      server.renumber();
      server.deliver(bytes.slice(90));
      await server.start();
      await until(() => mailCount(scan.store) === bytes.length);
      await until(() => reviewed.length >= current.length);
      stop.abort();
      expect((await ended).kind).toBe("done");
      expect(idsOf(reviewed)).toEqual(expect.arrayContaining(wanted));
      expect(deadLetters(scan.store)).toEqual([]);
    } finally {
      stop.abort();
      await server.remove();
    }
  }, 120_000);
});

/** The mails with these ids. */
function withIds(ids: readonly string[]): readonly Uint8Array[] {
  return list.mails.filter(({ id }) => ids.includes(id)).map((mail) => mail.bytes);
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error("it never held");
}
