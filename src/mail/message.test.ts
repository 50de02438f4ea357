import fc from "fast-check";
import { cpuMsOf } from "../testing/cpu-time.ts";
import { filesOf } from "../diff/parse.ts";
import { madePatch, rawMail } from "../testing/mails.ts";
import type { Message } from "../types.ts";
import { messageOf } from "./message.ts";
import { patchOf } from "./patch.ts";

const head = [
  "From: Ann <ann@example.org>",
  "Subject: [PATCH] a: b",
  "Date: Mon, 5 Jan 2026 10:00:00 +0000",
  "Message-ID: <1@example.org>",
];
const diff = madePatch("a.c", "nëw");
const quoted = diff.replace(/=/g, "=3D").replace("ë", "=C3=AB").replace("\n-- \n", "\n--=20\n");

const problems = ({ problems: all }: Message) => all.map(({ what, why }) => `${what}: ${why}`);
const of = (header: readonly string[], body: string | Buffer) => messageOf(rawMail(header, body));

describe("bodies", () => {
  const qp = "Content-Transfer-Encoding: quoted-printable";
  const type = (value: string) => `Content-Type: ${value}`;
  const utf8 = type("text/plain; charset=utf-8");
  const crlf = (text: string) => text.replace(/\n/g, "\r\n");
  const base64 = (text: string | Buffer) =>
    Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n");

  const same: readonly (readonly [string, readonly string[], string | Buffer])[] = [
    ["as they are", [], diff],
    ["8bit", [utf8, "Content-Transfer-Encoding: 8bit"], diff],
    ["quoted-printable", [utf8, qp], quoted],
    ["quoted-printable with soft breaks", [utf8, qp], quoted.replace(/(int f)/, "$1=\n")],
    ["base64", [utf8, "Content-Transfer-Encoding: base64"], base64(diff)],
    ["base64 with CRLF inside", [utf8, "Content-Transfer-Encoding: BASE64"], base64(crlf(diff))],
    ["CRLF", [utf8], crlf(diff)],
    ["latin-1", [type("text/plain; charset=iso-8859-1")], Buffer.from(diff, "latin1")],
    ["an alias of latin-1", [type('text/plain; charset="latin1"')], Buffer.from(diff, "latin1")],
    ["windows-1252", [type("text/plain; charset=windows-1252")], Buffer.from(diff, "latin1")],
    ["utf-16", [type("text/plain; charset=utf-16le")], Buffer.from(diff, "utf16le")],
    ["no type for a patch", [type("text/x-patch; charset=utf-8")], diff],
  ]; // prettier-ignore
  test.each(same)("%s", async (_, header, body) => {
    const message = await of([...head, ...header], body);
    expect(message.body.trimEnd()).toBe(diff.trimEnd());
    expect(message.problems).toEqual([]);
  });

  const odd: readonly (readonly [string, readonly string[], string | Buffer, string])[] = [
    ["an unknown charset", [type("text/plain; charset=x-klingon")], Buffer.from(diff, "latin1"),
      "body: the charset x-klingon is unknown: read as latin-1"],
    ["latin-1 that claims to be UTF-8", [utf8], Buffer.from(diff, "latin1"),
      "body: not valid in its charset utf-8: read as latin-1"],
    ["latin-1 that claims nothing", [], Buffer.from(diff, "latin1"),
      "body: not valid in its charset utf-8: read as latin-1"],
    ["latin-1 that claims to be ASCII", [type("text/plain; charset=us-ascii")], Buffer.from(diff, "latin1"),
      "body: not valid in its charset utf-8: read as latin-1"],
  ]; // prettier-ignore
  test.each(odd)("%s", async (_, header, body, problem) => {
    const message = await of([...head, ...header], body);
    expect(message.body.trimEnd()).toBe(diff.trimEnd());
    expect(problems(message)).toEqual([problem]);
  });

  test("a carriage return that only some lines have is content", async () => {
    const body = madePatch("a.bat").replace("-old\n+new\n", "-old\r\n+new\r\n");
    const lines = filesOf((await of(head, body)).body).files[0]?.hunks[0]?.lines;
    expect(lines?.map(({ text }) => text)).toEqual(["{", "old\r", "new\r", "}"]);
    const escaped = crlf(body.replace(/=/g, "=3D").replace(/\r\n/g, "=0D\n"));
    expect((await of([...head, utf8, qp], escaped)).body).toContain("-old\r\n+new\r\n");
  });
});

