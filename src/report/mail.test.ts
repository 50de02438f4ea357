import { replyComments } from "../testing/reply-comments.ts";
import { leak, leakyBody, leakyMessage, madeReview } from "../testing/reviews.ts";
import type { Message, Person, Reported } from "../types.ts";
import { headerLines, idWord, peopleWords, textWords } from "./mail-headers.ts";
import { mailOf, replyOf } from "./mail.ts";

const sender = { from: { name: "interleave", address: "interleave@example.org" }, now: 0 };

function replyTo(findings: readonly Reported[], message: Message = leakyMessage): string {
  return madeReview(findings, message)
    .patches.map((patch) => replyOf(patch, sender) ?? "")
    .join("");
}

/** One hunk of many lines, three of which read the same. */
function longBody(lines: number): string {
  const added = Array.from({ length: lines }, (_, at) =>
    at % Math.floor(lines / 3) === 0 ? "+\treturn 0;" : `+\tcup_${at}();`,
  );
  return [
    "diff --git a/net/long.c b/net/long.c",
    "--- a/net/long.c",
    "+++ b/net/long.c",
    `@@ -1,1 +1,${lines + 1} @@`,
    " int x;",
    ...added,
    "",
  ].join("\n");
}

function at(file: string, line: number): Reported {
  return { ...leak, id: `${file}:${line}`, file, line };
}

describe("each comment is read back to its own file and line", () => {
  test.each<[string, readonly Reported[], string]>([
    ["one", [leak], leakyBody],
    ["two in a hunk", [at("net/cafe/brew.c", 44), at("net/cafe/brew.c", 48)], leakyBody],
    ["two hunks", [at("net/cafe/brew.c", 2), at("net/cafe/brew.c", 48)], leakyBody],
    ["two files", [at("include/net/cafe.h", 6), at("net/cafe/brew.c", 49)], leakyBody],
    ["the last of many", [at("net/long.c", 150)], longBody(150)],
    ["beyond what is quoted whole", [at("net/long.c", 500)], longBody(600)],
    ["two beyond it", [at("net/long.c", 300), at("net/long.c", 590)], longBody(600)],
  ])("%s", (_name, findings, body) => {
    const reply = replyTo(findings, { ...leakyMessage, body });
    const places = findings.map(({ file, line }) => ({ file, line }));
    const read = (diff?: string): object[] =>
      replyComments(reply, diff).map(({ file, line }) => ({ file, line }));
    expect(read(body)).toEqual(places);
    if (!body.includes("cup_599")) expect(read()).toEqual(places);
  });

  test("a comment on a line that the mail does not show names its place", () => {
    expect(replyTo([at("net/cafe/brew.c", 90)])).toContain("\nnet/cafe/brew.c:90:\n");
    expect(replyTo([at("net/cafe/other.c", 9)])).toContain("\nnet/cafe/other.c:9:\n");
  });
});

describe("a reply", () => {
  test("is nothing when the patch brings nothing", () => {
    expect(replyTo([])).toBe("");
    expect(replyTo([{ ...leak, class: "pre-existing" }])).toBe("");
    expect(mailOf([madeReview([])], sender)).toBe("");
  });

  test("keeps to 80 columns outside of quotes, and quotes only lines of the mail", () => {
    const long = { ...leak, what: "word > ".repeat(60), fix: "From me -- ".repeat(30) };
    const lines = replyTo([long]).split("\n\n").slice(1).join("\n\n").split("\n");
    const own = lines.filter((line) => !line.startsWith("> "));
    expect(Math.max(...own.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(own.filter((line) => /^(>|From|--$)/.test(line))).toEqual([]);
    const body = new Set(leakyBody.split("\n"));
    expect(lines.filter((line) => line.startsWith("> ") && !body.has(line.slice(2)))).toEqual([]);
  });

  test("has an id that depends on the patch and the findings alone", () => {
    const idOf = (reply: string): string => /^Message-ID: (.*)/m.exec(reply)?.[1] ?? "";
    const one = idOf(replyTo([leak]));
    expect(idOf(replyTo([leak, at("net/cafe/brew.c", 2)]))).not.toBe(one);
    expect(idOf(replyTo([{ ...leak, line: 44 }]))).toBe(one);
  });

  test("several replies are an mbox", () => {
    const mails = mailOf([madeReview(), madeReview()], sender);
    expect(mails.match(/^From mboxrd@z /gm)).toHaveLength(2);
  });
});

describe("headers", () => {
  test.each<[Person, string]>([
    [{ name: "Ada", address: "a@example.org" }, "Ada <a@example.org>"],
    [{ name: "", address: "a@example.org" }, "a@example.org"],
    [{ name: "Ada, of L.", address: "a@example.org" }, '"Ada, of L." <a@example.org>'],
    [{ name: 'A "B" \\', address: "a@example.org" }, '"A \\"B\\" \\\\" <a@example.org>'],
    [{ name: "Åda", address: "a@example.org" }, "=?UTF-8?B?w4VkYQ==?= <a@example.org>"],
    [
      { name: "A\nBcc: b@example.org", address: "a@example.org" },
      '"A Bcc: b@example.org" <a@example.org>',
    ],
    [{ name: "A", address: "a@example.org>\nBcc: b@example.org" }, ""],
    [{ name: "A", address: "not an address" }, ""],
  ])("%j", (person, header) => {
    expect(peopleWords([person]).join(" ")).toBe(header);
  });

  test("are folded, and long text is encoded in pieces", () => {
    const words = textWords("Re: [PATCH] caf\u00e9 ".repeat(20));
    expect(words.every((word) => word.length <= 75)).toBe(true);
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), "base64").toString());
    expect(decoded.join("")).toBe("Re: [PATCH] caf\u00e9 ".repeat(20).trim());
    const lines = headerLines({ name: "Subject", words });
    expect(lines.every((line, row) => line.length <= 78 && line.startsWith(" ") === row > 0)).toBe(
      true,
    );
    expect(idWord("a@b>\r\nBcc: x")).toBe("<a@bBcc:x>");
  });
});
