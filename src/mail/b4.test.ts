// Ordinary threads, in which b4 and we must agree on the patches and their order.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedList } from "../testing/mail-generator.ts";
import { madePatch } from "../testing/mails.ts";
import { describeWith, serverFolder } from "../testing/servers/programs.ts";
import type { Message } from "../types.ts";
import { messageOf } from "./message.ts";
import { seriesOf } from "./series.ts";

interface Mail {
  readonly id: string;
  readonly subject: string;
  readonly refs: readonly string[];
  readonly body: string;
  readonly from?: string;
  readonly at: number;
}

const made = ({ id, subject, refs, body, from = "Ann <ann@example.org>", at }: Mail): Buffer => {
  const chain = refs.map((ref) => `<${ref}@example.org>`);
  const links = chain.length === 0 ? [] : [`In-Reply-To: ${chain.at(-1) ?? ""}`, `References: ${chain.join(" ")}`];
  const head = [
    `From: ${from}`, "To: list@example.org", `Subject: ${subject}`, `Message-ID: <${id}@example.org>`,
    `Date: ${new Date(Date.UTC(2026, 0, 5, 10, at)).toUTCString().replace("GMT", "+0000")}`, ...links,
  ];
  return Buffer.from(`${head.join("\n")}\n\n${body}`);
}; // prettier-ignore

const patch = (
  tag: string,
  n: number,
  at: number,
  refs: readonly string[],
  what = "new",
): Mail => ({
  id: `${tag.replace(/\W+/g, "-")}${what}`,
  subject: `[${tag}] net: step ${n}`,
  refs,
  at,
  body: madePatch(`net/${n}.c`, `${what} ${n}`),
});
const cover = (tag: string, at: number, refs: readonly string[] = []): Mail => ({
  id: tag.replace(/\W+/g, "-"),
  subject: `[${tag}] net: all steps`,
  refs,
  at,
  body: "Why.\n\nAnn (2):\n  net: step 1\n  net: step 2\n\n net/1.c | 2 +-\n 1 file changed\n",
});
const reply = (to: Mail, at: number, trailer: string): Mail => ({
  id: `re-${to.id}-${at}`,
  subject: `Re: ${to.subject}`,
  refs: [...to.refs, to.id],
  at,
  from: "Bob <bob@example.org>",
  body: `> Because.\n\n${trailer}: Bob <bob@example.org>\n`,
});

const c1 = cover("PATCH 0/2", 0);
const c2 = cover("PATCH v2 0/2", 60);
const first = patch("PATCH 1/2", 1, 1, [c1.id]);
const second = patch("PATCH 2/2", 2, 2, [c1.id]);

const threads: Readonly<Record<string, readonly Mail[]>> = {
  "a patch": [patch("PATCH net-next", 1, 0, [])],
  "a patch with answers": [patch("PATCH", 1, 0, []), reply(patch("PATCH", 1, 0, []), 3, "Reviewed-by")],
  "a series": [c1, first, second],
  "a series in the wrong order": [second, c1, first],
  "a series with answers": [c1, first, reply(first, 9, "Acked-by"), second, reply(c1, 10, "Tested-by")],
  "a series without a cover letter": [patch("PATCH 1/2", 1, 0, []), patch("PATCH 2/2", 2, 1, [patch("PATCH 1/2", 1, 0, []).id])],
  "a new version in the thread": [c1, first, second, cover("PATCH v2 0/2", 60, [c1.id]),
    patch("PATCH v2 1/2", 1, 61, [c1.id, c2.id], "better"), patch("PATCH v2 2/2", 2, 62, [c1.id, c2.id], "better")],
  "a new version of one patch": [patch("PATCH", 1, 0, []), patch("PATCH v2", 1, 9, [patch("PATCH", 1, 0, []).id], "better")],
  "ten patches": [cover("PATCH 00/10", 0), ...Array.from({ length: 10 }, (_, n) =>
    patch(`PATCH ${String(n + 1).padStart(2, "0")}/10`, n + 1, n + 1, ["PATCH-00-10"]))],
}; // prettier-ignore

describeWith("b4", ["b4"], "b4 and we", () => {
  const { folder, remove } = serverFolder("b4");
  afterAll(remove);

  test.each(Object.keys(threads))("agree on %s", async (name) => {
    const mails = (threads[name] ?? []).map(made);
    const [newest, more] = seriesOf(await Promise.all(mails.map(messageOf))).series;
    expect(more).toBeUndefined();
    expect(newest?.patches.map(({ patchId }) => patchId)).toEqual(patchIdsOfB4(folder, mails));
  });

  test("agree on the threads of a generated list", async () => {
    const { mails } = generatedList(30);
    const messages = await Promise.all(mails.map(({ bytes }) => messageOf(bytes)));
    const roots = new Map<string, Buffer[]>();
    messages.forEach((message, index) => {
      const root = message.references[0] ?? message.id;
      const bytes = Buffer.from(mails[index]?.bytes ?? []);
      roots.set(root, [...(roots.get(root) ?? []), bytes]);
    });
    expect(roots.size).toBeGreaterThan(3);
    for (const thread of roots.values()) {
      const { series }: { series: readonly { patches: readonly { patchId: string }[] }[] } = seriesOf(
        await Promise.all(thread.map((bytes): Promise<Message> => messageOf(bytes))),
      );
      expect(series.map(({ patches }) => patches.map(({ patchId }) => patchId))).toEqual([
        patchIdsOfB4(folder, thread),
      ]);
    }
  }, 120_000);
}); // prettier-ignore

/** The ids of what `b4 am` would apply, in order. Its exit status says nothing. */
function patchIdsOfB4(folder: string, mails: readonly Buffer[]): readonly string[] {
  const mbox = join(folder, "thread.mbox");
  const separator = Buffer.from("From mboxrd@z Thu Jan  1 00:00:00 1970\n");
  const end = Buffer.from("\n");
  writeFileSync(mbox, Buffer.concat(mails.flatMap((mail) => [separator, mail, end])));
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder };
  const git = { GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "b4.attestation-policy", GIT_CONFIG_VALUE_0: "off" };
  const applied = execFileSync(
    "b4",
    ["--offline-mode", "--no-stdin", "-n", "am", "-T", "-m", mbox, "-o", "-"],
    { cwd: folder, env: { PATH: process.env.PATH, ...home, ...git }, stdio: ["ignore", "pipe", "ignore"] },
  );
  const ids = execFileSync("git", ["patch-id", "--stable"], { input: applied, cwd: folder, encoding: "utf8" });
  return ids.split("\n").flatMap((line) => (line === "" ? [] : [line.slice(0, 40)]));
} // prettier-ignore
