// A series → its branch and its pull request.

import type { Mirror } from "../git/mirror.ts";
import type { Outcome } from "../outbox/drain.ts";
import type { Letter } from "../outbox/rows.ts";
import type { GitHub } from "./client.ts";
import { marked, type PullContent, type PushContent, type PushPlace } from "./contents.ts";

/** Pushes the branch. Doing it twice is doing it once: the same mails are the same commits. */
export async function sayPush(
  github: GitHub,
  mirror: Mirror,
  main: string,
  letter: Letter,
  content: PushContent,
): Promise<PushPlace> {
  const branch = await mirror.branchOf(content.series, content.base);
  const remote = { url: github.remote, token: await github.token() };
  const tip = await mirror.fetch(remote, `refs/heads/${main}`);
  const { rev } = branch.base;
  // A base that the mirror's branch does not hold gets a branch of its own, else the pull request
  // would show everything that lies between the two.
  const inside = tip !== undefined && (await mirror.isAncestor(rev, tip));
  const against = inside ? main : `interleave/base/${rev.slice(0, 12)}`;
  await mirror.push(remote, [
    ...(inside ? [] : [{ branch: against, commit: rev }]),
    { branch: content.branch, commit: branch.head },
  ]);
  const commits = branch.commits.map(({ patch, commit }) =>
    commit === undefined ? { patch } : { patch, commit },
  );
  const place = { branch: content.branch, against, base: rev, head: branch.head, commits };
  const before = beforeOf(letter, branch.head);
  return before === undefined ? place : { ...place, before };
}

/** What was there before this version: what the last said letter left, or had found. */
function beforeOf({ place }: Letter, head: string): PushPlace["before"] {
  if (place === undefined) return undefined;
  const old = JSON.parse(place) as PushPlace;
  return old.head === head ? old.before : { base: old.base, head: old.head };
}

/** Opens the pull request of a branch, or brings the open one up to date. */
export async function sayPull(
  github: GitHub,
  letter: Letter,
  content: PullContent,
  push: PushPlace,
): Promise<Outcome> {
  const { owner, repo } = github;
  const { title, labels } = content;
  const body = marked(content.body, letter.key);
  const { data } = await github.rest.pulls.list({
    ...{ owner, repo, head: `${owner}:${push.branch}`, state: "all" },
  });
  const open = data.find(({ state }) => state === "open");
  if (open === undefined && data.length > 0)
    return { kind: "refused", why: `#${data[0]?.number ?? 0} is closed, and stays so` };
  const against = push.against;
  const number =
    open?.number ??
    (
      await github.rest.pulls.create({
        ...{ owner, repo, head: push.branch, base: against, title, body },
      })
    ).data.number;
  if (
    open !== undefined &&
    (open.title !== title || open.body !== body || open.base.ref !== against)
  )
    await github.rest.pulls.update({
      ...{ owner, repo, pull_number: number, title, body, base: against },
    });
  await github.rest.issues.setLabels({ owner, repo, issue_number: number, labels: [...labels] });
  return { kind: "said", place: { number } };
}
