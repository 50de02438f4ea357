// The bytes of one mail → a Message. Never rejects: what is wrong with the mail is in its problems.

import { filesOf, holdsDiff } from "../diff/parse.ts";
import type { Complaint, Message, MessageId, Person } from "../types.ts";
import { dateOf } from "./date.ts";
import { idOf, idsOf } from "./ids.ts";
import { mimeOf, personsOf, type Mime, type Part } from "./mime.ts";
import { decoded, rawOf, unfolded, type Field } from "./raw.ts";
import { clean, textOf, unflowed } from "./text.ts";

/** Header fields that are kept beside the structured ones; nothing else may be read later. */
const kept = [
  "archived-at", "auto-submitted", "content-type", "date", "list-archive", "list-id", "list-post",
  "mail-followup-to", "precedence", "reply-to", "sender", "user-agent", "x-auto-response-suppress",
  "x-loop", "x-mailer", "x-mailing-list", "x-original-from", "x-patchwork-hint",
]; // prettier-ignore

const KEPT_VALUE_MAX = 4096;

/** Decodes one mail. */
export async function messageOf(bytes: Uint8Array): Promise<Message> {
  const raw = rawOf(bytes);
  const { fields } = raw;
  const mime = await mimeOf(raw);
  const { id, made } = idOf(fields, bytes);
  const { date, odd } = dateOf(valueOf(fields, "date"));
  const body = bodyOf(mime);
  const inReplyTo = idsOf(fields, "in-reply-to").filter((other) => other !== id);
  const problems: Complaint[] = [...raw.problems];
  if (made) problems.push({ what: "Message-ID", why: "missing: made from the content" });
  if (odd !== undefined) problems.push({ what: "Date", why: odd });
  if (mime.subject.includes("\ufffd"))
    problems.push({ what: "Subject", why: "badly encoded: some characters are lost" });
  if (mime.trouble !== undefined) problems.push({ what: "body", why: mime.trouble });
  return {
    id,
    subject: mime.subject,
    from: people(fields, "from")[0] ?? { name: "", address: "" },
    to: people(fields, "to"),
    cc: people(fields, "cc"),
    date,
    inReplyTo,
    references: referencesOf(fields, id, inReplyTo),
    headers: headersOf(fields),
    body: body.text,
    problems: [...problems, ...body.odd.map((why) => ({ what: "body", why }))],
  };
}

function valueOf(fields: readonly Field[], wanted: string): string | undefined {
  const field = fields.find(({ name }) => name === wanted);
  return field === undefined ? undefined : unfolded(decoded(field.value));
}

function people(fields: readonly Field[], wanted: string): Person[] {
  return fields
    .filter(({ name }) => name === wanted)
    .flatMap(({ value }) => personsOf(decoded(value)));
}

function referencesOf(fields: readonly Field[], own: MessageId, inReplyTo: readonly MessageId[]) {
  return [...new Set([...idsOf(fields, "references"), ...inReplyTo])].filter((id) => id !== own);
}

function headersOf(fields: readonly Field[]): Record<string, readonly string[]> {
  const headers: Record<string, string[]> = {};
  for (const { name, value } of fields)
    if (kept.includes(name))
      (headers[name] ??= []).push(clean(unfolded(decoded(value.slice(0, KEPT_VALUE_MAX)))));
  return headers;
}

interface Body {
  readonly text: string;
  readonly odd: readonly string[];
}

/**
 * The first text part, unless a later one holds the diff. A later one is read behind the first,
 * which has the commit message, except when it is a whole patch file with its own message.
 */
function bodyOf({ parts }: Mime): Body {
  const texts = parts.filter(isText).map(decodedPart);
  const [first] = texts;
  if (first === undefined) {
    const html = parts.some(({ type }) => type === "text/html");
    return { text: "", odd: html ? ["only HTML, which cannot hold a patch"] : [] };
  }
  const diffs = texts.filter(({ text }) => holdsDiff(text));
  const [diff] = diffs;
  if (diff === undefined || diff === first) return first;
  const odd =
    diffs.length > 1 ? [`${diffs.length} parts hold a diff: only the first one is read`] : [];
  if (/^From [0-9a-f]{40} /.test(diff.text)) return { ...diff, odd: [...diff.odd, ...odd] };
  const text = `${first.text.trimEnd()}\n${diff.text}`;
  return { text, odd: [...first.odd, ...diff.odd, ...odd] };
}

function isText({ type, fileName }: Part): boolean {
  if (/\.(?:patch|diff|mbox|eml)$/i.test(fileName ?? "")) return true;
  return /^text\/(?!html$|calendar$|rtf$|css$)/.test(type) || /^application\/.*patch/.test(type);
}

// Some programs claim format=flowed and send the patch as it is, or do half of what it asks for:
// what makes the diff whole is right.
const ways = [
  { stuffed: true, broken: true },
  { stuffed: true, broken: false },
  { stuffed: false, broken: false },
  { stuffed: false, broken: true },
];

function decodedPart({ bytes, charset, flowed, delSp }: Part): Body {
  const { text, odd } = textOf(bytes, charset);
  if (!flowed) return { text, odd };
  for (const way of ways) {
    const reading = unflowed(text, { ...way, delSp });
    if (filesOf(reading).refused.length === 0) return { text: reading, odd };
  }
  return { text, odd: [...odd, "format=flowed has mangled the patch"] };
}
