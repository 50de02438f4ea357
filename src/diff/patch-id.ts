// The text of a diff → the id that `git patch-id --stable` prints for it: the same for the same
// change whatever its line numbers, blanks and order of files.

import { createHash } from "node:crypto";
import { linesOf } from "./parse.ts";

const HASH_BYTES = 20;

/** The id of the first patch in `diff`, as 40 hex digits, or "" when there is none. */
export function patchIdOf(diff: string): string {
  const lines = linesOf(diff);
  const sum = new Uint8Array(HASH_BYTES);
  const state: State = { left: undefined, binary: false, blobs: "", hashed: [], sum };
  let seen = false;
  for (const line of lines) {
    if (!seen && !line.startsWith("diff ")) continue;
    if (!take(state, line)) break;
    seen = true;
  }
  if (!seen) return "";
  flush(state);
  return Buffer.from(sum).toString("hex");
}

interface State {
  /** Lines of the hunk that are still to come; undefined in a file's header. */
  left: { old: number; new: number } | undefined;
  binary: boolean;
  /** Both blob ids of the `index` line: all that is known of a binary change. */
  blobs: string;
  /** Of the file so far. Each file is hashed alone, so that their order does not matter. */
  hashed: string[];
  readonly sum: Uint8Array;
}

/** Takes one line in; false when the patch is over. */
function take(state: State, line: string): boolean {
  if (state.left === undefined) {
    const header = takeHeader(state, line);
    if (header !== "hash") return header === "taken";
  } else if (state.binary) {
    // git does not hash the `diff` line behind a binary file.
    if (line.startsWith("diff ")) {
      state.binary = false;
      state.left = undefined;
    }
    return true;
  } else if (state.left.old === 0 && state.left.new === 0) {
    if (line.startsWith("@@ -")) {
      state.left = countsOf(line);
      return true;
    }
    if (line.startsWith("\\ ")) return true;
    if (!line.startsWith("diff ")) return false;
    flush(state);
    state.left = undefined;
  } else if (line.startsWith("\\ ")) return true;
  count(state, line);
  state.hashed.push(line.replace(/[ \t\r]+/g, ""));
  return true;
}

function takeHeader(state: State, line: string): "taken" | "hash" | "over" {
  if (line.startsWith("GIT binary patch") || line.startsWith("Binary files")) {
    state.binary = true;
    state.left = { old: 0, new: 0 };
    state.hashed.push(state.blobs);
    flush(state);
    return "taken";
  }
  if (line.startsWith("index ")) {
    const [blobs = ""] = line.slice("index ".length).split(" ");
    const dots = blobs.indexOf("..");
    if (dots >= 0) state.blobs = blobs.slice(0, dots) + blobs.slice(dots + 2);
    return "taken";
  }
  if (line.startsWith("--- ")) state.left = { old: 1, new: 1 };
  else if (!/^[a-z]/i.test(line)) return "over";
  return "hash";
}

function count({ left }: State, line: string): void {
  if (left === undefined) return;
  if (line.startsWith("-") || line.startsWith(" ")) left.old--;
  if (line.startsWith("+") || line.startsWith(" ")) left.new--;
}

function countsOf(line: string): { old: number; new: number } {
  const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))?/.exec(line.slice(0, 100));
  return { old: Number(counts?.[1] ?? "1"), new: Number(counts?.[2] ?? "1") };
}

/** Adds the file's hash to the sum, as one long number with its lowest byte first. */
function flush(state: State): void {
  const digest = createHash("sha1").update(state.hashed.join(""), "utf8").digest();
  state.hashed = [];
  let carry = 0;
  for (let at = 0; at < HASH_BYTES; at++) {
    carry += (state.sum[at] ?? 0) + (digest[at] ?? 0);
    state.sum[at] = carry & 0xff;
    carry >>= 8;
  }
}
