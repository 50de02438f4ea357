import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiled } from "../../testing/compiled.ts";
import type { Message, MessageId, Patch, Review, Series } from "../../types.ts";
import { cursorOf, moveCursor } from "./cursors.ts";
import { bury, deadLetters, mailKey, triesOf, unbury } from "./dead-letters.ts";
import { releaseLock, SILENT_MS, takeLock, keepLock } from "./locks.ts";
import { CONTENTS_MAX, hasMail, hasUid, keepMail, mailCount, rawOf, titleOf } from "./mail.ts";
import { rebuild } from "./rebuild.ts";
import { findingsOf, keepReview, reviewCount, reviewOf, setFindingState } from "./reviews.ts";
import { editionOf, nextDue, pendingSeries, placeSeries, seriesState } from "./series.ts";
import { closeStore, openStore, query, rows, run, transaction, type Store } from "./store.ts";
import {
  mailsOfThreads,
  neighbours,
  THREAD_MAX,
  thread,
  threadNumber,
  touchedThreads,
  untouch,
} from "./threads.ts";

const id = (name: string) => `${name}@example.org` as MessageId;
const encode = (text: string) => new TextEncoder().encode(text);
const folder = mkdtempSync(join(tmpdir(), "interleave-store-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Words {
  readonly subject?: string;
  readonly from?: string;
  readonly body?: string;
  readonly date?: string;
  readonly name?: string;
  readonly headers?: Message["headers"];
}

function message(name: string, references: readonly string[] = [], words: Words = {}): Message {
  return {
    id: id(name),
    subject: words.subject ?? `[PATCH] ${name}`,
    from: { name: words.name ?? "Ann", address: words.from ?? `${name}@example.org` },
    to: [],
    cc: [],
    date: words.date,
    inReplyTo: references.slice(-1).map(id),
    references: references.map(id),
    headers: words.headers ?? {},
    body: words.body ?? `text of ${name}\n`,
    problems: [],
  };
}

function keep(store: Store, mail: Message, uid: string = mail.id, raw = encode(mail.body)) {
  const from = { source: "imap://example.org/in", epoch: "1", uid, arrived: 1000 };
  return transaction(store, () => keepMail(store, { message: mail, raw, ...from }));
}

function series(names: readonly string[], version = 1, total = names.length): Series {
  const patches = names.map((name, index): Patch => {
    const mail = message(name);
    return {
      id: mail.id,
      position: index + 1,
      total,
      subject: mail.subject,
      title: name,
      description: "",
      author: mail.from,
      date: undefined,
      trailers: [],
      files: [],
      message: mail,
      patchId: "",
      followUps: [],
      problems: [],
      damaged: [],
    };
  });
  return {
    id: patches[0]?.id ?? ("" as MessageId),
    title: names[0] ?? "",
    version,
    author: { name: "Ann", address: "ann@example.org" },
    tags: [],
    earlier: [],
    cover: undefined,
    patches,
    total,
    missing: [],
    carried: [],
    baseCommit: undefined,
    changeId: undefined,
    prerequisites: { patchIds: [], messageIds: [] },
    followUps: [],
    problems: [],
  };
}

const placed = (what: Series, state: "ready" | "waiting", due = 0) =>
  ({ series: what, state, reason: "", due }) as const;

describe("mail", () => {
  test("is kept once, however often and wherever it is seen", () => {
    const store = openStore(":memory:");
    expect(keep(store, message("a"), "1").kind).toBe("new");
    expect(keep(store, message("a"), "1").kind).toBe("duplicate");
    expect(keep(store, message("a"), "2").kind).toBe("duplicate");
    expect(mailCount(store)).toBe(1);
    expect(hasUid(store, "imap://example.org/in", "1", "2")).toBe(true);
    expect(hasUid(store, "imap://example.org/in", "2", "2")).toBe(false);
  });

  test("a copy with the footer of a list is the same mail", () => {
    const store = openStore(":memory:");
    keep(store, message("a", [], { body: "text\n" }));
    const footer = `${"_".repeat(40)}\nnetdev mailing list\n`;
    expect(keep(store, message("a", [], { body: `text\n\n${footer}` })).kind).toBe("duplicate");
  });

  test("an impostor is kept apart, and a flood of them is refused", () => {
    const store = openStore(":memory:");
    keep(store, message("a", [], { body: "the first" }));
    for (let n = 1; n < CONTENTS_MAX; n++) {
      expect(keep(store, message("a", [], { body: `other ${n}` })).kind).toBe("impostor");
    }
    expect(keep(store, message("a", [], { body: "one more" })).kind).toBe("refused");
    expect(rawOf(store, id("a"))).toEqual(Buffer.from("the first"));
  });

  test.each([0, 10, 511, 512, 100_000])("%i bytes come back as they went in", (length) => {
    const store = openStore(":memory:");
    const raw = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
    keep(store, message("a"), "1", raw);
    expect(Buffer.from(rawOf(store, id("a")) ?? [])).toEqual(Buffer.from(raw));
    expect(hasMail(store, "imap://example.org/in", id("a"), length)).toBe(true);
    expect(hasMail(store, "imap://example.org/in", id("a"), length + 1)).toBe(false);
    expect(hasMail(store, "imap://example.org/other", id("a"), length)).toBe(false);
  });

  test.each([
    ["[PATCH net v2 1/3] xsk: Fix it", "xsk: fix it"],
    ["[list] [PATCH] a: b", "a: b"],
    ["Re: [PATCH] a: b", ""],
    ["AW: [PATCH] a: b", ""],
    ["[PATCH", "[patch"],
    ["", ""],
  ])("the title of %s", (subject, title) => {
    expect(titleOf(subject)).toBe(title);
  });
});

describe("threads", () => {
  test("are joined by a mail that arrives late", () => {
    const store = openStore(":memory:");
    keep(store, message("c", ["b"]));
    keep(store, message("a"));
    expect(touchedThreads(store, 10)).toHaveLength(2);
    keep(store, message("b", ["a"]));
    expect(touchedThreads(store, 10)).toHaveLength(1);
    const number = threadNumber(store, id("a")) ?? -1;
    expect(threadNumber(store, id("c"))).toBe(number);
    expect(mailsOfThreads(store, [number])).toHaveLength(3);
    untouch(store, [number]);
    expect(touchedThreads(store, 10)).toEqual([]);
  });

  test("a mail that refers to itself, or to 100,000 others, is threaded all the same", () => {
    const store = openStore(":memory:");
    keep(store, message("a", ["a"]));
    const many = Array.from({ length: 100_000 }, (_, n) => `ref${n}`);
    keep(store, message("b", ["a", ...many]));
    expect(rows(store, query.selectFrom("threaded").selectAll()).length).toBeLessThan(300);
    expect(threadNumber(store, id("b"))).toBe(threadNumber(store, id("a")));
  });

  test("one mail does not join what is too large together", () => {
    const store = openStore(":memory:");
    for (const name of ["a", "b"]) {
      for (let n = 0; n < THREAD_MAX / 150; n++) {
        const refs = Array.from({ length: 100 }, (_, ref) => `${name}${n}.${ref}`);
        thread(store, message(`${name}${n}`, [name, ...refs]));
      }
    }
    thread(store, message("evil", ["a", "b"]));
    expect(threadNumber(store, id("a"))).not.toBe(threadNumber(store, id("b")));
    expect(threadNumber(store, id("evil"))).toBe(threadNumber(store, id("b")));
  });

  test.each<[string, Message, number]>([
    [
      "an earlier version by title",
      message("x", [], { subject: "[PATCH v2] one", from: "ann@example.org" }),
      2,
    ],
    [
      "another author's patch of that title",
      message("x", [], { subject: "[PATCH v2] one", from: "bob@example.org" }),
      1,
    ],
    [
      "a patch of the same minutes",
      message("x", [], {
        subject: "[PATCH 2/2] two",
        from: "ann@example.org",
        date: "2026-01-01T00:05:00Z",
      }),
      2,
    ],
    [
      "a patch of another day",
      message("x", [], {
        subject: "[PATCH 2/2] two",
        from: "ann@example.org",
        date: "2026-01-03T00:05:00Z",
      }),
      1,
    ],
    [
      "the same change-id",
      message("x", [], { from: "ann@example.org", body: "text\nchange-id: 20260101-one-1\n" }),
      2,
    ],
    [
      "another author's patch of that change-id",
      message("x", [], { name: "Bob", from: "b@example.org", body: "change-id: 20260101-one-1\n" }),
      1,
    ],
    [
      "the same change-id from a new address",
      message("x", [], { from: "a@example.org", body: "change-id: 20260101-one-1\n" }),
      2,
    ],
    [
      "an earlier version, which came over a list that stands in From",
      message("x", [], {
        subject: "[PATCH v2] one",
        name: "Ann via Lists",
        from: "list@lists.example.org",
        headers: { "reply-to": ["Ann <ann@example.org>"] },
      }),
      2,
    ],
  ])("neighbours: %s", (_, mail, count) => {
    const store = openStore(":memory:");
    keep(
      store,
      message("a", [], {
        subject: "[PATCH] one",
        from: "ann@example.org",
        date: "2026-01-01T00:00:00Z",
        body: "change-id: 20260101-one-1\n",
      }),
    );
    keep(store, mail);
    expect(neighbours(store, threadNumber(store, id("x")) ?? -1)).toHaveLength(count);
  });

  test("are the same after they were rebuilt", () => {
    const store = openStore(":memory:");
    const mails = [message("c", ["b"]), message("a"), message("b", ["a"]), message("z")];
    for (const mail of mails) keep(store, mail, mail.id, encode(mail.id));
    rebuild(store, (raw) => {
      const found = mails.find((mail) => mail.id === new TextDecoder().decode(raw));
      if (found === undefined) throw new Error("another mail");
      return found;
    });
    expect(threadNumber(store, id("c"))).toBe(threadNumber(store, id("a")));
    expect(threadNumber(store, id("z"))).not.toBe(threadNumber(store, id("a")));
    expect(touchedThreads(store, 10)).toHaveLength(2);
  });
});

describe("series and reviews", () => {
  const review = (of: Series): Review => ({
    series: of,
    base: null,
    patches: of.patches.map((patch) => ({
      patch,
      applies: null,
      functions: [],
      findings: [
        {
          id: `leak-${patch.id}`,
          rule: "skb-leak",
          file: "net/a.c",
          line: 3,
          function: "f",
          what: "w",
          fix: "f",
          class: "introduced",
          witness: [],
          values: {},
          replayed: true,
        },
      ],
    })),
    skipped: [],
    bounds: ["loops turn twice"],
  });

  test("a series is reviewed once, and its findings have a state", () => {
    const store = openStore(":memory:");
    const one = series(["a", "b"]);
    placeSeries(store, placed(one, "ready"));
    expect(pendingSeries(store, 0, 9).map(({ edition }) => edition)).toEqual([editionOf(one)]);
    expect(keepReview(store, editionOf(one), review(one), 5)).toBe(true);
    expect(keepReview(store, editionOf(one), review(one), 6)).toBe(false);
    placeSeries(store, placed(one, "ready"));
    expect(pendingSeries(store, 0, 9)).toEqual([]);
    expect(reviewCount(store)).toBe(1);
    expect(reviewOf(store, editionOf(one))?.patches.map((patch) => patch.messageId)).toEqual([
      id("a"),
      id("b"),
    ]);
    setFindingState(store, `leak-${id("a")}`, "ignored", "false alarm");
    expect(findingsOf(store, editionOf(one)).map(({ state }) => state)).toEqual([
      "ignored",
      "open",
    ]);
  });

  test("waiting ends when the time is due, or when the missing patch comes", () => {
    const store = openStore(":memory:");
    const part = series(["a"], 1, 2);
    placeSeries(store, placed(part, "waiting", 100));
    expect(pendingSeries(store, 99, 9)).toEqual([]);
    expect(nextDue(store)).toBe(100);
    expect(pendingSeries(store, 100, 9)).toHaveLength(1);
    const whole = series(["a", "b"]);
    placeSeries(store, placed(whole, "ready"));
    expect(pendingSeries(store, 100, 9).map(({ edition }) => edition)).toEqual([editionOf(whole)]);
    expect(seriesState(store, editionOf(part))?.state).toBe("replaced");
    expect(nextDue(store)).toBeUndefined();
  });

  test("a new version with a patch of the old one does not replace it", () => {
    const store = openStore(":memory:");
    placeSeries(store, placed(series(["a", "b"]), "ready"));
    placeSeries(store, placed(series(["a", "c"], 2), "ready"));
    expect(pendingSeries(store, 0, 9)).toHaveLength(2);
  });
});

describe("cursors and dead letters", () => {
  test("a cursor is moved with the mail or not at all", () => {
    const store = openStore(":memory:");
    expect(cursorOf(store, "s")).toBeUndefined();
    moveCursor(store, "s", { epoch: "7", last: "1" });
    const fails = () =>
      transaction(store, () => {
        moveCursor(store, "s", { epoch: "7", last: "2" });
        throw new Error("power cut");
      });
    expect(fails).toThrow("power cut");
    expect(cursorOf(store, "s")).toEqual({ epoch: "7", last: "1" });
  });

  test("a dead letter is kept once, counted, and taken back", () => {
    const store = openStore(":memory:");
    const key = mailKey("s", "1", "5");
    bury(store, { kind: "mail", key, reason: "too large", raw: null }, 1);
    bury(store, { kind: "mail", key, reason: "still too large", raw: null }, 2);
    expect(triesOf(store, "mail", key)).toBe(2);
    expect(deadLetters(store).map(({ reason }) => reason)).toEqual(["still too large"]);
    unbury(store, "mail", key);
    expect(deadLetters(store)).toEqual([]);
  });
});

describe("locks", () => {
  test("are held by one, and released by their holder only", () => {
    const store = openStore(":memory:");
    const first = takeLock(store, "scan", 0);
    if (first.kind !== "taken") throw new Error("not taken");
    expect(takeLock(store, "scan", 0).kind).toBe("busy");
    releaseLock(store, { name: "scan", token: "other" });
    expect(takeLock(store, "scan", 0).kind).toBe("busy");
    releaseLock(store, first.lock);
    expect(takeLock(store, "scan", 0).kind).toBe("taken");
  });

  test.each([
    ["a dead process", { pid: 999_999_999 }, "taken"],
    ["a pid that was given out again", { started: "1" }, "taken"],
    ["another machine that is there", { host: "elsewhere" }, "busy"],
    ["another machine that went silent", { host: "elsewhere", beat: -SILENT_MS }, "taken"],
  ] as const)("%s", (_, change, kind) => {
    const store = openStore(":memory:");
    const first = takeLock(store, "scan", 0);
    run(store, query.updateTable("lock").set(change));
    expect(takeLock(store, "scan", 0).kind).toBe(kind);
    if (first.kind !== "taken") throw new Error("not taken");
    expect(keepLock(store, first.lock, 1)).toBe(kind === "busy");
  });
});

describe("a store on disk", () => {
  test("survives its process and refuses a newer shape", () => {
    const file = join(folder, "deep", "one.db");
    const first = openStore(file);
    keep(first, message("a"));
    closeStore(first);
    const second = openStore(file);
    expect(mailCount(second)).toBe(1);
    second.sqlite.pragma("user_version = 999");
    closeStore(second);
    expect(() => openStore(file)).toThrow("has version 999");
  });

  test("three processes make it and write to it at once", async () => {
    const file = join(folder, "shared.db");
    const { folder: program, remove } = compiled();
    const store = JSON.stringify(join(program, "src/io/store"));
    const work = `
      const { openStore, transaction } = await import(${store} + "/store.js");
      const { cursorOf, moveCursor } = await import(${store} + "/cursors.js");
      const shared = openStore(process.argv[1]);
      for (let n = 0; n < 100; n++) {
        transaction(shared, () => {
          const last = Number(cursorOf(shared, "count")?.last ?? 0);
          moveCursor(shared, "count", { epoch: "", last: String(last + 1) });
        });
      }`;
    const statuses = await Promise.all([1, 2, 3].map(() => statusOf(work, file)));
    remove();
    expect(statuses).toEqual([0, 0, 0]);
    expect(cursorOf(openStore(file), "count")?.last).toBe("300");
  }, 60_000);
});

function statusOf(program: string, argument: string): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program, argument], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("close", resolve);
  });
}
