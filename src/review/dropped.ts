// Lines that patches take away → the queues that may not be initialised any more, what of the tree
// has to be read to know, and the fields that may not be cleared any more.

import type { CUnit } from "../c/ir.ts";
import type { CParser } from "../c/unit.ts";
import type { Model } from "../model/model.ts";
import type { HunkLine, Patch } from "../types.ts";
import { wholeExcerpt, wholeUnitOf } from "./whole-files.ts";

/** A file that the patches do not touch, read when somebody asks. */
export interface Beside {
  readonly file: string;
  readonly text: string;
  readonly unit: () => CUnit;
}

/** `texts`: by path. */
export function besidesIn(parser: CParser, texts: ReadonlyMap<string, string>): readonly Beside[] {
  return [...texts].map(([file, text]) => ({
    file,
    text,
    unit: () => wholeUnitOf(parser, wholeExcerpt(file, text)),
  }));
}

/** Longer lines are not looked at. */
const LINE_MAX = 400;
/** Queues of one series that are asked about. */
const QUEUES_MAX = 16;

/**
 * Last words of the queues whose initialisation was taken away, and not put anywhere else: fields, and
 * variables that one of `texts`, the files as they were, declares for the whole of it.
 */
export function droppedWords(
  patches: readonly Patch[],
  model: Model,
  texts: readonly string[],
): ReadonlySet<string> {
  const lines = patches.flatMap(linesOf);
  const removed = wordsOn(lines, "removed", model);
  if (removed.size === 0) return new Set();
  const added = wordsOn(lines, "added", model);
  const words = [...removed].flatMap(([word, isField]) =>
    added.has(word) || !(isField || texts.some((text) => isOfFile(word, text, model)))
      ? []
      : [word],
  );
  return new Set(words.slice(0, QUEUES_MAX));
}

function linesOf({ files }: Patch): readonly HunkLine[] {
  const lines = files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
  return lines.filter(({ text }) => text.length <= LINE_MAX);
}

/** With whether some line means a field by it. */
function wordsOn(
  lines: readonly HunkLine[],
  kind: HunkLine["kind"],
  { queueInitialisers }: Model,
): ReadonlyMap<string, boolean> {
  const words = new Map<string, boolean>();
  for (const line of lines) {
    if (line.kind !== kind) continue;
    const calls = line.text.matchAll(/\b(\w+) ?\(([^()]*)\)/g);
    for (const { 1: callee = "", 2: argument = "" } of calls) {
      const word = queueInitialisers.has(callee) ? /(\w+)(?:\[[^\]]*\])?\s*$/.exec(argument)?.[1] : undefined; // prettier-ignore
      if (word !== undefined) words.set(word, words.get(word) === true || /->|\./.test(argument));
    }
  }
  return words;
}

const known = new WeakMap<Patch, readonly string[]>();

/** Fields that fewer lines assign to, or take the address of, than did before the patch. */
export function fieldsSetLess(patch: Patch): readonly string[] {
  const found = known.get(patch) ?? setLess(patch);
  known.set(patch, found);
  return found;
}

function setLess(patch: Patch): readonly string[] {
  const counts = new Map<string, number>();
  for (const { kind, text } of linesOf(patch)) {
    const by = kind === "same" ? 0 : kind === "added" ? 1 : -1;
    if (by !== 0)
      for (const field of fieldsSetOn(text)) counts.set(field, (counts.get(field) ?? 0) + by);
  }
  return [...counts].flatMap(([field, count]) => (count < 0 ? [field] : []));
}

function fieldsSetOn(text: string): readonly string[] {
  const assigned = [...text.matchAll(/(?:->|\.)(\w+)(?:\[[^\]]{0,80}\])? ?=(?!=)/g)];
  const addressed = [...text.matchAll(/&([\w>.-]+)\b(?!\[)/g)];
  return [
    ...assigned.flatMap(([, field]) => field ?? []),
    ...addressed.flatMap(([, place]) => /(?:->|\.)(\w+)$/.exec(place ?? "")?.[1] ?? []),
  ];
}

/** Whether the text declares a variable of that name for the whole file. */
export function isOfFile(word: string, text: string, { queueTypes }: Model): boolean {
  const types = queueTypes.join("|");
  return new RegExp(`^(?:\\w+ )*struct (?:${types})\\b[^;()\n]*\\b${word}\\b`, "m").test(text);
}

/** Whether the text declares a queue of that name, be it a variable or a field. */
export function isDeclared(word: string, text: string, { queueTypes }: Model): boolean {
  const types = queueTypes.join("|");
  return new RegExp(`\\bstruct (?:${types})\\b[^;()\n]*\\b${word}\\b`).test(text);
}

/** Those that may know of the structs: they name one, or stand beside a file of the patches. */
export function besidesOf(
  besides: readonly Beside[],
  structs: ReadonlySet<string>,
  touched: readonly string[],
): readonly Beside[] {
  const folders = new Set(touched.map(folderOf));
  const tags = [...structs].filter((tag) => /^\w+$/.test(tag)).join("|");
  const named = tags === "" ? undefined : new RegExp(`\\b(?:${tags})\\b`);
  return besides.filter(
    ({ file, text }) => folders.has(folderOf(file)) || named?.test(text) === true,
  );
}

/** Sources of the folders of the files first, headers last. */
export function nearestFirst(
  besides: readonly Beside[],
  files: readonly string[],
): readonly Beside[] {
  const folders = new Set(files.map(folderOf));
  const rank = ({ file }: Beside): number =>
    (folders.has(folderOf(file)) ? 0 : 2) + (file.endsWith(".h") ? 1 : 0);
  return besides.toSorted((a, b) => rank(a) - rank(b));
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}
