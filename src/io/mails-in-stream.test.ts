import { mailsInStream } from "./mails-in-stream.ts";

const from = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";

describe("mailsInStream", () => {
  test.each<[string, string, string[]]>([
    ["one mail", "Subject: a\n\nbody\n", ["x.eml: a"]],
    [
      "an mbox of two",
      `${from}Subject: a\n\nx\n\n${from}Subject: b\n\ny\n`,
      ["x.eml, mail 1: a", "x.eml, mail 2: b"],
    ],
  ])("%s, in whatever pieces it arrives", async (_name, text, mails) => {
    for (const size of [1, 7, 5000]) expect(await mailsOf(text, size)).toEqual(mails);
  });

  test.each([
    ["", "x.eml: is empty"],
    ["\n \n", "x.eml: is empty"],
    ["no mail at all", "x.eml: is not a mail"],
    ["\x7fELF\0\0\0", "x.eml: is not a mail"],
  ])("refuses %j", async (text, message) => {
    await expect(mailsOf(text, 10)).rejects.toThrow(message);
  });

  test("junk is refused from its first bytes, what is huge when it passes the limit", async () => {
    let taken = 0;
    const endless = function* (head: string): Generator<Uint8Array> {
      yield Buffer.from(head);
      for (const piece = Buffer.alloc(1 << 20, "y\n"); ; taken += 1) yield piece;
    };
    await expect(drained(mailsInStream(asAsync(endless("")), "x"))).rejects.toThrow("not a mail");
    expect(taken).toBe(0);
    const mail = mailsInStream(asAsync(endless("Subject: a\n\n")), "x");
    await expect(drained(mail)).rejects.toThrow("x: a file of more than 128 MiB");
    const big = Buffer.concat([Buffer.from("Subject: a\n\n"), Buffer.alloc(17 << 20, "y\n")]);
    await expect(drained(mailsInStream(asAsync([big]), "x"))).rejects.toThrow(
      "x: a mail of more than 16 MiB",
    );
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

/** `where: subject` of each mail. */
async function drained(mails: ReturnType<typeof mailsInStream>): Promise<string[]> {
  const found: string[] = [];
  for await (const { where, bytes } of mails) {
    found.push(`${where}: ${/Subject: (.*)/.exec(Buffer.from(bytes).toString())?.[1] ?? ""}`);
  }
  return found;
}
