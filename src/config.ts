// The text of interleave.yml → one checked Config; without a file the defaults.

import type { Document } from "yaml";
import type { Person } from "./types.ts";

export interface Config {
  /** Whom our mail is from. */
  readonly from: Person;
  /** Where a Message-ID is looked for, in this order; none: the bundled fixtures. */
  readonly sources: readonly string[];
}

export const defaults: Config = {
  from: { name: "interleave", address: "interleave@example.org" },
  sources: [],
};

export type Checked =
  | { readonly kind: "config"; readonly config: Config }
  /** One line, which names the line of the file that it is about. */
  | { readonly kind: "wrong"; readonly why: string };

const PERSON = /^(?:([^<>]*)<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@]+@[^<>\s@]+))$/;

/** Checks the text of a configuration file. The checkers are loaded for it, not for every start. */
export async function configOf(text: string): Promise<Checked> {
  const [yaml, schema] = await Promise.all([import("yaml"), schemaOf()]);
  const counter = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: counter });
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
  const offset = offsetOf(document, path, yaml);
  return wrong(offset, path.length === 0 ? words : `${path.join(".")}: ${words}`);
}

async function schemaOf() {
  const { z } = await import("zod");
  const person = z.string().regex(PERSON, "is not `Name <address>`").transform(personOf);
  return z.strictObject({
    from: person.default(defaults.from),
    sources: z.array(z.string()).readonly().default(defaults.sources),
  });
}

/** Where the key of the path stands; the start of what it is in when it is no map. */
function offsetOf(
  document: Document.Parsed,
  path: readonly string[],
  { isMap, isScalar }: typeof import("yaml"),
): number {
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
