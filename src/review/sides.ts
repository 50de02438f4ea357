// One patch → the C on both sides of it: whole files where a tree gave them, else what the hunks show.

import { unitOf, type CParser } from "../c/unit.ts";
import type { CFunction, CUnit } from "../c/ir.ts";
import { excerptsOf } from "../diff/excerpts.ts";
import type { Complaint, Excerpt, FileDiff, Patch, Review } from "../types.ts";
import { changedIn, touchedBy, type Touched } from "./touched.ts";
import { wholeUnitOf } from "./whole-files.ts";

/** What a tree adds to a series: the texts of files around each patch, by path. */
export interface Sources {
  readonly base: Review["base"];
  /** By position of the patch. */
  readonly patches: ReadonlyMap<number, PatchSources>;
  /** Files besides, by path, that define what the code in sight calls. */
  readonly others?: ReadonlyMap<string, string>;
  /** Files that mention queues whose initialisation the series takes away; undefined: nobody looked. */
  readonly mentions?: ReadonlyMap<string, string>;
}

export interface PatchSources {
  /** Why the patch does not apply; undefined when it does. */
  readonly failure: Complaint | undefined;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

export interface Side {
  readonly units: readonly CUnit[];
  /** The text of each unit. */
  readonly texts: readonly string[];
  /** By path on this side. */
  readonly touched: ReadonlyMap<string, readonly Touched[]>;
}

/** Versions of one function in one side: one for each conditional arm and each visible part. */
export interface Parts {
  readonly file: string;
  readonly name: string;
  readonly functions: readonly CFunction[];
}

/** What a patch changed for a function to be looked at. */
export type How = "itself" | "by its callees";

export interface Sides {
  readonly patch: Patch;
  readonly before: Side;
  readonly after: Side;
  /** Path after the patch → path before it, where the file existed. */
  readonly origins: ReadonlyMap<string, string>;
  readonly skipped: readonly Complaint[];
}

export function sidesOf(patch: Patch, parser: CParser, sources: PatchSources | undefined): Sides {
  const files = patch.files.filter(isC);
  const whole = sources?.failure === undefined ? sources : undefined;
  const before = sideOf(files, "before", parser, whole?.before);
  const after = sideOf(files, "after", parser, whole?.after);
  const complaints = after.units.flatMap((unit) =>
    [...changedNames(after, unit)].flatMap(unit.complaintsAbout),
  );
  return {
    patch,
    before,
    after,
    origins: new Map(
      files.flatMap(({ oldPath, newPath }) =>
        oldPath === undefined || newPath === undefined ? [] : [[newPath, oldPath]],
      ),
    ),
    skipped: [...patch.files.filter((file) => !isC(file)).flatMap(notC), ...complaints],
  };
}

/** Functions of the side in which the patch changed something. */
export function changedFunctions(side: Side): readonly Parts[] {
  const places = side.units.flatMap((unit) =>
    [...changedNames(side, unit)].map((name) => ({ file: unit.file, name })),
  );
  return partsAt(side, places);
}

/** All functions of the side. */
export function partsOf(side: Side): readonly Parts[] {
  const places = side.units.flatMap(({ file, heads }) => heads.map(({ name }) => ({ file, name })));
  return partsAt(side, places);
}

export function partsIn(side: Side, file: string, name: string): Parts | undefined {
  return partsAt(side, [{ file, name }])[0];
}

/** Whether there is a function of the name in the file. */
export function isDefined({ units }: Side, file: string, name: string): boolean {
  return units.some((unit) => unit.file === file && unit.heads.some((head) => head.name === name));
}

/** Those of the places where a function could be read, each once. */
function partsAt(
  { units }: Side,
  places: readonly { readonly file: string; readonly name: string }[],
): readonly Parts[] {
  const parts = new Map<string, Parts>();
  for (const { file, name } of places) {
    const key = `${file} ${name}`;
    if (parts.has(key)) continue;
    const functions = units.flatMap((unit) => (unit.file === file ? unit.named(name) : []));
    if (functions.length > 0) parts.set(key, { file, name, functions });
  }
  return [...parts.values()];
}

function changedNames({ touched }: Side, { file, heads }: CUnit): ReadonlySet<string> {
  const lines = touched.get(file) ?? [];
  const changed = heads.filter((head) => changedIn(lines, head.firstLine, head.lastLine));
  return new Set(changed.map(({ name }) => name));
}

function sideOf(
  files: readonly FileDiff[],
  side: Excerpt["side"],
  parser: CParser,
  wholes: ReadonlyMap<string, string> | undefined,
): Side {
  const touched = new Map<string, readonly Touched[]>();
  const units: CUnit[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const path = side === "before" ? file.oldPath : file.newPath;
    if (path === undefined) continue;
    touched.set(path, touchedBy(file, side));
    const shown = excerptsOf(file, side);
    const text = wholes?.get(path);
    const excerpts = text === undefined ? shown : [wholeOf(path, side, text, shown)];
    for (const excerpt of excerpts) {
      units.push((text === undefined ? unitOf : wholeUnitOf)(parser, excerpt));
      texts.push(excerpt.text);
    }
  }
  return { units, texts, touched };
}

function wholeOf(
  file: string,
  side: Excerpt["side"],
  text: string,
  shown: readonly Excerpt[],
): Excerpt {
  const changed = new Set(shown.flatMap((excerpt) => [...excerpt.changed]));
  return { file, side, firstLine: 1, text, section: "", whole: true, changed };
}

function isC({ oldPath, newPath }: FileDiff): boolean {
  return /\.[ch]$/.test(newPath ?? oldPath ?? "");
}

function notC({ kind, oldPath, newPath }: FileDiff): readonly Complaint[] {
  const what = newPath ?? oldPath ?? "a file without a name";
  return [{ what, why: kind === "binary" ? "a binary file" : "not C" }];
}
