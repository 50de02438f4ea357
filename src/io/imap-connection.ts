// An IMAP address → a connection with its mailbox open, read-only. The types of imapflow stay in
// this file and in imap.ts.

import { ImapFlow } from "imapflow";
import { Refusal } from "../world.ts";
import { MAIL_MAX_BYTES } from "./limits.ts";

/** Where a mailbox is and who may read it. The password comes from the environment, never a file. */
export interface ImapAccess {
  /** `imaps://user@host:port/Mailbox`; without a user, `anonymous`. */
  readonly url: string;
  readonly password: string | undefined;
}

export interface ImapAddress {
  /** The address without what is secret. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly user: string;
  readonly mailbox: string;
}

/** An open connection, and whether the server has spoken of new mail since `fresh` was cleared. */
export interface ImapConnection {
  readonly client: ImapFlow;
  readonly news: { fresh: boolean };
}

const CONNECT_MS = 30_000;
/** A server that says nothing for so long in the middle of an answer is given up. */
const WATCHDOG_MS = 60_000;

/** Takes an IMAP address apart, or refuses it. */
export function imapAddressOf(text: string): ImapAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["imap:", "imaps:"].includes(url.protocol) || url.hostname === "") {
    throw new Refusal("usage", `${text}: not an address like imaps://user@host/Mailbox`);
  }
  if (url.password !== "") {
    const shown = `${url.protocol}//${url.host}${url.pathname}`;
    throw new Refusal("usage", `${shown}: a password belongs in the environment, not here`);
  }
  const isSecure = url.protocol === "imaps:";
  const user = decode(url.username) || "anonymous";
  const mailbox = decode(url.pathname.slice(1)) || "INBOX";
  const port = url.port === "" ? (isSecure ? 993 : 143) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const name = `${url.protocol}//${url.username === "" ? "" : `${url.username}@`}${url.host}/${mailbox}`;
  return { name, host, port, isSecure, user, mailbox };
}

/** Connects and logs in. Plain IMAP is upgraded to TLS unless the server is this machine. */
export async function connectImap(access: ImapAccess): Promise<ImapConnection> {
  const { host, port, isSecure, user } = imapAddressOf(access.url);
  const isHere = ["localhost", "127.0.0.1", "::1"].includes(host);
  const client = new ImapFlow({
    host,
    port,
    secure: isSecure,
    // `undefined` would fall back to no encryption when the server, or someone between, says so.
    ...(isSecure ? {} : { doSTARTTLS: !isHere }),
    auth: { user, pass: access.password ?? "anonymous" },
    disableAutoIdle: true,
    logger: false,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: WATCHDOG_MS,
    maxLiteralSize: 2 * MAIL_MAX_BYTES,
    clientInfo: { name: "interleave" },
  });
  const news = { fresh: false };
  client.on("exists", () => {
    news.fresh = true;
  });
  // Without a listener a broken connection would end the process; commands in flight say it too.
  client.on("error", () => {
    news.fresh = true;
  });
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw new Error(`${host}:${port}: ${imapReason(error)}`, { cause: error });
  }
  return { client, news };
}

/** Ends a connection politely if the server still answers, and in any case. */
export async function closeImap({ client }: ImapConnection): Promise<void> {
  if (!client.usable) {
    client.close();
    return;
  }
  const timer = setTimeout(() => {
    client.close();
  }, 2_000);
  try {
    await client.logout();
  } catch {
    // The connection is gone, which is what was wanted.
    client.close();
  } finally {
    clearTimeout(timer);
  }
}

/** What the server said, where it said something; else what the connection suffered. */
export function imapReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("responseText" in error && typeof error.responseText === "string") return error.responseText;
  return error.message;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the name is what was written.
    return text;
  }
}
