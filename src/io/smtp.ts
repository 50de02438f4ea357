// A whole mail → an SMTP server. It tells what it knows: taken, refused for good, to be tried again,
// or not known, when the line died after the text was handed over.

import { createTransport } from "nodemailer";
import type { SmtpConfig } from "../config.ts";

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

export type Handed =
  | { readonly kind: "taken"; readonly answer: string }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "later"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

export interface Smtp {
  readonly send: (raw: string, envelope: Envelope) => Promise<Handed>;
  readonly close: () => void;
}

const CONNECT_MS = 30_000;
const SILENCE_MS = 120_000;

/** `password` comes from the environment, never from a file that is shared. */
export function smtpOf(
  { host, port, secure, user }: SmtpConfig,
  password: string | undefined,
): Smtp {
  const transport = createTransport({
    ...{ host, port, secure },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    // A password goes over an encrypted line or not at all.
    requireTLS: user !== undefined && !secure,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (raw, { from, to }) => {
      try {
        const { response } = await transport.sendMail({ raw, envelope: { from, to: [...to] } });
        return { kind: "taken", answer: oneLine(response) };
      } catch (error) {
        return handedOf(error);
      }
    },
    close: () => {
      transport.close();
    },
  };
}

function handedOf(error: unknown): Handed {
  const why = oneLine(error instanceof Error ? error.message : String(error));
  const { responseCode } = error as { readonly responseCode?: unknown };
  if (typeof responseCode === "number" && responseCode >= 500) return { kind: "refused", why };
  if (typeof responseCode === "number" && responseCode >= 400) return { kind: "later", why };
  return isEarly(error) ? { kind: "later", why } : { kind: "unknown", why };
}

/**
 * Before the text was asked for nothing can have been sent. From then on an answer that did not come
 * proves nothing, and a line that died is told in the same words early and late: that is in doubt.
 */
function isEarly(error: unknown): boolean {
  const { command, code, syscall } = error as {
    readonly command?: unknown;
    readonly code?: unknown;
    readonly syscall?: unknown;
  };
  if (syscall === "connect" || code === "EDNS" || code === "ENOTFOUND") return true;
  const early = ["EHLO", "HELO", "STARTTLS", "AUTH", "MAIL FROM", "RCPT TO"];
  return typeof command === "string" && early.some((name) => command.startsWith(name));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 300);
}
