// Concrete values for a problem: depth first over its variables, small values first, each choice
// propagated through the intervals.

import { holds, propagate, type Problem, type Ranges } from "./constraints-problem.ts";

/** Undefined when none was found within so many choices. `hints` stand beside the variables. */
export function valuesOf(
  problem: Problem,
  hints: readonly (number | undefined)[],
  choices: number,
): readonly number[] | undefined {
  const ranges = propagate(problem, problem.ranges);
  return ranges === undefined ? undefined : search(problem, ranges, hints, { left: choices });
}

function search(
  problem: Problem,
  ranges: Ranges,
  hints: readonly (number | undefined)[],
  budget: { left: number },
): readonly number[] | undefined {
  const variable = narrowest(ranges);
  if (variable < 0) return holds(problem, ranges.min) ? ranges.min : undefined;
  const min = ranges.min[variable] ?? 0;
  const max = ranges.max[variable] ?? 0;
  for (const value of candidates(min, max, hints[variable])) {
    if (budget.left-- <= 0) return undefined;
    const fixed: Ranges = {
      min: ranges.min.with(variable, value),
      max: ranges.max.with(variable, value),
    };
    const narrowed = propagate(problem, fixed);
    const found = narrowed && search(problem, narrowed, hints, budget);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The variable with the fewest values left, -1 when each has one. */
function narrowest(ranges: Ranges): number {
  let best = -1;
  let least = Infinity;
  for (let x = 0; x < ranges.min.length; x++) {
    const size = (ranges.max[x] ?? 0) - (ranges.min[x] ?? 0);
    if (size === 0 || (size >= least && best >= 0)) continue;
    best = x;
    least = size;
  }
  return best;
}

/** The hint, then the values nearest to 0, then the ends. */
function candidates(min: number, max: number, hint: number | undefined): readonly number[] {
  const nearest = Math.min(Math.max(0, min), max);
  const offsets = [0, 1, 2, -1, 3, 4, 5, 8, -2];
  const values = [...offsets.map((offset) => nearest + offset), max, max - 1, min, min + 1];
  if (hint !== undefined) values.unshift(hint);
  return [...new Set(values)].filter(
    (value) => Number.isFinite(value) && value >= min && value <= max,
  );
}
