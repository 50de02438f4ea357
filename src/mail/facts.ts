// The mails of one version → what they say about it at line starts: base, prerequisites, change-id.

import type { CommitId, Message, MessageId, Series } from "../types.ts";
import { idsIn } from "./ids.ts";

type Facts = Pick<Series, "baseCommit" | "changeId" | "prerequisites">;

const PREREQUISITES_MAX = 1000;

/** Reads the mails in order; the cover letter and the first patch are asked first. */
export function factsOf(mails: readonly Message[]): Facts {
  // Nearly all mails say none of this, and most of a mail is its diff.
  const bodies = mails
    .map(({ body }) => body)
    .filter((body) => /base-c|prereq|change-id/.test(body));
  return {
    baseCommit: first(bodies, /^base-commit: ?([0-9a-f]{40})\b/m) as CommitId | undefined,
    changeId: first(bodies, /^change-id: ?(\S{1,200})[ \t]*$/m),
    prerequisites: {
      patchIds: all(bodies, /^prerequisite-patch-id: ?([0-9a-f]{40})\b/gm),
      messageIds: all(bodies, /^prerequisite-message-id: ?(\S{1,998})[ \t]*$/gm).flatMap(bare),
    },
  };
}

function bare(value: string): readonly MessageId[] {
  return idsIn(value);
}

function first(bodies: readonly string[], pattern: RegExp): string | undefined {
  for (const body of bodies) {
    const found = pattern.exec(body)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

function all(bodies: readonly string[], pattern: RegExp): readonly string[] {
  const found = new Set<string>();
  for (const body of bodies)
    for (const [, value = ""] of body.matchAll(pattern))
      if (found.size < PREREQUISITES_MAX) found.add(value);
  return [...found];
}
