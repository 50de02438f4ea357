// Requests about pull requests, reviews and their comments → answers, as strict as GitHub's.

import { commitsOf, headOf, shownLines } from "./git.ts";
import { contract } from "./openapi.ts";
import {
  BOT,
  notFound,
  paged,
  stringOf,
  unprocessable,
  type Answer,
  type Call,
  type FakePull,
  type FakeReviewComment,
  type FakeState,
} from "./state.ts";

export const pullHandlers: Readonly<Record<string, (call: Call) => Answer>> = {
  "pulls/list": ({ state, params, query }) => {
    const branch = query.head?.replace(`${state.owner}:`, "");
    const wanted = query.state ?? "open";
    const found = state.pulls.filter(
      (pull) =>
        (branch === undefined || pull.head === branch) &&
        (wanted === "all" || pull.state === wanted),
    );
    const path = `/repos/${params.owner ?? ""}/${params.repo ?? ""}/pulls`;
    return paged(
      found.reverse().map((pull) => pullBody(state, pull, "pull-request-simple-items")),
      query,
      path,
    );
  },
  "pulls/create": ({ state, body }) => {
    const [head, base] = [stringOf(body.head), stringOf(body.base)];
    if (headOf(state.dir, head) === undefined)
      return unprocessable("PullRequest", "head", "invalid");
    if (headOf(state.dir, base) === undefined)
      return unprocessable("PullRequest", "base", "invalid");
    if (state.pulls.some((pull) => pull.head === head && pull.state === "open"))
      return unprocessable("PullRequest", "head", `A pull request already exists for ${head}.`);
    if (commitsOf(state.dir, base, head).length === 0)
      return unprocessable("PullRequest", "head", `No commits between ${base} and ${head}`);
    const pull: FakePull = {
      number: state.nextId++,
      title: stringOf(body.title),
      body: stringOf(body.body),
      head,
      base,
      state: "open",
      user: BOT,
      labels: [],
    };
    state.pulls.push(pull);
    return { status: 201, body: pullBody(state, pull, "pull-request") };
  },
  "pulls/get": ({ state, params }) => {
    const pull = pullAt(state, params.pull_number);
    if (pull === undefined) return notFound();
    return { status: 200, body: pullBody(state, pull, "pull-request") };
  },
  "pulls/update": ({ state, params, body }) => {
    const pull = pullAt(state, params.pull_number);
    if (pull === undefined) return notFound();
    pull.title = stringOf(body.title, pull.title);
    pull.body = stringOf(body.body, pull.body);
    pull.base = stringOf(body.base, pull.base);
    if (body.state === "open" || body.state === "closed") pull.state = body.state;
    return { status: 200, body: pullBody(state, pull, "pull-request") };
  },
  "pulls/list-review-comments": ({ state, params, query }) => {
    const pull = pullAt(state, params.pull_number);
    if (pull === undefined) return notFound();
    const all = state.reviewComments.filter((comment) => comment.pull === pull.number);
    const path = `/repos/${state.owner}/${state.repo}/pulls/${String(pull.number)}/comments`;
    return paged(
      all.map((comment) => commentBody(state, comment)),
      query,
      path,
    );
  },
  "pulls/create-review-comment": ({ state, params, body }) => {
    const pull = pullAt(state, params.pull_number);
    if (pull === undefined) return notFound();
    const comment = { ...body, commit_id: body.commit_id };
    const wrong = wrongPlace(state, pull, stringOf(body.commit_id), comment);
    if (wrong !== undefined) return wrong;
    const made = commentMade(state, pull, stringOf(body.commit_id), 0, comment);
    return { status: 201, body: commentBody(state, made) };
  },
  "pulls/update-review-comment": ({ state, params, body }) => {
    const comment = state.reviewComments.find(({ id }) => String(id) === params.comment_id);
    if (comment === undefined) return notFound();
    comment.body = stringOf(body.body);
    return { status: 200, body: commentBody(state, comment) };
  },
  "pulls/create-review": (call) => createReview(call),
};

