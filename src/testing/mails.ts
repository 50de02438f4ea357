// A few words → mails of a made-up list: their bytes, or the Message that comes of them.

import type { Message, MessageId, Person } from "../types.ts";

export interface Words {
  readonly subject: string;
  readonly id?: string;
  /** `Ann <ann@example.org>`. */
  readonly from?: string;
  readonly cc?: string;
  /** Ids of the mails above, the parent last. */
  readonly refs?: readonly string[];
  /** Minutes after ten o'clock; null: no date. */
  readonly at?: number | null;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A Message as `messageOf` would give it. The id is made from the subject unless one is given. */
export function madeMessage(words: Words): Message {
  const refs = (words.refs ?? []).map(madeId);
  return {
    id: madeId(words.id ?? words.subject),
    subject: words.subject,
    from: personIn(words.from ?? "Ann <ann@example.org>"),
    to: [{ name: "", address: "list@example.org" }],
    cc: words.cc === undefined ? [] : [personIn(words.cc)],
    date: words.at === null ? undefined : dateAt(words.at ?? 0).toISOString(),
    inReplyTo: refs.slice(-1),
    references: refs,
    headers: Object.fromEntries(
      Object.entries(words.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value]]),
    ),
    body: words.body ?? "Words.\n",
    problems: [],
  };
}

/** Ids in tests are short: what has no @ gets a host. */
export function madeId(id: string): MessageId {
  const made = id.includes("@") ? id : `${id.replace(/[^\w.-]+/g, "-")}@example.org`;
  return made as MessageId;
}

function personIn(text: string): Person {
  const [, name = "", address = ""] = /^(.*) <(.*)>$/.exec(text) ?? [];
  return { name, address };
}

function dateAt(minutes: number): Date {
  return new Date(Date.UTC(2026, 0, 5, 10) + minutes * 60_000);
}

/** The body of a patch to one file; another `what` is another change. */
export function madePatch(file: string, what = "new", message = "Because.\n"): string {
  return `${message}
Signed-off-by: Ann <ann@example.org>
---
 ${file} | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/${file} b/${file}
index 1111111..2222222 100644
--- a/${file}
+++ b/${file}
@@ -1,3 +1,3 @@ int f(void)
 {
-old
+${what}
 }
-- 
2.47.0
`;
}

/** The bytes of a mail: header lines as they are, then the body. */
export function rawMail(header: readonly string[], body: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${header.join("\n")}\n\n`), Buffer.from(body)]);
}
