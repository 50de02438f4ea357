import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { generatedList } from "../testing/mail-generator.ts";
import { describeWith } from "../testing/servers/programs.ts";
import {
  publicInbox as inboxServer,
  publicInboxPackages,
  publicInboxPrograms,
  type PublicInbox,
} from "../testing/servers/public-inbox.ts";
import type { MessageId } from "../types.ts";
import type { Cursor, Known, Mailbox, Sources } from "../world.ts";
import { loreArchive } from "./lore.ts";
import { mailboxAt, remoteSource } from "./mailboxes.ts";
import { maildir } from "./maildir.ts";
import { publicInbox } from "./public-inbox.ts";
import { linkOf, threadAmong } from "./thread-links.ts";

const { mails, series } = generatedList(60);
const wanted = series.find(({ patches }) => patches.length > 2)?.patches ?? [];
const second = wanted[1] as MessageId;
const nobody = "nobody@example.org" as MessageId;
const nothing: Known = { hasMail: () => false, hasUid: () => false };
const folder = mkdtempSync(join(tmpdir(), "interleave-boxes-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const plain: Sources = {
  file: () => Promise.resolve(undefined),
  named: (name) => Promise.reject(new Error(`plain ${name ?? ""}`)),
};

test("a thread among many mails", () => {
  const links = mails.map(({ bytes }, index) => linkOf(index, bytes));
  const found = threadAmong(links, second).map((index) => mails[index]?.id);
  expect(found).toEqual(expect.arrayContaining([...wanted]));
  expect(found.length).toBeLessThan(20);
  expect(threadAmong(links, nobody)).toEqual([]);
});

test("a thread of 100,000 mails, each an answer to the one before", () => {
  const links = Array.from({ length: 100_000 }, (_, n) => ({
    key: n,
    id: `${n}@example.org` as MessageId,
    refs: [`${n - 1}@example.org` as MessageId],
  }));
  expect(threadAmong(links, "5@example.org" as MessageId)).toHaveLength(100_000);
});

describe("a maildir", () => {
  const box = join(folder, "maildir");
  for (const part of ["cur", "new", "tmp"]) mkdirSync(join(box, part), { recursive: true });
  const put = (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      writeFileSync(join(box, "new", `${1000 + n}.host`), mails[n]?.bytes ?? "");
    }
  };

  test("gives each mail once, also after it was moved and flagged", async () => {
    put(0, 12);
    const mailbox = await maildir(box);
    if (mailbox === undefined) throw new Error("no maildir");
    const first = await uidsOf(mailbox, undefined, nothing);
    expect(first).toHaveLength(12);
    renameSync(join(box, "new", "1003.host"), join(box, "cur", "1003.host:2,S"));
    put(12, 14);
    const known = { ...nothing, hasUid: (_: string, uid: string) => first.includes(uid) };
    expect(await uidsOf(mailbox, undefined, known)).toEqual(["1012.host", "1013.host"]);
    expect(await mailbox.again("", "1003.host")).toMatchObject({ kind: "mail" });
    expect(await mailbox.again("", "9.host")).toBeUndefined();
    put(14, 60);
    const found = await mailbox.find(second);
    expect(found.map(idOf)).toEqual(expect.arrayContaining([...wanted]));
  });

  test("another folder is none", async () => {
    expect(await maildir(folder)).toBeUndefined();
  });
});

