// public-inbox over HTTP (lore is one) → a mail and its thread by Message-ID. Polite: it says who
// asks, asks once for what it has on disk, and backs off when the server is busy.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { messagesIn } from "../mail/mbox.ts";
import type { MessageId } from "../types.ts";
import { Refusal, type Archive } from "../world.ts";
import { MAIL_MAX_BYTES, THREAD_MAILS } from "./limits.ts";

export interface LoreOptions {
  /** Folder for what was fetched; undefined keeps nothing. */
  readonly cache: string | undefined;
  /** Waits between tries, in milliseconds: the first, doubled each time. */
  readonly patience: number;
}

const USER_AGENT = "interleave/0.1 (patch review; one request at a time)";
/** What was fetched is good for so long; a thread may have grown after that. */
const FRESH_MS = 10 * 60_000;
const TRIES = 4;
const TIMEOUT_MS = 60_000;
/** Longest wait that a server may ask for. */
const RETRY_AFTER_MAX_MS = 120_000;
/** A thread may be so large, compressed and not; a small file that grows beyond is a trap. */
const DOWNLOAD_MAX_BYTES = MAIL_MAX_BYTES;
const THREAD_MAX_BYTES = 4 * MAIL_MAX_BYTES;

/** An inbox at an address like `https://lore.kernel.org/netdev/`. */
export function loreArchive(address: string, options: LoreOptions): Archive {
  const base = baseOf(address);
  return {
    name: base.href,
    find: async (id) => {
      // In an address these name a folder however they are escaped; no mail is called so.
      if (id === "." || id === "..") return [];
      const thread = await fetched(urlOf(base, id, "t.mbox.gz"), options);
      if (thread.kind === "missing") return [];
      const mbox = thread.kind === "found" ? await gunzipped(thread.bytes) : undefined;
      if (mbox !== undefined) return messagesIn(mbox).slice(0, THREAD_MAILS);
      // The thread is too large: the mail alone is better than nothing.
      const mail = await fetched(urlOf(base, id, "raw"), options);
      return mail.kind === "found" ? messagesIn(mail.bytes).slice(0, 1) : [];
    },
  };
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Refusal("usage", `${address}: not an address like https://lore.kernel.org/list/`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Refusal("usage", `${url.origin}: an archive is read without a password`);
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  url.search = "";
  url.hash = "";
  return url;
}

/** A Message-ID may hold slashes and question marks: none of them may shape the address. */
function urlOf(base: URL, id: MessageId, what: string): URL {
  return new URL(`${base.href}${encodeURIComponent(id)}/${what}`);
}

type Found =
  | { readonly kind: "found"; readonly bytes: Buffer }
  | { readonly kind: "missing" }
  | { readonly kind: "too-large" };

async function fetched(url: URL, { cache, patience }: LoreOptions): Promise<Found> {
  const name = createHash("sha256").update(url.href).digest("hex").slice(0, 40);
  const file = cache === undefined ? undefined : join(cache, name);
  const known = file === undefined ? undefined : await fresh(file);
  if (known !== undefined) return { kind: "found", bytes: known };
  const found = await asked(url, patience);
  if (found.kind === "found" && file !== undefined) await keep(file, found.bytes);
  return found;
}

async function asked(url: URL, patience: number): Promise<Found> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(url);
    if (answer.kind !== "busy") return answer;
    if (tries >= TRIES) throw new Error(`${url.origin}: ${answer.why}`);
    await sleep(Math.min(RETRY_AFTER_MAX_MS, answer.waitMs ?? patience * 2 ** (tries - 1)));
  }
}

interface Busy {
  readonly kind: "busy";
  readonly why: string;
  readonly waitMs: number | undefined;
}

async function ask(url: URL): Promise<Found | Busy> {
  try {
    const response = await fetch(url, {
      headers: { "User-Agent": USER_AGENT },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 404) return { kind: "missing" };
    if (response.ok) {
      const bytes = await bytesOf(Readable.fromWeb(response.body ?? empty()), DOWNLOAD_MAX_BYTES);
      return bytes === undefined ? { kind: "too-large" } : { kind: "found", bytes };
    }
    if (response.status !== 429 && response.status < 500) {
      throw new Refusal("input", `${url.origin}: answers ${response.status}`);
    }
    const seconds = Number(response.headers.get("retry-after") ?? NaN);
    const waitMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
    return { kind: "busy", why: `answers ${response.status}`, waitMs };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return { kind: "busy", why: reasonOf(error), waitMs: undefined };
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause === undefined ? message : (cause as Error).message;
}

/** Undefined when it would be larger than we take. */
async function gunzipped(bytes: Buffer): Promise<Buffer | undefined> {
  return bytesOf(Readable.from([bytes]).pipe(createGunzip()), THREAD_MAX_BYTES);
}

async function bytesOf(stream: Readable, limit: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > limit) return undefined;
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

function empty(): ReadableStream<Uint8Array> {
  return new Blob([]).stream();
}

async function fresh(file: string): Promise<Buffer | undefined> {
  try {
    const { mtimeMs } = await stat(file);
    return Date.now() - mtimeMs < FRESH_MS ? await readFile(file) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Written beside and renamed, so that another process never reads half of it. */
async function keep(file: string, bytes: Buffer): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true });
  const half = `${file}.${process.pid}`;
  await writeFile(half, bytes);
  await rename(half, file);
}
