// The body of one mail → its parts with the transfer encoding undone, by mailparser.
// mailparser is given only the fields that it needs, at lengths that it is fast on.

import { MailParser, parseAddressHeader, type AttachmentStream } from "mailparser";
import type { Person } from "../types.ts";
import { decoded, type Field, type RawMail } from "./raw.ts";
import { clean } from "./text.ts";

export interface Part {
  /** In lower case: `text/plain`. */
  readonly type: string;
  readonly charset: string | undefined;
  readonly flowed: boolean;
  readonly delSp: boolean;
  readonly fileName: string | undefined;
  readonly attached: boolean;
  readonly bytes: Buffer;
}

export interface Mime {
  readonly subject: string;
  readonly parts: readonly Part[];
  /** Why there are fewer parts than the mail has. */
  readonly trouble: string | undefined;
}

/** The largest body that is looked at. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;
const NESTED_MAX = 40;
const PARTS_MAX = 200;
const FIELD_MAX = 8 * 1024;
const ADDRESSES_MAX = 64 * 1024;

/** Takes the mail apart. Never rejects: trouble is a value. */
export async function mimeOf(raw: RawMail): Promise<Mime> {
  const why = tooMuch(raw);
  const whole = await parsed(raw.fields, why === undefined ? raw.body : Buffer.alloc(0));
  if (why !== undefined) return { ...whole, parts: [], trouble: why };
  if (whole.trouble === undefined) return whole;
  const bare = await parsed(raw.fields, Buffer.alloc(0));
  return { ...bare, parts: whole.parts, trouble: whole.trouble };
}

/** The people of an address field, which is text already. */
export function personsOf(value: string): Person[] {
  const { value: addresses } = parseAddressHeader(value.slice(0, ADDRESSES_MAX), {
    flatten: true,
    decodePunycode: false,
  });
  return addresses.flatMap(({ name, address }) => {
    const person = { name: clean(name), address: clean(address ?? "") };
    return person.name === "" && person.address === "" ? [] : [person];
  });
}

function tooMuch({ fields, body }: RawMail): string | undefined {
  if (body.length > BODY_BYTES_MAX) return `the body is larger than ${BODY_BYTES_MAX} bytes`;
  const type = fields.find(({ name }) => name === "content-type")?.value ?? "";
  if (!/^\s*(?:multipart|message)\//i.test(type)) return undefined;
  const nested = body.toString("latin1").match(/^content-type:\s*(?:multipart|message)\//gim);
  return (nested?.length ?? 0) > NESTED_MAX ? `more than ${NESTED_MAX} nested parts` : undefined;
}

const needed = ["subject", "content-type", "content-transfer-encoding", "content-disposition"];

function parsed(fields: readonly Field[], body: Buffer): Promise<Mime> {
  const seen = new Set<string>();
  const lines = fields.flatMap(({ name, value }) => {
    if (!needed.includes(name) || seen.has(name)) return [];
    seen.add(name);
    return [`${name}: ${decoded(value.slice(0, FIELD_MAX)).replace(/\n(?![ \t])/g, " ")}\r\n`];
  });
  const parser = new MailParser({
    checksumAlgo: false,
    ignoreEmbedded: true,
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    maxChildNodes: PARTS_MAX,
  });
  // With no type taken for text, every part arrives as the bytes that were sent: mailparser would
  // join the texts of all parts and lose what is not in the charset that they claim.
  Object.assign(parser, { textTypes: [] });
  return new Promise((resolve) => {
    const parts: Part[] = [];
    const subject = () => clean(parser.subject ?? "");
    parser.on("data", (data) => {
      if (data.type === "attachment") collect(data, (part) => parts.push(part));
    });
    parser.on("error", (error: unknown) => {
      resolve({ subject: subject(), parts, trouble: clean(String(error)) });
    });
    parser.on("end", () => {
      resolve({ subject: subject(), parts, trouble: undefined });
    });
    parser.end(Buffer.concat([Buffer.from(lines.join("") + "\r\n"), body]));
  });
}

function collect(attachment: AttachmentStream, done: (part: Part) => void): void {
  const chunks: Buffer[] = [];
  const { content } = attachment;
  content.on("data", (chunk: Buffer) => chunks.push(chunk));
  content.on("end", () => {
    done(partOf(attachment, Buffer.concat(chunks)));
    attachment.release?.();
  });
}

function partOf(attachment: AttachmentStream, bytes: Buffer): Part {
  const header: unknown = attachment.headers.get("content-type");
  const params = paramsOf(header);
  return {
    type: attachment.contentType.toLowerCase(),
    charset: params.charset,
    flowed: params.format?.toLowerCase() === "flowed",
    delSp: params.delsp?.toLowerCase() === "yes",
    fileName: attachment.filename,
    attached: attachment.contentDisposition === "attachment",
    bytes,
  };
}

function paramsOf(header: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof header !== "object" || header === null || !("params" in header)) return {};
  const { params } = header;
  if (typeof params !== "object" || params === null) return {};
  return Object.fromEntries(
    Object.entries(params).filter(([, value]) => typeof value === "string"),
  );
}
