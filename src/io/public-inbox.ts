// A public-inbox on disk → batches of mail. Its epochs are bare git repositories with one commit
// for each mail, which is the file `m` of that commit; the cursor is (epoch, last commit).

import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { MessageId } from "../types.ts";
import type { Batch, Fetched, Mailbox } from "../world.ts";
import { objectsOf, type GitObject } from "./git/objects.ts";
import { git, gitText } from "./git/run.ts";
import { BATCH_BYTES, BATCH_MAILS, MAIL_MAX_BYTES, THREAD_MAILS } from "./limits.ts";
import { pause } from "./pause.ts";
import { linkOf, threadAmong, type Link } from "./thread-links.ts";

/** How often a folder is looked at for new mail. */
const LOOK_MS = 2_000;
/** Mails before and after one that may belong to its thread. */
const NEAR_MAILS = 5_000;

interface Epoch {
  /** `0`, `1`, …; the number is its name in the cursor. */
  readonly number: number;
  readonly gitDir: string;
}

/** One epoch (`…/git/0.git`) or an inbox with all of them; undefined when the folder is neither. */
export async function publicInbox(folder: string): Promise<Mailbox | undefined> {
  if ((await epochsOf(folder)).length === 0) return undefined;
  return {
    name: folder,
    async *batches(after) {
      for (const epoch of await epochsOf(folder)) {
        if (after !== undefined && epoch.number < Number(after.epoch)) continue;
        const last = after?.epoch === String(epoch.number) ? after.last : undefined;
        yield* mailsOf(epoch, await commitsBehind(epoch, last), last ?? "");
      }
    },
    wait: async (ms, stop) => {
      const before = await headsOf(folder);
      for (let waited = 0; waited < ms && !stop.aborted; waited += LOOK_MS) {
        await pause(Math.min(LOOK_MS, ms - waited), stop);
        if ((await headsOf(folder)) !== before) return;
      }
    },
    again: async (number, commit) => {
      const epoch = (await epochsOf(folder)).find((each) => String(each.number) === number);
      if (epoch === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
      for await (const batch of mailsOf(epoch, [commit], "")) return batch.mails[0];
      return undefined;
    },
    find: (id) => find(folder, id),
    close: () => Promise.resolve(),
  };
}

async function epochsOf(folder: string): Promise<readonly Epoch[]> {
  if (await isRepository(folder)) return [{ number: 0, gitDir: folder }];
  const parts = await namesIn(join(folder, "git"));
  return parts
    .flatMap((name) => /^(\d{1,6})\.git$/.exec(name)?.[1] ?? [])
    .map((number) => ({ number: Number(number), gitDir: join(folder, "git", `${number}.git`) }))
    .sort((a, b) => a.number - b.number);
}

async function isRepository(folder: string): Promise<boolean> {
  try {
    await Promise.all(["HEAD", "objects"].map((part) => access(join(folder, part))));
    return true;
  } catch {
    // Not there, or not for us to read: then it is no repository that we could use.
    return false;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // No such folder: it has no names in it.
    return [];
  }
}

/** Oldest first. When the last commit is gone (history was rewritten) all of them come again. */
async function commitsBehind(
  { gitDir }: Epoch,
  last: string | undefined,
): Promise<readonly string[]> {
  const head = await git(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], { gitDir });
  if (head.status !== 0) return [];
  const known =
    last !== undefined &&
    (await git(["merge-base", "--is-ancestor", last, "HEAD"], { gitDir })).status === 0;
  const range = known ? [`${last}..HEAD`] : ["HEAD"];
  const list = await gitText(["rev-list", "--reverse", ...range, "--"], { gitDir });
  return list.split("\n").filter((line) => line !== "");
}

async function* mailsOf(
  { number, gitDir }: Epoch,
  commits: readonly string[],
  before: string,
): AsyncIterable<Batch> {
  const objects = objectsOf(gitDir);
  let last = before;
  try {
    for (let at = 0; at < commits.length;) {
      const mails: Fetched[] = [];
      let bytes = 0;
      const end = at + BATCH_MAILS;
      for (; at < commits.length && at < end && bytes < BATCH_BYTES; at++) {
        last = commits[at] ?? last;
        const object = await objects.read(`${last}:m`);
        bytes += object?.bytes.length ?? 0;
        // A commit without `m` takes back a mail; what was public stays in our store.
        if (object !== undefined) mails.push(fetchedOf(last, object));
      }
      yield { mails, cursor: { epoch: String(number), last }, left: commits.length - at };
    }
  } finally {
    await objects.close();
  }
}

function fetchedOf(uid: string, { size, bytes }: GitObject): Fetched {
  if (size <= MAIL_MAX_BYTES) return { kind: "mail", uid, bytes };
  return { kind: "unreadable", uid, why: `larger than ${MAIL_MAX_BYTES} bytes` };
}

/**
 * An epoch has no index: it is read from its newest mail back until the mail has been seen, with
 * what stands near it on both sides.
 */
async function find(folder: string, id: MessageId): Promise<readonly Uint8Array[]> {
  for (const epoch of (await epochsOf(folder)).toReversed()) {
    const near = await linksAround(epoch, id);
    const commits = threadAmong(near.toReversed(), id).slice(0, THREAD_MAILS);
    const mails: Uint8Array[] = [];
    for await (const batch of mailsOf(epoch, commits, "")) {
      for (const mail of batch.mails) if (mail.kind === "mail") mails.push(mail.bytes);
    }
    if (mails.length > 0) return mails;
  }
  return [];
}

async function linksAround(epoch: Epoch, id: MessageId): Promise<readonly Link<string>[]> {
  const links: Link<string>[] = [];
  let behind: number | undefined;
  const newestFirst = (await commitsBehind(epoch, undefined)).toReversed();
  for await (const batch of mailsOf(epoch, newestFirst, "")) {
    for (const mail of batch.mails) {
      if (mail.kind === "mail") links.push(linkOf(mail.uid, mail.bytes));
    }
    if (behind === undefined && links.some((link) => link.id === id)) behind = links.length;
    if (behind === undefined) links.splice(0, links.length - NEAR_MAILS);
    else if (links.length - behind > NEAR_MAILS) break;
  }
  return behind === undefined ? [] : links;
}

async function headsOf(folder: string): Promise<string> {
  const heads = (await epochsOf(folder)).map(async ({ gitDir }) => {
    const { out } = await git(["rev-parse", "--verify", "--quiet", "HEAD"], { gitDir });
    return out.toString("latin1");
  });
  return (await Promise.all(heads)).join("");
}
