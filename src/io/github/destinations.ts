// Letters of the outbox → GitHub. One destination for each kind; each looks before it writes, so
// that saying a thing twice is saying it once.

import type { Mirror, Range } from "../git/mirror.ts";
import type { Destination, Outcome } from "../outbox/drain.ts";
import { letterAt, type Letter } from "../outbox/rows.ts";
import type { Store } from "../store/store.ts";
import { sayCheck } from "./checks.ts";
import type { GitHub } from "./client.ts";
import { sayComments } from "./comments.ts";
import {
  contentOf,
  type CheckContent,
  type NoteContent,
  type PullContent,
  type PullPlace,
  type PushContent,
  type PushPlace,
  type ReactionContent,
} from "./contents.ts";
import { sayNote } from "./notes.ts";
import { sayPull, sayPush } from "./pulls.ts";
import { outcomeOf } from "./refusals.ts";

export interface GitHubSite {
  readonly store: Store;
  readonly github: GitHub;
  readonly mirror: Mirror;
  /** The branch of the mirror repository that pull requests go against. */
  readonly main: string;
  readonly now: () => number;
}

export function gitHubDestinations(site: GitHubSite): Readonly<Record<string, Destination>> {
  const { github, mirror, main } = site;
  const each = (say: (letter: Letter) => Promise<Outcome>): Destination => ({
    say: (letters) => oneByOne(site, letters, say),
  });
  return {
    push: each((letter) =>
      saidAt(sayPush(github, mirror, main, letter, contentOf(letter) as PushContent)),
    ),
    pull: each((letter) =>
      sayPull(github, letter, contentOf(letter) as PullContent, pushOf(site, letter)),
    ),
    comment: {
      say: async (letters) => {
        const [first] = letters;
        if (first === undefined) return [];
        try {
          return await sayComments(github, letters, pullOf(site, first), pushOf(site, first));
        } catch (error) {
          const outcome = outcomeOf(error, site.now());
          return letters.map(() => outcome);
        }
      },
    },
    note: each((letter) => {
      const { body, pull } = contentOf(letter) as NoteContent;
      return saidAt(sayNote(github, letter, pull ?? pullOf(site, letter).number, body));
    }),
    range: each((letter) => saidAt(sayRange(site, letter))),
    check: each((letter) => {
      const content = contentOf(letter) as CheckContent;
      const { head } = pushOf(site, letter);
      return saidAt(sayCheck(github, letter, head, content));
    }),
    close: each((letter) => saidAt(close(site, letter))),
    reaction: each((letter) => saidAt(react(site, letter))),
  };
}

async function saidAt(place: Promise<unknown>): Promise<Outcome> {
  return { kind: "said", place: await place };
}

/** A limit met by one letter holds for those behind it. */
async function oneByOne(
  site: GitHubSite,
  letters: readonly Letter[],
  say: (letter: Letter) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const letter of letters) {
    try {
      outcomes.push(await say(letter));
    } catch (error) {
      const outcome = outcomeOf(error, site.now());
      outcomes.push(outcome);
      if (outcome.kind === "later") return letters.map((_, at) => outcomes[at] ?? outcome);
    }
  }
  return outcomes;
}

/** The range-diff to the version before; nothing when there was none. */
async function sayRange(site: GitHubSite, letter: Letter): Promise<unknown> {
  const { github, mirror } = site;
  const push = pushOf(site, letter);
  if (push.before === undefined) return { id: 0 };
  const remote = { url: github.remote, token: await github.token() };
  const known = async (range: Range) => (await mirror.fetch(remote, range.head)) !== undefined;
  const both = (await known(push)) && (await known(push.before));
  const text = both ? await mirror.rangeDiff(push.before, push) : undefined;
  const body =
    text === undefined
      ? "The version before is no longer at hand, so there is no range-diff."
      : `What changed since the version before:\n\n${fence(text)}`;
  return await sayNote(github, letter, pullOf(site, letter).number, body);
}

async function close(site: GitHubSite, letter: Letter): Promise<unknown> {
  const { owner, repo, rest } = site.github;
  const { number } = pullOf(site, letter);
  await rest.pulls.update({ owner, repo, pull_number: number, state: "closed" });
  return { number };
}

async function react(site: GitHubSite, letter: Letter): Promise<unknown> {
  const { owner, repo, rest } = site.github;
  const { comment, content } = contentOf(letter) as ReactionContent;
  // GitHub keeps one reaction of a kind for each login: a second request changes nothing.
  await rest.reactions.createForIssueComment({ owner, repo, comment_id: comment, content });
  return {};
}

/** Where the branch of the letter's lane stands. It comes before in the lane, so it was said. */
function pushOf({ store }: GitHubSite, { lane }: Letter): PushPlace {
  return placeIn(store, `push:${lane}`) as PushPlace;
}

function pullOf({ store }: GitHubSite, { lane }: Letter): PullPlace {
  return placeIn(store, `pull:${lane}`) as PullPlace;
}

function placeIn(store: Store, key: string): unknown {
  const place = letterAt(store, key)?.place;
  if (place === undefined) throw new Error(`${key} has not been said`);
  return JSON.parse(place);
}

function fence(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const marks = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${marks}diff\n${text}\n${marks}`;
}
