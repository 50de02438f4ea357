// Comments on lines → the pull request, each once: several in one review, and where GitHub does not
// take a line, on the file, and where it does not take that either, under the pull request.

import type { Outcome } from "../outbox/drain.ts";
import type { Letter } from "../outbox/rows.ts";
import type { GitHub } from "./client.ts";
import {
  contentOf,
  keyIn,
  marked,
  type CommentContent,
  type CommentPlace,
  type PullPlace,
  type PushPlace,
} from "./contents.ts";
import { sayNote } from "./notes.ts";
import { isStatus } from "./refusals.ts";

interface Comment {
  readonly letter: Letter;
  readonly content: CommentContent;
  readonly body: string;
  /** The commit of its patch; undefined when that is not in the branch. */
  readonly commit: string | undefined;
}

/** All of one patch, in the order given. */
export async function sayComments(
  github: GitHub,
  letters: readonly Letter[],
  pull: PullPlace,
  push: PushPlace,
): Promise<readonly Outcome[]> {
  const comments = letters.map((letter): Comment => {
    const content = contentOf(letter) as CommentContent;
    const commit = push.commits.find(({ patch }) => patch === content.patch)?.commit;
    return { letter, content, commit, body: marked(content.body, letter.key) };
  });
  const known = await ours(github, pull);
  const fresh = comments.filter(({ letter }) => isFresh(letter) && !known.has(letter.key));
  if (fresh.length > 1 && (await sayTogether(github, fresh, pull)))
    for (const [key, found] of await ours(github, pull)) known.set(key, found);
  const outcomes: Outcome[] = [];
  for (const comment of comments) {
    const place = await sayOne(github, comment, pull, known);
    outcomes.push({ kind: "said", place });
  }
  return outcomes;
}

interface Found {
  readonly id: number;
  readonly body: string;
  readonly as: "line" | "file";
}

function isFresh({ place }: Letter): boolean {
  return place === undefined;
}

/** Comments of ours on the pull request, by key. */
async function ours(github: GitHub, { number }: PullPlace): Promise<Map<string, Found>> {
  const { owner, repo, login } = github;
  const all = await github.paginate(github.rest.pulls.listReviewComments, {
    owner,
    repo,
    pull_number: number,
    per_page: 100,
  });
  const found = new Map<string, Found>();
  for (const { id, body, user, line } of all) {
    const key = user.login === login ? keyIn(body) : undefined;
    const as = line === undefined ? "file" : "line";
    if (key !== undefined && !found.has(key)) found.set(key, { id, body, as });
  }
  return found;
}

/** One review with all comments. False when GitHub does not take one of the lines. */
async function sayTogether(
  github: GitHub,
  comments: readonly Comment[],
  { number }: PullPlace,
): Promise<boolean> {
  const [first] = comments;
  const placed = comments.flatMap(({ content: { path, line, side }, body, commit }) =>
    line === undefined || commit !== first?.commit ? [] : [{ path, line, side, body }],
  );
  if (first?.commit === undefined || placed.length < 2) return false;
  const { owner, repo } = github;
  try {
    await github.rest.pulls.createReview({
      ...{ owner, repo, pull_number: number, commit_id: first.commit },
      event: "COMMENT",
      comments: placed,
    });
    return true;
  } catch (error) {
    if (isStatus(error, 422)) return false;
    throw error;
  }
}

async function sayOne(
  github: GitHub,
  comment: Comment,
  pull: PullPlace,
  known: ReadonlyMap<string, Found>,
): Promise<CommentPlace> {
  const { letter, body } = comment;
  const found = known.get(letter.key);
  const before =
    letter.place === undefined ? undefined : (JSON.parse(letter.place) as CommentPlace);
  if (before?.as === "summary") return await saySummary(github, comment, pull);
  if (found !== undefined) {
    if (found.body !== body) await update(github, found.id, body);
    return { id: found.id, as: found.as };
  }
  // It was said, and somebody took it away: that is an answer too.
  if (before !== undefined) return before;
  return (
    (await attempt(github, comment, pull, "line")) ??
    (await attempt(github, comment, pull, "file")) ??
    (await saySummary(github, comment, pull))
  );
}

async function attempt(
  github: GitHub,
  { content: { path, line, side }, body, commit }: Comment,
  { number }: PullPlace,
  as: "line" | "file",
): Promise<CommentPlace | undefined> {
  if (commit === undefined || (as === "line" && line === undefined)) return undefined;
  const { owner, repo } = github;
  const where =
    as === "file" || line === undefined ? { subject_type: "file" as const } : { line, side };
  try {
    const { data } = await github.rest.pulls.createReviewComment({
      ...{ owner, repo, pull_number: number, commit_id: commit, path, body },
      ...where,
    });
    return { id: data.id, as };
  } catch (error) {
    if (isStatus(error, 422)) return undefined;
    throw error;
  }
}

async function update(github: GitHub, id: number, body: string): Promise<void> {
  const { owner, repo } = github;
  await github.rest.pulls.updateReviewComment({ owner, repo, comment_id: id, body });
}

async function saySummary(
  github: GitHub,
  { letter, content: { path, line, body } }: Comment,
  pull: PullPlace,
): Promise<CommentPlace> {
  const where = `${path.replace(/`/g, "'")}${line === undefined ? "" : `:${line}`}`;
  const note = await sayNote(github, letter, pull.number, `\`${where}\`:\n\n${body}`);
  return { id: note.id, as: "summary" };
}
