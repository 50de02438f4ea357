// A series and a base → the series applied: on the base, or on the first other base that fits.

import type { Series } from "../../types.ts";
import { applied, type Applied } from "./apply.ts";
import { rootOf, type Base } from "./base.ts";
import type { Reader } from "./snapshot.ts";

/** Other bases that are tried when a series does not apply to the most likely one. */
const BASES_TRIED_MAX = 8;

export interface Attempt {
  readonly commit: string;
  readonly how: string;
  readonly root: string;
  readonly results: readonly Applied[];
}

/** The base, or the first of the others on which every patch applies when it does not there. */
export async function whereItApplies(reader: Reader, series: Series, base: Base): Promise<Attempt> {
  const first = await attempt(reader, series, base.commit, base.how);
  if (fits(first)) return first;
  for (const { commit, name } of base.others.slice(0, BASES_TRIED_MAX)) {
    const how = `${name}: every patch applies there, which it does not on ${base.how}`;
    const other = await attempt(reader, series, commit, how);
    if (fits(other)) return other;
  }
  return first;
}

async function attempt(
  reader: Reader,
  series: Series,
  commit: string,
  how: string,
): Promise<Attempt> {
  const root = await rootOf(reader, commit);
  return { commit, how, root, results: await applied(reader, root, series.patches) };
}

function fits({ results }: Attempt): boolean {
  return results.every(({ how }) => how !== "not");
}
