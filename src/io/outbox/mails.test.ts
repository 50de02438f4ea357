import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaults, type MailConfig } from "../../config.ts";
import { messageOf } from "../../mail/message.ts";
import { fakeSmtp, type FakeSmtp } from "../../testing/servers/smtp.ts";
import type { Message, Person } from "../../types.ts";
import { smtpOf } from "../smtp.ts";
import { keepMail } from "../store/mail.ts";
import { closeStore, openStore, type Store } from "../store/store.ts";
import { drain } from "./drain.ts";
import { addressed } from "./mail-policy.ts";
import { mailDestinations, planReplies, type Reply } from "./mails.ts";
import { asksToStop, hasOptedOut, noteOptOut } from "./opt-outs.ts";
import { claim, letterAt, lettersOf, release, retry } from "./rows.ts";

const MINUTE = 60_000;
const own: Person = { name: "interleave", address: "bot@example.org" };

let store: Store;
let server: FakeSmtp;
let drafts: string;
let now: number;
beforeEach(async () => {
  store = openStore(":memory:");
  server = await fakeSmtp();
  drafts = mkdtempSync(join(tmpdir(), "interleave-drafts-"));
  now = 0;
});
afterEach(async () => {
  await server.close();
  closeStore(store);
  rmSync(drafts, { recursive: true });
});

const config = (more: Partial<MailConfig> = {}): MailConfig => ({
  ...defaults.mail,
  ...{ drafts, send: "approved", lists: ["netdev@list.example.org"] },
  smtp: { host: "127.0.0.1", port: server.port, secure: false },
  ...more,
});

const reply = (id: string, to: readonly string[] = ["ada@example.org"]): Reply => ({
  id: `interleave-${id}@example.org`,
  raw: `From: bot@example.org\nTo: ada@example.org\nMessage-ID: <interleave-${id}@example.org>\nSubject: Re: x\n\nText of ${id}.\n.\nEnd.\n`,
  from: "bot@example.org",
  to,
});

async function sendAll(mail: MailConfig, turns = 1): Promise<string[]> {
  const log: string[] = [];
  const smtp = mail.smtp && smtpOf(mail.smtp, undefined);
  const clock = { now: () => now, elapsed: () => now };
  for (let turn = 0; turn < turns; turn++) {
    const destinations = mailDestinations({ store, mail, smtp, now: () => now });
    await drain({ name: "say", store, destinations, clock, log: (line) => log.push(line) });
    now += MINUTE;
  }
  smtp?.close();
  return log;
}

const key = (id: string): string => `mail:interleave-${id}@example.org`;

describe("a reply", () => {
  test("is a draft, and goes out once when it is approved", async () => {
    planReplies(store, "l", [reply("1")], config(), now);
    await sendAll(config());
    expect(readdirSync(drafts)).toEqual(["interleave-1@example.org.eml"]);
    expect(readFileSync(join(drafts, "interleave-1@example.org.eml"), "utf8")).toBe(reply("1").raw);
    expect(server.mails).toEqual([]);
    expect(release(store, key("1"), now)).toBe(true);
    await sendAll(config(), 3);
    expect(server.mails).toMatchObject([{ from: "bot@example.org", to: ["ada@example.org"] }]);
    expect(server.mails[0]?.raw.replace(/\r\n/g, "\n")).toBe(reply("1").raw);
    // Reviewed again tomorrow, with another Date: it has been said.
    planReplies(store, "l", [{ ...reply("1"), raw: "other" }], config(), now);
    await sendAll(config(), 3);
    expect(server.mails).toHaveLength(1);
  });

  test.each<[string, Partial<MailConfig>]>([
    ["the configuration says never", { send: "never" }],
    ["there is no server", { smtp: undefined }],
  ])("goes nowhere when %s", async (_why, more) => {
    planReplies(store, "l", [reply("1")], config(more), now);
    release(store, key("1"), now);
    await sendAll(config(more));
    expect(existsSync(join(drafts, "interleave-1@example.org.eml"))).toBe(true);
    expect(server.mails).toEqual([]);
    expect(letterAt(store, key("1"))?.state).not.toBe("sent");
  });

  test("of an older version is dropped before it was sent", () => {
    planReplies(store, "l", [reply("1"), reply("2")], config(), now);
    planReplies(store, "l", [reply("2"), reply("3")], config(), now);
    expect(lettersOf(store, "mail:l").map(({ key: each, state }) => [each, state])).toEqual([
      [key("1"), "dropped"],
      [key("2"), "held"],
      [key("3"), "held"],
    ]);
  });
});

