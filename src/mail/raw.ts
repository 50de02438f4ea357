// The bytes of one mail → its header fields, still encoded, and where its body begins.
// Everything here is bounded before any other parser sees the mail.

import type { Complaint } from "../types.ts";

/** One header field: bytes as latin-1 characters, folding kept. */
export interface Field {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

export interface RawMail {
  readonly fields: readonly Field[];
  readonly body: Buffer;
  readonly problems: readonly Complaint[];
}

/** The largest header block that is looked at; what is behind it in the header is dropped. */
export const HEADER_BYTES_MAX = 1024 * 1024;
const FIELDS_MAX = 5000;

/** Splits header and body. Lines above the header (`From …` of an mbox, blank ones) are dropped. */
export function rawOf(bytes: Uint8Array): RawMail {
  const mail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = headerStart(mail);
  const { end, bodyAt } = headerEnd(mail, start);
  const cut = Math.min(end, start + HEADER_BYTES_MAX);
  const fields = fieldsOf(mail.toString("latin1", start, cut));
  const problems: Complaint[] = [];
  if (cut < end || fields.length > FIELDS_MAX)
    problems.push({
      what: "header",
      why: `larger than ${HEADER_BYTES_MAX} bytes or ${FIELDS_MAX} fields; the rest was dropped`,
    });
  return { fields: fields.slice(0, FIELDS_MAX), body: mail.subarray(bodyAt), problems };
}

const LF = 10;
const CR = 13;

function headerStart(mail: Buffer): number {
  let at = 0;
  for (;;) {
    while (mail[at] === LF || mail[at] === CR) at++;
    const escaped = mail[at] === 0x3e ? 1 : 0;
    if (mail.toString("latin1", at + escaped, at + escaped + 5) !== "From ") return at;
    const end = mail.indexOf(LF, at);
    if (end < 0) return mail.length;
    at = end + 1;
  }
}

function headerEnd(mail: Buffer, start: number): { end: number; bodyAt: number } {
  const bare = mail.indexOf("\n\n", start, "latin1");
  // Looked for only as far as the other one could matter, so that junk is not scanned twice.
  const near = bare < 0 ? mail : mail.subarray(0, bare);
  const crlf = near.indexOf("\n\r\n", start, "latin1");
  if (crlf >= 0) return { end: crlf + 1, bodyAt: crlf + 3 };
  if (bare >= 0) return { end: bare + 1, bodyAt: bare + 2 };
  return { end: mail.length, bodyAt: mail.length };
}

function fieldsOf(header: string): Field[] {
  const fields: { name: string; lines: string[] }[] = [];
  for (const raw of header.split("\n")) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const last = fields.at(-1);
    if (line.startsWith(" ") || line.startsWith("\t")) {
      last?.lines.push(line);
      continue;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trimEnd();
    if (/^[!-9;-~]{1,100}$/.test(name))
      fields.push({ name: name.toLowerCase(), lines: [line.slice(colon + 1)] });
  }
  return fields.map(({ name, lines }) => ({ name, value: lines.join("\n").trim() }));
}

/** A field's value as text: UTF-8, or latin-1 where it is not UTF-8. */
export function decoded(value: string): string {
  const text = Buffer.from(value, "latin1").toString("utf8");
  return text.includes("\ufffd") ? value : text;
}

/** A field's value on one line, with the folding taken out. */
export function unfolded(value: string): string {
  return value
    .replace(/\n/g, " ")
    .replace(/\s{2,}/g, " ")
    .trim();
}
