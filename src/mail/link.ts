// A draft and those sent before it → the one that it is another version of, and what shows that.

import type { MessageId, Patch } from "../types.ts";
import { mailsOf, patchesOf, treesOf, type Draft } from "./draft.ts";
import { factsOf } from "./facts.ts";
import { senderOf } from "./sender.ts";
import { subjectOf } from "./subject.ts";

export interface Link {
  readonly to: Draft;
  /** Completes "a version of the same series: …". */
  readonly why: string;
}

/** Drafts by all that can tie a later one to them; the last one entered wins. */
export interface Index {
  readonly byChange: Map<string, Draft>;
  readonly byTitle: Map<string, Draft>;
  readonly byThread: Map<string, Draft[]>;
}

// An author who posts more versions than this into one thread is not followed further back.
const THREAD_DRAFTS_MAX = 20;

export function newIndex(): Index {
  return { byChange: new Map(), byTitle: new Map(), byThread: new Map() };
}

/** Makes a draft known to `linkOf`. Drafts are entered in the order of their dates. */
export function enter(draft: Draft, { byChange, byTitle, byThread }: Index): void {
  for (const key of changeKeysOf(draft)) byChange.set(key, draft);
  for (const key of titleKeysOf(draft)) byTitle.set(key, draft);
  for (const key of threadKeysOf(draft)) {
    const others = byThread.get(key);
    if (others === undefined) byThread.set(key, [draft]);
    else others.push(draft);
  }
}

/**
 * The draft that this one is another version of. Another person's never is; that somebody has a
 * new address is believed when the name is the same, and the change-id or the thread.
 */
export function linkOf(draft: Draft, index: Index): Link | undefined {
  return byChangeId(draft, index) ?? inThread(draft, index) ?? byTitles(draft, index);
}

function byChangeId(draft: Draft, { byChange }: Index): Link | undefined {
  for (const key of changeKeysOf(draft)) {
    const to = byChange.get(key);
    if (to !== undefined && sameTrees(draft, to))
      return { to, why: `${sameWho(draft, to)} and change-id` };
  }
  return undefined;
}

function inThread(draft: Draft, { byThread }: Index): Link | undefined {
  const others = threadKeysOf(draft).flatMap((key) => {
    return (byThread.get(key) ?? []).slice(-THREAD_DRAFTS_MAX).reverse();
  });
  for (const to of others) {
    if (!sameTrees(draft, to)) continue;
    if (refreshedSlot(draft, to) !== undefined)
      return { to, why: "it answers the patch of the same title" };
    if (draft.revision !== undefined && to.version === draft.version)
      return { to, why: `v${draft.version}.${draft.revision} in its thread` };
    const alone = isSingle(draft) && !isSingle(to);
    if (draft.version !== to.version && !alone)
      return { to, why: `${sameWho(draft, to)}, same thread, another version` };
    if (draft.version === to.version && sameSlots(draft, to))
      return { to, why: "the same place in the same series was sent again" };
  }
  return undefined;
}

function byTitles(draft: Draft, { byTitle }: Index): Link | undefined {
  const hits = new Map<Draft, number>();
  for (const key of titleKeysOf(draft)) {
    const to = byTitle.get(key);
    if (to !== undefined) hits.set(to, (hits.get(to) ?? 0) + 1);
  }
  for (const [to, count] of hits) {
    const renumbered = draft.version !== to.version || draft.revision !== to.revision;
    if (renumbered && coverTitle(draft) !== undefined && coverTitle(draft) === coverTitle(to))
      return { to, why: "same sender and title" };
    const size = draft.total === to.total ? Math.min : Math.max;
    const enough = count * 2 >= size(draft.slots.size, to.slots.size);
    if (draft.slots.size > 0 && enough && (renumbered || sameFiles(draft, to)))
      return { to, why: "same sender and same titles of patches" };
  }
  return undefined;
}

/** The position of `to` that an unnumbered single patch replaces: it answers it by its title. */
export function refreshedSlot(draft: Draft, to: Draft): number | undefined {
  const [entry, more] = draft.slots.values();
  if (entry === undefined || more !== undefined || !isSingle(draft) || isSingle(to))
    return undefined;
  if (entry.parent === undefined || !to.why.has(entry.parent)) return undefined;
  const { title } = entry.role.patch;
  return patchesOf(to).find((patch) => titleKey(patch.title) === titleKey(title))?.position;
}

function isSingle({ total, cover }: Draft): boolean {
  return total <= 1 && cover === undefined;
}

/** Every patch stands in answer to the same slot of the other draft, or bears its title. */
function sameSlots(draft: Draft, to: Draft): boolean {
  if (draft.total !== to.total || draft.slots.size === 0) return false;
  return [...draft.slots].every(([position, { parent, role }]) => {
    const other = to.slots.get(position);
    if (other === undefined) return false;
    const sameTitle = titleKey(role.patch.title) === titleKey(other.role.patch.title);
    return sameTitle || (parent !== undefined && parent === other.message.id);
  });
}

function sameFiles(a: Draft, b: Draft): boolean {
  const names = new Set(patchesOf(a).flatMap(fileNames));
  return patchesOf(b).some((patch) => fileNames(patch).some((name) => names.has(name)));
}

function fileNames({ files }: Patch): readonly string[] {
  return files.flatMap(({ newPath, oldPath }) => newPath ?? oldPath ?? []);
}

function sameTrees(a: Draft, b: Draft): boolean {
  return treesOf(a.tags).join(" ") === treesOf(b.tags).join(" ");
}

function threadKeysOf(draft: Draft): readonly string[] {
  return whoOf(draft).map((who) => JSON.stringify([who, draft.root]));
}

/** What a person may be known by: the address, and the name when there is one. */
function whoOf(draft: Draft): readonly string[] {
  const name = nameOf(draft);
  return name === "" ? [draft.sender] : [draft.sender, `name ${name}`];
}

function nameOf(draft: Draft): string {
  const [message] = mailsOf(draft);
  return message === undefined ? "" : senderOf(message).name.toLowerCase();
}

function sameWho(draft: Draft, to: Draft): string {
  return draft.sender === to.sender ? "same sender" : "same name";
}

function titleKeysOf(draft: Draft): readonly string[] {
  const cover = coverTitle(draft);
  const titles = patchesOf(draft).map(({ title }) => titleKey(title));
  const trees = treesOf(draft.tags);
  return [...new Set(cover === undefined ? titles : [cover, ...titles])].map((title) =>
    JSON.stringify([draft.sender, title, trees]),
  );
}

function coverTitle({ cover }: Draft): string | undefined {
  return cover === undefined ? undefined : `cover ${titleKey(subjectOf(cover.subject).title)}`;
}

function titleKey(title: string): string {
  return title.toLowerCase().replace(/\s+/g, " ");
}

function changeKeysOf(draft: Draft): readonly string[] {
  const change = factsOf(mailsOf(draft)).changeId;
  return change === undefined ? [] : whoOf(draft).map((who) => JSON.stringify([who, change]));
}

/** Of the cover letter, else of the first patch: what a series is known by. */
export function idOfDraft(draft: Draft): MessageId | undefined {
  return mailsOf(draft)[0]?.id;
}
