// Names of objects (`<id>`, `<rev>:<path>`) → their bytes, through one long-lived
// `git cat-file --batch`. Questions may overlap: git answers them in the order asked.

import { started } from "./run.ts";

export interface Objects {
  /** undefined when there is no such object. */
  readonly read: (name: string) => Promise<GitObject | undefined>;
  readonly close: () => Promise<void>;
}

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly size: number;
  /** Empty when the object is larger than `BLOB_BYTES_MAX`. */
  readonly bytes: Buffer;
}

/** The largest file in the kernel is about 20 MB, and generated. */
export const BLOB_BYTES_MAX = 32 << 20;

interface Waiting {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

type Expecting =
  | { readonly kind: "header" }
  | { readonly kind: "content"; readonly id: string; readonly type: string; readonly size: number }
  /** What is left of an object that is too large to hold. */
  | { readonly kind: "rest"; readonly bytes: number };

/** Objects of the repository at `gitDir`. The process starts with the first question. */
export function objectsOf(gitDir: string): Objects {
  let batch: ReturnType<typeof batchOf> | undefined;
  let closed = false;
  return {
    read: (name) => {
      if (closed) throw new Error("the tree is closed");
      // A line break would be a second question.
      if (name.includes("\n")) return Promise.resolve(undefined);
      batch ??= batchOf(gitDir);
      return batch.ask(name);
    },
    close: async () => {
      closed = true;
      await batch?.end();
    },
  };
}

function batchOf(gitDir: string) {
  const child = started(["cat-file", "--batch"], { gitDir });
  const waiting: Waiting[] = [];
  const take = reader((object) => waiting.shift()?.resolve(object));
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  let ended: Error | undefined;
  child.stdout.on("data", take);
  child.stderr.resume();
  child.stdin.on("error", () => undefined);
  const done = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      fail((ended = error));
      resolve();
    });
    child.on("close", () => {
      fail((ended = new Error("git cat-file ended before it answered")));
      resolve();
    });
  });
  return {
    ask: (name: string) =>
      new Promise<GitObject | undefined>((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        waiting.push({ resolve, reject });
        child.stdin.write(`${name}\n`);
      }),
    end: async () => {
      child.stdin.end();
      await done;
    },
  };
}

/** Cuts the stream of answers into objects; parts of one are joined once, when it is whole. */
function reader(answer: (object: GitObject | undefined) => void): (part: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  let expecting: Expecting = { kind: "header" };
  /** Takes one piece from the front and says how long it was; 0 when it is not all there. */
  const step = (all: Buffer): number => {
    if (expecting.kind === "rest") {
      const used = Math.min(expecting.bytes, all.length);
      expecting = restOf(expecting.bytes - used);
      return used;
    }
    if (expecting.kind === "content") {
      const { id, type, size } = expecting;
      if (all.length < size + 1) return 0;
      expecting = { kind: "header" };
      answer({ id, type, size, bytes: Buffer.from(all.subarray(0, size)) });
      return size + 1;
    }
    const end = all.indexOf(10);
    if (end < 0) return 0;
    const header = headerOf(all.toString("utf8", 0, end));
    if (header === undefined) answer(undefined);
    else if (header.size <= BLOB_BYTES_MAX) expecting = header;
    else {
      answer({ id: header.id, type: header.type, size: header.size, bytes: Buffer.alloc(0) });
      expecting = restOf(header.size + 1);
    }
    return end + 1;
  };
  return (part) => {
    parts.push(part);
    held += part.length;
    if (expecting.kind === "content" && held < expecting.size + 1) return;
    let all = parts.length === 1 ? part : Buffer.concat(parts);
    for (let used = step(all); used > 0; used = step(all)) all = all.subarray(used);
    parts = all.length === 0 ? [] : [all];
    held = all.length;
  };
}

function headerOf(line: string): Extract<Expecting, { kind: "content" }> | undefined {
  const found = /^([0-9a-f]+) (\w+) (\d+)$/.exec(line);
  if (found === null) return undefined;
  const [, id = "", type = "", size = ""] = found;
  return { kind: "content", id, type, size: Number(size) };
}

function restOf(bytes: number): Expecting {
  return bytes === 0 ? { kind: "header" } : { kind: "rest", bytes };
}
