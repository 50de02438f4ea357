// Waiting that can be told to stop.

import { setTimeout as sleep } from "node:timers/promises";

/** Comes back after `ms`, or as soon as `stop` says so. */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}
