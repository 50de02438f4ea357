// public-inbox, the software of lore, on ports of this machine: an inbox with its git epoch, its
// IMAP server and its web server.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort, listening, programPath, serverFolder, start, type Running } from "./programs.ts";

export interface PublicInbox {
  /** `imap://127.0.0.1:PORT/org.example.list.0`. */
  readonly imap: string;
  /** `http://127.0.0.1:PORT/list/`. */
  readonly http: string;
  /** The folder of the inbox, and of its only epoch. */
  readonly folder: string;
  readonly epoch: string;
  readonly deliver: (mails: readonly Uint8Array[]) => void;
  readonly start: () => Promise<void>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export const publicInboxPackages =
  "public-inbox libsearch-xapian-perl libdbd-sqlite3-perl libplack-perl " +
  "libmail-imapclient-perl libparse-recdescent-perl";
export const publicInboxPrograms = ["public-inbox-init", "public-inbox-imapd"];

/** `basic` has no search, `medium` searches headers and words as lore does. */
export async function publicInbox(level: "basic" | "medium"): Promise<PublicInbox> {
  const { folder: home, remove } = serverFolder("public-inbox");
  const [imapPort, httpPort] = [await freePort(), await freePort()];
  const folder = join(home, "list");
  const epoch = join(folder, "git", "0.git");
  const http = `http://127.0.0.1:${httpPort}/list/`;
  const env = { PATH: process.env.PATH, HOME: home };
  mkdirSync(folder);
  const words = ["-V2", "-L", level, "--ng", "org.example.list", "list", folder, http];
  command(env, "public-inbox-init", [...words, "list@example.org"]);
  let running: readonly Running[] = [];
  const stop = async (signal?: NodeJS.Signals) => {
    await Promise.all(running.map((server) => server.stop(signal)));
    running = [];
  };
  return {
    imap: `imap://127.0.0.1:${imapPort}/org.example.list.0`,
    http,
    folder,
    epoch,
    deliver: (mails) => {
      command(
        env,
        "git",
        ["-C", epoch, "fast-import", "--quiet", "--force"],
        importOf(epoch, mails),
      );
      command(env, "public-inbox-index", [folder]);
    },
    start: async () => {
      running = [
        start("public-inbox-imapd", ["-l", `imap://127.0.0.1:${imapPort}`], { env, cwd: home }),
        start("public-inbox-httpd", ["-l", `http://127.0.0.1:${httpPort}`], { env, cwd: home }),
      ];
      await Promise.all([listening(imapPort), listening(httpPort)]);
    },
    stop,
    remove: async () => {
      await stop("SIGKILL");
      remove();
    },
  };
}

/** One commit for each mail, which is its file `m`. */
function importOf(epoch: string, mails: readonly Uint8Array[]): Buffer {
  const hasHead = existsSync(join(epoch, "refs", "heads", "master"));
  const parts: Uint8Array[] = [];
  for (const [index, mail] of mails.entries()) {
    const from = index === 0 && hasHead ? "from refs/heads/master^0\n" : "";
    const head = `commit refs/heads/master\ncommitter Ann <ann@example.org> 1767600000 +0000
data 5\nmail\n${from}M 100644 inline m\ndata ${mail.length}\n`;
    parts.push(Buffer.from(head), mail, Buffer.from("\n"));
  }
  return Buffer.concat(parts);
}

function command(
  env: NodeJS.ProcessEnv,
  program: string,
  words: readonly string[],
  input?: Buffer,
): void {
  const path = programPath(program) ?? program;
  const { status, stderr } = spawnSync(path, words, { env, input, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} fails: ${stderr}`);
}
