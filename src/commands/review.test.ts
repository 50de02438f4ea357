import { readFileSync } from "node:fs";
import { run } from "../main.ts";
import { fakeWorld } from "../testing/fake-world.ts";

const from = "From: Ada Lovelace <ada@example.org>\nDate: Fri, 2 Jan 2026 03:04:05 +0000\n";

function mail(id: string, subject: string, body: string, more = ""): string {
  return `${from}Message-ID: <${id}@example.org>\nSubject: ${subject}\n${more}\n${body}`;
}

function diff(file: string, lines: string, counts = "-1,3 +1,3"): string {
  return [
    "Brews.",
    "",
    "Signed-off-by: Ada Lovelace <ada@example.org>",
    "---",
    `diff --git a/${file} b/${file}`,
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ ${counts} @@`,
    lines,
    "-- ",
    "2.41.3",
    "",
  ].join("\n");
}

const harmless = " int a;\n-int b;\n+int c;\n int d;";
const patch = mail("1", "[PATCH] cafe: rename", diff("net/cafe/brew.c", harmless));
const cover = mail("0", "[PATCH v2 0/2] cafe: all new", "Two patches.\n");
const reply = mail(
  "r",
  "Re: [PATCH] cafe: rename",
  "Looks good.\n",
  "In-Reply-To: <1@example.org>\n",
);
const leaky = readFileSync("fixtures/series/cafe-leak.eml", "latin1");
const binary = mail(
  "b",
  "[PATCH] cafe: a picture",
  "Signed-off-by: Ada Lovelace <ada@example.org>\n---\n" +
    "diff --git a/logo.png b/logo.png\nindex 1111111..2222222 100644\n" +
    "Binary files a/logo.png and b/logo.png differ\n",
);

const files: Readonly<Record<string, string>> = {
  "patch.eml": patch,
  "leaky.eml": leaky,
  "clean.eml": readFileSync("fixtures/series/cafe-clean.eml", "latin1"),
  "empty.eml": "",
  "junk.eml": "this is no mail\n".repeat(5000),
  "huge.eml": `Subject: a\n\n${"x".repeat(17 << 20)}`,
  "text.eml": mail("t", "lunch?", "At noon.\n"),
  "reply.eml": reply,
  "cover.eml": cover,
  "counts.eml": mail("c", "[PATCH] cafe: x", diff("net/cafe/brew.c", harmless, "-1,3 +1,4")),
  "binary.eml": binary,
  "both.mbox": [mail("c2", "[PATCH] cafe: x", diff("a.c", harmless, "-1,9 +1,9")), leaky]
    .map((text) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${text}\n`)
    .join(""),
};

async function ran(
  ...words: readonly string[]
): Promise<{ status: number; out: string; errors: string }> {
  const { world, out, errors } = fakeWorld({
    files: { ...files, "-": patch },
    sources: { bundled: [patch, reply, cover, leaky], "more.mbox": [mail("2", "x", "y\n")] },
  });
  const status = await run(["review", ...words], world);
  return { status, out: out(), errors: errors() };
}

describe("what cannot be done is one line and a status", () => {
  test.each<[string[], 2 | 3, string]>([
    [["patch.eml", "--format", "xml"], 2, "--format xml: not one of text, json, sarif, html, mail"],
    [["patch.eml", "--rules", "skb-leak,x"], 2, "--rules x: no such rule; there are"],
    [["patch.eml", "--base", "v6.12"], 2, "--base needs --tree"],
    [["patch.eml", "--tree", "/none"], 2, "/none: no repository"],
    [["1@example.org", "--source", "none"], 2, "--source none: not found"],
    [["patch.eml", "--fast"], 2, "unknown option '--fast'"],
    [[], 2, "missing required argument 'input'"],
    [["none.eml"], 3, "none.eml: no such file"],
    [["a/b"], 3, "a/b: no such file"],
    [["9@example.org"], 3, "9@example.org: no such mail in the bundled fixtures"],
    [["<9@example.org>", "--source", "more.mbox"], 3, "no such mail in more.mbox"],
    [["empty.eml"], 3, "empty.eml: is empty"],
    [["junk.eml"], 3, "junk.eml: is not a mail"],
    [["huge.eml"], 3, "huge.eml: a mail of more than 16 MiB"],
    [["text.eml"], 3, "text.eml: it holds no diff"],
    [["reply.eml"], 3, "reply.eml: an answer, not a patch"],
    [["r@example.org"], 3, "r@example.org: an answer, not a patch"],
    [["cover.eml"], 3, "cafe: all new: none of its patches has arrived"],
    [["counts.eml"], 3, "hunk at line 8 of the mail"],
    [["binary.eml"], 3, "a binary patch: there is no source in it"],
  ])("%j", async (words, status, message) => {
    const { out, errors, ...result } = await ran(...words);
    expect(errors).toContain(message);
    expect(errors).toMatch(/^interleave: [^\n]+\n$/);
    expect({ ...result, out }).toEqual({ status, out: "" });
  });
});

describe("what can be reviewed", () => {
  test.each<[string[], 0 | 1, string]>([
    [["patch.eml"], 0, "Nothing found: no function was checked."],
    [["-"], 0, "cafe: rename"],
    [["1@example.org"], 0, "cafe: rename"],
    [["<1@example.org>"], 0, "cafe: rename"],
    [["clean.eml"], 0, "Nothing found ("],
    [["leaky.eml"], 1, "1 finding ("],
    [["leaky.eml", "--rules", "queue-head-init"], 0, "Nothing found ("],
    [["leaky.eml", "--format", "json"], 1, '"schema": 1'],
    [["leaky.eml", "--format", "sarif"], 1, '"version": "2.1.0"'],
    [["leaky.eml", "--format", "html"], 1, "<!doctype html>"],
    [["leaky.eml", "--format", "mail"], 1, "Auto-Submitted: auto-generated"],
  ])("%j", async (words, status, part) => {
    const { out, errors, ...result } = await ran(...words);
    expect({ ...result, errors }).toEqual({ status, errors: "" });
    expect(out).toContain(part);
  });

  test("there is no reply to a clean patch", async () => {
    expect(await ran("patch.eml", "--format", "mail")).toEqual({
      status: 0,
      out: "",
      errors: "interleave: nothing found, so there is no reply to send\n",
    });
  });

  test("a broken series does not stop the next", async () => {
    const { status, out, errors } = await ran("both.mbox");
    expect({ status, errors }).toEqual({
      status: 1,
      errors: expect.stringMatching(/^interleave: \[PATCH\] cafe: x: a.c, hunk at line /) as string,
    });
    expect(out).toContain("1 finding (");
  });

  test("--output takes what standard output would have had", async () => {
    const { world, written } = fakeWorld({ files });
    expect(await run(["review", "leaky.eml", "--output", "a.txt"], world)).toBe(1);
    expect([...written.keys()]).toEqual(["a.txt"]);
  });

  test("the same mail gets the same bytes, whatever was reviewed before", async () => {
    const textOf = async (name: string): Promise<string> => (await ran(name)).out;
    const first = [await textOf("leaky.eml"), await textOf("patch.eml")];
    const second = [await textOf("patch.eml"), await textOf("leaky.eml")];
    expect(second.reverse()).toEqual(first);
  });
});
