import { cpuMsOf } from "../testing/cpu-time.ts";
import fc from "fast-check";
import { looksLikeMail, messagesIn } from "./mbox.ts";

const mail = (name: string, body = "Words.\n") =>
  `From: ${name} <${name}@example.org>\nSubject: ${name}\n\n${body}`;
const plain = "From ann@example.org Mon Jan  5 10:00:00 2026\n";
const marked = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";
const split = (text: string) =>
  messagesIn(Buffer.from(text, "latin1")).map((bytes) => Buffer.from(bytes).toString("latin1"));

const table: readonly (readonly [string, string, readonly string[]])[] = [
  ["one mail", mail("a"), [mail("a")]],
  ["one mail that quotes a separator", mail("a", `\n${plain}Subject: b\n\nx\n`), [mail("a", `\n${plain}Subject: b\n\nx\n`)]],
  ["an mbox of one", plain + mail("a"), [mail("a")]],
  ["an mbox of two", `${plain}${mail("a")}\n${plain}${mail("b")}`, [`${mail("a")}\n`, mail("b")]],
  ["of git format-patch", `From ${"0".repeat(40)} Mon Sep 17 00:00:00 2001\n${mail("a")}`, [mail("a")]],
  ["blank lines in front", `\n\n${plain}${mail("a")}`, [mail("a")]],
  ["CRLF", `${plain}${mail("a")}\n${plain}${mail("b")}`.replace(/\n/g, "\r\n"),
    [`${mail("a")}\n`, mail("b")].map((text) => text.replace(/\n/g, "\r\n"))],
  ["prose that begins with From", `${plain}${mail("a", "x\n\nFrom here on it is 10:00 o'clock.\nAnd so on.\n")}`,
    [mail("a", "x\n\nFrom here on it is 10:00 o'clock.\nAnd so on.\n")]],
  ["a separator without a blank line before it", `${plain}${mail("a", `x\n${plain}Subject: b\n`)}`,
    [mail("a", `x\n${plain}Subject: b\n`)]],
  ["escapes of mboxo", plain + mail("a", ">From me\n>>From you\n > >From\n"), [mail("a", "From me\n>>From you\n > >From\n")]],
  ["escapes of mboxrd", marked + mail("a", ">From me\n>>From you\n>>>From them\n"),
    [mail("a", "From me\n>From you\n>>From them\n")]],
  ["escapes in a lone mail are its own", mail("a", ">From me\n"), [mail("a", ">From me\n")]],
  ["8-bit bytes", plain + mail("a", "\xe4\xff\n"), [mail("a", "\xe4\xff\n")]],
  ["junk", "xyz\n".repeat(1000), []],
  ["nothing", "", []],
]; // prettier-ignore

describe("messagesIn", () => {
  test.each(table)("%s", (_, text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  test("undoes what an mbox adds to any mails", () => {
    const line = fc.constantFrom(
      "From me",
      ">From you",
      ">>From",
      "",
      "text",
      "From a 10:00",
      " x",
    );
    fc.assert(
      fc.property(fc.array(fc.array(line), { minLength: 1 }), (bodies) => {
        const mails = bodies.map((lines, index) => mail(`m${index}`, `${lines.join("\n")}\n`));
        const file = mails.map((text) => `${marked}${text.replace(/^(>*From )/gm, ">$1")}\n`);
        // The first line of a mail is a field, which the escape of `From ` leaves alone.
        expect(split(file.join(""))).toEqual(mails.map((text) => `${text}\n`));
      }),
    );
  });

  test.each([
    ["mails", `${plain}${mail("a", "Words.\n".repeat(1000))}\n`],
    ["separators", `${plain}a: b\n\n`],
    ["almost separators", "\n\nFrom a"],
    ["escapes", `${plain}a: b\n\n${">From \n".repeat(100)}\n`],
    ["angles", `${marked}a: b\n\n${">".repeat(100_000)}From \n\n`],
  ])("many megabytes of %s are split quickly", async (_, bit) => {
    const file = Buffer.alloc(bit.length > 1000 ? 50_000_000 : 10_000_000, bit);
    expect(await cpuMsOf(() => messagesIn(file))).toBeLessThan(3000);
  });
});

describe("looksLikeMail", () => {
  test.each([
    ["a mail", mail("a"), true],
    ["an mbox", plain + mail("a"), true],
    ["a header alone", "Subject: a\n", true],
    ["a field that nobody knows", "Colour: red\n\nx\n", false],
    ["C", "int f(void)\n{\nfrom: return 0;\n}\n", false],
    ["a diff", "diff --git a/x b/x\n", false],
    ["an ELF file", "\x7fELF\0\0From: \n", false],
    ["a NUL", "From: a\0\n", false],
    ["nothing", "", false],
  ])("%s", (_, text, expected) => {
    expect(looksLikeMail(Buffer.from(text, "latin1"))).toBe(expected);
  });
});
