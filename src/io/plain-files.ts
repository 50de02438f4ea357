// Files, folders and standard input → the mails in them, one at a time.

import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Readable } from "node:stream";
import { Refusal, type Mail, type Source, type Sources } from "../world.ts";
import { mailsInStream } from "./mails-in-stream.ts";

/** Mail on this machine. `stdin` is passed in so that a test can be the other end of it. */
export function plainSources(stdin: Readable): Sources {
  return {
    file: async (path) => {
      if (path === "-") return streamSource("standard input", () => stdin);
      const kind = await kindOf(path);
      if (kind === undefined) return undefined;
      if (kind === "file") return fileSource(path);
      throw new Refusal("input", `${path}: is a folder; give it as --source`);
    },
    named: async (name) => {
      if (name === undefined) return bundled();
      const kind = await kindOf(name);
      if (kind === "file") return fileSource(name);
      if (kind === "folder") return folderSource(name, name);
      const reason = /^[a-z+]+:/.test(name) ? "this kind of source is not supported" : "not found";
      throw new Refusal("usage", `--source ${name}: ${reason}`);
    },
  };
}

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw new Refusal("input", `${path}: ${reasonOf(error)}`);
  }
}

function fileSource(path: string): Source {
  return streamSource(path, () => createReadStream(path, { highWaterMark: 1 << 18 }));
}

function streamSource(name: string, open: () => Readable): Source {
  return {
    name,
    async *mails() {
      try {
        yield* mailsInStream(open(), name);
      } catch (error) {
        if (codeOf(error) === undefined) throw error;
        throw new Refusal("input", `${name}: ${reasonOf(error)}`);
      }
    },
  };
}

/** Every .eml below a folder, in the order of their names. */
function folderSource(folder: string, name: string): Source {
  return {
    name,
    async *mails() {
      for (const file of await filesBelow(folder)) yield await mailAt(join(folder, file));
    },
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder, { recursive: true });
    return files.filter((file) => file.endsWith(".eml")).sort();
  } catch (error) {
    throw new Refusal("usage", `${folder}: ${reasonOf(error)}`);
  }
}

async function mailAt(path: string): Promise<Mail> {
  try {
    return { where: path, bytes: await readFile(path) };
  } catch (error) {
    throw new Refusal("input", `${path}: ${reasonOf(error)}`);
  }
}

async function bundled(): Promise<Source> {
  const folder = join(await packageRoot(), "fixtures");
  const shown = relative(process.cwd(), folder);
  return folderSource(shown.startsWith(`..${sep}`) ? folder : shown, "the bundled fixtures");
}

/** The folder of package.json, above src/ when run from source and above dist/ when built. */
async function packageRoot(): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url));
  while ((await kindOf(join(folder, "package.json"))) === undefined) {
    const above = dirname(folder);
    if (above === folder) throw new Error("package.json is not above this file");
    folder = above;
  }
  return folder;
}

/** Words for a failed system call; our own and unknown failures keep their message. */
export function reasonOf(error: unknown): string {
  const words: Readonly<Record<string, string>> = {
    ENOENT: "no such file or folder",
    ENOTDIR: "a part of the path is not a folder",
    EACCES: "permission denied",
    EPERM: "not permitted",
    EISDIR: "is a folder",
    EROFS: "read-only file system",
    ENOSPC: "no space left",
    ELOOP: "too many symbolic links",
    ENAMETOOLONG: "name too long",
  };
  return words[codeOf(error) ?? ""] ?? textOf(error, "message") ?? String(error);
}

/** The code of a failed system call, `EACCES`. */
export function codeOf(error: unknown): string | undefined {
  return textOf(error, "code");
}

/** By shape, not by class: an error of Node's own is no Error of a test's realm. */
function textOf(error: unknown, key: "code" | "message"): string | undefined {
  if (typeof error !== "object" || error === null || !(key in error)) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" ? value : undefined;
}
