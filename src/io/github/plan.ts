// A reviewed series and its words → letters in the outbox: branch, pull request, comments, verdict.
// Planned again for the next version, the same keys are updates of what is there.

import { createHash } from "node:crypto";
import type { MessageId, Series } from "../../types.ts";
import { drop, lettersOf, plan, type Letter, type Planned } from "../outbox/rows.ts";
import { query, row, run, transaction, type Store } from "../store/store.ts";
import { contentOf, type CheckContent, type CommentContent, type PullContent } from "./contents.ts";

/** What is to stand on the mirror for one version of a series. */
export interface PullPlan {
  readonly series: Series;
  /** Ids of the versions before it, oldest first, as the mails tell. */
  readonly earlier: readonly MessageId[];
  /** The commit that the review was made on. */
  readonly base: string | undefined;
  readonly pull: PullContent;
  readonly summary: string;
  readonly comments: readonly (CommentContent & { readonly finding: string })[];
  readonly check: CheckContent;
  /** The words for a comment whose finding this version no longer has. */
  readonly gone: (body: string) => string;
}

/** Findings that stand on the pull request of a series, and on which version. */
export interface Standing {
  readonly version: number;
  readonly findings: readonly string[];
}

/** Plans everything of one version, in one transaction; gives the lane. */
export function planPull(store: Store, wanted: PullPlan, now: number): string {
  return transaction(store, () => {
    const { series } = wanted;
    const lane = laneOf(store, series, wanted.earlier);
    remember(store, lane, series);
    const before = lettersOf(store, lane);
    drop(store, lane, "a newer version took its place before it was said");
    plan(store, [...lettersFor(lane, wanted, before)], now);
    return lane;
  });
}

/** Ends the pull request of a series with a reason. */
export function planClose(store: Store, lane: string, reason: string, now: number): void {
  transaction(store, () => {
    drop(store, lane, reason);
    const pull = lettersOf(store, lane).find(({ key }) => key === `pull:${lane}`);
    if (pull?.place === undefined) return;
    const base = { lane, group: "", held: false };
    plan(
      store,
      [
        { ...base, key: `closing:${lane}`, kind: "note", content: { body: reason } },
        { ...base, key: `close:${lane}`, kind: "close", content: { close: true, reason } },
      ],
      now,
    );
  });
}

/** The lane of a series: that of its earlier versions, else one of its own. */
export function laneOf(store: Store, series: Series, earlier: readonly MessageId[]): string {
  for (const id of [series.id, ...earlier.toReversed()]) {
    const known = query.selectFrom("lane").select("lane").where("series", "=", id);
    const found = row(store, known)?.lane;
    if (found !== undefined) return found;
  }
  const name = series.changeId ?? earlier[0] ?? series.id;
  return createHash("sha256").update(name).digest("hex").slice(0, 16);
}

/** What the pull request says of the newest version that it shows. */
export function standing(store: Store, lane: string): Standing | undefined {
  const letters = lettersOf(store, lane);
  const push = letters.find(({ key }) => key === `push:${lane}`);
  if (push === undefined) return undefined;
  const { series } = contentOf(push) as { readonly series: Series };
  const findings = letters.flatMap((letter) => {
    const finding = findingOf(letter);
    return finding === undefined || isGone(letter) ? [] : [finding];
  });
  return { version: series.version, findings };
}

function* lettersFor(lane: string, wanted: PullPlan, before: readonly Letter[]): Iterable<Planned> {
  const { series, base, pull, comments, check } = wanted;
  const one = { lane, group: "", held: false };
  const version = editionOf(series);
  const branch = `interleave/${slugOf(series.title)}-${lane}`;
  yield { ...one, key: `push:${lane}`, kind: "push", content: { branch, series, base } };
  yield { ...one, key: `pull:${lane}`, kind: "pull", content: pull };
  const current = new Set(comments.map(({ finding }) => finding));
  for (const letter of before) {
    const finding = findingOf(letter);
    if (finding === undefined || current.has(finding) || isGone(letter)) continue;
    if (letter.place === undefined) continue;
    const old = contentOf(letter) as CommentContent;
    const content = { ...old, body: wanted.gone(old.body), gone: true };
    yield { ...one, key: letter.key, kind: "comment", group: "gone", content };
  }
  for (const { finding, ...content } of comments) {
    const group = `comments of ${content.patch}`;
    yield { ...one, key: `comment:${lane}:${finding}`, kind: "comment", group, content };
  }
  const note = { body: wanted.summary };
  yield { ...one, key: `summary:${lane}:${version}`, kind: "note", content: note };
  if (before.some(({ key, place }) => key === `push:${lane}` && place !== undefined))
    yield { ...one, key: `range:${lane}:${version}`, kind: "range", content: { head: version } };
  yield { ...one, key: `check:${lane}:${version}`, kind: "check", content: check };
}

function findingOf({ key, kind, lane }: Letter): string | undefined {
  return kind === "comment" ? key.slice(`comment:${lane}:`.length) : undefined;
}

function isGone(letter: Letter): boolean {
  return (contentOf(letter) as { readonly gone?: boolean }).gone === true;
}

function remember(store: Store, lane: string, series: Series): void {
  const known = query.insertInto("lane").values({ series: series.id, lane });
  run(
    store,
    known.onConflict((conflict) => conflict.doUpdateSet({ lane })),
  );
}

/** These mails as this version: a late patch makes another. */
function editionOf({ version, patches }: Series): string {
  const said = JSON.stringify(patches.map(({ position, id }) => [position, id]));
  return `v${version}-${createHash("sha256").update(said).digest("hex").slice(0, 12)}`;
}

/** A part of a branch name that a person can read, whatever the subject holds. */
function slugOf(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40);
  const slug = words.replace(/^-+/, "").replace(/-+$/, "");
  return slug === "" ? "series" : slug;
}
