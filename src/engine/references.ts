// References that a path takes of an object that its caller has, too: lost where nobody finds the
// object by them, unless to take them is what the function is for.

import type { Path, StepOf } from "../types.ts";

/**
 * Whether some path that takes the same reference gives it back or hands it on, by which it is known
 * that the function is to: one that every path keeps is its caller's.
 */
export function withoutGifts(paths: readonly Path[]): readonly Path[] {
  const passedOn = new Set<number>();
  for (const path of paths)
    for (const step of path.end === "return" ? path.steps : [])
      if (step.kind === "reference" && !path.steps.some((each) => isKeeping(each, step)))
        passedOn.add(step.at.line);
  return paths.map((path) => without(path, passedOn));
}

/** Left at the end, or nobody knows. */
function isKeeping(step: Path["steps"][number], { object }: StepOf<"reference">): boolean {
  return (step.kind === "held" || step.kind === "doubt") && step.object === object;
}

function without(path: Path, passedOn: ReadonlySet<number>): Path {
  const gifts = path.steps.filter((step) => step.kind === "held" && isGift(path, step, passedOn));
  if (gifts.length === 0) return path;
  return { ...path, steps: path.steps.filter((step) => !gifts.includes(step)) };
}

function isGift(path: Path, held: StepOf<"held">, passedOn: ReadonlySet<number>): boolean {
  if (held.given) return false;
  const origins = path.steps.flatMap((step) =>
    (step.kind === "acquire" || step.kind === "reference") && step.object === held.object
      ? [step]
      : [],
  );
  return (
    origins.length > 0 &&
    origins.every(({ kind, at }) => kind === "reference" && !passedOn.has(at.line))
  );
}
