// A reviewed patch → the lines of its mail worth quoting, each comment under the line it is about.

import type { FileDiff, Hunk, HunkLine, PatchReview, Reported } from "../types.ts";

/** Lines of a hunk that are quoted before its first comment: b4 counts lines from the @@. */
const BEFORE_MAX = 160;
/** Lines of a hunk that are quoted behind its last comment. */
const AFTER = 3;
/** Lines kept at the head and before the comment of a hunk that is longer than that. */
const NEAR = 24;

export type Quote =
  | { readonly kind: "line"; readonly of: "head" | HunkLine["kind"]; readonly text: string }
  | { readonly kind: "elision" }
  /** `under`: it stands under its own line; else the comment has to name the place. */
  | { readonly kind: "comment"; readonly finding: Reported; readonly under: boolean };

/** Quotes and comments in the order of the mail; comments on no line of it come last. */
export function quotesOf({ patch, findings }: PatchReview): Quote[] {
  const body = patch.message.body.split("\n");
  const introduced = findings.filter((finding) => finding.class === "introduced");
  const places = introduced.map((finding) => ({ finding, spot: spotOf(patch.files, finding) }));
  const quotes: Quote[] = [];
  for (const file of patch.files) {
    const hunks = file.hunks.filter((hunk) => places.some(({ spot }) => spot?.hunk === hunk));
    if (hunks.length === 0) continue;
    elide(quotes);
    quotes.push(...headOf(file, body));
    for (const hunk of hunks) {
      if (hunk !== file.hunks[0]) elide(quotes);
      const here = places.filter(({ spot }) => spot?.hunk === hunk);
      quotes.push(...hunkQuotes(hunk, here, body));
    }
  }
  // Nothing is quoted behind the last comment: what follows it there would read as one more.
  quotes.splice(quotes.findLastIndex(({ kind }) => kind === "comment") + 1);
  const nowhere = places.filter(({ spot }) => spot === undefined);
  return [
    ...quotes,
    ...nowhere.map(({ finding }) => ({ kind: "comment", finding, under: false }) as const),
  ];
}

interface Spot {
  readonly hunk: Hunk;
  /** Index into the hunk's lines. */
  readonly at: number;
  readonly under: boolean;
}

/** The line itself where the mail shows it, else the nearest shown line of its file. */
function spotOf(files: readonly FileDiff[], { file, line }: Reported): Spot | undefined {
  let nearest: { readonly spot: Spot; readonly distance: number } | undefined;
  for (const hunk of files.filter((each) => each.newPath === file).flatMap((each) => each.hunks)) {
    for (const [at, { newLine }] of hunk.lines.entries()) {
      if (newLine === undefined) continue;
      const distance = Math.abs(newLine - line);
      if (nearest !== undefined && nearest.distance <= distance) continue;
      nearest = { spot: { hunk, at, under: distance === 0 }, distance };
    }
  }
  return nearest?.spot;
}

function headOf(file: FileDiff, body: readonly string[]): Quote[] {
  const end = file.hunks[0]?.bodyLine ?? file.bodyLine;
  return body
    .slice(file.bodyLine - 1, end - 1)
    .map((text) => ({ kind: "line", of: "head", text }) as const);
}

function hunkQuotes(
  hunk: Hunk,
  here: readonly { readonly finding: Reported; readonly spot: Spot | undefined }[],
  body: readonly string[],
): Quote[] {
  const spots = here.map(({ spot }) => spot?.at ?? 0);
  const first = Math.min(...spots);
  const last = Math.max(...spots);
  const quotes: Quote[] = [{ kind: "line", of: "head", text: body[hunk.bodyLine - 1] ?? "" }];
  for (const [at, line] of hunk.lines.entries()) {
    if (at > last + AFTER) break;
    if (first > BEFORE_MAX && at >= NEAR && at < first - NEAR) {
      if (at === NEAR) elide(quotes);
      continue;
    }
    quotes.push({ kind: "line", of: line.kind, text: body[line.bodyLine - 1] ?? "" });
    if (line.noNewline) quotes.push({ kind: "line", of: "head", text: body[line.bodyLine] ?? "" });
    for (const { finding, spot } of here) {
      if (spot?.at === at) quotes.push({ kind: "comment", finding, under: spot.under });
    }
  }
  if (last + AFTER < hunk.lines.length - 1) elide(quotes);
  return quotes;
}

/** One mark for one gap, however many reasons there are for it. */
function elide(quotes: Quote[]): void {
  if (quotes.length > 0 && quotes.at(-1)?.kind !== "elision") quotes.push({ kind: "elision" });
}
