// Tables of fixtures/variants → mails: broken and harmless forms of patches, each with what a
// review must say about it.
//
// A table has a base (the seed mail, or patches of its own) and variants, each of which edits the
// base. An edit replaces consecutive lines: `replace` lines that the patch adds (written as C,
// without marks), `raw` lines of the diff or of the message as they stand in the mail.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { edited, type Edit } from "./variant-edits.ts";
import { mailOf } from "./variant-mails.ts";

/** A finding that the review must have. */
export interface Expected {
  /** Any of these rules: some losses can truthfully be told in two ways. */
  readonly rule: readonly string[];
  readonly function: string;
  /** Words of the line under which the comment stands. */
  readonly line: string;
}

export interface Variant {
  /** `table: name`. */
  readonly name: string;
  /** Why it is broken or harmless. */
  readonly why: string;
  /** Empty for a harmless variant. */
  readonly finds: readonly Expected[];
  /** Rules that may speak as well, since what they say is then true, too. */
  readonly also: readonly string[];
  /** A known gap: `finds` ought to be found and is not, today. */
  readonly missed: boolean;
  /** The mails of the series in order. */
  readonly mails: readonly string[];
}

const finding = z.strictObject({
  rule: z.union([z.string(), z.array(z.string())]),
  function: z.string(),
  line: z.string(),
});
const edit = z.union([
  z.strictObject({ replace: z.string(), with: z.string() }),
  z.strictObject({ raw: z.string(), with: z.string() }),
]);
const hunk = z.strictObject({
  line: z.number(),
  section: z.string().default(""),
  text: z.string(),
});
const file = z.union([
  z.strictObject({ path: z.string(), new: z.string() }),
  z.strictObject({ path: z.string(), hunks: z.array(hunk) }),
]);
const tableShape = z.strictObject({
  base: z.union([
    z.literal("seed"),
    z.array(z.strictObject({ title: z.string(), files: z.array(file) })),
  ]),
  variants: z.array(
    z.strictObject({
      name: z.string(),
      why: z.string(),
      edits: z.array(edit).default([]),
      finds: z.array(finding).default([]),
      also: z.array(z.string()).default([]),
      missed: z.boolean().default(false),
    }),
  ),
});

export type PatchText = Exclude<z.infer<typeof tableShape>["base"], string>[number];

const FOLDER = "fixtures/variants";
const SEED = "20260415082654.21026-4-";

/** Every variant of every table, in the order of file names and of the tables. */
export function variants(): Variant[] {
  const seed = seedMail();
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yml"))
    .sort()
    .flatMap((name) =>
      variantsOf(name.slice(0, -".yml".length), readFileSync(join(FOLDER, name), "utf8"), seed),
    );
}

/** The seed mail, wherever it lies in the fixtures. */
export function seedMail(): string {
  const path = readdirSync("fixtures", { recursive: true, encoding: "utf8" })
    .sort()
    .find((name) => name.endsWith(".eml") && name.includes(SEED));
  if (path === undefined) throw new Error("the fixtures have no seed mail");
  return readFileSync(join("fixtures", path), "utf8");
}

/** The variants of one table. */
export function variantsOf(table: string, text: string, seed: string): Variant[] {
  const { base, variants } = tableShape.parse(parse(text));
  return variants.map(({ name, why, edits, finds, also, missed }) => {
    const id = idOf(`${table}: ${name}`);
    const mails =
      base === "seed"
        ? [seed.replace(/^Message-ID: <.*>$/m, () => `Message-ID: <${id}-1@example.org>`)]
        : base.map((patch, index) => mailOf(patch, index + 1, base.length, id));
    return {
      name: `${table}: ${name}`,
      why,
      finds: finds.map(({ rule, ...rest }) => ({ ...rest, rule: [rule].flat() })),
      also,
      missed,
      mails: edits.reduce((mails, edit) => editedMails(mails, edit, name), mails),
    };
  });
}

function editedMails(mails: readonly string[], edit: Edit, name: string): string[] {
  const tried = mails.map((mail) => edited(mail, edit));
  const places = tried.reduce((sum, { places }) => sum + places, 0);
  if (places !== 1)
    throw new Error(`${name}: an edit fits ${places} places, not one: ${JSON.stringify(edit)}`);
  return tried.map(({ mail }) => mail);
}

/** Short, stable, and free of characters that a Message-ID may not have. */
function idOf(name: string): string {
  return `variant.${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}
