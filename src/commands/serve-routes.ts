// A serving process → what it answers over HTTP: webhooks, health, metrics.

import { webhooksFor, WEBHOOK_PATH } from "../io/github/webhooks.ts";
import { answer, type Site } from "../io/http-server.ts";
import type { Serving } from "./serve.ts";

/** What health is told from; the work keeps it up to date. */
export interface State {
  /** `connected`, or why not. */
  github: string;
  /** When the outbox was last looked through, in milliseconds. */
  lastDrain: number;
}

/** Longer without a look through the outbox, and something hangs. */
const SILENCE_MS = 20 * 60_000;

export async function routesOf(serving: Serving): Promise<Site["routes"]> {
  const { store, github, secrets, metrics, state, world, log } = serving;
  const { now } = world.clock;
  const started = now();
  const settings = {
    appId: github.app,
    privateKey: secrets.privateKey,
    secret: secrets.webhook,
    repository: github.repository,
  };
  const webhooks = await webhooksFor(store, settings, now, log);
  return {
    [WEBHOOK_PATH]: async (request, response) => {
      metrics.counted("webhook");
      await webhooks.handle(request, response);
    },
    "/health": (_request, response) => {
      const alive = now() - Math.max(started, state.lastDrain) < SILENCE_MS;
      const ok = alive && state.github === "connected";
      const health = { ok, github: state.github, outbox: alive ? "looked through" : "hangs" };
      answer(response, ok ? 200 : 503, "application/json", `${JSON.stringify(health)}\n`);
      return Promise.resolve();
    },
    "/metrics": async (_request, response) => {
      answer(response, 200, metrics.type, await metrics.text());
    },
  };
}
