// A base tree and patches → what each patch makes of the files it touches. The index that git
// applies to holds only the touched paths, so that the size of the tree does not matter.

import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Complaint, FileDiff, Patch } from "../../types.ts";
import { FOLDER, type Entry } from "./entries.ts";
import { patchText } from "./patch-text.ts";
import { refusalOf } from "./paths.ts";
import { git, gitText } from "./run.ts";
import { writeObject } from "./scratch.ts";
import { entryAt, type Overlay, type Reader } from "./snapshot.ts";
import { whyNot } from "./why-not.ts";

export interface Applied {
  readonly how: "exact" | "three-way" | "not";
  readonly why: Complaint | undefined;
  readonly overlay: Overlay;
}

/** Applies patches one after another; one that fails changes nothing and the next ones go on. */
export async function applied(
  reader: Reader,
  root: string,
  patches: readonly Patch[],
): Promise<readonly Applied[]> {
  const folder = await mkdtemp(join(reader.scratch.writing, "apply-"));
  const index = join(folder, "index");
  const results: Applied[] = [];
  let overlay = await touchedOf(reader, root, patches);
  await writeIndex(reader, index, overlay);
  for (const patch of patches) {
    const result = await one(reader, root, patch, index, overlay);
    ({ overlay } = result);
    results.push(result);
  }
  await rm(folder, { recursive: true, force: true });
  return results;
}

async function one(
  reader: Reader,
  root: string,
  patch: Patch,
  index: string,
  overlay: Overlay,
): Promise<Applied> {
  const not = (why: string): Applied => ({
    how: "not",
    why: { what: `patch ${patch.position}/${patch.total} does not apply`, why },
    overlay,
  });
  const [damage] = patch.damaged;
  if (damage !== undefined) return not(`${damage.what}: ${damage.why}`);
  if (patch.files.length === 0) return not("it holds no diff");
  const refused = await refusalIn(reader, root, overlay, patch.files);
  if (refused !== undefined) return not(refused);
  const input = patchText(patch.files, patch.message);
  const options = { gitDir: reader.scratch.writing, input, env: { GIT_INDEX_FILE: index } };
  const exact = await git([...APPLY, "-"], options);
  if (exact.status === 0)
    return { how: "exact", why: undefined, overlay: await readIndex(reader, index, overlay) };
  await bringOldBlobs(reader, patch.files);
  const merged = await git([...APPLY, "--3way", "-"], options);
  if (merged.status === 0) {
    const after = await readIndex(reader, index, overlay);
    if (!sameFiles(overlay, after)) return { how: "three-way", why: undefined, overlay: after };
    return not(ALREADY);
  }
  // A merge with conflicts leaves their stages in the index.
  await writeIndex(reader, index, overlay);
  const undone = await git([...APPLY, "--check", "--reverse", "-"], options);
  if (undone.status === 0) return not(ALREADY);
  return not(await whyNot(reader, root, overlay, patch.files, exact.err));
}

const ALREADY = "all that it changes is in the base already";

const APPLY = [
  "-c", "apply.whitespace=nowarn",
  "-c", "apply.ignoreWhitespace=no",
  "-c", "merge.conflictStyle=merge",
  "apply", "--cached", "--whitespace=nowarn", "-p1",
]; // prettier-ignore

/** Why git must not see these files at all, or undefined. */
async function refusalIn(
  reader: Reader,
  root: string,
  overlay: Overlay,
  files: readonly FileDiff[],
): Promise<string | undefined> {
  for (const { oldPath, newPath } of files) {
    for (const path of [oldPath, newPath]) {
      if (path === undefined) continue;
      const why = refusalOf(path) ?? (await parentOf(reader, root, overlay, path));
      if (why !== undefined) return `${JSON.stringify(path)}: ${why}`;
    }
  }
  return undefined;
}

/** The index holds touched files only, so git cannot see what they would collide with. */
async function parentOf(
  reader: Reader,
  root: string,
  overlay: Overlay,
  path: string,
): Promise<string | undefined> {
  if (overlay.get(path)?.mode === FOLDER) return "is a folder in the tree";
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const parent = path.slice(0, at);
    const entry = await entryAt(reader, root, overlay, parent);
    if (entry?.mode === FOLDER) return undefined;
    if (entry?.mode === "120000") return `${parent} is a symbolic link in the tree`;
    if (entry !== undefined) return `${parent} is not a folder in the tree`;
  }
  return undefined;
}

/** Every path of the series as the base has it. */
async function touchedOf(
  reader: Reader,
  root: string,
  patches: readonly Patch[],
): Promise<Overlay> {
  const touched = new Map<string, Entry | null>();
  for (const { files } of patches) {
    for (const path of files.flatMap(({ oldPath, newPath }) => [oldPath, newPath])) {
      if (path === undefined || touched.has(path) || refusalOf(path) !== undefined) continue;
      const entry = await reader.entries.at(root, path);
      touched.set(path, entry ?? null);
      if (entry !== undefined) await bringBlob(reader, entry.id);
    }
  }
  return touched;
}

/** What a merge starts from: the files as the patch says that they were. */
async function bringOldBlobs(reader: Reader, files: readonly FileDiff[]): Promise<void> {
  for (const { oldBlob } of files) if (oldBlob !== undefined) await bringBlob(reader, oldBlob);
}

async function bringBlob({ scratch, objects }: Reader, name: string): Promise<void> {
  const blob = /^[0-9a-f]{7,64}$/.test(name) ? await objects.read(name) : undefined;
  if (blob?.type !== "blob" || blob.size !== blob.bytes.length) return;
  await writeObject(scratch, "blob", blob.bytes);
}

async function writeIndex(reader: Reader, index: string, overlay: Overlay): Promise<void> {
  await rm(index, { force: true });
  const input = [...overlay]
    .flatMap(([path, entry]) =>
      entry === null || entry.mode === FOLDER ? [] : [`${entry.mode} ${entry.id}\t${path}\0`],
    )
    .join("");
  const options = { gitDir: reader.scratch.writing, input, env: { GIT_INDEX_FILE: index } };
  await gitText(["update-index", "-z", "--index-info"], options);
}

async function readIndex(reader: Reader, index: string, before: Overlay): Promise<Overlay> {
  const options = { gitDir: reader.scratch.writing, env: { GIT_INDEX_FILE: index } };
  const listed = await gitText(["ls-files", "--stage", "-z"], options);
  const after = new Map<string, Entry | null>([...before.keys()].map((path) => [path, null]));
  for (const line of listed.split("\0")) {
    const [, mode, id, path] = /^(\d+) ([0-9a-f]+) 0\t(.*)$/s.exec(line) ?? [];
    if (mode !== undefined && id !== undefined && path !== undefined) after.set(path, { mode, id });
  }
  return after;
}

function sameFiles(a: Overlay, b: Overlay): boolean {
  return [...b].every(([path, entry]) => {
    const other = a.get(path);
    return other?.id === entry?.id && other?.mode === entry?.mode;
  });
}
