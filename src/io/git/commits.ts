// An applied series → commits on its base, one for each patch that applies, as `git am` makes them,
// and the `Link:` to its mail. The same mails on the same base give the same commit ids.

import type { MessageId, Patch } from "../../types.ts";
import type { Attempt } from "./attempt.ts";
import { messageText } from "./commit-message.ts";
import { FOLDER, type Entry } from "./entries.ts";
import { writeObject } from "./scratch.ts";
import type { Overlay, Reader } from "./snapshot.ts";

export interface Committed {
  readonly patch: MessageId;
  /** undefined when the patch does not apply. */
  readonly commit: string | undefined;
}

export interface CommitSettings {
  /** What a Message-ID is put behind to make a link. */
  readonly link: string;
  readonly committer: { readonly name: string; readonly address: string };
}

/** The tip and what became of each patch. The tip is the base when none applies. */
export async function commitsOf(
  reader: Reader,
  { commit: base, root, results }: Attempt,
  patches: readonly Patch[],
  settings: CommitSettings,
): Promise<{ readonly head: string; readonly commits: readonly Committed[] }> {
  const commits: Committed[] = [];
  let head = base;
  for (const [at, patch] of patches.entries()) {
    const result = results[at];
    if (result === undefined || result.how === "not") {
      commits.push({ patch: patch.id, commit: undefined });
      continue;
    }
    const tree = await treeWith(reader, root, result.overlay);
    const text = commitText(tree, head, patch, settings);
    head = await writeObject(reader.scratch, "commit", Buffer.from(text));
    commits.push({ patch: patch.id, commit: head });
  }
  return { head, commits };
}

/** A commit that changes nothing, so that a series of which nothing applies can be shown. */
export async function emptyCommit(
  reader: Reader,
  { commit: base, root }: Attempt,
  patch: Patch,
  settings: CommitSettings,
): Promise<string> {
  const text = commitText(root, base, patch, settings);
  return await writeObject(reader.scratch, "commit", Buffer.from(text));
}

function commitText(tree: string, parent: string, patch: Patch, settings: CommitSettings): string {
  const when = `${secondsOf(patch)} ${zoneOf(patch)}`;
  const { committer } = settings;
  return [
    `tree ${tree}`,
    `parent ${parent}`,
    `author ${identity(patch.author.name, patch.author.address)} ${when}`,
    `committer ${identity(committer.name, committer.address)} ${when}`,
    "",
    messageText(patch, settings.link),
  ].join("\n");
}

function secondsOf({ date }: Patch): number {
  const milliseconds = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(milliseconds) ? 0 : Math.max(0, Math.floor(milliseconds / 1000));
}

/** The author's own zone, which the mail's Date header has. */
function zoneOf({ message }: Patch): string {
  const [raw = ""] = message.headers.date ?? [];
  return /\s([+-](?:0\d|1[0-4])[0-5]\d)(?:\s|$)/.exec(raw)?.[1] ?? "+0000";
}

/** As git cleans names: no brackets, no line breaks, no punctuation at the ends. */
function identity(name: string, address: string): string {
  const clean = (text: string): string =>
    text
      .replace(/[\p{Cc}<>]/gu, "")
      .replace(/^[\s.,:;"\\']+/, "")
      .replace(/[\s.,:;"\\']+$/, "");
  const mail = clean(address);
  const words = clean(name);
  return `${words === "" ? mail : words} <${mail}>`;
}

/** The tree with what the patches made of it, written anew from the changed files upwards. */
async function treeWith(reader: Reader, root: string, overlay: Overlay): Promise<string> {
  const changed = new Map<string, Map<string, Entry | null>>();
  const put = (path: string, entry: Entry | null): void => {
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(0, slash));
    const inside = changed.get(folder) ?? new Map<string, Entry | null>();
    inside.set(path.slice(slash + 1), entry);
    changed.set(folder, inside);
  };
  for (const [path, entry] of overlay) if (entry?.mode !== FOLDER) put(path, entry);
  let top = root;
  // Deepest folders first: each becomes an entry of the one above it.
  const depth = (folder: string): number => (folder === "" ? 0 : folder.split("/").length);
  for (let level = Math.max(0, ...[...changed.keys()].map(depth)); level >= 0; level--) {
    for (const [folder, inside] of [...changed].filter(([name]) => depth(name) === level)) {
      const id = await folderWith(reader, root, folder, inside);
      if (folder !== "") put(folder, id === undefined ? null : { mode: FOLDER, id });
      else top = id ?? (await writeObject(reader.scratch, "tree", Buffer.alloc(0)));
    }
  }
  return top;
}

/** The id of a folder with its changes; undefined when nothing is left in it. */
async function folderWith(
  reader: Reader,
  root: string,
  folder: string,
  inside: ReadonlyMap<string, Entry | null>,
): Promise<string | undefined> {
  const entries = new Map(await reader.entries.folder(root, folder));
  for (const [name, entry] of inside) {
    if (entry === null) entries.delete(name);
    else entries.set(name, entry);
  }
  if (entries.size === 0) return undefined;
  const sorted = [...entries]
    .map(([name, entry]) => ({ name: Buffer.from(name), entry }))
    .sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  const parts = sorted.flatMap(({ name, entry }) => [
    Buffer.from(`${entry.mode} `),
    name,
    Buffer.from([0]),
    Buffer.from(entry.id, "hex"),
  ]);
  return await writeObject(reader.scratch, "tree", Buffer.concat(parts));
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey({ name, entry }: { readonly name: Buffer; readonly entry: Entry }): Buffer {
  return entry.mode === FOLDER ? Buffer.concat([name, Buffer.from("/")]) : name;
}
