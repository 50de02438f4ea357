// Where the mails of threads were placed, and why → words for a reader, or JSON for a program.

import type { Complaint, MessageId, Series } from "../types.ts";
import { escapedJson, plainOf } from "./plain.ts";

/** Mails put together to series. */
export interface Placements {
  readonly series: readonly Series[];
  readonly superseded: readonly {
    readonly series: Series;
    /** The newest version. */
    readonly by: MessageId;
    readonly why: string;
  }[];
  /** One entry for each mail, the oldest first. */
  readonly trace: readonly Placement[];
  /** Mails that are in no series. */
  readonly skipped: readonly Complaint[];
}

interface Placement {
  readonly id: MessageId;
  readonly subject: string;
  /** The series that it belongs to or answers. */
  readonly series: MessageId | undefined;
  readonly why: string;
}

/** Each series, the newest version first, with its mails below; then what is in none. */
export function placementsText(placements: Placements): string {
  const { series, superseded, trace } = placements;
  const groups = series.flatMap((newest) => [
    { head: headOf(newest), id: newest.id },
    ...superseded
      .filter(({ by }) => by === newest.id)
      .map(({ series: old, why }) => ({ head: `${headOf(old)}\n  ${why}`, id: old.id })),
  ]);
  const shown = new Set(groups.map(({ id }) => id));
  const stray = trace.filter((mail) => mail.series === undefined || !shown.has(mail.series));
  const parts = groups.map(({ head, id }) =>
    [head, ...trace.filter((mail) => mail.series === id).flatMap(linesOf)].join("\n"),
  );
  if (stray.length > 0) parts.push(["In no series", ...stray.flatMap(linesOf)].join("\n"));
  const refused = unnamed(placements).map(({ what, why }) => `  ${what}: ${why}`);
  if (refused.length > 0) parts.push(["Not read", ...refused].join("\n"));
  const lines = parts.join("\n\n").split("\n");
  return `${lines.map(plainOf).join("\n")}\n`;
}

/** The same, with the schema's number in front. */
export function placementsJson(placements: Placements): string {
  const { series, superseded, trace } = placements;
  const json = {
    schema: 1,
    series: [
      ...series.map((each) => ({ ...shapeOf(each), superseded: null })),
      ...superseded.map((old) => ({ ...shapeOf(old.series), superseded: old.why })),
    ],
    mails: trace.map(({ id, subject, series: of, why }) => {
      return { messageId: id, subject, series: of ?? null, why };
    }),
    skipped: unnamed(placements),
  };
  return `${escapedJson(JSON.stringify(json, undefined, 2))}\n`;
}

/** Of what is skipped, the mails that the trace has no sentence for: impostors. */
function unnamed({ skipped, trace }: Placements): readonly Complaint[] {
  const told = new Set(trace.map(({ why }) => why));
  return skipped.filter(({ why }) => !told.has(why));
}

function headOf({ title, version, author, patches, total, missing, carried, id }: Series): string {
  const by = author.name === "" ? author.address : `${author.name} <${author.address}>`;
  const notes = [
    `${patches.length} of ${total} patches`,
    ...(missing.length > 0 ? [`missing ${missing.join(", ")}`] : []),
    ...(carried.length > 0 ? [`${carried.join(", ")} from the version before`] : []),
  ];
  return `v${version} ${title}\n  by ${by}, ${notes.join("; ")} <${id}>`;
}

function linesOf({ id, subject, why }: Placement): readonly string[] {
  return [`  - ${subject} <${id}>`, `    ${why}`];
}

function shapeOf({ id, title, version, author, cover, patches, total, missing, carried }: Series) {
  return {
    ...{ id, title, version, author: author.address, cover: cover?.id ?? null },
    patches: patches.map(({ id: messageId, position, patchId }) => {
      return { messageId, position, patchId };
    }),
    ...{ total, missing, carried },
  };
}
