// A serving process → its loops: saying what is in the outbox, doing what was asked for, and ending
// what was merged. They are apart, so that a long review keeps no comment waiting.

import { gitHubOf, type GitHub } from "../io/github/client.ts";
import { usage } from "../io/github/command.ts";
import { gitHubDestinations } from "../io/github/destinations.ts";
import { closeMerged, type Looked } from "../io/github/merged.ts";
import { workDestinations } from "../io/github/work.ts";
import type { Mirror } from "../io/git/mirror.ts";
import { drain, type Destination } from "../io/outbox/drain.ts";
import { mailDestinations } from "../io/outbox/mails.ts";
import { pause } from "../io/pause.ts";
import { smtpOf } from "../io/smtp.ts";
import { keepReview } from "../io/store/reviews.ts";
import { editionOf } from "../io/store/series.ts";
import { transaction } from "../io/store/store.ts";
import { checkTitle } from "../report/pull-check.ts";
import { settledBody } from "../report/pull-comment.ts";
import { answerBody } from "../report/pull-reply.ts";
import type { Review, Series } from "../types.ts";
import { Refusal } from "../world.ts";
import { foundSeries } from "./find-series.ts";
import { publishPerson } from "./publish.ts";
import type { Serving } from "./serve.ts";
import { tellAll } from "./tell-all.ts";

/** Between two looks at the outbox: other processes write to it. */
const LOOK_MS = 2_000;
/** Between two looks at the branch that series are merged into. */
const MERGED_MS = 5 * 60_000;
/** Before another try at a GitHub that does not let us in. */
const CONNECT_MS = 30_000;

/** Comes back when it is told to stop and nothing is under way. */
export async function work(serving: Serving): Promise<void> {
  const { config, mirror, secrets } = serving;
  const smtp = config.mail.smtp && smtpOf(config.mail.smtp, secrets.smtp);
  try {
    const github = await connected(serving);
    if (github === undefined) return;
    await Promise.all([
      loop(serving, "say", sayings(serving, github, mirror, smtp)),
      mergedLoop(serving, github),
      loop(serving, "work", workDestinations(workSite(serving, github, mirror))),
    ]);
  } finally {
    smtp?.close();
  }
}

/** undefined when we are told to stop before GitHub lets us in. */
async function connected(serving: Serving): Promise<GitHub | undefined> {
  const { github, secrets, state, stop, log } = serving;
  const [owner = "", repo = ""] = github.repository.split("/");
  const { api, web } = github;
  while (!stop.aborted) {
    try {
      const found = await gitHubOf({
        ...{ appId: github.app, privateKey: secrets.privateKey, api, web, owner, repo },
        throttled: !api.startsWith("http:"),
      });
      state.github = "connected";
      log(`signed in as ${found.login}`);
      return found;
    } catch (error) {
      state.github = `not connected: ${messageOf(error)}`;
      log(`GitHub: ${state.github}`);
      await pause(CONNECT_MS, stop);
    }
  }
  return undefined;
}

async function loop(
  serving: Serving,
  name: string,
  destinations: Readonly<Record<string, Destination>>,
): Promise<void> {
  const { store, world, metrics, state, stop, log } = serving;
  while (!stop.aborted) {
    try {
      const drained = await drain({ name, store, destinations, clock: world.clock, log, stop });
      if (drained !== undefined)
        for (const what of ["said", "later", "refused"] as const)
          metrics.counted(what, drained[what]);
      if (name === "say") state.lastDrain = world.clock.now();
    } catch (error) {
      log(`${name}: ${messageOf(error)}`);
    }
    await pause(LOOK_MS, stop);
  }
}

/** Ends the pull requests of what has been merged. */
async function mergedLoop(serving: Serving, github: GitHub): Promise<void> {
  const { store, mirror, world, stop, log } = serving;
  const site = { store, github, mirror, main: serving.github.main, now: world.clock.now };
  const looked: Looked = new Map();
  while (!stop.aborted) {
    try {
      for (const lane of await closeMerged(site, looked)) log(`${lane}: merged, to be closed`);
    } catch (error) {
      log(`merged: ${messageOf(error)}`);
    }
    await pause(MERGED_MS, stop);
  }
}

function sayings(
  { store, config, github: { main }, world }: Serving,
  github: GitHub,
  mirror: Mirror,
  smtp: ReturnType<typeof smtpOf> | undefined,
): Readonly<Record<string, Destination>> {
  const { now } = world.clock;
  return {
    ...gitHubDestinations({ store, github, mirror, main, now }),
    ...mailDestinations({ store, mail: config.mail, smtp, now }),
  };
}

function workSite(
  serving: Serving,
  github: GitHub,
  mirror: Mirror,
): Parameters<typeof workDestinations>[0] {
  const { store, config, world, metrics, log } = serving;
  const { now, elapsed } = world.clock;
  const { link } = config;
  const kept = (review: Review, tell: () => void): void => {
    transaction(store, () => {
      keepReview(store, editionOf(review.series), review, now());
      tell();
    });
  };
  return {
    ...{ store, github, mirror, now, log },
    review: async (series) => {
      const start = elapsed();
      const review = await serving.review(series);
      metrics.reviewed(elapsed() - start);
      return review;
    },
    publish: (review, run) => {
      kept(review, () => {
        const told = (what: string, why: string): void => {
          log(`${what}: ${why}`);
        };
        tellAll(store, review, config, { now: now(), run, log: told });
      });
    },
    publishPerson: (lane, review, stands, run) => {
      kept(review, () => {
        publishPerson(store, lane, review, stands, { link, run }, now());
      });
    },
    find: (id) => foundById(serving, id),
    words: {
      answer: (answered) => answerBody(answered, usage),
      ignored: (by, reason) => ({
        comment: (body) => settledBody(body, `Set aside by ${by}: ${reason}`),
        check: checkTitle,
      }),
    },
  };
}

/** What a command names is looked for as a Message-ID only, never as a file of this machine. */
async function foundById({ config, world }: Serving, id: string): Promise<Series | undefined> {
  if (!/^[^\s/\\<>]{1,250}@[^\s/\\<>]{1,250}$/.test(id)) return undefined;
  try {
    const { store, sources } = config;
    const { series } = await foundSeries(`<${id}>`, { store, sources }, world);
    return series[0];
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
