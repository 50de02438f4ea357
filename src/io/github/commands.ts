// A command of somebody who may give one → what it changes, and what there is to answer.

import type { MessageId, Reported, Review, Series } from "../../types.ts";
import { drop, lettersOf, lettersWhere, release } from "../outbox/rows.ts";
import { reviewOf, setFindingState } from "../store/reviews.ts";
import { editionOf } from "../store/series.ts";
import { transaction, type Store } from "../store/store.ts";
import { contentOf, type PushContent } from "./contents.ts";
import { resumeLane, stopLane } from "./lanes.ts";
import { planIgnored } from "./plan.ts";
import type { WorkSite } from "./work.ts";
import type { CommandWork } from "./work-content.ts";

export type Answered =
  | { readonly kind: "reviewed"; readonly title: string; readonly findings: number }
  | { readonly kind: "explained"; readonly finding: Reported }
  | { readonly kind: "ignored"; readonly finding: string }
  | { readonly kind: "sending"; readonly mails: number }
  | { readonly kind: "stopped" }
  | { readonly kind: "unknown"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

/** What obeying takes of the site of work. */
export type ObeySite = Pick<WorkSite, "store" | "now" | "find" | "review" | "publish" | "words">;

export async function obey(site: ObeySite, work: CommandWork): Promise<Answered> {
  const { store, now } = site;
  const { command, login } = work;
  const lane = laneOfPull(store, work.pull);
  if (command.kind === "unknown") return command;
  if (command.kind === "review" && command.messageId !== undefined)
    return await reviewAgain(site, await site.find(command.messageId as MessageId), work);
  if (lane === undefined) {
    // It may be ours, opened a moment ago: the command waits until what was opened is written down.
    if (isOpening(store)) throw new Error("a pull request is just being opened");
    return failed("this pull request is not one that I know");
  }
  switch (command.kind) {
    case "review":
      resumeLane(store, lane);
      return await reviewAgain(site, seriesOfLane(store, lane), work);
    case "explain": {
      const finding = findingOf(store, lane, command.finding);
      return finding === undefined ? noFinding(command.finding) : { kind: "explained", finding };
    }
    case "ignore": {
      const { finding: id, reason } = command;
      if (findingOf(store, lane, id) === undefined) return noFinding(id);
      transaction(store, () => {
        setFindingState(store, id, "ignored", `${login}: ${reason}`);
        planIgnored(store, lane, id, site.words.ignored(login, reason), now());
      });
      return { kind: "ignored", finding: id };
    }
    case "send":
      return send(store, lane, now());
    case "stop":
      transaction(store, () => {
        stopLane(store, lane, login, now());
        for (const each of [lane, `mail:${lane}`]) drop(store, each, `${login} said stop`);
      });
      return { kind: "stopped" };
  }
}

async function reviewAgain(
  site: ObeySite,
  series: Series | undefined,
  work: CommandWork,
): Promise<Answered> {
  if (series === undefined) return failed("I have no such series");
  let review: Review;
  try {
    review = await site.review(series);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  site.publish(review, `:${work.comment}`);
  const findings = review.patches
    .flatMap((patch) => patch.findings)
    .filter((finding) => finding.class === "introduced").length;
  return { kind: "reviewed", title: series.title, findings };
}

/** Approval: what was written as a draft goes out. */
function send(store: Store, lane: string, now: number): Answered {
  const held = lettersOf(store, `mail:${lane}`).filter(({ state }) => state === "held");
  const mails = held.filter(({ key }) => release(store, key, now)).length;
  return mails === 0
    ? failed("there is no mail that waits to be sent")
    : { kind: "sending", mails };
}

function laneOfPull(store: Store, number: number): string | undefined {
  return lettersWhere(store, "pull").find(({ place }) => place === JSON.stringify({ number }))
    ?.lane;
}

function isOpening(store: Store): boolean {
  const letters = lettersWhere(store, "pull");
  return letters.some(
    ({ state, place }) => place === undefined && (state === "planned" || state === "sending"),
  );
}

function seriesOfLane(store: Store, lane: string): Series | undefined {
  const push = lettersOf(store, lane).find(({ key }) => key === `push:${lane}`);
  return push === undefined ? undefined : (contentOf(push) as PushContent).series;
}

function findingOf(store: Store, lane: string, id: string): Reported | undefined {
  const series = seriesOfLane(store, lane);
  if (series === undefined) return undefined;
  return reviewOf(store, editionOf(series))
    ?.patches.flatMap((patch) => patch.findings)
    .find((finding) => finding.id === id);
}

function noFinding(id: string): Answered {
  return failed(`there is no finding ${id} here`);
}

function failed(why: string): Answered {
  return { kind: "failed", why };
}
