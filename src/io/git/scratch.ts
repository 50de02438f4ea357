// A git repository of the operator's → two empty ones of ours beside it, in a temporary folder.
// Through the first we read: it borrows the operator's objects, but none of the configuration, hooks
// or filters. In the second we apply patches: it borrows nothing, because git touches the time of a
// borrowed object when it would write the same one again, and the operator's tree is only read.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { Refusal } from "../../world.ts";
import { ownFolder } from "./folders.ts";
import { firstLine, git } from "./run.ts";

export interface Scratch {
  /** The operator's git directory: only asked for its refs. */
  readonly tree: string;
  /** Our git directory for reading: the operator's objects and our own. */
  readonly reading: string;
  /** Our git directory for writing. */
  readonly writing: string;
  /** How this repository makes ids. */
  readonly format: "sha1" | "sha256";
  readonly remove: () => Promise<void>;
}

/** Throws when `dir` is no git repository. */
export async function scratchOf(dir: string): Promise<Scratch> {
  const { tree, objects, shallow, format } = await located(resolve(dir));
  // A path with a line break or quote would need git's quoting in `alternates`.
  if (/["\n]/.test(objects))
    throw new Refusal("usage", `${dir}: git cannot borrow objects from this path`);
  const folder = await ownFolder(tmpdir());
  const reading = join(folder, "reading");
  const writing = join(folder, "writing");
  await makeRepository(writing, format, []);
  await makeRepository(reading, format, [objects, join(writing, "objects")]);
  const ends = await readFile(shallow, "utf8").catch(() => "");
  if (ends !== "") await writeFile(join(reading, "shallow"), ends);
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return { tree, reading, writing, format, remove };
}

/** Stores an object as git itself would, and gives its id. */
export async function writeObject(
  { writing, format }: Scratch,
  type: "blob" | "tree" | "commit",
  content: Buffer,
): Promise<string> {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash(format).update(whole).digest("hex");
  const folder = join(writing, "objects", id.slice(0, 2));
  const file = join(folder, id.slice(2));
  await mkdir(folder, { recursive: true });
  // Two series may bring the same object at once: either file is whole.
  const temporary = `${file}.${process.hrtime.bigint()}`;
  await writeFile(temporary, await deflated(whole));
  await rename(temporary, file);
  return id;
}

const deflated = promisify<Buffer, Buffer>(deflate);

async function makeRepository(
  gitDir: string,
  format: string,
  borrowed: readonly string[],
): Promise<void> {
  await mkdir(join(gitDir, "objects", "info"), { recursive: true });
  await mkdir(join(gitDir, "refs"));
  await writeFile(join(gitDir, "HEAD"), "ref: refs/heads/none\n");
  const alternates = borrowed.map((objects) => `${objects}\n`).join("");
  await writeFile(join(gitDir, "objects", "info", "alternates"), alternates);
  await writeFile(join(gitDir, "config"), configText(format));
}

interface Located {
  readonly tree: string;
  readonly objects: string;
  /** Where a shallow repository says at which commits it ends. */
  readonly shallow: string;
  readonly format: Scratch["format"];
}

async function located(dir: string): Promise<Located> {
  const found = await stat(dir).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new Refusal("usage", `${dir}: no such folder`);
  const ran = await git(
    [
      "rev-parse",
      "--path-format=absolute",
      "--git-dir",
      "--git-path",
      "objects",
      "--git-path",
      "shallow",
      "--show-object-format",
    ],
    // A folder that merely lies inside of some repository is not that repository.
    { cwd: dir, env: { GIT_CEILING_DIRECTORIES: dirname(dir) } },
  );
  const [tree, objects, shallow, format] = ran.out.toString("utf8").split("\n");
  if (ran.status !== 0 || !tree || !objects || !shallow || !format)
    throw new Refusal("usage", `${dir}: not a git repository (${firstLine(ran.err)})`);
  if (format !== "sha1" && format !== "sha256")
    throw new Refusal("usage", `${dir}: objects of the kind ${format} are not known here`);
  return { tree, objects, shallow, format };
}

function configText(format: string): string {
  const version = format === "sha1" ? 0 : 1;
  const extension = format === "sha1" ? "" : `[extensions]\n\tobjectFormat = ${format}\n`;
  return `[core]\n\trepositoryformatversion = ${version}\n\tbare = true\n${extension}`;
}
