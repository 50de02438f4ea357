// A stream of bytes → the mails in it: one mail, or those of an mbox.

import { looksLikeMail, messagesIn } from "../mail/mbox.ts";
import { Refusal, type Mail } from "../world.ts";

/** More than any patch mail that lists let through, and little enough to hold. */
const MAIL_BYTES_MAX = 16 << 20;

/** A whole list belongs into a source that is read piece by piece. */
const FILE_BYTES_MAX = 128 << 20;

/** So many bytes must be there before we say that they are no mail. */
const HEAD_BYTES = 64 << 10;

/** Refuses junk from its first bytes, and what is too big as soon as it is. */
export async function* mailsInStream(
  stream: AsyncIterable<unknown> | Iterable<unknown>,
  name: string,
): AsyncGenerator<Mail> {
  const mails = messagesIn(await bytesOf(stream, name));
  for (const [at, bytes] of mails.entries()) {
    const where = mails.length === 1 ? name : `${name}, mail ${at + 1}`;
    if (bytes.length > MAIL_BYTES_MAX) throw tooBig(where, "a mail", MAIL_BYTES_MAX);
    yield { where, bytes };
  }
}

async function bytesOf(
  stream: AsyncIterable<unknown> | Iterable<unknown>,
  name: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let known = false;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new Error("the stream does not give bytes");
    chunks.push(chunk);
    size += chunk.length;
    if (size > FILE_BYTES_MAX) throw tooBig(name, "a file", FILE_BYTES_MAX);
    if (!known && size >= HEAD_BYTES) known = checked(Buffer.concat(chunks), name);
  }
  const bytes = Buffer.concat(chunks);
  if (!known) checked(bytes, name);
  return bytes;
}

function checked(bytes: Buffer, name: string): true {
  if (looksLikeMail(bytes)) return true;
  const empty = bytes.length < HEAD_BYTES && bytes.toString("latin1").trim() === "";
  throw new Refusal("input", `${name}: ${empty ? "is empty" : "is not a mail"}`);
}

function tooBig(where: string, what: string, bytes: number): Refusal {
  return new Refusal("input", `${where}: ${what} of more than ${bytes >> 20} MiB`);
}
