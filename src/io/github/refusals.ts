// What GitHub threw at us → an Outcome: wait so long, never, or let the outbox try again.

import { RequestError } from "octokit";
import type { Outcome } from "../outbox/drain.ts";

const SECOND_MS = 1000;
/** GitHub's own advice when a secondary limit does not say how long. */
const SECONDARY_MS = 60 * SECOND_MS;
const WAIT_MS_MAX = 3600 * SECOND_MS;

/** Rethrows what is neither a limit nor a refusal: dead connections, 502 and the like. */
export function outcomeOf(error: unknown, now: number): Outcome {
  const wait = waitOf(error, now);
  if (wait !== undefined) return { kind: "later", why: "GitHub asks us to wait", afterMs: wait };
  if (isStatus(error, 403, 404, 410, 422))
    return { kind: "refused", why: `GitHub: ${String(error.status)} ${oneLine(error.message)}` };
  throw error;
}

/** True for what GitHub answered with one of the statuses. */
export function isStatus(error: unknown, ...statuses: readonly number[]): error is RequestError {
  return error instanceof RequestError && statuses.includes(error.status);
}

function waitOf(error: unknown, now: number): number | undefined {
  if (!isStatus(error, 403, 429)) return undefined;
  const headers = error.response?.headers ?? {};
  const after = Number(headers["retry-after"]);
  if (after > 0) return Math.min(WAIT_MS_MAX, after * SECOND_MS);
  if (headers["x-ratelimit-remaining"] === "0") {
    const reset = Number(headers["x-ratelimit-reset"]) * SECOND_MS - now;
    return Math.min(WAIT_MS_MAX, Math.max(SECOND_MS, Number.isNaN(reset) ? SECONDARY_MS : reset));
  }
  const limited = error.status === 429 || /secondary rate limit|abuse/i.test(error.message);
  return limited ? SECONDARY_MS : undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 300);
}
