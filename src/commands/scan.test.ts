import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLock } from "../io/store/locks.ts";
import { keptSource } from "../io/store/kept-source.ts";
import { openStore } from "../io/store/store.ts";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { generatedList } from "../testing/mail-generator.ts";
import type { MessageId } from "../types.ts";

const { mails, series } = generatedList(20);
const texts = mails.map(({ bytes }) => new TextDecoder().decode(bytes));
const newest = series.filter(({ isSuperseded }) => !isSuperseded);

let folder: string;
let store: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interleave-scan-"));
  store = join(folder, "scan.db");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("a scan tells each series once, and the end in numbers", async () => {
  const fake = fakeWorld({ sources: { bundled: texts }, settings: `store: ${store}\n` });
  expect(await run(["scan"], fake.world)).toBe(0);
  const lines = fake.out().trimEnd().split("\n");
  expect(lines).toHaveLength(newest.length);
  for (const { title } of newest) {
    expect(lines.filter((line) => line.includes(` ${title} (`))).toHaveLength(1);
  }
  expect(fake.errors()).toBe(
    `scan: ${mails.length} new mails, ${newest.length} series reviewed, 0 findings\n`,
  );
  const again = fakeWorld({ sources: { bundled: texts }, settings: `store: ${store}\n` });
  expect(await run(["scan", "--once"], again.world)).toBe(0);
  expect(again.out()).toBe("");
});

test("a review finds in the store what a scan has kept, with its thread", async () => {
  const wanted = newest.find(({ patches }) => patches.length > 2)?.patches ?? [];
  const fake = fakeWorld({ sources: { bundled: texts }, settings: `store: ${store}\n` });
  await run(["scan"], fake.world);
  const kept: string[] = [];
  for await (const { bytes } of keptSource(store).mails(wanted[1] as MessageId)) {
    kept.push(new TextDecoder().decode(bytes));
  }
  for (const id of wanted) expect(kept.some((mail) => mail.includes(`<${id}>`))).toBe(true);
  const later = fakeWorld({ sources: { bundled: [] }, kept });
  expect(await run(["review", wanted[1] ?? ""], later.world)).toBe(0);
  expect(later.errors()).toBe("");
  const elsewhere = ["review", wanted[1] ?? "", "--source", "bundled"];
  expect(await run(elsewhere, fakeWorld({ sources: { bundled: [] }, kept }).world)).toBe(3);
});

test("a finding is told and is the exit status", async () => {
  const leak = `From: Ann <ann@example.org>
Subject: [PATCH] demo: send
Date: Mon, 5 Jan 2026 08:00:00 +0000
Message-ID: <leak@example.org>

Text.

diff --git a/net/demo.c b/net/demo.c
new file mode 100644
--- /dev/null
+++ b/net/demo.c
@@ -0,0 +1,10 @@
+int demo_send(struct sock *sk, int len)
+{
+	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
+
+	if (!skb)
+		return -ENOMEM;
+	if (len > 9000)
+		return -EMSGSIZE;
+	return demo_xmit(sk, skb);
+}
-- 
2.47.0
`;
  const fake = fakeWorld({ sources: { bundled: [leak] }, settings: `store: ${store}\n` });
  expect(await run(["scan"], fake.world)).toBe(1);
  expect(fake.out()).toMatch(/^v1 demo: send .*: 1 findings\n {4}net\/demo\.c:8: skb-leak: /);
});

test.each([
  [["scan", "--watch", "--once"], "", 2, "--watch goes neither with --once"],
  [["scan"], "sources: [nowhere]\n", 2, "nowhere: not found"],
  [["scan"], "scan:\n  wait: long\n", 2, "interleave.yml: line 2: scan.wait: is not a time"],
  [["scan"], "store: /dev/null/x.db\n", 2, "store /dev/null/x.db: "],
])("%j with %j is refused", async (words, settings, status, why) => {
  const fake = fakeWorld({ sources: { bundled: [] }, settings });
  expect(await run(words, fake.world)).toBe(status);
  expect(fake.errors()).toContain(why);
});

test("a store that another scan works on is refused", async () => {
  const fake = fakeWorld({ sources: { bundled: texts }, settings: `store: ${store}\n` });
  takeLock(openStore(store), "scan", fake.world.clock.now());
  expect(await run(["scan"], fake.world)).toBe(3);
  expect(fake.errors()).toMatch(/another scan works on this store: process \d+ on /);
});
