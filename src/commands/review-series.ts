// Series → reviews, one after another; one that cannot be reviewed never stops the next.

import { loadC } from "../c/unit.ts";
import { reviewOf, type Kit, type Sources } from "../review/review.ts";
import type { Rule } from "../rule.ts";
import type { Review, Series, Stats } from "../types.ts";
import { Refusal, type Tree, type World } from "../world.ts";
import { modelFor } from "./chosen-rules.ts";
import { soundPart } from "./sound-part.ts";
import { treeSources } from "./tree-sources.ts";

export interface Wanted {
  readonly rules: readonly Rule[];
  readonly tree: string | undefined;
  readonly base: string | undefined;
}

export interface Done {
  readonly reviews: readonly Review[];
  /** What could not be reviewed and why, one line each. */
  readonly failures: readonly string[];
  readonly spent: Spent;
}

type Spent = Pick<Stats, "msParse" | "msApply" | "msEngine" | "msReplay">;

const nothing: Done = {
  reviews: [],
  failures: [],
  spent: { msParse: 0, msApply: 0, msEngine: 0, msReplay: 0 },
};

/** Reviews all of them; only a mistake of the caller's ends it early. */
export async function reviewsOf(
  all: readonly Series[],
  { rules, tree: folder, base }: Wanted,
  world: World,
): Promise<Done> {
  const { elapsed } = world.clock;
  const kit: Kit = { parser: await loadC(), model: modelFor(rules), rules, elapsed };
  const tree = folder === undefined ? undefined : await world.tree(folder);
  let done = nothing;
  try {
    for (const series of all) done = both(done, await reviewed(series, kit, tree, base));
  } finally {
    await tree?.close();
  }
  return done;
}

async function reviewed(
  series: Series,
  kit: Kit,
  tree: Tree | undefined,
  base: string | undefined,
): Promise<Done> {
  const { sound, refused } = soundPart(series);
  const failures = refused.map(({ what, why }) => `${what}: ${why}`);
  if (sound.patches.length === 0) return { ...nothing, failures };
  try {
    const start = kit.elapsed();
    const sources = tree && (await treeSources(sound, tree, base, kit));
    const msApply = kit.elapsed() - start;
    const { review, spent } = reviewOf(sound, kit, sources);
    return {
      reviews: [{ ...review, skipped: [...review.skipped, ...refused] }],
      failures: [...failures, ...unapplied(sound, sources), ...unlooked(review)],
      spent: { msParse: spent.parse, msApply, msEngine: spent.engine, msReplay: spent.replay },
    };
  } catch (error) {
    if (error instanceof Refusal && error.kind === "usage") throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { ...nothing, failures: [...failures, `${series.title}: ${why}`] };
  }
}

function unapplied({ patches }: Series, sources: Sources | undefined): string[] {
  return patches.flatMap(({ subject, position }) => {
    const failure = sources?.patches.get(position)?.failure;
    return failure ? [`${subject}: does not apply: ${failure.what}: ${failure.why}`] : [];
  });
}

/** There is C in it, and all that came of it is a complaint. */
function unlooked({ patches, skipped }: Review): string[] {
  if (patches.some(({ functions }) => functions.length > 0)) return [];
  const files = patches.flatMap(({ patch }) => patch.files.map(({ newPath }) => newPath ?? ""));
  const complaint = skipped.find(({ what }) =>
    files.some((file) => /\.[ch]$/.test(file) && what.startsWith(file)),
  );
  return complaint ? [`${complaint.what}: ${complaint.why}`] : [];
}

function both(a: Done, b: Done): Done {
  return {
    reviews: [...a.reviews, ...b.reviews],
    failures: [...a.failures, ...b.failures],
    spent: {
      msParse: a.spent.msParse + b.spent.msParse,
      msApply: a.spent.msApply + b.spent.msApply,
      msEngine: a.spent.msEngine + b.spent.msEngine,
      msReplay: a.spent.msReplay + b.spent.msReplay,
    },
  };
}