async function approved(...replies: Reply[]): Promise<void> {
  planReplies(store, "l", replies, config(), now);
  await sendAll(config());
  for (const { id } of replies) release(store, `mail:${id}`, now);
}

describe("a server", () => {
  test("that is busy is tried again", async () => {
    server.moods.push("busy", "busy");
    await approved(reply("1"));
    await sendAll(config(), 10);
    expect(server.mails).toHaveLength(1);
  });

  test("that refuses is not", async () => {
    server.moods.push("no");
    await approved(reply("1"));
    expect(await sendAll(config(), 10)).toEqual([expect.stringContaining("not so") as string]);
    expect(letterAt(store, key("1"))?.state).toBe("dead");
  });

  test("that cannot be reached is tried again, and nobody doubts", async () => {
    await approved(reply("1"));
    const away = config({ smtp: { host: "127.0.0.1", port: 1, secure: false } });
    await sendAll(away, 2);
    await sendAll(config(), 10);
    expect(server.mails).toHaveLength(1);
  });

  test.each(["dies", "drops"] as const)("that %s: a person has to look", async (mood) => {
    server.moods.push(mood);
    await approved(reply("1"));
    const log = await sendAll(config(), 60);
    expect(log).toHaveLength(2);
    expect(log[1]).toContain("it may have been sent: look for interleave-1@example.org");
    expect(server.mails).toHaveLength(mood === "dies" ? 1 : 0);
    expect([retry(store, key("1"), now), letterAt(store, key("1"))?.state]).toEqual([1, "planned"]);
    await sendAll(config(), 2);
    expect(letterAt(store, key("1"))?.state).toBe("sent");
  });

  test.each(["dies", "drops"] as const)("that %s: a copy that comes back decides", async (mood) => {
    server.moods.push(mood);
    const mail = config({ copy: "copy@example.org" });
    await approved(reply("1"));
    await sendAll(mail, 5);
    for (const { raw } of server.mails) await arrives(raw);
    await sendAll(mail, 60);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.to).toEqual(["ada@example.org", "copy@example.org"]);
    expect(letterAt(store, key("1"))?.state).toBe("sent");
  });

  test.each([true, false])(
    "and a crash of ours: a copy that came back (%s) decides",
    async (got) => {
      const mail = config({ copy: "copy@example.org" });
      await approved(reply("1"));
      expect(claim(store, ["mail"], now)).toHaveLength(1);
      if (got) await arrives(reply("1").raw);
      await sendAll(mail, 60);
      expect(server.mails).toHaveLength(got ? 0 : 1);
      expect(letterAt(store, key("1"))?.state).toBe("sent");
    },
  );
});

async function arrives(raw: string): Promise<void> {
  const bytes = Buffer.from(raw);
  const place = { source: "copies", epoch: "1", uid: String(now), arrived: now };
  keepMail(store, { ...place, raw: bytes, message: await messageOf(bytes) });
}

describe("the budget", () => {
  test("of an author and of a list holds the rest back for a day", async () => {
    const mail = config({ perAuthor: 2, perList: 3 });
    const list = "netdev@list.example.org";
    const replies = [1, 2, 3].map((at) => reply(`a${String(at)}`, ["ada@example.org", list]));
    await approved(...replies);
    expect(await sendAll(mail, 5)).toEqual([`${key("a3")}: enough mail for today`]);
    expect(server.mails).toHaveLength(2);
    now += 25 * 60 * MINUTE;
    await sendAll(mail, 2);
    expect(server.mails).toHaveLength(3);
  });
});

