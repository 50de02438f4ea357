// The address of a source → the mailbox or archive that is there.

import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Refusal, type Archive, type Fetched, type Mail, type Mailbox } from "../world.ts";
import type { Source, Sources } from "../world.ts";
import { imapMailbox } from "./imap.ts";
import { imapAddressOf } from "./imap-connection.ts";
import { BATCH_MAILS } from "./limits.ts";
import { loreArchive } from "./lore.ts";
import { maildir } from "./maildir.ts";
import { pause } from "./pause.ts";
import { publicInbox } from "./public-inbox.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment variable with the password for every server that has none of its own. */
const PASSWORD = "INTERLEAVE_PASSWORD";
/** Before the first further try at an archive that is busy. */
const PATIENCE_MS = 2_000;

/** What can be scanned: everything but an archive over HTTP, which does not tell what is new. */
export async function mailboxAt(
  address: string,
  environment: Environment,
  sources: Sources,
): Promise<Mailbox> {
  if (/^https?:/i.test(address)) {
    const instead = "give its IMAP server or a git epoch";
    throw new Refusal("usage", `${address}: an archive over HTTP cannot be scanned; ${instead}`);
  }
  const found = await archiveAt(address, environment);
  return found?.kind === "mailbox" ? found.mailbox : plainMailbox(await sources.named(address));
}

/** A server, an inbox or a maildir as `--source` names it; undefined when there are plain files. */
export async function remoteSource(
  address: string,
  environment: Environment,
): Promise<Source | undefined> {
  const found = await archiveAt(address, environment);
  switch (found?.kind) {
    case undefined:
      return undefined;
    case "archive":
      return sourceOf(found.archive, undefined);
    case "mailbox":
      return sourceOf(found.mailbox, found.mailbox);
  }
}

/** The files of a plain source as a mailbox: mails are told apart by their content. */
export function plainMailbox(source: Source): Mailbox {
  const epoch = "file";
  const uidOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  return {
    name: source.name,
    async *batches(_after, known) {
      const cursor = { epoch, last: "" };
      let mails: Fetched[] = [];
      for await (const { bytes } of source.mails()) {
        const uid = uidOf(bytes);
        if (!known.hasUid(epoch, uid)) mails.push({ kind: "mail", uid, bytes });
        if (mails.length < BATCH_MAILS) continue;
        yield { mails, cursor, left: 0 };
        mails = [];
      }
      if (mails.length > 0) yield { mails, cursor, left: 0 };
    },
    wait: pause,
    again: async (_epoch, uid) => {
      for await (const { bytes } of source.mails()) {
        if (uidOf(bytes) === uid) return { kind: "mail", uid, bytes };
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

type At =
  | { readonly kind: "mailbox"; readonly mailbox: Mailbox }
  | { readonly kind: "archive"; readonly archive: Archive };

/** Undefined when there are only plain files. */
async function archiveAt(url: string, environment: Environment): Promise<At | undefined> {
  if (/^imaps?:/i.test(url)) {
    const password = environment[passwordVariable(url)] ?? environment[PASSWORD];
    return { kind: "mailbox", mailbox: imapMailbox({ url, password }) };
  }
  if (/^https?:/i.test(url)) {
    const cache = join(environment.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "interleave");
    return { kind: "archive", archive: loreArchive(url, { cache, patience: PATIENCE_MS }) };
  }
  if (!(await isFolder(url))) return undefined;
  const mailbox = (await publicInbox(url)) ?? (await maildir(url));
  return mailbox && { kind: "mailbox", mailbox };
}

/** `INTERLEAVE_PASSWORD_MAIL_EXAMPLE_ORG` holds the password for mail.example.org. */
function passwordVariable(url: string): string {
  const { host } = imapAddressOf(url);
  return `${PASSWORD}_${host.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
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

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Not there: the plain sources say so in their words.
    return false;
  }
}
