// Requests about comments, labels, reactions, checks and the App itself → answers.

import { randomBytes } from "node:crypto";
import { gitIn } from "./git.ts";
import { contract } from "./openapi.ts";
import { pullAt, userBody } from "./pulls.ts";
import {
  BOT,
  notFound,
  paged,
  stringOf,
  unprocessable,
  type Answer,
  type Call,
  type FakeCheck,
  type FakeComment,
} from "./state.ts";

export const issueHandlers: Readonly<Record<string, (call: Call) => Answer>> = {
  "issues/list-comments": ({ state, params, query }) => {
    const pull = pullAt(state, params.issue_number);
    if (pull === undefined) return notFound();
    const all = state.issueComments.filter(({ issue }) => issue === pull.number);
    const path = `/repos/${state.owner}/${state.repo}/issues/${String(pull.number)}/comments`;
    return paged(all.map(commentBody), query, path);
  },
  "issues/create-comment": ({ state, params, body }) => {
    const pull = pullAt(state, params.issue_number);
    if (pull === undefined) return notFound();
    const comment: FakeComment = {
      id: state.nextId++,
      issue: pull.number,
      user: BOT,
      body: stringOf(body.body),
    };
    state.issueComments.push(comment);
    return { status: 201, body: commentBody(comment) };
  },
  "issues/update-comment": ({ state, params, body }) => {
    const comment = state.issueComments.find(({ id }) => String(id) === params.comment_id);
    if (comment === undefined) return notFound();
    comment.body = stringOf(body.body);
    return { status: 200, body: commentBody(comment) };
  },
  "issues/set-labels": ({ state, params, body }) => {
    const pull = pullAt(state, params.issue_number);
    if (pull === undefined) return notFound();
    const labels = (Array.isArray(body.labels) ? body.labels : []).map((label) => stringOf(label));
    pull.labels = labels;
    const like = contract().example("label-items");
    return { status: 200, body: labels.map((name) => ({ ...like, name })) };
  },
  "reactions/create-for-issue-comment": ({ state, params, body }) => {
    const comment = Number(params.comment_id);
    if (!state.issueComments.some(({ id }) => id === comment)) return notFound();
    const content = stringOf(body.content);
    const known = state.reactions.some((one) => one.comment === comment && one.content === content);
    if (!known) state.reactions.push({ comment, content });
    return { status: known ? 200 : 201, body: { ...contract().example("reaction"), content } };
  },
};

export const checkHandlers: Readonly<Record<string, (call: Call) => Answer>> = {
  "checks/list-for-ref": ({ state, params, query }) => {
    const name = query.check_name;
    const all = state.checks.filter(
      (check) => check.head === params.ref && (name === undefined || check.name === name),
    );
    const { body, ...answer } = paged(
      all.map(checkBody),
      query,
      `/repos/${state.owner}/${state.repo}/commits/${params.ref ?? ""}/check-runs`,
    );
    return { ...answer, body: { total_count: all.length, check_runs: body } };
  },
  "checks/create": ({ state, body }) => {
    try {
      gitIn(state.dir, "cat-file", "-e", `${stringOf(body.head_sha)}^{commit}`);
    } catch {
      return unprocessable("CheckRun", "head_sha", "No commit found for SHA");
    }
    const check: FakeCheck = {
      id: state.nextId++,
      head: stringOf(body.head_sha),
      name: stringOf(body.name),
      externalId: stringOf(body.external_id),
      status: "queued",
      conclusion: undefined,
      title: "",
      summary: "",
      annotations: [],
    };
    state.checks.push(check);
    fill(check, body);
    return { status: 201, body: checkBody(check) };
  },
  "checks/update": ({ state, params, body }) => {
    const check = state.checks.find(({ id }) => String(id) === params.check_run_id);
    if (check === undefined) return notFound();
    fill(check, body);
    return { status: 200, body: checkBody(check) };
  },
};

export const appHandlers: Readonly<Record<string, (call: Call) => Answer>> = {
  "apps/get-authenticated": () => ({
    status: 200,
    body: { ...contract().example("integration"), slug: BOT.replace("[bot]", "") },
  }),
  "apps/get-repo-installation": () => ({
    status: 200,
    body: { ...contract().example("installation"), id: INSTALLATION },
  }),
  "apps/create-installation-access-token": ({ state }) => {
    const token = `ghs_${randomBytes(18).toString("hex")}`;
    state.tokens.add(token);
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return {
      status: 201,
      body: { ...contract().example("installation-token"), token, expires_at },
    };
  },
  "repos/get-collaborator-permission-level": ({ state, params }) => {
    const login = params.username ?? "";
    const permission = state.permissions.get(login) ?? "read";
    const like = contract().example(
      "repository-collaborator-permission-response-if-user-has-admin-permissions",
    );
    const user = { ...(like.user as object), login, role_name: permission };
    return { status: 200, body: { ...like, permission, role_name: permission, user } };
  },
};

/** The only installation of the App. */
export const INSTALLATION = 77;

/** Annotations of later requests are added to the earlier ones, as GitHub does. */
function fill(check: FakeCheck, body: Call["body"]): void {
  check.status = stringOf(body.status, check.status);
  if (typeof body.conclusion === "string") {
    check.conclusion = body.conclusion;
    check.status = "completed";
  }
  const output = body.output as Readonly<Record<string, unknown>> | undefined;
  if (output === undefined) return;
  check.title = stringOf(output.title);
  check.summary = stringOf(output.summary);
  if (Array.isArray(output.annotations))
    check.annotations.push(...(output.annotations as FakeCheck["annotations"]));
}

function checkBody(check: FakeCheck): unknown {
  const like = contract().example("check-run-example-of-completed-conclusion") as {
    readonly output: object;
  };
  const { id, name, status, title, summary } = check;
  return {
    ...like,
    id,
    name,
    status,
    head_sha: check.head,
    external_id: check.externalId,
    conclusion: check.conclusion ?? null,
    output: { ...like.output, title, summary, annotations_count: check.annotations.length },
  };
}

function commentBody({ id, body, user }: FakeComment): unknown {
  return { ...contract().example("issue-comment"), id, body, user: userBody(user) };
}
