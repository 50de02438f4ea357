// GitHub's own examples of webhooks → signed deliveries to a serving process.

import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface Delivery {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The same for a redelivery. */
  readonly guid?: string;
  /** In place of the right one. */
  readonly signature?: string;
}

interface Example {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** The example of an event with an action, with the changes laid over it. */
export function examplePayload(
  event: string,
  action: string,
  changes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const found = examples()
    .find(({ name }) => name === event)
    ?.examples.find((example) => example.action === action);
  if (found === undefined) throw new Error(`there is no example of ${event}.${action}`);
  return laidOver(found, changes);
}

/** Sends it, and gives the status of the answer. */
export async function deliver(url: string, secret: string, delivery: Delivery): Promise<number> {
  const body = JSON.stringify(delivery.payload);
  const signed = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": delivery.event,
      "x-github-delivery": delivery.guid ?? randomUUID(),
      "x-hub-signature-256": delivery.signature ?? signed,
    },
    body,
  });
  await answer.text();
  return answer.status;
}

let read: readonly Example[] | undefined;

function examples(): readonly Example[] {
  const home = createRequire(import.meta.url).resolve("@octokit/webhooks-examples/package.json");
  const file = join(dirname(home), "api.github.com", "index.json");
  read ??= JSON.parse(readFileSync(file, "utf8")) as readonly Example[];
  return read;
}

function laidOver(
  under: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = under[key];
    result[key] = isObject(below) && isObject(value) ? laidOver(below, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
