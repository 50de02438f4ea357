// A stream of bytes → the mails in it: one mail, or those of an mbox without holding it whole.

import { Refusal, type Mail } from "../world.ts";

/** More than any patch mail that lists let through, and little enough to hold. */
const MAIL_BYTES_MAX = 16 * 1024 * 1024;

/** So many bytes must be there before we say that they are no mail. */
const HEAD_BYTES = 4096;

const HEADER = /^[!-9;-~]{1,80}[ \t]*:/;

/** What stands before each mail of an mbox; the time tells it from prose that begins so. */
const SEPARATOR = /^From \S.{0,200}\d\d:\d\d/;

/** The mails of a stream, told apart by its `From ` lines when it begins with one. */
export async function* mailsInStream(
  stream: AsyncIterable<unknown>,
  name: string,
): AsyncGenerator<Mail> {
  let form: "mail" | "mbox" | undefined;
  let count = 0;
  for await (const { held, last } of growing(stream)) {
    if (held.text.length < HEAD_BYTES && !last) continue;
    form ??= formOf(held.text, name);
    if (form === "mbox") {
      for (const text of cutMails(held, last)) {
        count += 1;
        yield { where: `${name}, mail ${count}`, bytes: Buffer.from(text, "latin1") };
      }
    }
    if (held.text.length > MAIL_BYTES_MAX) {
      throw new Refusal("input", `${name}: a mail of more than ${MAIL_BYTES_MAX >> 20} MiB`);
    }
    if (form === "mail" && last) yield { where: name, bytes: Buffer.from(held.text, "latin1") };
  }
}

/** What has arrived and was not cut off yet; one character a byte, so that no byte is lost. */
interface Held {
  text: string;
  /** No mail begins before this index. */
  searched: number;
}

/** The same `Held`, each time that it grew and once more at the end. */
async function* growing(
  stream: AsyncIterable<unknown>,
): AsyncGenerator<{ held: Held; last: boolean }> {
  const held: Held = { text: "", searched: 0 };
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new Error("the stream does not give bytes");
    held.text += Buffer.from(chunk).toString("latin1");
    yield { held, last: false };
  }
  yield { held, last: true };
}

function formOf(text: string, name: string): "mail" | "mbox" {
  const head = text.slice(0, HEAD_BYTES).trimStart();
  if (SEPARATOR.test(head)) return "mbox";
  if (head === "") throw new Refusal("input", `${name}: is empty`);
  if (head.includes("\0") || !HEADER.test(head)) throw new Refusal("input", `${name}: not a mail`);
  return "mail";
}

/** Takes every mail off `held` that is followed by another, and at the end the last one. */
function* cutMails(held: Held, last: boolean): Generator<string> {
  for (;;) {
    const next = held.text.indexOf("\nFrom ", held.searched);
    if (next === -1) break;
    const lineEnd = held.text.indexOf("\n", next + 1);
    if (lineEnd === -1) break;
    held.searched = next + 1;
    const blank = /\n\r?$/.test(held.text.slice(Math.max(0, next - 2), next));
    if (!blank || !SEPARATOR.test(held.text.slice(next + 1, lineEnd))) continue;
    yield mailText(held.text.slice(0, next).replace(/\r$/, ""));
    held.text = held.text.slice(next + 1);
    held.searched = 0;
  }
  if (last && held.text.trim() !== "") yield mailText(held.text);
}

/** Without the `From ` line, and with the `>From ` of the body as it was written. */
function mailText(text: string): string {
  const body = text.trimStart();
  return body.slice(body.indexOf("\n") + 1).replace(/^>(>*From )/gm, "$1");
}
