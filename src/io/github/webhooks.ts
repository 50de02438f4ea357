// Webhooks of GitHub → work written down in the outbox before GitHub gets its answer. A delivery that
// comes again, late or out of order makes the same letter, or one that looks at the state of now.

import type { IncomingMessage, ServerResponse } from "node:http";
import { Probot } from "probot";
import { plan, type Planned } from "../outbox/rows.ts";
import { query, run, transaction, type Store } from "../store/store.ts";
import { commandIn } from "./command.ts";
import type { CommandWork, PersonWork, RerunWork } from "./work-content.ts";

export interface WebhookSettings {
  readonly appId: string;
  readonly privateKey: string;
  readonly secret: string;
  /** `owner/repo`: events of other repositories are not for us. */
  readonly repository: string;
}

export interface Webhooks {
  /** Answers a request to `WEBHOOK_PATH`. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export const WEBHOOK_PATH = "/api/github/webhooks";

/** How long a delivery is remembered; GitHub offers redelivery for three days. */
const REMEMBERED_MS = 30 * 86_400_000;

export async function webhooksFor(
  store: Store,
  settings: WebhookSettings,
  now: () => number,
  log: (line: string) => void,
): Promise<Webhooks> {
  const { appId, privateKey, secret, repository } = settings;
  // Without one, Probot would take a secret that everybody knows.
  if (secret === "") throw new Error("a webhook secret is needed");
  const app = new Probot({ appId, privateKey, secret, logLevel: "fatal" });
  const take = (guid: string, event: string, work: Planned | undefined): void => {
    const isFirst = transaction(store, () => {
      const first = isNew(store, guid, now());
      if (first && work !== undefined) plan(store, [work], now());
      return first;
    });
    if (!isFirst) log(`webhook ${guid}: ${event} again, nothing to do`);
    else log(`webhook ${guid}: ${event}${work === undefined ? ", not for us" : ` is ${work.key}`}`);
  };
  const ours = (name: string): boolean => name.toLowerCase() === repository.toLowerCase();
  app.on("issue_comment.created", ({ id, payload }) => {
    take(id, "comment", ours(payload.repository.full_name) ? commandWork(payload) : undefined);
  });
  app.on(
    ["pull_request.opened", "pull_request.synchronize", "pull_request.reopened"],
    ({ id, payload }) => {
      const mine = ours(payload.repository.full_name);
      take(id, "pull request", mine ? personWork(payload.pull_request) : undefined);
    },
  );
  app.on(["check_run.rerequested", "check_suite.rerequested"], ({ id, payload }) => {
    const mine = ours(payload.repository.full_name);
    const check = "check_run" in payload ? payload.check_run : payload.check_suite;
    take(id, "check again", mine ? rerunWork(id, check.head_sha) : undefined);
  });
  app.on(["installation.created", "installation.deleted"], ({ id, payload }) => {
    take(id, `installation ${payload.action}`, undefined);
  });
  const middleware = await app.getNodeMiddleware({ path: WEBHOOK_PATH });
  return {
    handle: async (request, response) => {
      await middleware(request, response);
      if (response.statusCode >= 400)
        log(`webhook refused with ${response.statusCode}: ${guidOf(request)}`);
    },
  };
}

/** Remembers the delivery. False when it was there before. */
function isNew(store: Store, guid: string, now: number): boolean {
  run(store, query.deleteFrom("delivery").where("arrived", "<", now - REMEMBERED_MS));
  const insert = query.insertInto("delivery").values({ guid, arrived: now });
  return (
    run(
      store,
      insert.onConflict((conflict) => conflict.doNothing()),
    ) > 0
  );
}

interface Commented {
  readonly comment: {
    readonly id: number;
    readonly body: string;
    readonly user: { readonly login: string; readonly type?: string } | null;
  };
  readonly issue: { readonly number: number; readonly pull_request?: unknown };
}

/** Commands count on pull requests only, and never from a bot: ours would talk to itself. */
function commandWork({ comment, issue }: Commented): Planned | undefined {
  const { user, body, id } = comment;
  if (user === null || user.type === "Bot" || user.login.endsWith("[bot]")) return undefined;
  if (issue.pull_request === undefined || issue.pull_request === null) return undefined;
  const command = commandIn(body);
  if (command === undefined) return undefined;
  const content: CommandWork = { command, comment: id, pull: issue.number, login: user.login };
  return letter(`command:${id}`, "command", content);
}

interface Opened {
  readonly number: number;
  readonly head: { readonly ref: string; readonly sha: string };
}

function personWork({ number, head }: Opened): Planned | undefined {
  if (head.ref.startsWith("interleave/")) return undefined;
  const content: PersonWork = { number, head: head.sha };
  return letter(`person:${number}:${head.sha}`, "person", content);
}

function rerunWork(guid: string, head: string): Planned {
  const content: RerunWork = { head, run: guid };
  return letter(`rerun:${guid}`, "rerun", content);
}

function letter(key: string, kind: string, content: unknown): Planned {
  return { key, lane: key, kind, group: "", content, held: false };
}

function guidOf(request: IncomingMessage): string {
  const guid = request.headers["x-github-delivery"];
  return typeof guid === "string" && /^[\w-]{1,100}$/.test(guid) ? guid : "no delivery id";
}
