// The tree of the configuration → what a scan reviews a series with.

import { loadC } from "../c/unit.ts";
import type { Config } from "../config.ts";
import { reviewOf, type Kit } from "../review/review.ts";
import type { Review, Series } from "../types.ts";
import type { World } from "../world.ts";
import { modelFor, rulesOf } from "./chosen-rules.ts";
import { soundPart } from "./sound-part.ts";
import { treeSources } from "./tree-sources.ts";

export interface Reviewer {
  readonly review: (series: Series) => Promise<Review>;
  readonly close: () => Promise<void>;
}

/** Loads the parser and opens the tree once for all series. */
export async function scanReviewer(
  { tree: folder, moreRules }: Pick<Config, "tree" | "moreRules">,
  world: World,
): Promise<Reviewer> {
  const rules = rulesOf(undefined, moreRules);
  const { elapsed } = world.clock;
  const kit: Kit = { parser: await loadC(), model: modelFor(rules), rules, elapsed };
  const tree = folder === undefined ? undefined : await world.tree(folder);
  return {
    review: async (series) => {
      const { sound, refused } = soundPart(series);
      if (sound.patches.length === 0) {
        return { series, base: null, patches: [], skipped: refused, bounds: [] };
      }
      const sources = tree && (await treeSources(sound, tree, undefined, kit));
      const { review } = reviewOf(sound, kit, sources);
      return { ...review, series, skipped: [...review.skipped, ...refused] };
    },
    close: async () => {
      await tree?.close();
    },
  };
}
