// A bag of Messages → the newest version of each Series in it, and why each mail was placed where
// it is.

import type { Complaint, Message, MessageId, Patch, Series } from "../types.ts";
import { answersIn, type Answers } from "./answers.ts";
import { bagOf } from "./bag.ts";
import { draftsOf, type Draft } from "./draft.ts";
import { factsOf } from "./facts.ts";
import { lineagesOf, type Version } from "./lineage.ts";
import { idOfDraft } from "./link.ts";
import { senderOf } from "./sender.ts";
import { subjectOf } from "./subject.ts";
import { supersededBy, traceOf, type PlacementTrace } from "./trace.ts";

/** A version that is not the newest one. */
export interface Superseded {
  readonly series: Series;
  /** The newest version. */
  readonly by: MessageId;
  readonly why: string;
}

export interface Assembly {
  /** The newest version of each series, the oldest first. */
  readonly series: readonly Series[];
  readonly superseded: readonly Superseded[];
  /** One entry for each mail, the oldest mail first. */
  readonly trace: readonly PlacementTrace[];
  /** Mails that are in no series, with the reason. */
  readonly skipped: readonly Complaint[];
}

/** Assembles every series. The result does not depend on the order of the messages. */
export function seriesOf(messages: readonly Message[]): Assembly {
  const bag = bagOf(messages);
  const answers = answersIn(bag);
  const lineages = lineagesOf(draftsOf(bag));
  const series: Series[] = [];
  const superseded: Superseded[] = [];
  for (const lineage of lineages) {
    const ids = lineage.map(({ draft }) => idOf(draft));
    const versions = lineage.map((version, index) =>
      seriesFrom(version, ids.slice(0, index), answers),
    );
    const newest = versions.at(-1);
    if (newest === undefined) continue;
    series.push(newest);
    versions.slice(0, -1).forEach((old, index) => {
      const why = supersededBy(old, versions[index + 1] ?? newest, lineage[index + 1]?.why);
      superseded.push({ series: old, by: newest.id, why });
    });
  }
  const placed = new Set(lineages.flat().flatMap(({ draft }) => [...draft.why.keys()]));
  const skipped = bag.entries.flatMap(({ message, role }): Complaint[] =>
    "why" in role && role.kind !== "reply" && !placed.has(message.id)
      ? [{ what: message.subject === "" ? `<${message.id}>` : message.subject, why: role.why }]
      : [],
  );
  const trace = traceOf(bag, lineages, answers);
  return { series, superseded, trace, skipped: [...bag.skipped, ...skipped] };
}

function idOf(draft: Draft): MessageId {
  return idOfDraft(draft) ?? ("" as MessageId);
}

function seriesFrom(
  { draft, cover, patches, carried, total }: Version,
  earlier: readonly MessageId[],
  answers: Answers,
): Series {
  const head = cover ?? patches[0]?.message;
  const present = new Set(patches.map(({ position }) => position));
  const positions = Array.from({ length: total }, (_, index) => index + 1);
  const mails = patches.map(({ message }) => message);
  return {
    id: idOf(draft),
    title: cover === undefined ? (patches[0]?.title ?? "") : subjectOf(cover.subject).title,
    version: draft.version,
    author: head === undefined ? { name: "", address: "" } : senderOf(head),
    tags: draft.tags,
    earlier,
    cover,
    patches: patches.map((patch) => answered(patch, answers)),
    total,
    missing: positions.filter((position) => !present.has(position)),
    carried,
    ...factsOf(cover === undefined ? mails : [cover, ...mails]),
    followUps: cover === undefined ? [] : answers.to(cover.id),
    problems: problemsOf(draft, cover),
  };
}

function answered(patch: Patch, answers: Answers): Patch {
  const followUps = answers.to(patch.id);
  return followUps.length === 0 ? patch : { ...patch, followUps };
}

/** What the mails of a version say against each other. */
function problemsOf({ slots, total }: Draft, cover: Message | undefined): readonly Complaint[] {
  const announced = [...slots.values()].map(({ role }) => role.patch.total);
  const problems: Complaint[] = [];
  if (announced.some((one) => one < total))
    problems.push({ what: "total", why: `${Math.min(...announced)} announced, ${total} sent` });
  const counted = cover === undefined ? undefined : subjectOf(cover.subject).total;
  if (counted !== undefined && slots.size > 0 && !announced.includes(counted))
    problems.push({
      what: "cover letter",
      why: `announces ${counted} patches, the patches ${Math.min(...announced)}`,
    });
  return problems;
}
