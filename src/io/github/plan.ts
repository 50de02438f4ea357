// A reviewed series and its words → letters in the outbox: branch, pull request, comments, verdict.
// Planned again for the next version, the same keys are updates of what is there.

import { createHash } from "node:crypto";
import type { MessageId, Series } from "../../types.ts";
import { drop, lettersOf, plan, record, type Letter, type Planned } from "../outbox/rows.ts";
import { transaction, type Store } from "../store/store.ts";
import {
  contentOf,
  type CheckContent,
  type CommentContent,
  type PullContent,
  type PullPlace,
  type PushContent,
  type PushPlace,
} from "./contents.ts";
import { isStopped, lanesBefore, laneOf, remember } from "./lanes.ts";

/** What is to stand on a pull request about one version of a series. */
export interface WordsPlan {
  readonly series: Series;
  readonly summary: string;
  readonly comments: readonly (CommentContent & { readonly finding: string })[];
  readonly check: CheckContent;
  /** The mail that could be sent, as it is shown; undefined when there is nothing to send. */
  readonly draft?: string | undefined;
  /** The words for a comment whose finding this version no longer has. */
  readonly gone: (body: string) => string;
  /** Asked for once more: the check is to be made anew, under this name. */
  readonly run?: string;
}

export interface PullPlan extends WordsPlan {
  /** Mails that it answers, oldest first: versions before it may be among them. */
  readonly earlier: readonly MessageId[];
  /** The commit that the review was made on. */
  readonly base: string | undefined;
  readonly pull: PullContent;
}

/** Findings that stand on the pull request of a series, and on which version. */
export interface Standing {
  readonly version: number;
  readonly findings: readonly string[];
}

/** Plans everything of one version, in one transaction; gives the lane. */
export function planPull(store: Store, wanted: PullPlan, now: number): string {
  return transaction(store, () => {
    const { series, base, pull } = wanted;
    const lane = laneOf(store, series, wanted.earlier);
    remember(store, lane, series);
    // An old version whose review comes late takes nothing back.
    const newest = standing(store, lane)?.version ?? 0;
    if (isStopped(store, lane) || newest > series.version) return lane;
    const before = lettersOf(store, lane);
    // What has ended is not opened again by one more review of the same version.
    if (newest === series.version && hasEnded(before)) return lane;
    drop(store, lane, "a newer version took its place before it was said");
    for (const other of lanesBefore(store, series))
      if (other !== lane) planClose(store, other, supersededWords(series), now);
    const branch = branchOf(lane, before) ?? `interleave/${slugOf(series.title)}-${lane}`;
    const one = { lane, group: "", held: false };
    plan(
      store,
      [
        { ...one, key: `push:${lane}`, kind: "push", content: { branch, series, base } },
        { ...one, key: `pull:${lane}`, kind: "pull", content: pull },
        ...wordsFor(lane, wanted, before),
      ],
      now,
    );
    return lane;
  });
}

/** Plans what is said on a pull request that a person opened: its branch is not ours. */
export function planPerson(
  store: Store,
  lane: string,
  wanted: WordsPlan,
  stands: { readonly push: PushPlace; readonly pull: PullPlace },
  now: number,
): void {
  transaction(store, () => {
    if (isStopped(store, lane)) return;
    const before = lettersOf(store, lane);
    drop(store, lane, "a newer version took its place before it was said");
    const one = { lane, group: "", held: false };
    const push = { ...one, key: `push:${lane}`, kind: "push", content: { series: wanted.series } };
    const pull = { ...one, key: `pull:${lane}`, kind: "pull", content: {} };
    record(store, push, stands.push, now);
    record(store, pull, stands.pull, now);
    plan(store, [...wordsFor(lane, wanted, before)], now);
  });
}

/** For a version that got a pull request of its own before it was known whose version it is. */
function supersededWords({ version, id }: Series): string {
  return `Superseded: v${version} of this series, <${id}>, has a pull request of its own.`;
}

/** Whether the end of a pull request is planned, or said. */
export function hasEnded(letters: readonly Letter[]): boolean {
  return letters.some(({ kind, state }) => kind === "close" && state !== "dropped");
}

/** Ends the pull request of a series with a reason; the first reason stays. */
export function planClose(store: Store, lane: string, reason: string, now: number): void {
  transaction(store, () => {
    if (hasEnded(lettersOf(store, lane))) return;
    drop(store, lane, reason);
    const pull = lettersOf(store, lane).find(({ key }) => key === `pull:${lane}`);
    if (pull?.place === undefined) return;
    const one = { lane, group: "", held: false };
    plan(
      store,
      [
        { ...one, key: `closing:${lane}`, kind: "note", content: { body: reason } },
        { ...one, key: `close:${lane}`, kind: "close", content: { close: true, reason } },
      ],
      now,
    );
  });
}

