// A local git repository (bare, shallow or with a work tree) → a Tree: series applied to a base
// beside it, and files read from it. The repository itself is never written.

import type { Series } from "../../types.ts";
import type { AppliedPatch, PatchedTree, Tree } from "../../world.ts";
import { applied, type Applied } from "./apply.ts";
import { baseOf, resolved, rootOf, type Base } from "./base.ts";
import { scratchOf } from "./scratch.ts";
import { readerOf, snapshotOf, type Reader } from "./snapshot.ts";

/** Other bases that are tried when a series does not apply to the most likely one. */
const BASES_TRIED_MAX = 8;

/** Opens the repository at `dir`. Throws when there is none. */
export async function treeOf(dir: string): Promise<Tree> {
  const scratch = await scratchOf(dir);
  const reader = readerOf(scratch);
  return {
    patched: (series, base) => patched(reader, series, base),
    at: async (rev) =>
      snapshotOf(reader, await rootOf(reader, await resolved(reader, rev)), new Map()),
    close: async () => {
      await reader.objects.close();
      await scratch.remove();
    },
  };
}

async function patched(
  reader: Reader,
  series: Series,
  said: string | undefined,
): Promise<PatchedTree> {
  const base = await baseOf(reader, series, said);
  const chosen = await whereItApplies(reader, series, base);
  const { root } = chosen;
  return {
    base: { rev: chosen.commit, how: chosen.how },
    before: snapshotOf(reader, root, new Map()),
    patches: chosen.results.map(({ how, why, overlay }): AppliedPatch => {
      const after = snapshotOf(reader, root, overlay);
      return { applies: how !== "not", how, why, after };
    }),
  };
}

interface Attempt {
  readonly commit: string;
  readonly how: string;
  readonly root: string;
  readonly results: readonly Applied[];
}

/** The base, or the first of the others on which every patch applies when it does not there. */
async function whereItApplies(reader: Reader, series: Series, base: Base): Promise<Attempt> {
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
