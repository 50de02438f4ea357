// A reviewed patch → the interleaved reply to its mail, as text that can be sent as it is.

import { createHash } from "node:crypto";
import type { PatchReview, Person, Review } from "../types.ts";
import { commentOf } from "./comment.ts";
import {
  dateWords,
  headerLines,
  idWord,
  peopleWords,
  textWords,
  type Header,
} from "./mail-headers.ts";
import { plainOf } from "./plain.ts";
import { quotesOf, type Quote } from "./quote.ts";
import { singleSpaced } from "./wrap.ts";

/** A mail line may have 998 bytes. */
const QUOTED_BYTES_MAX = 900;

/** Who replies, and when. */
export interface Sender {
  readonly from: Person;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One reply for each patch with findings: nothing, one mail, or an mbox of several. */
export function mailOf(reviews: readonly Review[], sender: Sender): string {
  const replies = reviews
    .flatMap(({ patches }) => patches)
    .map((patch) => replyOf(patch, sender))
    .filter((reply) => reply !== undefined);
  const [only] = replies;
  if (only === undefined || replies.length === 1) return only ?? "";
  return replies
    .map((reply) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${escaped(reply)}\n`)
    .join("");
}

/** The reply to one patch; undefined when there is nothing to say. */
export function replyOf(review: PatchReview, sender: Sender): string | undefined {
  const quotes = quotesOf(review);
  if (!quotes.some(({ kind }) => kind === "comment")) return undefined;
  const headers = headersOf(review, sender).flatMap(headerLines);
  const body = singleSpaced([attributionOf(review), ...quotes.flatMap(quoteLines)]);
  const signature = ["-- ", "interleave: symbolic execution, replayed on the values given"];
  return `${[...headers, "", ...body, "", ...signature].join("\n")}\n`;
}

/** The same findings on the same patch always get the same id. */
export function replyId({ patch, findings }: PatchReview, from: Person): string {
  const said = findings.filter((finding) => finding.class === "introduced").map(({ id }) => id);
  const hash = createHash("sha256")
    .update(JSON.stringify([patch.id, said.toSorted()]))
    .digest("hex");
  return `interleave-${hash.slice(0, 32)}@${from.address.split("@")[1] ?? "example.org"}`;
}

function headersOf(review: PatchReview, { from, now }: Sender): Header[] {
  const { message, author } = review.patch;
  const cc = distinct([...message.to, ...message.cc, author], [message.from, from]);
  const subject = /^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`;
  const chain = [...new Set([...message.references, message.id])];
  return [
    { name: "From", words: peopleWords([from]) },
    { name: "To", words: peopleWords([message.from]) },
    ...(cc.length > 0 ? [{ name: "Cc", words: peopleWords(cc) }] : []),
    { name: "Subject", words: textWords(subject) },
    { name: "Date", words: dateWords(now) },
    { name: "Message-ID", words: [idWord(replyId(review, from))] },
    { name: "In-Reply-To", words: [idWord(message.id)] },
    { name: "References", words: chain.map(idWord) },
    { name: "Auto-Submitted", words: ["auto-generated"] },
    { name: "MIME-Version", words: ["1.0"] },
    { name: "Content-Type", words: ["text/plain;", "charset=UTF-8"] },
    { name: "Content-Transfer-Encoding", words: ["8bit"] },
  ];
}

/** Everybody once, without those that are addressed already. */
function distinct(people: readonly Person[], without: readonly Person[]): Person[] {
  const seen = new Set(without.map(({ address }) => address.toLowerCase()));
  return people.filter(({ address }) => {
    const key = address.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function attributionOf({ patch: { message } }: PatchReview): string {
  const name = plainOf(message.from.name === "" ? message.from.address : message.from.name);
  const date = message.date === undefined ? undefined : Date.parse(message.date);
  return date === undefined || Number.isNaN(date)
    ? `${name} wrote:`
    : `On ${dateWords(date).join(" ")}, ${name} wrote:`;
}

function quoteLines(quote: Quote): string[] {
  switch (quote.kind) {
    case "elision":
      return ["[ ... ]"];
    case "line":
      return [`> ${withinLimit(plainOf(quote.text.replace(/\r$/, "")))}`];
    case "comment": {
      const { finding, under } = quote;
      const place = under ? [] : [`${plainOf(finding.file)}:${finding.line}:`];
      return ["", ...place, ...commentOf(finding), ""];
    }
  }
}

function withinLimit(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= QUOTED_BYTES_MAX ? text : bytes.toString("utf8", 0, QUOTED_BYTES_MAX);
}

/** As mboxrd has it, so that no line of a mail looks like the start of the next. */
function escaped(mail: string): string {
  return mail.replace(/^(>*From )/gm, ">$1");
}
