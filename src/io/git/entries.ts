// A tree object and a path → the entry there. Tree objects are parsed here and remembered by id,
// so that a look-up costs no process and two revisions share what they share.

import { cacheOf } from "./cache.ts";
import type { Objects } from "./objects.ts";

export interface Entry {
  /** `100644`, `100755`, `120000` (a symbolic link), `40000` (a folder), `160000` (a submodule). */
  readonly mode: string;
  readonly id: string;
}

export interface Entries {
  readonly at: (root: string, path: string) => Promise<Entry | undefined>;
  /** What is in a folder; nothing when there is no such folder. */
  readonly folder: (root: string, path: string) => Promise<Folder>;
  /** Every file below a folder of the tree, depth first, in git's order. */
  readonly below: (root: string, folder: string) => Promise<ReadonlyMap<string, Entry>>;
}

export type Folder = ReadonlyMap<string, Entry>;

const TREES_BYTES_MAX = 64 << 20;
/** No tree that we review is deeper; git itself stops at 4096. */
const DEPTH_MAX = 128;

export function entriesOf(objects: Objects): Entries {
  const folders = cacheOf<Folder>(TREES_BYTES_MAX, (folder) => 200 * (folder.size + 1));
  const folderAt = (id: string) =>
    folders.of(id, async () => {
      const object = await objects.read(id);
      if (object?.type !== "tree") throw new Error(`git: ${id} is not a tree in this repository`);
      return parsed(object.bytes, object.id.length / 2);
    });
  const at = async (root: string, path: string): Promise<Entry | undefined> => {
    let entry: Entry = { mode: FOLDER, id: root };
    for (const part of path === "" ? [] : path.split("/", DEPTH_MAX)) {
      if (entry.mode !== FOLDER) return undefined;
      const next: Entry | undefined = (await folderAt(entry.id)).get(part);
      if (next === undefined) return undefined;
      entry = next;
    }
    return entry;
  };
  const folder = async (root: string, path: string): Promise<Folder> => {
    const entry = await at(root, path);
    return entry?.mode === FOLDER ? await folderAt(entry.id) : new Map();
  };
  const below = async (root: string, from: string): Promise<Map<string, Entry>> => {
    const files = new Map<string, Entry>();
    const top = await at(root, from);
    const open = top?.mode === FOLDER ? [{ path: from, id: top.id }] : [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const [name, entry] of await folderAt(next.id)) {
        const path = next.path === "" ? name : `${next.path}/${name}`;
        if (entry.mode === FOLDER) open.push({ path, id: entry.id });
        else files.set(path, entry);
      }
    }
    return files;
  };
  return { at, folder, below };
}

export const FOLDER = "40000";

/** A tree object is a run of `mode SP name NUL id`. */
function parsed(bytes: Buffer, idBytes: number): Folder {
  const folder = new Map<string, Entry>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const zero = bytes.indexOf(0, space);
    if (space < 0 || zero < 0) break;
    const mode = bytes.toString("latin1", at, space);
    const name = bytes.toString("utf8", space + 1, zero);
    at = zero + 1 + idBytes;
    folder.set(name, { mode, id: bytes.toString("hex", zero + 1, at) });
  }
  return folder;
}
