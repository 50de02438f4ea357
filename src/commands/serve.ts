// Arguments of `serve` → a process that takes webhooks, does what they ask for, and says what is in
// the outbox, until it is told to stop.

import { createPrivateKey } from "node:crypto";
import type { Config, GitHubConfig } from "../config.ts";
import { mirrorOf, type Mirror } from "../io/git/mirror.ts";
import { served, type Served } from "../io/http-server.ts";
import { metricsOf, type Metrics } from "../io/metrics.ts";
import { closeStore, openStore, type Store } from "../io/store/store.ts";
import { plainOf } from "../report/plain.ts";
import type { Review, Series } from "../types.ts";
import { Refusal, type World } from "../world.ts";
import { reviewThread } from "./review-thread.ts";
import { routesOf, type State } from "./serve-routes.ts";
import { work } from "./serve-work.ts";
import { settledConfig } from "./settled-config.ts";

export interface ServeArguments {
  readonly config?: string;
}

/** What a serving process works with. */
export interface Serving {
  readonly config: Config;
  readonly github: GitHubConfig;
  readonly mirror: Mirror;
  readonly secrets: Secrets;
  readonly store: Store;
  readonly world: World;
  readonly metrics: Metrics;
  readonly state: State;
  readonly review: (series: Series) => Promise<Review>;
  readonly stop: AbortSignal;
  readonly log: (line: string) => void;
}

export interface Secrets {
  readonly privateKey: string;
  readonly webhook: string;
  readonly smtp: string | undefined;
}

/** How a test makes it: with its own reviews and its own end. */
export interface ServeWith {
  readonly review?: (series: Series) => Promise<Review>;
  readonly stop?: AbortSignal;
  readonly listening?: (port: number) => void;
}

export async function serve(given: ServeArguments, world: World, made: ServeWith = {}): Promise<0> {
  const config = await settledConfig(world, given.config);
  const { github, tree } = config;
  if (github === undefined) throw needed("github:");
  if (tree === undefined) throw needed("tree:");
  const secrets = await secretsOf(world);
  // A tree that cannot be read is refused here, before anybody is told that we listen.
  const mirror = await mirrorOf(tree, { link: config.link, committer: config.from });
  try {
    return await serveWith({ config, github, mirror, secrets, world }, made);
  } finally {
    await mirror.close();
  }
}

type Given = Pick<Serving, "config" | "github" | "mirror" | "secrets" | "world">;

async function serveWith(given: Given, made: ServeWith): Promise<0> {
  const { config, world } = given;
  const { tree, moreRules } = config;
  const store = openStore(config.store);
  const thread = reviewThread({ tree, moreRules });
  const log = logTo(world);
  const serving: Serving = {
    ...given,
    ...{ store, log },
    metrics: metricsOf(store),
    state: { github: "not yet connected", lastDrain: 0 },
    review: made.review ?? thread.review,
    stop: made.stop ?? stopSignal(),
  };
  let site: Served | undefined;
  try {
    const { host, port } = config.serve;
    site = await served({ host, port, routes: await routesOf(serving), log });
    log(`listening on ${host}:${site.port}`);
    made.listening?.(site.port);
    await work(serving);
    return 0;
  } finally {
    await site?.close();
    await thread.close();
    closeStore(store);
  }
}

async function secretsOf({ secret }: World): Promise<Secrets> {
  const privateKey = await secret("GITHUB_PRIVATE_KEY");
  const webhook = await secret("GITHUB_WEBHOOK_SECRET");
  if (privateKey === undefined) throw new Refusal("usage", "GITHUB_PRIVATE_KEY is not set");
  // Whoever knows an empty secret can sign webhooks.
  if (webhook === undefined || webhook === "")
    throw new Refusal("usage", "GITHUB_WEBHOOK_SECRET is not set");
  return { privateKey: keyIn(privateKey), webhook, smtp: await secret("SMTP_PASSWORD") };
}

/** The key of an App; the reason for a refusal says nothing of what stands there. */
function keyIn(text: string): string {
  // In an environment file the line breaks of a key are often written as \n.
  const key = text.replaceAll("\\n", "\n");
  try {
    if (createPrivateKey(key).asymmetricKeyType === "rsa") return key;
  } catch {
    // Not a key at all: refused like a key of another kind.
  }
  throw new Refusal("usage", "GITHUB_PRIVATE_KEY is not an RSA private key in PEM");
}

function needed(key: string): Refusal {
  return new Refusal("usage", `serve needs \`${key}\` in the configuration`);
}

/** Lines in the order in which they were logged, whatever is in them. */
function logTo({ outputs, clock }: World): (line: string) => void {
  let writing = Promise.resolve();
  return (line) => {
    const text = `${new Date(clock.now()).toISOString()} serve: ${plainOf(line)}\n`;
    writing = writing.then(() => outputs.errors.write(text)).catch(() => undefined);
  };
}

/** The first SIGTERM or SIGINT ends the work in good order, a second one at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  return stop.signal;
}