function createReview({ state, params, body }: Call): Answer {
  const pull = pullAt(state, params.pull_number);
  if (pull === undefined) return notFound();
  const commit = stringOf(body.commit_id, headOf(state.dir, pull.head) ?? "");
  const comments = (Array.isArray(body.comments) ? body.comments : []) as Call["body"][];
  if (body.event === "COMMENT" && stringOf(body.body) === "" && comments.length === 0)
    return simple(["body can't be blank"]);
  // One comment at a wrong place, and GitHub refuses the whole review.
  if (comments.some((comment) => wrongPlace(state, pull, commit, comment) !== undefined))
    return simple(["Line could not be resolved"]);
  const review = state.nextId++;
  for (const comment of comments) commentMade(state, pull, commit, review, comment);
  return {
    status: 200,
    body: { ...contract().example("pull-request-review"), id: review, commit_id: commit },
  };
}

/** Why GitHub does not take a comment there. */
function wrongPlace(
  state: FakeState,
  pull: FakePull,
  commit: string,
  comment: Call["body"],
): Answer | undefined {
  const refused = (field: string, message: string) =>
    unprocessable("PullRequestReviewComment", field, message);
  if (stringOf(comment.body) === "") return refused("body", "body can't be blank");
  if (!commitsOf(state.dir, pull.base, pull.head).includes(commit))
    return refused("commit_id", "commit_id is not part of the pull request");
  const shown = shownLines(state.dir, pull.base, commit, stringOf(comment.path));
  if (shown === undefined) return refused("path", "path is not part of the diff");
  if (comment.subject_type === "file") return undefined;
  if (typeof comment.line !== "number") return refused("line", "line is missing");
  if (!shown[comment.side === "LEFT" ? "LEFT" : "RIGHT"].has(comment.line))
    return refused("line", "pull_request_review_thread.line must be part of the diff");
  return undefined;
}

function commentMade(
  state: FakeState,
  pull: FakePull,
  commit: string,
  review: number,
  body: Call["body"],
): FakeReviewComment {
  const made: FakeReviewComment = {
    id: state.nextId++,
    pull: pull.number,
    review,
    commit,
    path: stringOf(body.path),
    line: typeof body.line === "number" ? body.line : undefined,
    side: body.side === "LEFT" ? "LEFT" : "RIGHT",
    body: stringOf(body.body),
  };
  state.reviewComments.push(made);
  return made;
}

export function pullAt(state: FakeState, number: string | undefined): FakePull | undefined {
  return state.pulls.find((pull) => String(pull.number) === number);
}

export function userBody(login: string): Readonly<Record<string, unknown>> {
  const { user } = contract().example("issue-comment") as { user: Record<string, unknown> };
  return { ...user, login, type: login.endsWith("[bot]") ? "Bot" : "User" };
}

function pullBody(state: FakeState, pull: FakePull, example: string): unknown {
  const like = contract().example(example) as {
    readonly head: Readonly<Record<string, unknown>>;
    readonly base: Readonly<Record<string, unknown>>;
  };
  const { number, title, body, user } = pull;
  return {
    ...like,
    number,
    title,
    body,
    state: pull.state,
    user: userBody(user),
    labels: [],
    requested_teams: [],
    head: {
      ...like.head,
      ref: pull.head,
      label: `${state.owner}:${pull.head}`,
      sha: headOf(state.dir, pull.head) ?? "0".repeat(40),
    },
    base: { ...like.base, ref: pull.base, sha: headOf(state.dir, pull.base) ?? "0".repeat(40) },
  };
}

function commentBody(state: FakeState, comment: FakeReviewComment): unknown {
  return {
    ...contract().example("pull-request-review-comment-2"),
    id: comment.id,
    pull_request_review_id: comment.review === 0 ? null : comment.review,
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    path: comment.path,
    line: comment.line,
    side: comment.side,
    subject_type: comment.line === undefined ? "file" : "line",
    body: comment.body,
    user: userBody(BOT),
    pull_request_url: `https://api.github.com/repos/${state.owner}/${state.repo}/pulls/${String(comment.pull)}`,
  };
}

function simple(errors: readonly string[]): Answer {
  const documentation_url = "https://docs.github.com/rest";
  return { status: 422, body: { message: "Unprocessable Entity", errors, documentation_url } };
}
