// A root tree and the files that patches changed → a Snapshot: the tree as a patch leaves it.

import type { Definition, Snapshot } from "../../world.ts";
import { cacheOf, type Cache } from "./cache.ts";
import { definitionsIn, grepped, isAmong, mentioning } from "./definitions.ts";
import { entriesOf, FOLDER, type Entries, type Entry } from "./entries.ts";
import { BLOB_BYTES_MAX, objectsOf, type Objects } from "./objects.ts";
import type { Scratch } from "./scratch.ts";

/** What patches made of the paths that they touch; null where they deleted the file. */
export type Overlay = ReadonlyMap<string, Entry | null>;

/** One repository opened for reading, with what was read of it. */
export interface Reader {
  readonly scratch: Scratch;
  readonly objects: Objects;
  readonly entries: Entries;
  /** Texts by blob id. */
  readonly texts: Cache<string | undefined>;
}

const TEXTS_BYTES_MAX = 96 << 20;

export function readerOf(scratch: Scratch): Reader {
  const objects = objectsOf(scratch.reading);
  const texts = cacheOf<string | undefined>(TEXTS_BYTES_MAX, (text) => 2 * (text?.length ?? 8));
  return { scratch, objects, entries: entriesOf(objects), texts };
}

export function snapshotOf(reader: Reader, root: string, overlay: Overlay): Snapshot {
  return {
    read: async (path) => {
      const entry = await entryAt(reader, root, overlay, path);
      return entry !== undefined && isFile(entry) ? await textOf(reader, entry.id) : undefined;
    },
    blob: async (path) => {
      const entry = await entryAt(reader, root, overlay, path);
      return entry !== undefined && isFile(entry) ? entry.id : undefined;
    },
    list: async (folder) => {
      const files = new Map(await reader.entries.below(root, folder));
      for (const [path, entry] of overlay) {
        if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
        if (entry === null) files.delete(path);
        else files.set(path, entry);
      }
      return [...files].flatMap(([path, entry]) => (isFile(entry) ? [path] : [])).sort();
    },
    definitions: (names, folders) => definitionsOf(reader, root, overlay, names, folders),
    mentions: (words, folders) => mentionsOf(reader, root, overlay, words, folders),
  };
}

/** What is at a path, be it a file, a folder or a link. */
export async function entryAt(
  { entries }: Reader,
  root: string,
  overlay: Overlay,
  path: string,
): Promise<Entry | undefined> {
  const over = overlay.get(path);
  return over === undefined ? await entries.at(root, path) : (over ?? undefined);
}

export function isFile({ mode }: Entry): boolean {
  return mode !== FOLDER && mode.startsWith("100");
}

/** The text of a blob: UTF-8 where it is, else byte for byte as Latin-1, so that it round-trips. */
export function textOf({ objects, texts }: Reader, id: string): Promise<string | undefined> {
  return texts.of(id, async () => {
    const object = await objects.read(id);
    if (object?.type !== "blob" || object.size > BLOB_BYTES_MAX) return undefined;
    const text = object.bytes.toString("utf8");
    return text.includes("\ufffd") ? object.bytes.toString("latin1") : text;
  });
}

/** The same way as for definitions. */
async function mentionsOf(
  reader: Reader,
  root: string,
  overlay: Overlay,
  words: readonly string[],
  folders: readonly string[],
): Promise<readonly string[]> {
  const found = (await mentioning(reader.scratch.reading, root, words, folders)).filter(
    (file) => !overlay.has(file),
  );
  for (const [path, entry] of overlay) {
    if (entry === null || !isFile(entry) || !isAmong(path, folders)) continue;
    const text = await textOf(reader, entry.id);
    const inText = new Set(text?.match(/\w+/g));
    if (words.some((word) => inText.has(word))) found.push(path);
  }
  return found.sort();
}

/** git searches the unchanged files; the few that a patch touched are searched here. */
async function definitionsOf(
  reader: Reader,
  root: string,
  overlay: Overlay,
  names: readonly string[],
  folders: readonly string[],
): Promise<readonly Definition[]> {
  const found = (await grepped(reader.scratch.reading, root, names, folders)).filter(
    ({ file }) => !overlay.has(file),
  );
  const wanted = new Set(names);
  for (const [path, entry] of overlay) {
    if (entry === null || !isFile(entry) || !isAmong(path, folders)) continue;
    const text = await textOf(reader, entry.id);
    if (text !== undefined) found.push(...definitionsIn(text, path, wanted));
  }
  return found.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