describe("whom a reply may go to", () => {
  const message = (head: Readonly<Record<string, string>>): Promise<Message> => {
    const fields = { From: "Ada <ada@example.org>", To: "netdev@list.example.org", ...head };
    const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
    return messageOf(Buffer.from(`${text.join("")}Message-ID: <p@x>\nSubject: [PATCH] x\n\nx\n`));
  };
  const facts = (mail: Partial<MailConfig> = {}) => ({
    own,
    mail: { ...config(), ...mail },
    hasOptedOut: (address: string) => address === "quiet@example.org",
  });

  test.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{}, ["netdev@list.example.org", "ada@example.org"]],
    [
      { To: "other@example.org, Bob <bob@example.org>" },
      ["other@example.org", "bob@example.org", "ada@example.org"],
    ],
    [{ To: "other@vger.kernel.org, bob@example.org" }, ["bob@example.org", "ada@example.org"]],
    [{ To: "linux-devel@lists.example.org" }, ["ada@example.org"]],
    [{ To: "x@example.org", "List-Post": "<mailto:x@example.org>" }, ["ada@example.org"]],
    [{ To: "x@example.org", "List-Id": "<x.example.org>" }, ["ada@example.org"]],
    [
      { To: "quiet@example.org, bot@example.org, syzbot@syzkaller.appspotmail.com" },
      ["ada@example.org"],
    ],
  ])("%j", async (head, cc) => {
    const whom = addressed(await message(head), { name: "", address: "ada@example.org" }, facts());
    expect(whom).toMatchObject({ kind: "to", to: { address: "ada@example.org" } });
    if (whom.kind === "to") expect(whom.cc.map(({ address }) => address)).toEqual(cc);
  });

  test.each<[Readonly<Record<string, string>>, string]>([
    [{ From: "Bot <BOT@example.org>" }, "claims to be from us"],
    [{ "Auto-Submitted": "auto-replied" }, "auto-replied"],
    [{ "X-Loop": "bot@example.org" }, "been through us"],
    [{ From: "kernel test robot <lkp@intel.com>" }, "is a program"],
    [{ From: "MAILER-DAEMON@example.org" }, "is a program"],
    [{ From: "mine@example.org" }, "is a program"],
    [{ From: "quiet@example.org" }, "asked not to be written to"],
  ])("%j: nobody", async (head, why) => {
    const mail = facts({ bots: ["mine@example.org"] });
    const { address } = (await message(head)).from;
    const whom = addressed(await message(head), { name: "", address }, mail);
    expect(whom).toMatchObject({ kind: "nobody" });
    if (whom.kind === "nobody") expect(whom.why).toContain(why);
  });

  test("behind a relay the author counts, not the relay", async () => {
    const relayed = await message({ From: "Ada via list <list@example.org>" });
    const author = { name: "Ada", address: "quiet@example.org" };
    expect(addressed(relayed, author, facts())).toMatchObject({ kind: "nobody" });
  });
});

describe("interleave: stop", () => {
  const answer = (body: string, more = ""): Promise<Message> =>
    messageOf(
      Buffer.from(
        `From: Ada <Ada@example.org>\nIn-Reply-To: <interleave-1@example.org>\n${more}` +
          `Message-ID: <a@x>\nSubject: Re: x\n\n${body}`,
      ),
    );

  test.each([
    ["interleave: stop\n", true],
    ["Hi,\n\nInterleave:  STOP \n\nAda\n", true],
    ["> interleave: stop\n", false],
    ["please interleave: stop\n", false],
    ["interleave: stop it\n", false],
    ["interleave: send\n", false],
  ])("%j", async (body, stops) => {
    expect(asksToStop(await answer(body))).toBe(stops);
  });

  test("counts in an answer to us, for whoever sent it, and holds for mail under way", async () => {
    const message = await answer("interleave: stop\n");
    expect(asksToStop({ ...message, inReplyTo: [], references: [] })).toBe(false);
    expect([noteOptOut(store, message, 1), noteOptOut(store, message, 2)]).toEqual([true, false]);
    expect([hasOptedOut(store, "ADA@example.org"), hasOptedOut(store, "bob@x")]).toEqual([
      true,
      false,
    ]);
    await approved(reply("1"), reply("2", ["ada@example.org", "bob@example.org"]));
    await sendAll(config(), 2);
    expect(letterAt(store, key("1"))?.reason).toContain("asked not to be written to");
    retry(store, key("1"), now);
    await sendAll(config(), 2);
    expect(server.mails).toEqual([]);
  });
});
