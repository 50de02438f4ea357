// The text of interleave.yml → one checked Config; without a file the defaults.

import type { Document } from "yaml";
import type { Person } from "./types.ts";

export interface Config {
  /** Whom our mail is from. */
  readonly from: Person;
  /** Where a Message-ID is looked for, in this order, and what is scanned; none: the fixtures. */
  readonly sources: readonly string[];
  /** The file that keeps mail, reviews and how far each source has been read. */
  readonly store: string;
  /** A git repository that series apply to. */
  readonly tree: string | undefined;
  /** Rules to run besides those that always run. */
  readonly moreRules: readonly string[];
  readonly scan: {
    /** How long a series is kept waiting for patches that are missing. */
    readonly waitMs: number;
    /** How often a source is read although its server is silent. */
    readonly pollMs: number;
  };
  /** What a Message-ID is put behind to make a link to the mail. */
  readonly link: string;
  /** The App and the mirror repository; without it nothing is shown there. */
  readonly github?: GitHubConfig | undefined;
  readonly serve: { readonly host: string; readonly port: number };
  readonly mail: MailConfig;
}

export interface GitHubConfig {
  readonly app: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The branch that pull requests go against. */
  readonly main: string;
  readonly api: string;
  readonly web: string;
}

export interface MailConfig {
  /** Where replies are written as drafts, one .eml each. */
  readonly drafts: string;
  /** `never`: drafts only. `approved`: a draft goes out when somebody says so. */
  readonly send: "never" | "approved";
  readonly smtp?: SmtpConfig | undefined;
  /** Lists that a reply may go to; people of the patch get it in any case. */
  readonly lists: readonly string[];
  /** An address of ours that gets a copy and is scanned: by it a doubtful sending is settled. */
  readonly copy?: string | undefined;
  /** Replies in 24 hours. */
  readonly perList: number;
  readonly perAuthor: number;
  /** Senders that are never answered, besides those we know. */
  readonly bots: readonly string[];
}

export interface SmtpConfig {
  readonly host: string;
  readonly port: number;
  /** TLS from the start; else STARTTLS where the server has it. */
  readonly secure: boolean;
  /** The password is in the environment, SMTP_PASSWORD. */
  readonly user?: string | undefined;
}

export const defaults: Config = {
  from: { name: "interleave", address: "interleave@example.org" },
  sources: [],
  store: "interleave.db",
  tree: undefined,
  moreRules: [],
  scan: { waitMs: 2 * 3_600_000, pollMs: 5 * 60_000 },
  link: "https://lore.kernel.org/r/",
  serve: { host: "127.0.0.1", port: 3000 },
  mail: {
    drafts: "drafts",
    send: "never",
    lists: [],
    perList: 20,
    perAuthor: 5,
    bots: [],
  },
};

export type Checked =
  | { readonly kind: "config"; readonly config: Config }
  /** One line, which names the line of the file that it is about. */
  | { readonly kind: "wrong"; readonly why: string };

const DURATION = /^(\d{1,6})\s?(s|m|h|d)$/;
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
  if (checked.success) {
    return { kind: "config", config: { ...checked.data, tree: checked.data.tree } };
  }
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
  const duration = z
    .string()
    .regex(DURATION, "is not a time like 90s, 5m, 2h or 1d")
    .transform(msOf);
  const scan = z.strictObject({ wait: duration.optional(), poll: duration.optional() });
  return z.strictObject({
    from: person.default(defaults.from),
    sources: z.array(z.string()).readonly().default(defaults.sources),
    store: z.string().min(1, "is empty").default(defaults.store),
    tree: z.string().optional(),
    moreRules: z.array(z.string()).readonly().default(defaults.moreRules),
    scan: scan.default({}).transform(({ wait, poll }) => ({
      waitMs: wait ?? defaults.scan.waitMs,
      pollMs: poll ?? defaults.scan.pollMs,
    })),
    link: z.url().default(defaults.link),
    github: githubOf(z).optional(),
    serve: z
      .strictObject({
        host: z.string().default(defaults.serve.host),
        port: z.int().min(0).max(65535).default(defaults.serve.port),
      })
      .default(defaults.serve),
    mail: mailOf(z).default(defaults.mail),
  });
}

type Zod = (typeof import("zod"))["z"];

function githubOf(z: Zod) {
  return z.strictObject({
    app: z.coerce.string().regex(/^\d+$/, "is not the number of an App"),
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "is not `owner/name`"),
    main: z
      .string()
      .regex(/^\w[\w./-]*$/, "is not a branch")
      .default("master"),
    api: z.url().default("https://api.github.com"),
    web: z.url().default("https://github.com"),
  });
}

function mailOf(z: Zod) {
  const { mail } = defaults;
  return z.strictObject({
    drafts: z.string().min(1).default(mail.drafts),
    send: z.enum(["never", "approved"]).default(mail.send),
    smtp: z
      .strictObject({
        host: z.string().min(1),
        port: z.int().min(1).max(65535).default(587),
        secure: z.boolean().default(false),
        user: z.string().optional(),
      })
      .optional(),
    lists: z.array(z.email()).readonly().default(mail.lists),
    copy: z.email().optional(),
    perList: z.int().min(0).default(mail.perList),
    perAuthor: z.int().min(0).default(mail.perAuthor),
    bots: z.array(z.string()).readonly().default(mail.bots),
  });
}

/** Where the key of the path stands; the start of what it is in when it is no map. */
function offsetOf(
  document: Document.Parsed,
  path: readonly string[],
  { isMap, isNode, isScalar, isSeq }: typeof import("yaml"),
): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const name of path) {
    if (isSeq(node)) {
      const item = node.items[Number(name)];
      if (isNode(item)) offset = item.range?.[0] ?? offset;
      node = item;
      continue;
    }
    if (!isMap(node)) break;
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === name);
    if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair?.value;
  }
  return offset;
}

function msOf(text: string): number {
  const [, count = "", unit = "s"] = DURATION.exec(text) ?? [];
  return Number(count) * { s: 1, m: 60, h: 3_600, d: 86_400 }[unit as "s" | "m" | "h" | "d"] * 1000;
}

function personOf(text: string): Person {
  const [, name = "", address, bare] = PERSON.exec(text) ?? [];
  return { name: name.trim(), address: address ?? bare ?? "" };
}
