// A series and what is in sight of it → the names that a tree should be asked about.

import type { Series } from "../types.ts";
import { momentOf } from "./moment.ts";
import { othersOf } from "./others.ts";
import type { Kit } from "./review.ts";
import { changedFunctions, sidesOf, type Sources } from "./sides.ts";
import { strangersIn } from "./strangers.ts";

/** What the functions call that the series changes, as far as nothing is known of it. */
export function unknownCallees(
  series: Series,
  kit: Pick<Kit, "parser" | "model">,
  sources: Sources,
): readonly string[] {
  const sides = series.patches.map((patch) =>
    sidesOf(patch, kit.parser, sources.patches.get(patch.position)),
  );
  const others = othersOf(kit.parser, sources.others ?? new Map());
  const names = sides.flatMap(({ after }, index) => {
    const functions = changedFunctions(after).flatMap((parts) => parts.functions);
    const { program } = momentOf(sides, index, "after", kit.model, others);
    return strangersIn(functions, program, kit.model);
  });
  return [...new Set(names)];
}