describe("format=flowed", () => {
  const flowed = ["Content-Type: text/plain; charset=utf-8; format=flowed"];
  const stuffed = (text: string) => text.replace(/^( |>|From )/gm, " $1");
  const long = "A sentence that is so long that the program broke it.\n";
  const broken = long.replace("long that", "long \nthat");
  const table: readonly (readonly [string, string, string])[] = [
    ["as RFC 3676 has it", stuffed(broken + diff), long + diff],
    ["claimed for a patch that was sent as it is", diff, diff],
    ["stuffed, with a blank context line", stuffed(diff.replace("{\n-", " \n-")),
      diff.replace(" {\n-", "  \n-")],
  ]; // prettier-ignore
  test.each(table)("%s", async (_, body, expected) => {
    const message = await of([...head, ...flowed], body);
    expect(message.body.trimEnd()).toBe(expected.trimEnd());
    expect(message.problems).toEqual([]);
  });
  test("that has lost lines is said to be mangled", async () => {
    const message = await of([...head, ...flowed], diff.replace("+nëw", "+n \nëw"));
    expect(problems(message)).toEqual([]);
    const worse = await of([...head, ...flowed], diff.replace("-old\n", ""));
    expect(problems(worse)).toEqual(["body: format=flowed has mangled the patch"]);
  });
});

describe("parts", () => {
  const multi = (...parts: readonly string[]) =>
    `${parts.map((part) => `--b\n${part}\n`).join("")}--b--\n`;
  const header = [...head, 'Content-Type: multipart/mixed; boundary="b"'];
  const words =
    "Content-Type: text/plain\n\nWhat it does.\n\nSigned-off-by: Ann <ann@example.org>\n---\n";
  const footer =
    "Content-Type: text/plain\nContent-Disposition: inline\n\n____\nto leave the list, write\n";
  const html = "Content-Type: text/html\n\n<pre>diff --git a/x b/x</pre>\n";
  const bare = diff.slice(diff.indexOf("diff --git"));
  const patchFile = `From ${"0".repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: Bob <bob@example.org>\nSubject: [PATCH] in the\n file\n\nMessage.\n\n${diff}`;
  const table: readonly (readonly [string, string, string, string])[] = [
    ["inline, with the footer of a list", multi(`Content-Type: text/plain; charset=utf-8\n\n${diff}`, footer), "Because.", "Ann"],
    ["with an HTML twin", multi(`Content-Type: text/plain; charset=utf-8\n\n${diff}`, html), "Because.", "Ann"],
    ["attached as text/x-patch", multi(words, `Content-Type: text/x-patch; charset=utf-8\nContent-Disposition: attachment; filename=a.patch\n\n${bare}`), "What it does.", "Ann"],
    ["attached as application/octet-stream", multi(words, `Content-Type: application/octet-stream; name="a.patch"\nContent-Transfer-Encoding: base64\n\n${Buffer.from(bare).toString("base64")}\n`), "What it does.", "Ann"],
    ["attached as a patch file", multi(words, `Content-Type: text/x-diff\n\n${patchFile}`), "Message.", "Bob"],
  ]; // prettier-ignore
  test.each(table)("a patch %s", async (_, body, description, author) => {
    const message = await of(header, body);
    expect(message.problems).toEqual([]);
    const patch = patchOf(message);
    if ("why" in patch) throw new Error(patch.why);
    expect(patch.files[0]?.hunks[0]?.lines[2]?.text).toBe("nëw");
    expect(patch.description).toMatch(new RegExp(`^${description}`));
    expect(patch.author.name).toBe(author);
  });
  test("HTML alone is no patch", async () => {
    const message = await of([...head, "Content-Type: text/html"], `<pre>${diff}</pre>`);
    expect(message.body).toBe("");
    expect(patchOf(message)).toEqual({
      what: "[PATCH] a: b",
      why: "it holds no diff that can be read: only HTML, which cannot hold a patch",
    });
  });
  test("two patches in one mail are said to be two", async () => {
    const part = `Content-Type: text/x-patch; charset=utf-8\n\n${diff}`;
    expect(problems(await of(header, multi(words, part, part)))).toEqual([
      "body: 2 parts hold a diff: only the first one is read",
    ]);
  });
  test("a picture of the same name is not read", async () => {
    const part = "Content-Type: image/png; name=x.png\nContent-Transfer-Encoding: base64\n\nAAAA\n";
    const message = await of(
      header,
      multi(part, `Content-Type: text/plain; charset=utf-8\n\n${diff}`),
    );
    expect(filesOf(message.body).files).toHaveLength(1);
  });
});

