// Where each mail was placed → the sentences of `review --explain-series`.

import type { MessageId, Series } from "../types.ts";
import type { Answers } from "./answers.ts";
import type { Bag, Entry } from "./bag.ts";
import type { Draft } from "./draft.ts";
import type { Lineage } from "./lineage.ts";
import { idOfDraft } from "./link.ts";

/** Where a mail was placed, and why, in one sentence. */
export interface PlacementTrace {
  readonly id: MessageId;
  readonly subject: string;
  /** The series that it belongs to or answers. */
  readonly series: MessageId | undefined;
  readonly why: string;
}

/** One sentence for each mail of the bag. */
export function traceOf(
  { entries }: Bag,
  lineages: readonly Lineage[],
  answers: Answers,
): readonly PlacementTrace[] {
  const drafts = new Map<MessageId, Draft>();
  const fates = new Map<Draft, string>();
  for (const lineage of lineages) {
    for (const { draft } of lineage) for (const id of draft.why.keys()) drafts.set(id, draft);
    for (const [draft, fate] of fatesOf(lineage)) fates.set(draft, fate);
  }
  return entries.map((entry) => {
    const { id, subject } = entry.message;
    const draft = drafts.get(id);
    if (draft !== undefined)
      return { id, subject, series: idOfDraft(draft), why: placeWords(entry, draft, fates) };
    const target = answers.about(id);
    const about = target === undefined ? undefined : drafts.get(target);
    const series = about === undefined ? undefined : idOfDraft(about);
    return { id, subject, series, why: strangerWords(entry, target) };
  });
}

/** Why an old version is not looked at any more. */
export function supersededBy(old: Series, next: Series, why: string | undefined): string {
  const same = old.patches.every(({ patchId }, index) => patchId === next.patches[index]?.patchId);
  const again = same && old.patches.length === next.patches.length;
  const what =
    next.version !== old.version
      ? `v${next.version} followed v${old.version}`
      : isRfc(old) && !isRfc(next)
        ? "a posting that is no RFC any more followed it"
        : again
          ? "it was sent again without a change"
          : "it was sent again with changes under the same version";
  return why === undefined ? what : `${what}: ${why}`;
}

function isRfc({ tags }: Series): boolean {
  return tags.some((tag) => tag.toUpperCase() === "RFC");
}

function fatesOf(lineage: Lineage): readonly (readonly [Draft, string])[] {
  return lineage.map(({ draft, why, carried }, index) => {
    const next = lineage[index + 1];
    const words = [
      ...(why === undefined ? [] : [`a version of an earlier series: ${why}`]),
      ...(carried.length > 0 ? [`taken over from the version before: ${carried.join(", ")}`] : []),
      ...(next === undefined ? [] : [`superseded by v${next.draft.version}`]),
    ];
    return [draft, words.map((word) => `; ${word}`).join("")];
  });
}

function placeWords(
  { message, role }: Entry,
  draft: Draft,
  fates: ReadonlyMap<Draft, string>,
): string {
  const version = draft.revision === undefined ? "" : `.${draft.revision}`;
  const of = `of v${draft.version}${version}`;
  const place =
    role.kind === "patch"
      ? `patch ${role.patch.position} of ${draft.total} ${of}`
      : `cover letter ${of}`;
  return `${place}: ${draft.why.get(message.id) ?? ""}${fates.get(draft) ?? ""}`;
}

function strangerWords({ role }: Entry, target: MessageId | undefined): string {
  if (!("why" in role)) return "";
  return target === undefined ? role.why : `${role.why}; it answers <${target}>`;
}
