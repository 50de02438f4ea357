// A tree and a series → the texts around each patch, and why a patch does not apply.

import type { Kit, PatchSources, Sources } from "../review/review.ts";
import { unknownCallees } from "../review/unknown-callees.ts";
import type { Patch, Series } from "../types.ts";
import type { Snapshot, Tree } from "../world.ts";
import { otherFiles } from "./other-files.ts";

/** Reads what the patches touch and, with a kit, the files that define what the code there calls. */
export async function treeSources(
  series: Series,
  tree: Tree,
  base: string | undefined,
  kit?: Pick<Kit, "parser" | "model">,
): Promise<Sources> {
  const patched = await tree.patched(series, base);
  const patches = new Map<number, PatchSources>();
  let before = patched.before;
  for (const [at, patch] of series.patches.entries()) {
    const applied = patched.patches[at];
    if (applied === undefined) throw new Error("the tree has an answer for each patch");
    patches.set(patch.position, {
      failure: applied.why,
      before: await textsOf(before, patch, "oldPath"),
      after: await textsOf(applied.after, patch, "newPath"),
    });
    before = applied.after;
  }
  const sources = { base: patched.base, patches };
  if (kit === undefined) return sources;
  const texts = [...patches.values()].flatMap(({ after }) => [...after]);
  const touched = new Map(texts.filter(([file]) => /\.[ch]$/.test(file)));
  const others = await otherFiles(patched.before, touched, (found) =>
    unknownCallees(series, kit, { ...sources, others: found }),
  );
  return { ...sources, others };
}

async function textsOf(
  snapshot: Snapshot,
  patch: Patch,
  side: "oldPath" | "newPath",
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const file of patch.files) {
    const path = file[side];
    if (path === undefined) continue;
    const text = await snapshot.read(path);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}
