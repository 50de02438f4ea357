// Drafts → lines of descent: which draft is the next version of which, and what it takes over.

import type { Message, Patch } from "../types.ts";
import { patchesOf, type Draft } from "./draft.ts";
import { enter, idOfDraft, linkOf, newIndex, refreshedSlot } from "./link.ts";

/** A draft as it stands in its line. */
export interface Version {
  readonly draft: Draft;
  /** Its own, or that of the version whose patches it takes over. */
  readonly cover: Message | undefined;
  /** Its patches by position, those taken over from earlier versions among them. */
  readonly patches: readonly Patch[];
  readonly carried: readonly number[];
  readonly total: number;
  /** Why it is a version of the series; undefined for what came first. */
  readonly why: string | undefined;
}

/** All versions of one series, the oldest first: the last one is the one to look at. */
export type Lineage = readonly Version[];

interface Member {
  readonly draft: Draft;
  readonly why: string | undefined;
}

/** Finds the versions of each series, in whatever order they arrived. */
export function lineagesOf(drafts: readonly Draft[]): readonly Lineage[] {
  const heads = new Map<Draft, Member[]>();
  const index = newIndex();
  const groups: Member[][] = [];
  const dates = new Map(drafts.map((draft) => [draft, keyOf(draft)]));
  const byDate = (a: Draft, b: Draft) => ((dates.get(a) ?? "") < (dates.get(b) ?? "") ? -1 : 1);
  for (const draft of [...drafts].sort(byDate)) {
    const link = linkOf(draft, index);
    const group = (link === undefined ? undefined : heads.get(link.to)) ?? [];
    if (group.length === 0) groups.push(group);
    group.push({ draft, why: link?.why });
    heads.set(draft, group);
    enter(draft, index);
  }
  return groups.map(versionsOf);
}

function keyOf(draft: Draft): string {
  return `${dateOf(draft)} ${idOfDraft(draft) ?? ""}`;
}

/** When a draft was begun: its cover letter, else its first patch. */
function dateOf({ cover, slots }: Draft): string {
  const dates = [...slots.values()].map(({ message }) => message.date ?? "~");
  return [cover?.date ?? "~", ...dates].reduce((a, b) => (a < b ? a : b));
}

function versionsOf(members: readonly Member[]): Lineage {
  const posted = members.filter(({ draft }) => !isRfc(draft)).map(({ draft }) => dateOf(draft));
  const first = posted.reduce((a, b) => (a < b ? a : b), "~");
  // Versions start again at 1 when a series is no RFC any more.
  const rfcs = members.map(({ draft }) =>
    isRfc(draft) && dateOf(draft) < first ? draft.version : 0,
  );
  const lastRfc = Math.max(0, ...rfcs);
  const restarted = members.some(({ draft }) => !isRfc(draft) && draft.version <= lastRfc);
  const rank = ({ draft }: Member): readonly [number, number, string] => [
    draft.version + (restarted && !isRfc(draft) ? lastRfc : 0),
    draft.revision ?? 0,
    keyOf(draft),
  ];
  const versions: Version[] = [];
  for (const { draft, why } of [...members].sort((a, b) => compared(rank(a), rank(b))))
    versions.push(versionOf(draft, why, versions.at(-1)));
  return versions;
}

function compared(
  [versionA, revisionA, keyA]: readonly [number, number, string],
  [versionB, revisionB, keyB]: readonly [number, number, string],
): number {
  return versionA - versionB || revisionA - revisionB || (keyA < keyB ? -1 : 1);
}

function isRfc({ tags }: Draft): boolean {
  return tags.some((tag) => tag.toUpperCase() === "RFC");
}

function versionOf(draft: Draft, why: string | undefined, before: Version | undefined): Version {
  const own = patchesOf(draft);
  const { cover, total } = draft;
  const whole = { draft, cover, patches: own, carried: [], total, why };
  if (before === undefined) return whole;
  const slot = refreshedSlot(draft, before.draft);
  if (slot !== undefined) {
    const fresh = own.map((patch) => ({ ...patch, position: slot, total: before.total }));
    return { ...whole, ...takenOver(fresh, before) };
  }
  return isPartial(draft, before) ? { ...whole, ...takenOver(own, before) } : whole;
}

/**
 * Some patches of the version before, sent again alone: its cover letter still holds. When they
 * answer a first patch of their own, a whole version is on its way.
 */
function isPartial(draft: Draft, before: Version): boolean {
  const { slots, total, cover, why } = draft;
  if (cover !== undefined || slots.size === 0 || slots.size >= total || total !== before.total)
    return false;
  const first = slots.get(1)?.message.id;
  const earlier = new Set(before.patches.map(({ id }) => id));
  return [...slots.values()].every(
    ({ parent }) =>
      parent !== undefined &&
      parent !== first &&
      (why.has(parent) || before.draft.why.has(parent) || earlier.has(parent)),
  );
}

function takenOver(fresh: readonly Patch[], before: Version) {
  const positions = new Set(fresh.map(({ position }) => position));
  const old = before.patches.filter(({ position }) => !positions.has(position));
  return {
    patches: [...fresh, ...old].sort((a, b) => a.position - b.position),
    cover: before.cover,
    carried: old.map(({ position }) => position).sort((a, b) => a - b),
    total: before.total,
  };
}