describe("a git epoch", () => {
  const gitDir = join(folder, "0.git");
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" };
  const git = (words: readonly string[], input = "") =>
    execFileSync("git", ["-C", gitDir, ...words], { input, env, encoding: "utf8" });

  test("gives each mail once, in order, and finds a thread", async () => {
    execFileSync("git", ["init", "--quiet", "--bare", "-b", "master", gitDir], { env });
    git(["fast-import", "--quiet"], importOf(0, 250, false));
    const mailbox = await publicInbox(gitDir);
    if (mailbox === undefined) throw new Error("no epoch");
    const cursors: Cursor[] = [];
    for await (const batch of mailbox.batches(undefined, nothing)) cursors.push(batch.cursor);
    expect(cursors).toHaveLength(3);
    expect(await uidsOf(mailbox, cursors[1], nothing)).toHaveLength(50);
    expect(await uidsOf(mailbox, cursors[2], nothing)).toEqual([]);
    git(["fast-import", "--quiet"], importOf(250, 260, true));
    expect(await uidsOf(mailbox, cursors[2], nothing)).toHaveLength(10);
    expect((await mailbox.find(second)).map(idOf)).toEqual(expect.arrayContaining([...wanted]));
    expect(await mailbox.find(nobody)).toEqual([]);
    const again = await mailbox.again("0", cursors[0]?.last ?? "");
    expect(again?.kind === "mail" && idOf(again.bytes)).toBe(many.mails[99]?.id);
    expect(await mailbox.again("0", "--help")).toBeUndefined();
  });

  test("a history that was rewritten is read again", async () => {
    const mailbox = await publicInbox(gitDir);
    if (mailbox === undefined) throw new Error("no epoch");
    const gone = { epoch: "0", last: "1".repeat(40) };
    expect(await uidsOf(mailbox, gone, nothing)).toHaveLength(260);
  });

  test("another folder is none", async () => {
    expect(await publicInbox(folder)).toBeUndefined();
  });
});

