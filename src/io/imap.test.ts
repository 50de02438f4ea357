import { setTimeout as sleep } from "node:timers/promises";
import { dovecot, type Dovecot } from "../testing/servers/dovecot.ts";
import { generatedList } from "../testing/mail-generator.ts";
import {
  publicInbox,
  publicInboxPackages,
  publicInboxPrograms,
} from "../testing/servers/public-inbox.ts";
import { describeWith } from "../testing/servers/programs.ts";
import type { MessageId } from "../types.ts";
import type { Batch, Cursor, Known, Mailbox } from "../world.ts";
import { imapMailbox } from "./imap.ts";
import { imapAddressOf } from "./imap-connection.ts";

const nothing: Known = { hasMail: () => false, hasUid: () => false };
const never = new AbortController().signal;
const { mails } = generatedList(60);
const bytesOf = (from: number, to: number) => mails.slice(from, to).map((mail) => mail.bytes);

test.each([
  ["imaps://lore.example.org/org.example.list.0", "anonymous", 993, "org.example.list.0"],
  ["imap://ann@[::1]:1143/Lists%2Fnetdev", "ann", 1143, "Lists/netdev"],
  ["imap://ann%40example.org@example.org", "ann@example.org", 143, "INBOX"],
])("the address %s", (url, user, port, mailbox) => {
  expect(imapAddressOf(url)).toMatchObject({ user, port, mailbox });
});

test.each([
  ["https://example.org/", "not an address"],
  ["imaps://", "not an address"],
  ["imaps://ann:secret@example.org/INBOX", "a password belongs in the environment"],
])("the address %s is refused", (url, why) => {
  expect(() => imapAddressOf(url)).toThrow(why);
  expect(() => imapAddressOf(url)).not.toThrow("secret@");
});

describeWith("dovecot-imapd", ["dovecot"], "imap, with dovecot", () => {
  let server: Dovecot;
  let box: Mailbox;

  beforeEach(async () => {
    server = await dovecot();
    box = imapMailbox({ url: server.url, password: server.password });
  });
  afterEach(async () => {
    await box.close();
    await server.remove();
  });

  test("catches up, then hears of new mail at once, then has no more", async () => {
    server.deliver(bytesOf(0, 10));
    await server.start();
    const first = await read(box);
    expect(first.ids).toEqual(mails.slice(0, 10).map(({ id }) => id));
    expect((await read(box, first.cursor)).ids).toEqual([]);
    const began = Date.now();
    const waiting = box.wait(60_000, never);
    await sleep(300);
    server.deliver(bytesOf(10, 12));
    await waiting;
    expect(Date.now() - began).toBeLessThan(20_000);
    // The server speaks of the first one; the second may come a moment later.
    const ids: string[] = [];
    for (let cursor = first.cursor; ids.length < 2;) {
      const more = await read(box, cursor);
      ids.push(...more.ids);
      cursor = more.cursor;
    }
    expect(ids).toEqual(mails.slice(10, 12).map(({ id }) => id));
  }, 60_000);

  test("waiting ends in time, and when it is told to", async () => {
    await server.start();
    await read(box);
    await box.wait(200, never);
    const stop = new AbortController();
    const waiting = box.wait(60_000, stop.signal);
    await sleep(100);
    stop.abort();
    await waiting;
  }, 30_000);

  test("a server that is killed is an exception, and the next call connects anew", async () => {
    server.deliver(bytesOf(0, 5));
    await server.start();
    const first = await read(box);
    const waiting = expect(box.wait(60_000, never)).rejects.toThrow("closed");
    await sleep(300);
    await server.stop("SIGKILL");
    await waiting;
    await expect(read(box, first.cursor)).rejects.toThrow("ECONNREFUSED");
    server.deliver(bytesOf(5, 8));
    await server.start();
    expect((await read(box, first.cursor)).ids).toEqual(mails.slice(5, 8).map(({ id }) => id));
  }, 60_000);

  test("after a change of UIDVALIDITY only mail that we do not have is fetched", async () => {
    server.deliver(bytesOf(0, 20));
    await server.start();
    const first = await read(box);
    await server.stop();
    server.renumber();
    server.deliver(bytesOf(20, 23));
    await server.start();
    const known: Known = {
      ...nothing,
      hasMail: (id, size) => first.mails.some((mail) => mail.id === id && mail.size === size),
    };
    const second = await read(box, first.cursor, known);
    expect(second.cursor?.epoch).not.toBe(first.cursor?.epoch);
    expect(second.ids).toEqual(mails.slice(20, 23).map(({ id }) => id));
    expect((await read(box, second.cursor)).ids).toEqual([]);
  }, 60_000);

  test("finds a mail with its thread, and one mail again", async () => {
    server.deliver(bytesOf(0, 60));
    await server.start();
    const [patch] = generatedList(60).series.filter((series) => series.patches.length > 2);
    const wanted = patch?.patches[1] as MessageId;
    const found = (await box.find(wanted)).map(idOf);
    expect(found).toEqual(expect.arrayContaining([...(patch?.patches ?? [])]));
    expect(await box.find("nobody@example.org" as MessageId)).toEqual([]);
    const { cursor } = await read(box);
    const again = await box.again(cursor?.epoch ?? "", "3");
    expect(again?.kind === "mail" && idOf(again.bytes)).toBe(mails[2]?.id);
    expect(await box.again(cursor?.epoch ?? "", "999")).toBeUndefined();
    expect(await box.again("1", "3")).toBeUndefined();
  }, 60_000);

  test("a wrong password is told", async () => {
    await server.start();
    const other = imapMailbox({ url: server.url, password: "wrong" });
    await expect(read(other)).rejects.toThrow("Authentication failed");
    await other.close();
  }, 30_000);
});

