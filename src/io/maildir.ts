// A maildir → batches of mail. Its files have no order that holds, so what is new is told by
// their names, and the cursor says only that it has been read.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { MessageId } from "../types.ts";
import type { Batch, Fetched, Mailbox } from "../world.ts";
import { BATCH_BYTES, BATCH_MAILS, MAIL_MAX_BYTES, THREAD_MAILS } from "./limits.ts";
import { pause } from "./pause.ts";
import { linkOf, threadAmong, type Link } from "./thread-links.ts";

/** A maildir has one epoch: its names are never given out again. */
const EPOCH = "maildir";
const LOOK_MS = 2_000;

/** Undefined when the folder is no maildir. */
export async function maildir(folder: string): Promise<Mailbox | undefined> {
  const names = await readdir(folder);
  if (!["cur", "new", "tmp"].every((part) => names.includes(part))) return undefined;
  return {
    name: folder,
    async *batches(_after, known) {
      const files = await filesOf(folder);
      const fresh = [...files].filter(([uid]) => !known.hasUid(EPOCH, uid));
      for (let at = 0; at < fresh.length;) {
        const mails: Fetched[] = [];
        let bytes = 0;
        const end = at + BATCH_MAILS;
        for (; at < fresh.length && at < end && bytes < BATCH_BYTES; at++) {
          const [uid, path] = fresh[at] ?? ["", ""];
          const mail = await mailAt(uid, path);
          bytes += mail?.kind === "mail" ? mail.bytes.length : 0;
          if (mail !== undefined) mails.push(mail);
        }
        yield {
          mails,
          cursor: { epoch: EPOCH, last: "" },
          left: fresh.length - at,
        } satisfies Batch;
      }
    },
    wait: async (ms, stop) => {
      const before = (await filesOf(folder)).size;
      for (let waited = 0; waited < ms && !stop.aborted; waited += LOOK_MS) {
        await pause(Math.min(LOOK_MS, ms - waited), stop);
        if ((await filesOf(folder)).size !== before) return;
      }
    },
    again: async (_epoch, uid) => {
      const path = (await filesOf(folder)).get(uid);
      return path === undefined ? undefined : mailAt(uid, path);
    },
    find: (id) => find(folder, id),
    close: () => Promise.resolve(),
  };
}

/** The part of a name that stays when flags change or a mail moves from new to cur, and its path. */
async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const part of ["cur", "new"]) {
    for (const name of await readdir(join(folder, part))) {
      if (!name.startsWith(".")) files.set(name.replace(/:2,.*$/, ""), join(folder, part, name));
    }
  }
  // Delivery agents begin a name with the time.
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Undefined when it is gone, or was moved between looking and reading: it comes again then. */
async function mailAt(uid: string, path: string): Promise<Fetched | undefined> {
  try {
    if ((await stat(path)).size > MAIL_MAX_BYTES) {
      return { kind: "unreadable", uid, why: `larger than ${MAIL_MAX_BYTES} bytes` };
    }
    return { kind: "mail", uid, bytes: await readFile(path) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : { kind: "unreadable", uid, why: message };
  }
}

async function find(folder: string, id: MessageId): Promise<readonly Uint8Array[]> {
  const links: Link<string>[] = [];
  const files = await filesOf(folder);
  for (const [uid, path] of files) {
    const mail = await mailAt(uid, path);
    if (mail?.kind === "mail") links.push(linkOf(uid, mail.bytes));
  }
  const mails: Uint8Array[] = [];
  for (const uid of threadAmong(links, id).slice(0, THREAD_MAILS)) {
    const mail = await mailAt(uid, files.get(uid) ?? "");
    if (mail?.kind === "mail") mails.push(mail.bytes);
  }
  return mails;
}