describe("addresses", () => {
  test.each([
    ["https://example.org/list/", "cannot be scanned"],
    ["imap://ann:secret@example.org/", "a password belongs in the environment"],
    ["elsewhere.mbox", "plain elsewhere.mbox"],
  ])("%s is refused", async (url, why) => {
    await expect(mailboxAt(url, {}, plain)).rejects.toThrow(why);
  });

  test("a maildir is a source, read whole or for one mail", async () => {
    const source = await remoteSource(join(folder, "maildir"), {});
    if (source === undefined) throw new Error("no source");
    const found: string[] = [];
    for await (const mail of source.mails(second)) found.push(idOf(mail.bytes));
    expect(found).toEqual(expect.arrayContaining([...wanted]));
    let all = 0;
    for await (const mail of source.mails()) all += Number(mail.bytes.length > 0);
    expect(all).toBe(60);
  });

  test("a server that is not there is an error of the input, in one line", async () => {
    const source = await remoteSource("imap://127.0.0.1:1/INBOX", {});
    const reading = source?.mails(second)[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toMatchObject({ kind: "input" });
  });
});

describe("an archive over HTTP", () => {
  let server: Server;
  let base = "";
  const asked: string[] = [];
  let answers: readonly (readonly [number, Buffer, Record<string, string>?])[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url ?? ""} ${request.headers["user-agent"] ?? ""}`);
      const [status, body, headers = {}] = answers[0] ?? [500, Buffer.from("")];
      answers = answers.slice(1);
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    base = typeof address === "object" ? `http://127.0.0.1:${address?.port ?? 0}/list` : "";
  });
  afterAll(() => {
    server.close();
  });
  beforeEach(() => {
    asked.length = 0;
  });

  const mbox = gzipSync(
    mails
      .slice(0, 2)
      .map(
        ({ bytes }) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${new TextDecoder().decode(bytes)}`,
      )
      .join("\n"),
  );
  const options = { cache: undefined, patience: 1 };

  test("says who asks, and takes a thread apart", async () => {
    answers = [[200, mbox]];
    expect((await loreArchive(base, options).find(second)).map(idOf)).toEqual(
      mails.slice(0, 2).map(({ id }) => id),
    );
    expect(asked).toEqual([expect.stringMatching(/^\/list\/[^/]+\/t\.mbox\.gz interleave\//)]);
  });

  test.each([
    ["../../etc/passwd@x", "/list/..%2F..%2Fetc%2Fpasswd%40x/t.mbox.gz"],
    ["..", undefined],
    ["a?b#c@x", "/list/a%3Fb%23c%40x/t.mbox.gz"],
  ])("the id %s does not shape the address", async (id, path) => {
    answers = [[404, Buffer.from("")]];
    expect(await loreArchive(base, options).find(id as MessageId)).toEqual([]);
    expect(asked[0]?.split(" ")[0]).toBe(path);
  });

  test("is asked again after it was busy, and given up when it stays so", async () => {
    answers = [
      [503, Buffer.from(""), { "retry-after": "0" }],
      [429, Buffer.from("")],
      [200, mbox],
    ];
    expect(await loreArchive(base, options).find(second)).toHaveLength(2);
    answers = Array.from({ length: 9 }, () => [502, Buffer.from("")] as const);
    await expect(loreArchive(base, options).find(second)).rejects.toThrow("answers 502");
    expect(asked).toHaveLength(3 + 4);
  });

  test("a refusal is not asked again", async () => {
    answers = [[403, Buffer.from("")]];
    await expect(loreArchive(base, options).find(second)).rejects.toThrow("answers 403");
    expect(asked).toHaveLength(1);
  });

  test("a thread that unpacks to too much is not unpacked; the mail alone is taken", async () => {
    answers = [
      [200, gzipSync(Buffer.alloc(300 * 1024 * 1024))],
      [200, Buffer.from(mails[0]?.bytes ?? "")],
    ];
    expect((await loreArchive(base, options).find(second)).map(idOf)).toEqual([mails[0]?.id]);
    expect(asked[1]).toMatch(/\/raw /);
  }, 20_000);

  test("what is no gzip is an error", async () => {
    answers = [[200, Buffer.from("<html>")]];
    await expect(loreArchive(base, options).find(second)).rejects.toThrow("incorrect header");
  });

  test("what was fetched is not fetched again at once", async () => {
    answers = [[200, mbox]];
    const kept = loreArchive(base, { ...options, cache: join(folder, "cache") });
    expect(await kept.find(second)).toHaveLength(2);
    expect(await kept.find(second)).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });
});

describeWith(publicInboxPackages, publicInboxPrograms, "public-inbox itself", () => {
  let server: PublicInbox;
  beforeAll(async () => {
    server = await inboxServer("basic");
    server.deliver(mails.map(({ bytes }) => bytes));
    await server.start();
  }, 30_000);
  afterAll(async () => {
    await server.remove();
  });

  test("gives a thread over HTTP", async () => {
    const archive = loreArchive(server.http, { cache: undefined, patience: 100 });
    const found = (await archive.find(second)).map(idOf);
    expect(found).toEqual(expect.arrayContaining([...wanted]));
    expect(await archive.find(nobody)).toEqual([]);
  }, 30_000);

  test.each(["folder", "epoch"] as const)("is read from its %s", async (which) => {
    const mailbox = await publicInbox(server[which]);
    if (mailbox === undefined) throw new Error("no inbox");
    const found: string[] = [];
    for await (const batch of mailbox.batches(undefined, nothing)) {
      for (const mail of batch.mails) if (mail.kind === "mail") found.push(idOf(mail.bytes));
    }
    expect(found).toEqual(mails.map(({ id }) => id));
  });
});

const many = generatedList(260, 1);

function importOf(from: number, to: number, hasHead: boolean): string {
  return many.mails
    .slice(from, to)
    .map(({ bytes }, index) => {
      const parent = hasHead && index === 0 ? "from refs/heads/master^0\n" : "";
      const head = `commit refs/heads/master\ncommitter A <a@example.org> 1767600000 +0000\n`;
      const text = new TextDecoder().decode(bytes);
      return `${head}data 0\n\n${parent}M 100644 inline m\ndata ${bytes.length}\n${text}\n`;
    })
    .join("");
}

async function uidsOf(
  mailbox: Mailbox,
  after: Cursor | undefined,
  known: Known,
): Promise<readonly string[]> {
  const uids: string[] = [];
  for await (const batch of mailbox.batches(after, known)) {
    uids.push(...batch.mails.map(({ uid }) => uid));
  }
  return uids;
}

function idOf(bytes: Uint8Array): string {
  return /^Message-ID: <(.*)>\r?$/m.exec(new TextDecoder().decode(bytes))?.[1] ?? "";
}
