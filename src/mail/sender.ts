// Who a mail is from, behind relays and list software that put their own address into From.

import type { Message, Person } from "../types.ts";
import { personsOf } from "./mime.ts";

/** Who sent it: X-Original-From, else the Reply-To of a relayed mail, else From. */
export function senderOf(message: Message): Person {
  const [original] = personsOf(message.headers["x-original-from"]?.[0] ?? "");
  if (original?.address.includes("@") === true) return original;
  if (!relayed(message)) return message.from;
  const list = message.from.address.toLowerCase();
  const name = message.from.name
    .replace(/\s+(?:via|by way of)\s.*$/is, "")
    .replace(/^['"]|['"]$/g, "");
  const answers = (message.headers["reply-to"] ?? []).flatMap((value) => personsOf(value));
  const answer =
    answers.find((person) => person.name !== "" && person.name === name) ??
    answers.find(({ address }) => address.toLowerCase() !== list && !isList(address, message));
  if (answer !== undefined)
    return { name: answer.name === "" ? name : answer.name, address: answer.address };
  return { name, address: hidden(message.from.address) ?? message.from.address };
}

/** Whether list software or a relay stands in the From. */
export function relayed({ from }: Message): boolean {
  return /\s(?:via|by way of)\s/i.test(from.name) || from.address.startsWith("devnull+");
}

function isList(address: string, { headers, to, cc }: Message): boolean {
  const [local = "", host = ""] = address.toLowerCase().split("@");
  const id = (headers["list-id"] ?? []).join(" ").toLowerCase();
  if (id.includes(`<${local}.${host}>`)) return true;
  const addressed = [...to, ...cc].some((person) => person.address.toLowerCase() === address);
  return addressed && /(?:^|[.-])lists?\.|^vger\./.test(host);
}

/** `devnull+ann.example.org@relay`: the relay keeps the address with its @ as a dot; undecidable. */
function hidden(address: string): string | undefined {
  return /^devnull\+(.+)@/.exec(address)?.[1];
}

/** One word for a person, to compare with: the address in lower case, else the name. */
export function personKey({ address, name }: Person): string {
  return (address === "" ? name : address).toLowerCase();
}
