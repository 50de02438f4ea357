// Lines of a commit message or of an answer → the trailers among them, wrapped ones made whole.

import type { FollowUp, Message, Trailer } from "../types.ts";
import { senderOf } from "./sender.ts";
import { clean } from "./text.ts";

const trailerLine = /^([A-Z][A-Za-z]{1,30}(?:-[A-Za-z]{1,30}){0,5}):\s+(\S.*)$/;
const trailerName = /^(?:[a-z-]+-by|fixes|closes|link|cc|message-id|depends-on|change-id)$/i;
// An answer's Cc: or Message-Id: line says nothing of the patch.
const answerName = /^(?:[a-z-]+-by|fixes|closes|link)$/i;
const TRAILERS_MAX = 500;
const WRAPPED_LINES_MAX = 4;
const LINE_MAX = 1000;

/** The trailers of a commit message, in order. */
export function trailersOf(description: string): readonly Trailer[] {
  return readTrailers(description.split("\n")).filter(({ name }) => trailerName.test(name));
}

/** The trailers that an answer gives, outside of what it quotes and above its signature. */
export function followUpsOf(message: Message): readonly FollowUp[] {
  const from = senderOf(message);
  const end = message.body.search(/^(?:-- ?|-{3,}\s?(?:Original|Forwarded) Message.*)$/m);
  const text = end < 0 ? message.body : message.body.slice(0, end);
  // Quoted lines are emptied, not dropped: what they part must not be read as one trailer.
  const lines = text.split("\n").map((line) => (line.startsWith(">") ? "" : line));
  return readTrailers(lines)
    .filter(({ name }) => answerName.test(name))
    .map(({ name, value }) => {
      const address = /<([^<>\s]+@[^<>\s]+)>/.exec(value)?.[1];
      const own = address === undefined || address.toLowerCase() === from.address.toLowerCase();
      return { name, value, id: message.id, from, own };
    });
}

function readTrailers(lines: readonly string[]): Trailer[] {
  const trailers: Trailer[] = [];
  for (let at = 0; at < lines.length && trailers.length < TRAILERS_MAX; at++) {
    const [, name, first] = trailerLine.exec((lines[at] ?? "").slice(0, LINE_MAX)) ?? [];
    if (name === undefined || first === undefined) continue;
    let value = first.trimEnd();
    for (let more = 0; more < WRAPPED_LINES_MAX; more++) {
      const next = (lines[at + 1] ?? "").slice(0, LINE_MAX);
      if (!continues(name, value, next)) break;
      value = `${value} ${next.trim()}`;
      at++;
    }
    trailers.push({ name, value: clean(value) });
  }
  return trailers;
}

/** Whether `next` is the rest of a trailer that a mail program has wrapped, not a note or text. */
function continues(name: string, value: string, next: string): boolean {
  if (next.trim() === "" || trailerLine.test(next) || /^\s*[[(]/.test(next)) return false;
  if (/^[ \t]/.test(next)) return true;
  if (/-by$/i.test(name)) return !value.includes("@") && /^(?:\S+\s){0,3}<?\S+@\S+>?$/.test(next);
  if (/^fixes$/i.test(name)) return /\("[^"]*$/.test(value) || next.startsWith('("');
  return false;
}