/** The words for a finding that somebody set aside, and for the check that counted it. */
export interface IgnoredWords {
  readonly comment: (body: string) => string;
  readonly check: (open: number, ignored: number) => string;
}

/** Sets a finding aside on its pull request: its comment says so, and its check counts it no more. */
export function planIgnored(
  store: Store,
  lane: string,
  finding: string,
  words: IgnoredWords,
  now: number,
): void {
  transaction(store, () => {
    const letters = lettersOf(store, lane);
    const one = { lane, group: "", held: false };
    const comment = letters.find(({ key }) => key === `comment:${lane}:${finding}`);
    if (comment !== undefined) {
      const old = contentOf(comment) as CommentContent;
      const was = old.was ?? old.body;
      const content = { ...old, was, body: words.comment(was), settled: "ignored" };
      plan(store, [{ ...one, key: comment.key, kind: "comment", content }], now);
    }
    const check = letters.findLast(({ kind }) => kind === "check");
    if (check === undefined) return;
    const old = contentOf(check) as CheckContent;
    const settled = lettersOf(store, lane).filter(isSettled).map(findingOf);
    const open = old.findings.filter((id) => !settled.includes(id)).length;
    const title = words.check(open, old.findings.length - open);
    const conclusion = open === 0 ? "neutral" : old.conclusion;
    const content = { ...old, title, conclusion };
    plan(store, [{ ...one, key: check.key, kind: "check", content }], now);
  });
}

/** What the pull request says of the newest version that it shows. */
export function standing(store: Store, lane: string): Standing | undefined {
  const letters = lettersOf(store, lane);
  const push = letters.find(({ key }) => key === `push:${lane}`);
  if (push === undefined) return undefined;
  const { series } = contentOf(push) as { readonly series: Series };
  const findings = letters.flatMap((letter) => {
    const finding = findingOf(letter);
    return finding === undefined || isSettled(letter) ? [] : [finding];
  });
  return { version: series.version, findings };
}

function* wordsFor(lane: string, wanted: WordsPlan, before: readonly Letter[]): Iterable<Planned> {
  const { series, comments, check, run = "" } = wanted;
  const one = { lane, group: "", held: false };
  const version = versionKey(series);
  const current = new Set(comments.map(({ finding }) => finding));
  for (const letter of before) {
    const finding = findingOf(letter);
    if (finding === undefined || current.has(finding) || isSettled(letter)) continue;
    if (letter.place === undefined) continue;
    const old = contentOf(letter) as CommentContent;
    const content = { ...old, was: old.body, body: wanted.gone(old.body), settled: "gone" };
    yield { ...one, key: letter.key, kind: "comment", group: "gone", content };
  }
  for (const { finding, ...content } of comments) {
    const group = `comments of ${content.patch}`;
    yield { ...one, key: `comment:${lane}:${finding}`, kind: "comment", group, content };
  }
  const note = { body: wanted.summary };
  yield { ...one, key: `summary:${lane}:${version}`, kind: "note", content: note };
  if (wanted.draft !== undefined) {
    const content = { body: wanted.draft };
    yield { ...one, key: `draft:${lane}:${version}`, kind: "note", content };
  }
  if (before.some(({ key, place }) => key === `push:${lane}` && place !== undefined))
    yield { ...one, key: `range:${lane}:${version}`, kind: "range", content: { head: version } };
  yield { ...one, key: `check:${lane}:${version}${run}`, kind: "check", content: check };
}

function findingOf({ key, kind, lane }: Letter): string | undefined {
  return kind === "comment" ? key.slice(`comment:${lane}:`.length) : undefined;
}

function isSettled(letter: Letter): boolean {
  if (letter.kind !== "comment") return false;
  return (contentOf(letter) as CommentContent).settled !== undefined;
}

/** A new title does not move a series to another branch, for that would be another pull request. */
function branchOf(lane: string, before: readonly Letter[]): string | undefined {
  const push = before.find(({ key }) => key === `push:${lane}`);
  return push === undefined ? undefined : (contentOf(push) as PushContent).branch;
}

/** These mails as this version: a late patch makes another. */
function versionKey({ version, patches }: Series): string {
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