describeWith(publicInboxPackages, publicInboxPrograms, "imap, with public-inbox-imapd", () => {
  const levels = ["basic", "medium"] as const;

  test.each(levels)(
    "catches up, hears of new mail, finds a thread (%s)",
    async (level) => {
      const server = await publicInbox(level);
      const box = imapMailbox({ url: server.imap, password: undefined });
      try {
        server.deliver(bytesOf(0, 30));
        await server.start();
        const first = await read(box);
        expect(first.ids).toEqual(mails.slice(0, 30).map(({ id }) => id));
        const waiting = box.wait(60_000, never);
        await sleep(300);
        server.deliver(bytesOf(30, 33));
        await waiting;
        const second = await read(box, first.cursor);
        expect(second.ids).toEqual(mails.slice(30, 33).map(({ id }) => id));
        const known: Known = {
          ...nothing,
          hasMail: (id, size) => first.mails.some((mail) => mail.id === id && mail.size === size),
        };
        const moved = await read(box, { epoch: "1", last: "20" }, known);
        expect(moved.ids).toEqual(second.ids);
        const [patch] = generatedList(60).series.filter((series) => series.patches.length > 2);
        const found = (await box.find(patch?.patches[1] as MessageId)).map(idOf);
        expect(found).toEqual(expect.arrayContaining([...(patch?.patches ?? [])]));
        expect(await box.find("nobody@example.org" as MessageId)).toEqual([]);
      } finally {
        await box.close();
        await server.remove();
      }
    },
    60_000,
  );
});

interface Seen {
  readonly ids: readonly string[];
  readonly mails: readonly { readonly id: string; readonly size: number }[];
  readonly cursor: Cursor | undefined;
}

async function read(box: Mailbox, after?: Cursor, known = nothing): Promise<Seen> {
  const batches: Batch[] = [];
  for await (const batch of box.batches(after, known)) batches.push(batch);
  const found = batches.flatMap((batch) =>
    batch.mails.map((mail) =>
      mail.kind === "mail"
        ? { id: idOf(mail.bytes), size: mail.bytes.length }
        : { id: mail.why, size: 0 },
    ),
  );
  return { ids: found.map(({ id }) => id), mails: found, cursor: batches.at(-1)?.cursor ?? after };
}

function idOf(bytes: Uint8Array): string {
  return /^Message-ID: <(.*)>\r?$/m.exec(new TextDecoder().decode(bytes))?.[1] ?? "";
}
