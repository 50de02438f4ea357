import { mailsInStream } from "./split-mbox.ts";

const from = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";

describe("mailsInStream", () => {
  test.each<[string, string, string[]]>([
    ["one mail", "Subject: a\n\nbody\n", ["Subject: a\n\nbody\n"]],
    [
      "an mbox of two",
      `${from}Subject: a\n\nx\n\n${from}Subject: b\n\ny\n`,
      ["Subject: a\n\nx\n", "Subject: b\n\ny\n"],
    ],
    [
      "an mbox with CRLF",
      `${from}Subject: a\r\n\r\nx\r\n\r\n${from}S: b\r\n\r\n`,
      ["Subject: a\r\n\r\nx\r\n", "S: b\r\n\r\n"],
    ],
    [
      "prose that begins with From is no separator",
      `${from}Subject: a\n\nx\n\nFrom here on all is well\n`,
      ["Subject: a\n\nx\n\nFrom here on all is well\n"],
    ],
    [
      "escaped From lines",
      `${from}Subject: a\n\n>From me\n>>From you\n`,
      ["Subject: a\n\nFrom me\n>From you\n"],
    ],
  ])("%s, in whatever pieces it arrives", async (_name, text, mails) => {
    for (const size of [1, 7, 5000]) expect(await mailsOf(text, size)).toEqual(mails);
  });

  test.each([
    ["", "x.eml: is empty"],
    ["\n \n", "x.eml: is empty"],
    ["no mail at all", "x.eml: not a mail"],
    ["\x7fELF\0\0\0", "x.eml: not a mail"],
    ["Subject: \0", "x.eml: not a mail"],
  ])("refuses %j", async (text, message) => {
    await expect(mailsOf(text, 10)).rejects.toThrow(message);
  });

  test("junk is refused from its first bytes, a huge mail when it passes the limit", async () => {
    let taken = 0;
    const endless = function* (line: string): Generator<Uint8Array> {
      for (;;) {
        taken += 1;
        yield Buffer.from(line.repeat(1 << 14));
      }
    };
    await expect(drained(mailsInStream(asAsync(endless("junk")), "x"))).rejects.toThrow(
      "not a mail",
    );
    expect(taken).toBe(1);
    const mail = mailsInStream(asAsync(endless("Subject: a\n")), "x");
    await expect(drained(mail)).rejects.toThrow("x: a mail of more than 16 MiB");
  });
});

async function mailsOf(text: string, size: number): Promise<string[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  return await drained(mailsInStream(asAsync(pieces), "x.eml"));
}

async function* asAsync(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

async function drained(mails: AsyncIterable<{ bytes: Uint8Array }>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { bytes } of mails) texts.push(Buffer.from(bytes).toString());
  return texts;
}
