// A review → everything that is to be said of it on the mirror, planned in the outbox.

import { followed, type FileLine } from "../diff/follow.ts";
import type { PullPlace, PushPlace } from "../io/github/contents.ts";
import { laneOf } from "../io/github/lanes.ts";
import { planPerson, planPull, standing, type WordsPlan } from "../io/github/plan.ts";
import { ignoredAmong } from "../io/store/reviews.ts";
import type { Store } from "../io/store/store.ts";
import { checkWords, type LineAtTip } from "../report/pull-check.ts";
import { pullComments, settledBody } from "../report/pull-comment.ts";
import { pullWords } from "../report/pull-words.ts";
import type { MessageId, Patch, Review } from "../types.ts";

export interface PublishSettings {
  /** What a Message-ID is put behind to make a link to the mail. */
  readonly link: string;
  /** The mail that could be sent, as it is shown. */
  readonly draft?: string | undefined;
  /** Tells a review that was asked for again from the first. */
  readonly run?: string | undefined;
}

/** Plans branch, pull request, comments and check of a reviewed series; gives its lane. */
export function publish(
  store: Store,
  reviewed: Review,
  earlier: readonly MessageId[],
  settings: PublishSettings,
  now: number,
): string {
  const review = withoutIgnored(store, reviewed);
  const { series, base } = review;
  const lane = laneOf(store, series, earlier);
  const { title, body, labels, summary } = wordsOf(store, lane, review, settings);
  const words = wordsPlan(review, summary, settings);
  const pull = { title, body, labels };
  return planPull(store, { ...words, earlier, base: base?.rev, pull }, now);
}

/** Plans comments and check on a pull request that a person opened. */
export function publishPerson(
  store: Store,
  lane: string,
  reviewed: Review,
  stands: { readonly push: PushPlace; readonly pull: PullPlace },
  settings: PublishSettings,
  now: number,
): void {
  const review = withoutIgnored(store, reviewed);
  const { summary } = wordsOf(store, lane, review, settings);
  const gone = (text: string) => settledBody(text, "Gone in the newest push.");
  planPerson(store, lane, { ...wordsPlan(review, summary, settings), gone }, stands, now);
}

function wordsOf(store: Store, lane: string, review: Review, { link }: PublishSettings) {
  const before = standing(store, lane);
  const earlier =
    before === undefined || before.version >= review.series.version ? undefined : before;
  return pullWords(review, { link, earlier, missing: missing(review) });
}

function wordsPlan(review: Review, summary: string, settings: PublishSettings): WordsPlan {
  const { run, draft } = settings;
  const { series, patches } = review;
  return {
    series,
    summary,
    comments: pullComments(patches).map(({ line, ...comment }) =>
      line === undefined ? comment : { ...comment, line },
    ),
    check: checkWords(review, lineAtTip(review)),
    draft,
    gone: (text) => settledBody(text, `Gone in v${series.version}.`),
    ...(run === undefined ? {} : { run }),
  };
}

/** What somebody has set aside is said in no later version either. */
function withoutIgnored(store: Store, review: Review): Review {
  const ids = review.patches.flatMap(({ findings }) => findings.map(({ id }) => id));
  const ignored = ignoredAmong(store, ids);
  const patches = review.patches.map((patch) => ({
    ...patch,
    findings: patch.findings.filter(({ id }) => !ignored.has(id)),
  }));
  return { ...review, patches };
}

/** Why patches are not in the branch: they were refused, or did not apply; a sentence each. */
function missing(review: Review): readonly string[] {
  const { patches, skipped } = review;
  const refused = refusedIn(review).map(
    ({ patch, why }) => `patch ${patch.position}/${patch.total} was refused: ${why}`,
  );
  const others = patches.flatMap(({ applies, patch }) => {
    if (applies !== false) return [];
    const what = `patch ${patch.position}/${patch.total} does not apply`;
    const known = skipped.find((complaint) => complaint.what === what);
    return [known === undefined ? what : `${what}: ${known.why}`];
  });
  return [...refused, ...others];
}

/** Patches of the series that were not looked at, because they are damaged or mean harm. */
export function refusedIn({ series, patches, skipped }: Review): readonly Refused[] {
  const seen = new Set(patches.map(({ patch }) => patch.id));
  return series.patches.flatMap((patch): Refused[] => {
    const known = skipped.find(({ what }) => what === patch.subject);
    return seen.has(patch.id) || known === undefined ? [] : [{ patch, why: known.why }];
  });
}

export interface Refused {
  readonly patch: Patch;
  readonly why: string;
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
