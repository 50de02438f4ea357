// A patch's mail, and what the operator and others have said → to whom a reply may go, or why to
// nobody. A reply that nobody wants, or that another program answers, costs more than none.

import type { MailConfig } from "../../config.ts";
import type { Message, Person } from "../../types.ts";

export type Addressed =
  | { readonly kind: "to"; readonly to: Person; readonly cc: readonly Person[] }
  | { readonly kind: "nobody"; readonly why: string };

export interface MailFacts {
  /** Whom our mail is from. */
  readonly own: Person;
  readonly mail: MailConfig;
  /** True for addresses whose owner asked not to be written to. */
  readonly hasOptedOut: (address: string) => boolean;
}

/** Programs that post to lists: answering them is talking to nobody, or in a circle. */
const PROGRAMS = [
  /^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)\b/i,
  /^(?:lkp|oliver\.sang)@intel\.com$/i,
  /^syzbot\b/i,
  /^(?:patchwork-?bot|pr-tracker-bot|b4-?bot|tip-bot2?|kernelci|zeroday)\b/i,
  /^bot[+@]|[+.-]bot@/i,
  /^notifications@github\.com$/i,
];

export function addressed(message: Message, author: Person, facts: MailFacts): Addressed {
  const { own, mail, hasOptedOut } = facts;
  const nobody = (why: string): Addressed => ({ kind: "nobody", why });
  const from = keyOf(message.from);
  if (from === "") return nobody("the mail has no sender");
  if (from === keyOf(own)) return nobody("the mail claims to be from us");
  const submitted = message.headers["auto-submitted"]?.[0]?.toLowerCase() ?? "no";
  if (!/^no\b/.test(submitted)) return nobody(`the mail is Auto-Submitted: ${submitted}`);
  if (message.headers["x-loop"]?.some((loop) => loop.toLowerCase().includes(keyOf(own))))
    return nobody("the mail has been through us");
  const bots = mail.bots.map((bot) => bot.toLowerCase());
  for (const person of [message.from, author]) {
    if (isProgram(person) || bots.includes(keyOf(person)))
      return nobody(`${keyOf(person)} is a program`);
    if (hasOptedOut(keyOf(person))) return nobody(`${keyOf(person)} asked not to be written to`);
  }
  const allowed = new Set(mail.lists.map((list) => list.toLowerCase()));
  const isWanted = (person: Person): boolean => {
    const key = keyOf(person);
    if (key === keyOf(own) || isProgram(person) || hasOptedOut(key)) return false;
    return allowed.has(key) || !isList(person, message);
  };
  const cc = [...message.to, ...message.cc, author].filter(isWanted);
  return { kind: "to", to: message.from, cc };
}

/** Addresses that a budget counts as lists: those that the operator named. */
export function listsAmong(addresses: readonly string[], { lists }: MailConfig): readonly string[] {
  const known = new Set(lists.map((list) => list.toLowerCase()));
  return addresses.filter((address) => known.has(address));
}

export function keyOf({ address }: Person): string {
  return address.trim().toLowerCase();
}

function isProgram({ address }: Person): boolean {
  return PROGRAMS.some((program) => program.test(address.trim()));
}

/** By the mail's own word, or by the look of the address. In doubt it is a list: those must opt in. */
function isList(person: Person, { headers }: Message): boolean {
  const key = keyOf(person);
  const [local = "", domain = ""] = key.split("@");
  const posts = ["list-post", "list-id", "x-mailing-list", "list-archive"]
    .flatMap((name) => headers[name] ?? [])
    .map((value) => value.toLowerCase());
  if (posts.some((value) => value.includes(key) || value.includes(`${local}.${domain}`)))
    return true;
  if (
    /^(?:lists?|vger|groups|googlegroups|mailman|alsa-project)\b|\.(?:lists?|vger)\b/.test(domain)
  )
    return true;
  return domain === "googlegroups.com" || /(?:^|[-.])(?:devel|list|lists|dev|users)$/.test(local);
}
