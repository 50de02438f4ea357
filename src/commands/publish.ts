// A review → everything that is to be said of it on the mirror, planned in the outbox.

import { followed, type FileLine } from "../diff/follow.ts";
import { laneOf, planPull, standing } from "../io/github/plan.ts";
import type { Store } from "../io/store/store.ts";
import { checkWords, type LineAtTip } from "../report/pull-check.ts";
import { goneBody, pullComments } from "../report/pull-comment.ts";
import { pullWords } from "../report/pull-words.ts";
import type { MessageId, Review } from "../types.ts";

export interface PublishSettings {
  /** What a Message-ID is put behind to make a link to the mail. */
  readonly link: string;
}

/** Plans branch, pull request, comments and check of a reviewed series; gives its lane. */
export function publish(
  store: Store,
  review: Review,
  earlier: readonly MessageId[],
  settings: PublishSettings,
  now: number,
): string {
  const { series, patches, base } = review;
  const before = standing(store, laneOf(store, series, earlier));
  const known = before === undefined || before.version >= series.version ? undefined : before;
  const words = pullWords(review, {
    link: settings.link,
    earlier: known,
    missing: missing(review),
  });
  const { title, body, labels, summary } = words;
  return planPull(
    store,
    {
      series,
      earlier,
      base: base?.rev,
      pull: { title, body, labels },
      summary,
      comments: pullComments(patches).map(({ line, ...comment }) =>
        line === undefined ? comment : { ...comment, line },
      ),
      check: checkWords(review, lineAtTip(review)),
      gone: (text) => goneBody(text, `Gone in v${series.version}.`),
    },
    now,
  );
}

/** Why patches did not apply, a sentence each. */
function missing({ patches, skipped }: Review): readonly string[] {
  return patches.flatMap(({ applies, patch }) => {
    if (applies !== false) return [];
    const what = `patch ${patch.position}/${patch.total} does not apply`;
    const known = skipped.find((complaint) => complaint.what === what);
    return [known === undefined ? what : `${what}: ${known.why}`];
  });
}

function lineAtTip({ patches }: Review): LineAtTip {
  return (patch, file, line) => {
    let at: FileLine | undefined = { file, line };
    for (const later of patches.slice(patches.indexOf(patch) + 1)) {
      if (later.applies !== false && at !== undefined) at = followed(later.patch.files, at);
    }
    // An annotation names one file: a line that has moved to another is left to its comment.
    return at?.file === file ? at.line : undefined;
  };
}
