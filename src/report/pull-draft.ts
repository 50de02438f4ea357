// A reply that could be sent → how a pull request shows it.

import { code, fenced } from "./pull-markdown.ts";
import { counted } from "./wrap.ts";

/** The whole mails but for what changes with the clock; `canSend` tells whether a command sends. */
export function draftBody(mails: readonly string[], canSend: boolean): string {
  const how = canSend
    ? `${code("/interleave send")} sends ${mails.length === 1 ? "it" : "them"} to the list.`
    : "The configuration of this App does not let it be sent.";
  const shown = mails.map((mail) =>
    fenced(mail.split("\n").filter((line, at) => at > 30 || !line.startsWith("Date: "))),
  );
  const count = counted(mails.length, "reply", "replies");
  return (
    `${count} written for the list. ${how}\n\n` +
    `<details><summary>Show</summary>\n\n${shown.join("\n\n")}\n\n</details>`
  );
}
