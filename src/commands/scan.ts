// Arguments of `scan` → the mailboxes and the store of the configuration, a scan of them, and the
// exit status.

import { openStore, closeStore, type Store } from "../io/store/store.ts";
import { plainOf } from "../report/plain.ts";
import { scanDead, scanOnce, scanWatch, type Ended, type Scan } from "../scan/scan.ts";
import { Refusal, type Mailbox, type World } from "../world.ts";
import { scanReviewer } from "./scan-reviewer.ts";
import { newsTeller } from "./scan-news.ts";
import { settledConfig } from "./settled-config.ts";
import { tellAll } from "./tell-all.ts";

export interface ScanArguments {
  readonly once?: boolean;
  readonly watch?: boolean;
  readonly retryDead?: boolean;
  readonly config?: string;
}

/** Before the first further try at a mailbox that cannot be read. */
const RETRY_MS = 1_000;

/** 0: nothing found, 1: findings, 3: a source was not read to its end. */
export async function scan(given: ScanArguments, world: World): Promise<0 | 1 | 3> {
  if (given.watch === true && (given.once === true || given.retryDead === true)) {
    throw new Refusal("usage", "--watch goes neither with --once nor with --retry-dead");
  }
  const config = await settledConfig(world, given.config);
  const mailboxes = await mailboxesOf(config.sources, world);
  const store = storeAt(config.store);
  const news = newsTeller(world);
  const { review, close } = await scanReviewer(config, world);
  try {
    const work: Scan = {
      store,
      mailboxes,
      review,
      plan: (review) => {
        const log = (mailbox: string, why: string): void => {
          news.tell({ kind: "trouble", mailbox, why });
        };
        tellAll(store, review, config, { now: world.clock.now(), log });
      },
      settings: { ...config.scan, retryMs: RETRY_MS },
      clock: world.clock,
      stop: stopSignal(),
      tell: news.tell,
    };
    const run = given.watch === true ? scanWatch : given.retryDead === true ? scanDead : scanOnce;
    return await statusOf(await run(work), world);
  } finally {
    await news.end();
    await close();
    closeStore(store);
  }
}

async function statusOf(ended: Ended, { outputs }: World): Promise<0 | 1 | 3> {
  if (ended.kind === "busy") {
    throw new Refusal("input", `another scan works on this store: ${ended.by}`);
  }
  const { mails, reviews, findings, dead, unread } = ended.outcome;
  const words = [`${mails} new mails`, `${reviews} series reviewed`, `${findings} findings`];
  if (dead > 0) words.push(`${dead} put aside (scan --retry-dead tries them again)`);
  await outputs.errors.write(`scan: ${words.join(", ")}\n`);
  for (const name of unread) {
    await outputs.errors.write(`interleave: ${plainOf(name)}: was not read to its end\n`);
  }
  if (unread.length > 0) return 3;
  return findings > 0 ? 1 : 0;
}

async function mailboxesOf(sources: readonly string[], world: World): Promise<Mailbox[]> {
  const mailboxes: Mailbox[] = [];
  for (const address of sources.length > 0 ? sources : [undefined]) {
    mailboxes.push(await world.mailbox(address));
  }
  return mailboxes;
}

function storeAt(file: string): Store {
  try {
    return openStore(file);
  } catch (error) {
    throw new Refusal("usage", `store ${file}: ${(error as Error).message}`);
  }
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
