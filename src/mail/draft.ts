// Placed patches and cover letters → drafts: one version of one series each, no slot taken twice.

import type { Message, MessageId, Patch } from "../types.ts";
import type { Bag, Entry } from "./bag.ts";
import type { Role } from "./patch.ts";
import { joinedBySending } from "./join.ts";
import type { Subject } from "./subject.ts";

export type PatchEntry = Entry & { readonly role: Extract<Role, { readonly kind: "patch" }> };
export type CoverEntry = Entry & { readonly role: Extract<Role, { readonly kind: "cover" }> };

/** A version of a series while it is put together. */
export interface Draft {
  readonly sender: string;
  readonly root: MessageId;
  version: number;
  /** Set when it refreshes some patches of `version`: the 1 of `v5.1`. */
  readonly revision: number | undefined;
  readonly tags: readonly string[];
  total: number;
  cover: Message | undefined;
  readonly slots: Map<number, PatchEntry>;
  /** Each mail of it with the reason why it is here. */
  readonly why: Map<MessageId, string>;
}

/** Version, revision and tags of a subject once its `v6.1` is understood. */
export interface Numbers {
  readonly version: number;
  readonly revision: number | undefined;
  readonly tags: readonly string[];
}

type Numbering = (entry: PatchEntry | CoverEntry) => Numbers;

/** Puts every patch and cover letter of the bag into a draft. */
export function draftsOf({ entries }: Bag): readonly Draft[] {
  const numbers = numberingOf(entries);
  const threaded = groupedBy(entries.filter(isPart), (entry) => {
    const { version, revision, tags } = numbers(entry);
    const { sender, root } = entry;
    return JSON.stringify([sender, root, version, revision, totalOf(entry), treesOf(tags)]);
  });
  const drafts = [...threaded.values()].flatMap((group) => filled(group, numbers));
  const joined = groupedBy(drafts, ({ sender, version, revision, total, tags }) =>
    JSON.stringify([sender, version, revision, total, treesOf(tags)]),
  );
  const whole = [...joined.values()].flatMap(joinedBySending);
  adoptCovers(whole);
  inferCovers(whole, entries);
  return whole.filter(({ slots, cover }) => slots.size > 0 || cover !== undefined);
}

function isPart(entry: Entry): entry is PatchEntry | CoverEntry {
  return entry.role.kind === "patch" || entry.role.kind === "cover";
}

function isPatch(entry: PatchEntry | CoverEntry): entry is PatchEntry {
  return entry.role.kind === "patch";
}

function totalOf({ role: { subject } }: PatchEntry | CoverEntry): number {
  return subject.total ?? subject.position ?? 1;
}

/** The kernel versions among the tags: the same title for 6.1 and 5.15 is two series. */
export function treesOf(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => /^v?\d+\.\d+/.test(tag));
}

function groupedBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * `v6.1` is a kernel version when the mail goes to stable, or when nothing that it could refresh
 * is there: no whole version 6 of the same sender.
 */
function numberingOf(entries: readonly Entry[]): Numbering {
  const versions = new Set<string>();
  for (const entry of entries)
    if (isPart(entry) && entry.role.subject.revision === undefined)
      versions.add(`${entry.role.subject.version} ${entry.sender}`);
  return (entry) => {
    const { version, revision, tags }: Subject = entry.role.subject;
    if (revision === undefined) return { version, revision, tags };
    const known = versions.has(`${version} ${entry.sender}`);
    const { to, cc } = entry.message;
    const stable = [...to, ...cc].some(({ address }) => /^stable@|stable/i.test(address));
    if (known || !stable) return { version, revision, tags };
    return { version: 1, revision: undefined, tags: [`v${version}.${revision}`, ...tags] };
  };
}

function newDraft(entry: PatchEntry | CoverEntry, numbers: Numbering): Draft {
  const { sender, root } = entry;
  const total = totalOf(entry);
  const slots = new Map<number, PatchEntry>();
  return { sender, root, ...numbers(entry), total, cover: undefined, slots, why: new Map() };
}

