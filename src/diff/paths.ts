// The path lines of a file header → the two paths, unquoted and without prefix, or why not.

import { isNull, type Header } from "./header.ts";

export interface Paths {
  readonly kind: "paths";
  readonly oldPath: string | undefined;
  readonly newPath: string | undefined;
}

interface Unclear {
  readonly kind: "unclear";
  readonly why: string;
}

const PATH_MAX = 4096;

/** The paths that a header names: renames and copies first, then ---/+++, then `diff --git`. */
export function pathsOf(header: Header): Paths | Unclear {
  const git = header.gitLine === undefined ? undefined : gitPair(header.gitLine);
  const from = header.renameFrom ?? header.copyFrom;
  const to = header.renameTo ?? header.copyTo;
  if (from !== undefined && to !== undefined) return checked(unquoted(from), unquoted(to));
  if (header.oldLine !== undefined && header.newLine !== undefined)
    return marked(header.oldLine, header.newLine, git);
  if (git === undefined) return { kind: "unclear", why: "the file has no readable name" };
  const [oldPath, newPath] = git;
  return checked(oldPath, newPath);
}

/** Why a path may not be used, or undefined. The words hold nothing of the path itself. */
export function hostile(path: string): string | undefined {
  if (path.length > PATH_MAX) return "it is too long";
  if (path.startsWith("/")) return "it is absolute";
  // Control characters, C1 and bidi included: they could make a path look like another.
  if (/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\ufeff\u202a-\u202e\u2066-\u2069\ufffd]/.test(path))
    return "it holds control characters or is not UTF-8";
  for (const part of path.split(/[/\\]/)) {
    if (part === "" || part === "." || part === "..") return "it holds an empty, . or .. component";
    if (/^(?:\.git|git~\d)[ .]*(?::.*)?$/i.test(part)) return "it reaches into .git";
  }
  return undefined;
}

function checked(oldPath: string | undefined, newPath: string | undefined): Paths | Unclear {
  return oldPath === undefined || newPath === undefined
    ? { kind: "unclear", why: "a quoted path that cannot be read" }
    : { kind: "paths", oldPath, newPath };
}

function marked(
  oldLine: string,
  newLine: string,
  git: readonly [string, string] | undefined,
): Paths | Unclear {
  const oldName = isNull(oldLine) ? undefined : fileName(oldLine);
  const newName = isNull(newLine) ? undefined : fileName(newLine);
  if (oldName === null || newName === null)
    return { kind: "unclear", why: "a quoted path that cannot be read" };
  const [oldPath, newPath] = git === undefined ? pairOf(oldName, newName) : [...git];
  if (git !== undefined && !(names(oldName, git[0]) && names(newName, git[1])))
    return { kind: "unclear", why: "its header names two different files" };
  if (oldName === undefined && newName === undefined)
    return { kind: "unclear", why: "both sides are /dev/null" };
  return {
    kind: "paths",
    oldPath: oldName === undefined ? undefined : oldPath,
    newPath: newName === undefined ? undefined : newPath,
  };
}

/** Whether a name of a ---/+++ line is `path` behind at most one prefix. */
function names(name: string | undefined, path: string): boolean {
  return name === undefined || name === path || name.endsWith(`/${path}`);
}

/** The name on a ---/+++ line: quoted, or up to a tab and a date. null: cannot be read. */
function fileName(line: string): string | null {
  return unquoted(line.split("\t", 1)[0] ?? "") ?? null;
}

/** Takes the prefixes off a pair without a `diff --git` line: `a/` and `b/`, or two tree names. */
function pairOf(
  oldName: string | undefined,
  newName: string | undefined,
): readonly [string | undefined, string | undefined] {
  if (oldName === undefined || newName === undefined)
    return [oldName?.replace(/^a\//, ""), newName?.replace(/^b\//, "")];
  if (oldName === newName) return [oldName, newName];
  const oldRest = withoutPrefix(oldName);
  const newRest = withoutPrefix(newName);
  const prefixed = oldRest === newRest || (oldName.startsWith("a/") && newName.startsWith("b/"));
  return prefixed ? [oldRest, newRest] : [oldName, newName];
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

/** Both names of a `diff --git` line when they can be told apart: they are equal but for prefixes. */
function gitPair(line: string): readonly [string, string] | undefined {
  const pair = line.startsWith('"') || line.endsWith('"') ? quotedPair(line) : equalPair(line);
  if (pair === undefined) return undefined;
  const [oldPath, newPath] = pairOf(pair[0], pair[1]);
  return oldPath === undefined || newPath === undefined ? undefined : [oldPath, newPath];
}

function equalPair(line: string): readonly [string, string] | undefined {
  // `a/P b/P` and `P P` both have their blank in the very middle; other prefixes do not.
  const middle = (line.length - 1) / 2;
  if (line[middle] === " ") {
    const left = line.slice(0, middle);
    const right = line.slice(middle + 1);
    if (left === right || withoutPrefix(left) === withoutPrefix(right)) return [left, right];
  }
  const words = line.split(" ");
  return words.length === 2 ? [words[0] ?? "", words[1] ?? ""] : undefined;
}

function quotedPair(line: string): readonly [string, string] | undefined {
  const split = line.startsWith('"') ? closingQuote(line) + 1 : line.indexOf(' "');
  if (split <= 0) return undefined;
  const left = unquoted(line.slice(0, split));
  const right = unquoted(line.slice(split + 1));
  return left === undefined || right === undefined ? undefined : [left, right];
}

function closingQuote(line: string): number {
  for (let at = 1; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') return at;
  }
  return -1;
}

const escapes: Readonly<Record<string, number>> = {
  a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, "\\": 92,
}; // prettier-ignore

/** A path as git writes it: plain, or in quotes with C escapes. undefined: broken quoting. */
function unquoted(name: string): string | undefined {
  if (!name.startsWith('"')) return name;
  if (name.length < 2 || closingQuote(name) !== name.length - 1) return undefined;
  const bytes: number[] = [];
  const inner = Buffer.from(name.slice(1, -1), "utf8").toString("latin1");
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] !== "\\") {
      bytes.push(inner.charCodeAt(at));
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(inner.slice(at + 1, at + 4))?.[0];
    const byte = octal === undefined ? escapes[inner[at + 1] ?? ""] : parseInt(octal, 8);
    if (byte === undefined) return undefined;
    bytes.push(byte);
    at += octal === undefined ? 1 : 3;
  }
  return Buffer.from(bytes).toString("utf8");
}
