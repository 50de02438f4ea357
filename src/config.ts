// The text of interleave.yml → one checked Config; without a file the defaults.

import { isMap, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import type { Person } from "./types.ts";

const PERSON = /^(?:([^<>]*)<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@]+@[^<>\s@]+))$/;

const schema = z.strictObject({
  /** Whom our mail is from. */
  from: z
    .string()
    .regex(PERSON, "is not `Name <address>`")
    .transform(personOf)
    .default({ name: "interleave", address: "interleave@example.org" }),
  /** Where a Message-ID is looked for, in this order; none: the bundled fixtures. */
  sources: z.array(z.string()).readonly().default([]),
});

export type Config = Readonly<z.output<typeof schema>>;

export type Checked =
  | { readonly kind: "config"; readonly config: Config }
  /** One line, which names the line of the file that it is about. */
  | { readonly kind: "wrong"; readonly why: string };

/** Checks the text of a configuration file; an empty text gives the defaults. */
export function configOf(text: string): Checked {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const wrong = (offset: number, words: string): Checked => ({
    kind: "wrong",
    why: `line ${counter.linePos(offset).line}: ${words}`,
  });
  const [broken] = document.errors;
  if (broken) return wrong(broken.pos[0], broken.message.split(/ at line |\n/)[0] ?? "");
  const checked = schema.safeParse(document.toJS() ?? {});
  if (checked.success) return { kind: "config", config: checked.data };
  const [issue] = checked.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].map(String);
  const words = unknown === undefined ? (issue?.message ?? "") : "there is no such key";
  return wrong(offsetOf(document, path), path.length === 0 ? words : `${path.join(".")}: ${words}`);
}

/** Where the key of the path stands; the start of what it is in when it is no map. */
function offsetOf(document: Document.Parsed, path: readonly string[]): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const name of path) {
    if (!isMap(node)) break;
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === name);
    if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair?.value;
  }
  return offset;
}

function personOf(text: string): Person {
  const [, name = "", address, bare] = PERSON.exec(text) ?? [];
  return { name: name.trim(), address: address ?? bare ?? "" };
}