/** Fills drafts with the mails of one sender, thread, version and total, the oldest first. */
function filled(group: readonly (PatchEntry | CoverEntry)[], numbers: Numbering): Draft[] {
  const drafts: Draft[] = [];
  const parents = new Map<MessageId, Draft>();
  for (const entry of group) {
    const near = entry.parent === undefined ? undefined : draftOver(entry.parent, drafts, parents);
    const single = totalOf(entry) <= 1 && isPatch(entry);
    const open = single ? [near] : [near, ...drafts.slice(-OPEN_MAX)];
    const draft = open.find((one) => one !== undefined && hasRoom(one, entry));
    const into = draft ?? newDraft(entry, numbers);
    if (draft === undefined) drafts.push(into);
    put(into, entry, into === near ? "in the same thread as the others" : firstWords(into, entry));
    if (entry.parent !== undefined) parents.set(entry.parent, into);
  }
  return drafts;
}

/** Among how many drafts before it a mail looks for its own. */
const OPEN_MAX = 20;

/** The draft that holds the mail above, or another answer to it. */
function draftOver(
  parent: MessageId,
  drafts: readonly Draft[],
  parents: ReadonlyMap<MessageId, Draft>,
): Draft | undefined {
  return drafts.slice(-OPEN_MAX).find(({ why }) => why.has(parent)) ?? parents.get(parent);
}

function firstWords({ why }: Draft, entry: PatchEntry | CoverEntry): string {
  const kind = isPatch(entry) ? "patch" : "cover letter";
  return why.size === 0
    ? `the first ${kind} of its sender, version and thread`
    : "same sender, version, total and thread as the others";
}

function hasRoom(draft: Draft, entry: PatchEntry | CoverEntry): boolean {
  if (!isPatch(entry)) return draft.cover === undefined;
  return !draft.slots.has(entry.role.patch.position);
}

function put(draft: Draft, entry: PatchEntry | CoverEntry, why: string): void {
  draft.why.set(entry.message.id, why);
  if (!isPatch(entry)) {
    draft.cover = entry.message;
    return;
  }
  const { position } = entry.role.patch;
  draft.slots.set(position, entry);
  // `[PATCH 6/5]`: one more was sent than was announced.
  draft.total = Math.max(draft.total, position);
}

/** A cover letter whose patches say another total or version: they answer it, so it is theirs. */
function adoptCovers(drafts: readonly Draft[]): void {
  const covers = new Map<MessageId, Draft>();
  for (const draft of drafts)
    if (draft.cover !== undefined && draft.slots.size === 0) covers.set(draft.cover.id, draft);
  for (const draft of drafts) {
    if (draft.cover !== undefined) continue;
    for (const { parent, sender } of draft.slots.values()) {
      const alone = parent === undefined ? undefined : covers.get(parent);
      if (alone?.cover === undefined || alone.sender !== sender) continue;
      draft.cover = alone.cover;
      const other = alone.version === draft.version ? "total" : "version";
      // Whoever forgets the version in one of the two places does not make it up in the other.
      draft.version = Math.max(draft.version, alone.version);
      draft.why.set(alone.cover.id, `its patches answer it, though it says another ${other}`);
      covers.delete(alone.cover.id);
      alone.cover = undefined;
      break;
    }
  }
}

/** A mail without a number that has a diffstat, and that all patches of a draft answer. */
function inferCovers(drafts: readonly Draft[], entries: readonly Entry[]): void {
  const roots = new Map<MessageId, Entry>();
  for (const entry of entries)
    if (entry.role.kind === "other" && hasDiffstat(entry.message))
      roots.set(entry.message.id, entry);
  for (const draft of drafts) {
    if (draft.cover !== undefined || draft.total < 2) continue;
    const parents = new Set([...draft.slots.values()].map(({ parent }) => parent));
    const [parent] = parents;
    const root = parent === undefined ? undefined : roots.get(parent);
    const own = (id: MessageId | undefined) =>
      id === parent || (id !== undefined && draft.why.has(id));
    if (root?.sender !== draft.sender || ![...parents].every(own)) continue;
    draft.cover = root.message;
    draft.why.set(
      root.message.id,
      "the cover letter: all patches answer it, and it has a diffstat",
    );
  }
}

function hasDiffstat({ body }: Message): boolean {
  return /^ \d{1,6} files? changed(?:,|$)/m.test(body);
}

/** The patches of a draft by position. */
export function patchesOf({ slots }: Draft): readonly Patch[] {
  return [...slots.values()].map(({ role }) => role.patch).sort((a, b) => a.position - b.position);
}

/** Cover letter and patches in order. */
export function mailsOf(draft: Draft): readonly Message[] {
  const patches = patchesOf(draft).map(({ message }) => message);
  return draft.cover === undefined ? patches : [draft.cover, ...patches];
}
