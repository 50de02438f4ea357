// A text under a pull request → one comment there, found by its key and updated when it changed.

import type { Letter } from "../outbox/rows.ts";
import type { GitHub } from "./client.ts";
import { keyIn, marked, type NotePlace } from "./contents.ts";

/** GitHub's own limit is 65,536. */
const BODY_CHARACTERS_MAX = 65_000;

export async function sayNote(
  github: GitHub,
  letter: Letter,
  pull: number,
  text: string,
): Promise<NotePlace> {
  const { owner, repo, login } = github;
  const body = marked(text.slice(0, BODY_CHARACTERS_MAX), letter.key);
  const all = await github.paginate(github.rest.issues.listComments, {
    ...{ owner, repo, issue_number: pull, per_page: 100 },
  });
  const found = all.find((one) => one.user?.login === login && keyIn(one.body) === letter.key);
  if (found === undefined) {
    // It was said, and somebody took it away: that is an answer too.
    if (letter.place !== undefined) return JSON.parse(letter.place) as NotePlace;
    const made = await github.rest.issues.createComment({
      ...{ owner, repo, issue_number: pull, body },
    });
    return { id: made.data.id };
  }
  if (found.body !== body)
    await github.rest.issues.updateComment({ owner, repo, comment_id: found.id, body });
  return { id: found.id };
}
