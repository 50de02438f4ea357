// What GitHub asked for, out of the outbox → done: commands under pull requests, pull requests of
// people, and checks asked for again. Who may command is asked of GitHub when the work is done.

import { seriesOf } from "../../mail/series.ts";
import { messageOf } from "../../mail/message.ts";
import type { Message, MessageId, Review, Series } from "../../types.ts";
import type { Mirror } from "../git/mirror.ts";
import type { Destination, Outcome } from "../outbox/drain.ts";
import { lettersWhere, plan, type Letter } from "../outbox/rows.ts";
import type { Store } from "../store/store.ts";
import type { GitHub } from "./client.ts";
import { obey, type Answered } from "./commands.ts";
import { contentOf, type PullPlace, type PushContent, type PushPlace } from "./contents.ts";
import type { IgnoredWords } from "./plan.ts";
import { isStatus, outcomeOf } from "./refusals.ts";
import type { CommandWork, PersonWork, RerunWork } from "./work-content.ts";

export interface WorkSite {
  readonly store: Store;
  readonly github: GitHub;
  readonly mirror: Mirror;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Reviews off the event loop. */
  readonly review: (series: Series) => Promise<Review>;
  /** Plans what is said of a review; `run` asks for a new check. */
  readonly publish: (review: Review, run: string | undefined) => void;
  readonly publishPerson: (lane: string, review: Review, stands: Stands, run?: string) => void;
  /** The series with this patch or cover letter, out of the mail that we have. */
  readonly find: (id: MessageId) => Promise<Series | undefined>;
  readonly words: {
    readonly answer: (answered: Answered) => string;
    readonly ignored: (by: string, reason: string) => IgnoredWords;
  };
}

/** Where a pull request that is not ours stands. */
export interface Stands {
  readonly push: PushPlace;
  readonly pull: PullPlace;
}

export function workDestinations(site: WorkSite): Readonly<Record<string, Destination>> {
  const each = (work: (letter: Letter) => Promise<void>): Destination => ({
    say: async ([letter]) => (letter === undefined ? [] : [await outcomeFor(site, letter, work)]),
  });
  return {
    command: each((letter) => command(site, contentOf(letter) as CommandWork)),
    person: each((letter) => person(site, contentOf(letter) as PersonWork)),
    rerun: each((letter) => rerun(site, contentOf(letter) as RerunWork)),
  };
}

async function outcomeFor(
  site: WorkSite,
  letter: Letter,
  work: (letter: Letter) => Promise<void>,
): Promise<Outcome> {
  try {
    await work(letter);
    return { kind: "said", place: {} };
  } catch (error) {
    return outcomeOf(error, site.now());
  }
}

async function command(site: WorkSite, work: CommandWork): Promise<void> {
  const { comment, login, pull } = work;
  const one = { lane: `answer:${comment}`, group: "", held: false };
  const reaction = (content: string) => ({
    ...{ ...one, key: `reaction:${comment}`, kind: "reaction", content: { comment, content } },
  });
  if (!(await mayCommand(site.github, login))) {
    // No words for strangers: anybody could have us write under every pull request.
    site.log(`${login} has no right to command: ${work.command.kind} under #${pull}`);
    plan(site.store, [reaction("-1")], site.now());
    return;
  }
  const answered = await obey(site, work);
  const body = site.words.answer(answered);
  const good = answered.kind !== "unknown" && answered.kind !== "failed";
  plan(
    site.store,
    [
      reaction(good ? "+1" : "confused"),
      { ...one, key: `reply:${comment}`, kind: "note", content: { body, pull } },
    ],
    site.now(),
  );
}

async function mayCommand({ rest, owner, repo }: GitHub, username: string): Promise<boolean> {
  try {
    const { data } = await rest.repos.getCollaboratorPermissionLevel({ owner, repo, username });
    // `maintain` is told as `write` here.
    return data.permission === "admin" || data.permission === "write";
  } catch (error) {
    if (isStatus(error, 404)) return false;
    throw error;
  }
}

/** Reviews the commits of a pull request as the mails that they would be. */
async function person(site: WorkSite, { number, head }: PersonWork, run?: string): Promise<void> {
  const { github, mirror } = site;
  const { owner, repo, rest } = github;
  const { data } = await rest.pulls.get({ owner, repo, pull_number: number });
  // Somebody has pushed since: that push has a delivery of its own.
  if (data.state !== "open" || data.head.sha !== head) return;
  const remote = { url: github.remote, token: await github.token() };
  const tip = await mirror.fetch(remote, `refs/heads/${data.base.ref}`);
  const fetched = await mirror.fetch(remote, `refs/pull/${number}/head`);
  if (tip === undefined || fetched !== head) return;
  const base = await mirror.mergeBase(tip, head);
  if (base === undefined) return;
  const mails = await mirror.mails({ base, head });
  const messages: Message[] = [];
  for (const { bytes } of mails) messages.push(await messageOf(bytes));
  const [series] = seriesOf(messages).series;
  if (series === undefined) return;
  const commits = messages.flatMap(({ id }, at) => {
    const commit = mails[at]?.commit;
    return commit === undefined ? [] : [{ patch: id, commit }];
  });
  const push = { branch: data.head.ref, against: data.base.ref, base, head, commits };
  const review = await site.review({ ...series, title: data.title });
  site.publishPerson(`person-${number}`, review, { push, pull: { number } }, run);
}

async function rerun(site: WorkSite, { head, run }: RerunWork): Promise<void> {
  const letter = lettersWhere(site.store, "push").find(
    ({ place }) => place !== undefined && (JSON.parse(place) as PushPlace).head === head,
  );
  if (letter === undefined) return;
  const mine = /^person-(\d+)$/.exec(letter.lane);
  if (mine !== null) {
    await person(site, { number: Number(mine[1]), head }, `:${run}`);
    return;
  }
  const { series } = contentOf(letter) as PushContent;
  site.publish(await site.review(series), `:${run}`);
}
