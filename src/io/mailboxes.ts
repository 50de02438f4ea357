// The address of a source → the mailbox or archive that is there.

import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Refusal, type Archive, type Fetched, type Mail, type Mailbox } from "../world.ts";
import type { Source, Sources } from "../world.ts";
import { imapMailbox } from "./imap.ts";
import { BATCH_MAILS } from "./limits.ts";
import { loreArchive } from "./lore.ts";
import { maildir } from "./maildir.ts";
import { pause } from "./pause.ts";
import { publicInbox } from "./public-inbox.ts";

/** Where a source is and what it takes to read it. */
export interface Address {
  /** `imaps://…`, `https://…`, a folder or a file. */
  readonly url: string;
  /** The environment variable that holds the password. */
  readonly passwordFrom?: string | undefined;
  /** A file with a certificate authority of one's own, in PEM. */
  readonly ca?: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Holds the password where an address names no other variable. */
export const PASSWORD = "INTERLEAVE_IMAP_PASSWORD";
/** Before the first further try at an archive that is busy. */
const PATIENCE_MS = 2_000;

/** What can be scanned: everything but an archive over HTTP, which does not tell what is new. */
export async function mailboxAt(
  address: Address,
  environment: Environment,
  sources: Sources,
): Promise<Mailbox> {
  const { url } = address;
  if (/^https?:/i.test(url)) {
    const instead = "give its IMAP server or a git epoch";
    throw new Refusal("usage", `${url}: an archive over HTTP cannot be scanned; ${instead}`);
  }
  const found = await archiveAt(address, environment);
  if (found?.kind === "mailbox") return found.mailbox;
  return plainMailbox(await sources.named(url));
}

/** Sources as `--source` names them: those of `plain`, and servers, inboxes and maildirs. */
export function allSources(plain: Sources, environment: Environment): Sources {
  return {
    file: plain.file,
    named: async (name) => {
      const found = name === undefined ? undefined : await archiveAt({ url: name }, environment);
      switch (found?.kind) {
        case undefined:
          return plain.named(name);
        case "archive":
          return sourceOf(found.archive, undefined);
        case "mailbox":
          return sourceOf(found.mailbox, found.mailbox);
      }
    },
  };
}

type At =
  | { readonly kind: "mailbox"; readonly mailbox: Mailbox }
  | { readonly kind: "archive"; readonly archive: Archive };

/** Undefined when there are only plain files. */
async function archiveAt(address: Address, environment: Environment): Promise<At | undefined> {
  const { url } = address;
  if (/^imaps?:/i.test(url)) {
    const password = environment[address.passwordFrom ?? PASSWORD];
    const ca = address.ca === undefined ? undefined : await readText(address.ca);
    return { kind: "mailbox", mailbox: imapMailbox({ url, password, ca }) };
  }
  if (/^https?:/i.test(url)) {
    const cache = join(environment.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "interleave");
    return { kind: "archive", archive: loreArchive(url, { cache, patience: PATIENCE_MS }) };
  }
  if (!(await isFolder(url))) return undefined;
  const mailbox = (await publicInbox(url)) ?? (await maildir(url));
  return mailbox && { kind: "mailbox", mailbox };
}

/** With a Message-ID the archive is asked for that; without one a mailbox is read to its end. */
function sourceOf(archive: Archive, mailbox: Mailbox | undefined): Source {
  const { name } = archive;
  return {
    name,
    async *mails(about) {
      try {
        if (about !== undefined) {
          for (const bytes of await archive.find(about)) yield { where: name, bytes };
        } else if (mailbox === undefined) {
          throw new Refusal("usage", `${name}: is only asked for a Message-ID`);
        } else yield* allOf(mailbox);
      } catch (error) {
        if (error instanceof Refusal) throw error;
        throw new Refusal("input", `${name}: ${(error as Error).message}`);
      } finally {
        await mailbox?.close();
      }
    },
  };
}

async function* allOf(mailbox: Mailbox): AsyncIterable<Mail> {
  const known = { hasMail: () => false, hasUid: () => false };
  for await (const { mails } of mailbox.batches(undefined, known)) {
    for (const mail of mails) {
      if (mail.kind === "mail") yield { where: `${mailbox.name}, ${mail.uid}`, bytes: mail.bytes };
    }
  }
}

/** A file or folder of .eml as a mailbox: mails are told apart by their content. */
function plainMailbox(source: Source): Mailbox {
  const epoch = "file";
  return {
    name: source.name,
    async *batches(_after, known) {
      let mails: Fetched[] = [];
      for await (const { bytes } of source.mails()) {
        const uid = createHash("sha256").update(bytes).digest("hex");
        if (!known.hasUid(epoch, uid)) mails.push({ kind: "mail", uid, bytes });
        if (mails.length < BATCH_MAILS) continue;
        yield { mails, cursor: { epoch, last: "" }, left: 0 };
        mails = [];
      }
      if (mails.length > 0) yield { mails, cursor: { epoch, last: "" }, left: 0 };
    },
    wait: pause,
    again: async (_epoch, uid) => {
      for await (const { bytes } of source.mails()) {
        if (createHash("sha256").update(bytes).digest("hex") !== uid) continue;
        return { kind: "mail", uid, bytes };
      }
      return undefined;
    },
    find: async (id) => {
      const mails: Uint8Array[] = [];
      for await (const { bytes } of source.mails(id)) mails.push(bytes);
      return mails;
    },
    close: () => Promise.resolve(),
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Not there: the plain sources say so in their words.
    return false;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Refusal("usage", `${file}: ${(error as Error).message}`);
  }
}