describe("headers", () => {
  const lines = (subject: string, ...more: readonly string[]) => [
    "From: Ann <ann@example.org>", "Date: Mon, 5 Jan 2026 10:00:00 +0000", "Message-ID: <1@example.org>",
    subject, ...more,
  ]; // prettier-ignore
  const subjects: readonly (readonly [string, string, string])[] = [
    ["folded", "Subject: [PATCH] a:\n b", "[PATCH] a: b"],
    ["folded with a tab", "Subject: [PATCH]\n\ta: b", "[PATCH] a: b"],
    ["encoded", "Subject: =?UTF-8?q?[PATCH]_a:_=C3=A4?=", "[PATCH] a: ä"],
    [
      "in two encoded words",
      "Subject: =?UTF-8?q?[PATCH]_a:_=C3?=\n =?UTF-8?q?=A4?=",
      "[PATCH] a: ä",
    ],
    ["base64", `Subject: =?utf-8?B?${Buffer.from("[PATCH] ä").toString("base64")}?=`, "[PATCH] ä"],
    ["latin-1, encoded", "Subject: =?iso-8859-1?Q?[PATCH]_=E4?=", "[PATCH] ä"],
    ["raw UTF-8", "Subject: [PATCH] ä", "[PATCH] ä"],
    ["an encoded word that never ends", "Subject: =?UTF-8?q?[PATCH", "=?UTF-8?q?[PATCH"],
    ["an escape sequence", "Subject: [PATCH] \u001b[31mred", "[PATCH] [31mred"],
    ["an encoded line end", "Subject: =?UTF-8?q?[PATCH]=0AX:_y?=", "[PATCH] X: y"],
    ["a turned direction", "Subject: [PATCH] a\u202eb", "[PATCH] a b"],
    ["none", "X-None: x", ""],
    ["two", "Subject: [PATCH] one\nSubject: [PATCH] two", "[PATCH] one"],
  ];
  test.each(subjects)("subject: %s", async (_, line, expected) => {
    const message = await of(lines(line), "Words.\n");
    expect([message.subject, message.problems]).toEqual([expected, []]);
  });
  test("a subject in raw latin-1 is read, one in no charset complained about", async () => {
    const raw = Buffer.concat([
      Buffer.from("Subject: [PATCH] "),
      Buffer.from([0xe4]),
      Buffer.from("\n\n"),
    ]);
    expect((await messageOf(raw)).subject).toBe("[PATCH] ä");
    const message = await of(lines("Subject: =?x-none?q?=FF=FE?="), "");
    expect(problems(message)).toEqual(["Subject: badly encoded: some characters are lost"]);
  });

  const people: readonly (readonly [string, string, string])[] = [
    ["Ann <ann@example.org>", "Ann", "ann@example.org"],
    ['"Arbor, Ann" <ann@example.org>', "Arbor, Ann", "ann@example.org"],
    ["ann@example.org", "", "ann@example.org"],
    ["ann@example.org (Ann)", "Ann", "ann@example.org"],
    ["=?utf-8?q?=C3=84nn?= <ann@example.org>", "Änn", "ann@example.org"],
    ["Änn <ann@example.org>", "Änn", "ann@example.org"],
    ["Ann\n <ann@example.org>", "Ann", "ann@example.org"],
    ["people: Ann <ann@example.org>, b@example.org;", "Ann", "ann@example.org"],
    ["=?utf-8?q?A=0An?= <ann@example.org>", "A n", "ann@example.org"],
    ["nobody", "nobody", ""],
    ["", "", ""],
  ];
  test.each(people)("From: %s", async (value, name, address) => {
    const message = await of([`From: ${value}`], "");
    expect(message.from).toEqual({ name, address });
  });

  const dates: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ["Mon, 5 Jan 2026 10:00:00 +0800", "2026-01-05T02:00:00.000Z", undefined],
    ["5 Jan 2026 10:00:00 -0330", "2026-01-05T13:30:00.000Z", undefined],
    ["Mon, 05 Jan 2026 10:00 GMT", "2026-01-05T10:00:00.000Z", undefined],
    ["Mon, 5 Jan 2026 10:00:00 +0000 (UTC)", "2026-01-05T10:00:00.000Z", undefined],
    ["Mon, 5 Jan 26 10:00:00 EST", "2026-01-05T15:00:00.000Z", undefined],
    ["Mon, 5 Jan 2026 10:00:00", "2026-01-05T10:00:00.000Z", "without a usable zone (none): read as UTC"],
    ["Mon, 5 Jan 2026 10:00:00 +9900", "2026-01-05T10:00:00.000Z", "without a usable zone (+9900): read as UTC"],
    ["Mon, 5 Jan 2026 10:00:00 XYZ", "2026-01-05T10:00:00.000Z", "without a usable zone (XYZ): read as UTC"],
    ["Mon, 31 Feb 2026 10:00:00 +0000", undefined, "impossible"],
    ["Mon, 5 Jan 2026 25:00:00 +0000", undefined, "impossible"],
    ["Mon, 5 Xyz 2026 10:00:00 +0000", undefined, "impossible"],
    ["Mon, 5 Jan 0026 10:00:00 +0000", undefined, "impossible"],
    ["yesterday", undefined, "cannot be read"],
  ]; // prettier-ignore
  test.each(dates)("Date: %s", async (value, date, odd) => {
    const message = await of(["Message-ID: <1@example.org>", `Date: ${value}`], "");
    expect(message.date).toBe(date);
    expect(problems(message)).toEqual(odd === undefined ? [] : [`Date: ${odd}`]);
  });

  const ids: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["one parent", ["In-Reply-To: <a@x>", "References: <r@x> <a@x>"], ["r@x", "a@x"]],
    ["a parent that is no reference", ["In-Reply-To: <a@x>", "References: <r@x>"], ["r@x", "a@x"]],
    ["several parents", ["In-Reply-To: <a@x> <b@x>"], ["a@x", "b@x"]],
    ["words around the id", ["In-Reply-To: Ann's message of today <a@x>"], ["a@x"]],
    ["two References headers", ["References: <a@x>", "References: <b@x>"], ["a@x", "b@x"]],
    ["a reference to itself", ["References: <a@x> <1@example.org>"], ["a@x"]],
    ["one reference twice", ["References: <a@x> <b@x> <a@x>"], ["a@x", "b@x"]],
    ["an id that is folded", ["References: <a\n\t@x>"], ["a@x"]],
    ["no brackets", ["In-Reply-To: a@x"], ["a@x"]],
    ["broken brackets", ["References: <<a@x> <b@x"], ["a@x"]],
    ["nothing in them", ["References: <> <a@x>"], ["a@x"]],
  ];
  test.each(ids)("references: %s", async (_, header, expected) => {
    const message = await of(["Message-ID: <1@example.org>", ...header], "");
    expect(message.references).toEqual(expected);
  });

  test("a mail without an id gets one from its content", async () => {
    const [one, again, other] = await Promise.all([of(["Subject: a"], "x"), of(["Subject: a"], "x"), of(["Subject: a"], "y")]); // prettier-ignore
    expect(one.id).toMatch(/^[0-9a-f]{40}@no-message-id\.invalid$/);
    expect(again.id).toBe(one.id);
    expect(other.id).not.toBe(one.id);
    expect(problems(one)).toContain("Message-ID: missing: made from the content");
  });

  test("only listed fields are kept, on one line, without control characters", async () => {
    const more = [
      "List-ID: <l.example.org>",
      "Reply-To: Ann\n <ann@example.org>",
      "X-Secret: 1",
      "X-Loop: a\u001bb",
    ];
    expect((await of([...head, ...more], "")).headers).toEqual({
      date: ["Mon, 5 Jan 2026 10:00:00 +0000"],
      "list-id": ["<l.example.org>"],
      "reply-to": ["Ann <ann@example.org>"],
      "x-loop": ["a b"],
    });
  });

  test("a separator of an mbox in front is not a field", async () => {
    const mail = `From ann Mon Jan  5 10:00:00 2026\n${head.join("\n")}\n\nx\n`;
    expect((await messageOf(Buffer.from(mail))).subject).toBe("[PATCH] a: b");
  });
});

