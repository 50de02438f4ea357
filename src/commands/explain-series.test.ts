import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";

function mail(id: string, subject: string, at: number, more: string, body: string): string {
  return [
    "From: Ada Lovelace <ada@example.org>",
    `Date: Fri, 2 Jan 2026 03:0${at}:05 +0000`,
    `Message-ID: <${id}@example.org>`,
    `Subject: ${subject}`,
    more === "" ? "" : `References: <${more}@example.org>\n`,
    body,
  ].join("\n");
}

const patch = (what: string) =>
  `Why.\n\nSigned-off-by: Ada Lovelace <ada@example.org>\n---\n` +
  `--- a/net/a.c\n+++ b/net/a.c\n@@ -1 +1 @@\n-int a;\n+int ${what};\n`;

const mails = [
  mail("a", "[PATCH 1/2] cafe: brew", 1, "", patch("b")),
  mail("b", "[PATCH 2/2] cafe: serve", 2, "a", patch("c")),
  mail("r", "Re: [PATCH 2/2] cafe: serve", 3, "b", "Nice\u001b[2J.\n"),
  mail("c", "[PATCH v2 2/2] cafe: serve", 4, "b", patch("d")),
  mail("x", "[PATCH] tea: pour", 5, "", patch("e")),
  mail("t", "lunch\u202e?", 6, "", "At noon.\n"),
  mail("x", "[PATCH] tea: pour", 7, "", patch("evil")),
];
const mbox = mails.map((text) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${text}\n`).join("");

async function explained(...words: readonly string[]) {
  const { world, out, errors } = fakeWorld({
    files: { "all.mbox": mbox },
    sources: { bundled: mails },
  });
  const status = await run(["review", "--explain-series", ...words], world);
  return { status, out: out(), errors: errors() };
}

test("a file: each series, what was superseded, what is in none", async () => {
  const { out, ...rest } = await explained("all.mbox");
  expect(rest).toEqual({ status: 0, errors: "" });
  expect(out).toMatchInlineSnapshot(`
   "v2 cafe: brew
     by Ada Lovelace <ada@example.org>, 2 of 2 patches; 1 from the version before <c@example.org>
     - [PATCH v2 2/2] cafe: serve <c@example.org>
       patch 2 of 2 of v2: the first patch of its sender, version and thread; a version of an earlier series: same sender, same thread, another version; taken over from the version before: 1

   v1 cafe: brew
     by Ada Lovelace <ada@example.org>, 2 of 2 patches <a@example.org>
     v2 followed v1: same sender, same thread, another version
     - [PATCH 1/2] cafe: brew <a@example.org>
       patch 1 of 2 of v1: the first patch of its sender, version and thread; superseded by v2
     - [PATCH 2/2] cafe: serve <b@example.org>
       patch 2 of 2 of v1: in the same thread as the others; superseded by v2
     - Re: [PATCH 2/2] cafe: serve <r@example.org>
       an answer, not a patch; it answers <b@example.org>

   v1 tea: pour
     by Ada Lovelace <ada@example.org>, 1 of 1 patches <x@example.org>
     - [PATCH] tea: pour <x@example.org>
       patch 1 of 1 of v1: the first patch of its sender, version and thread

   In no series
     - lunch.? <t@example.org>
       it holds no diff

   Not read
     <x@example.org>: another mail, with other content, had this Message-ID before
   "
  `);
});

test("a Message-ID: the versions of its series alone", async () => {
  const { out } = await explained("c@example.org", "--format", "json");
  const told = JSON.parse(out) as {
    series: { id: string; superseded: string | null; carried: number[] }[];
    mails: { messageId: string; series: string; why: string }[];
  };
  expect(told.series.map(({ id, superseded, carried }) => [id, superseded !== null, carried])).toEqual([
    ["c@example.org", false, [1]],
    ["a@example.org", true, []],
  ]); // prettier-ignore
  expect(told.mails.map(({ messageId }) => messageId)).toEqual(
    ["a", "b", "r", "c"].map((id) => `${id}@example.org`),
  );
});

test.each<[string[], 2 | 3, string]>([
  [["all.mbox", "--format", "sarif"], 2, "--explain-series --format sarif: not one of text, json"],
  [["none.eml"], 3, "none.eml: no such file"],
  [["9@example.org"], 3, "9@example.org: no such mail in the bundled fixtures"],
  [[], 2, "missing required argument 'input'"],
])("%j is refused in one line", async (words, status, why) => {
  expect(await explained(...words)).toEqual({ status, out: "", errors: `interleave: ${why}\n` });
});
