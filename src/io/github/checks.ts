// A verdict → one check run on the head commit, with annotations in the portions that GitHub takes.

import type { Letter } from "../outbox/rows.ts";
import type { GitHub } from "./client.ts";
import type { CheckContent, CheckPlace } from "./contents.ts";

const NAME = "interleave";
const ANNOTATIONS_EACH = 50;
const ANNOTATIONS_MAX = 500;
const TEXT_CHARACTERS_MAX = 60_000;

export async function sayCheck(
  github: GitHub,
  letter: Letter,
  head: string,
  content: CheckContent,
): Promise<CheckPlace> {
  const { owner, repo } = github;
  const { data } = await github.rest.checks.listForRef({
    ...{ owner, repo, ref: head, check_name: NAME, per_page: 100 },
  });
  const found = data.check_runs.find((run) => run.external_id === letter.key);
  const annotations = content.annotations.slice(0, ANNOTATIONS_MAX);
  // Annotations can only be added: those that are there already were sent by an earlier attempt.
  let sent = found?.output.annotations_count ?? 0;
  let id = found?.id;
  do {
    const part = annotations.slice(sent, sent + ANNOTATIONS_EACH);
    const verdict = { ...verdictOf(content), output: outputOf(content, part) };
    if (id === undefined) {
      const made = await github.rest.checks.create({
        ...{ owner, repo, name: NAME, head_sha: head, external_id: letter.key },
        ...verdict,
      });
      ({ id } = made.data);
    } else {
      await github.rest.checks.update({ owner, repo, check_run_id: id, ...verdict });
    }
    sent += part.length;
  } while (sent < annotations.length);
  return { id, head };
}

function verdictOf({ conclusion }: CheckContent) {
  return { status: "completed" as const, conclusion };
}

function outputOf({ title, summary }: CheckContent, annotations: CheckContent["annotations"]) {
  return {
    title,
    summary: summary.slice(0, TEXT_CHARACTERS_MAX),
    annotations: annotations.map((one) => ({
      path: one.path,
      start_line: one.line,
      end_line: one.line,
      annotation_level: "failure" as const,
      title: one.title,
      message: one.message.slice(0, TEXT_CHARACTERS_MAX),
    })),
  };
}