describe("hostile mail", () => {
  const mixed = (part: string) => `Content-Type: multipart/mixed; boundary="${part}"`;
  const nested = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `${mixed(`b${level}`)}\n\n--b${level}\n`).join("");
  const bombs: readonly (readonly [string, string | Buffer])[] = [
    ["junk", Buffer.alloc(50_000_000, "junk and more junk\n")],
    ["one line", Buffer.alloc(50_000_000, "x")],
    ["nothing but line ends", Buffer.alloc(20_000_000, "\n")],
    ["a header of 10 MB", `${head.join("\n")}\nX-Long: ${"x".repeat(10_000_000)}\n\nbody\n`],
    ["a subject of 10 MB", `Subject: ${"=?utf-8?q?a?= ".repeat(700_000)}\n\nbody\n`],
    ["a From of 10 MB", `From: ${'"a" <a@example.org>, '.repeat(500_000)}\n\nbody\n`],
    ["a From of parentheses", `From: ${"(".repeat(1_000_000)}\n\nbody\n`],
    ["a From of quotes", `From: ${'"\\'.repeat(500_000)}\n\nbody\n`],
    ["a type of parameters", `Content-Type: text/plain${'; a*0*="x"'.repeat(100_000)}\n\nbody\n`],
    ["fields by the hundred thousand", `${"X-Loop: a\n".repeat(300_000)}\nbody\n`],
    ["100,000 references", `References: ${Array.from({ length: 100_000 }, (_, id) => `<${id}@x>`).join(" ")}\n\nbody\n`],
    ["1,000 levels of parts", nested(1000)],
    ["100,000 parts", `${mixed("b")}\n\n${"--b\n\nx\n".repeat(100_000)}`],
    ["a bomb in base64", `Content-Transfer-Encoding: base64\n\n${"QUFB".repeat(2_500_000)}`],
    ["quoted-printable", `Content-Transfer-Encoding: quoted-printable\n\n${"=".repeat(5_000_000)}`],
    ["flowed lines", `Content-Type: text/plain; format=flowed\n\n${" \n".repeat(2_000_000)}`],
    ["a part of line ends before the patch", `${mixed("b")}\n\n--b\n\n${"\n".repeat(2_000_000)}x\n--b\n\n${diff}\n--b--\n`],
    ["a trailer and a line of signs", `Subject: [PATCH] x\n\nReviewed-by: x\n${"@".repeat(1_000_000)}\n---\n${diff}`],
    ["messages in messages", "Content-Type: message/rfc822\n\n".repeat(1000)],
  ]; // prettier-ignore
  test.each(bombs)("%s does no harm", async (_, bytes) => {
    const mail = Buffer.from(bytes);
    const ms = await cpuMsOf(async () => patchOf(await messageOf(mail)));
    expect(ms).toBeLessThan(4000);
  });

  test("parts that nest too deep are refused, and the header is still read", async () => {
    const message = await messageOf(Buffer.from(`${head.join("\n")}\n${nested(1000)}`));
    expect(message.subject).toBe("[PATCH] a: b");
    expect(problems(message)).toEqual(["body: more than 40 nested parts"]);
  });

  test("any bytes become a message", async () => {
    const bits = fc.constantFrom(
      "\n", "\r\n", "\n\n", "Subject: ", "From: ", "Content-Type: ", "multipart/mixed; boundary=b",
      "text/plain", "; charset=", "; format=flowed", "--b", "--b--", "=?utf-8?q?", "?=", "base64",
      "Content-Transfer-Encoding: ", "message/rfc822", "\0", "\u001b", "<a@b>", "References: ",
      "Content-Disposition: attachment; filename=a.patch", "diff --git a/x b/x", ": ", "quoted-printable",
    ); // prettier-ignore
    const text = fc.array(fc.oneof({ weight: 4, arbitrary: bits }, fc.string()), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(text.map((words) => Buffer.from(words.join(""))), fc.uint8Array()), async (bytes) => {
        const message = await messageOf(bytes);
        expect(typeof message.body).toBe("string");
        expect(message.subject).not.toMatch(/[\u0000-\u001f]/);
      }),
      { numRuns: 500 },
    ); // prettier-ignore
  });
});
