// A series → the patches of it that can be reviewed, and why the others cannot.

import type { Complaint, Patch, Series } from "../types.ts";

export interface Sound {
  readonly sound: Series;
  readonly refused: readonly Complaint[];
}

/** Half of a patch is not reviewed: what its damaged part does would be guessed. */
export function soundPart(series: Series): Sound {
  const patches: Patch[] = [];
  const refused: Complaint[] = [];
  for (const patch of series.patches) {
    const why = whyUnsound(patch);
    if (why === undefined) patches.push(patch);
    else refused.push({ what: patch.subject, why });
  }
  if (series.patches.length === 0) {
    refused.push({ what: series.title, why: "none of its patches has arrived" });
  }
  // A picture in a series of code is no failure; it is one when there is nothing else.
  return { sound: { ...series, patches }, refused };
}

function whyUnsound({ files, damaged }: Patch): string | undefined {
  const [first] = damaged;
  if (first) return `${first.what}: ${first.why}`;
  if (files.length > 0 && files.every(({ kind }) => kind === "binary")) {
    return "a binary patch: there is no source in it";
  }
  return undefined;
}
