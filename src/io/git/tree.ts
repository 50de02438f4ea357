// A local git repository (bare, shallow or with a work tree) → a Tree: series applied to a base
// beside it, and files read from it. The repository itself is never written.

import type { Series } from "../../types.ts";
import type { AppliedPatch, PatchedTree, Tree } from "../../world.ts";
import { whereItApplies } from "./attempt.ts";
import { baseOf, resolved, rootOf } from "./base.ts";
import { scratchOf } from "./scratch.ts";
import { readerOf, snapshotOf, type Reader } from "./snapshot.ts";

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
