// A path → the lines of it that convince a reader: what decided that it came this way.

import type { Path, Step, StepOf, Witness } from "../src/rule.ts";

/** More lines than these say less: a maintainer reads a witness in ten seconds. */
const OUTCOMES_MAX = 3;

/**
 * The outcomes of callees and the last condition between two steps of the path (from its
 * beginning without `from`). A call in a loop counts with the last of its outcomes.
 */
export function deciding(path: Path, from: Step | undefined, to: Step): Witness {
  const begin = from === undefined ? 0 : path.steps.indexOf(from) + 1;
  const between = path.steps.slice(begin, path.steps.indexOf(to));
  const outcomes = new Map<string, StepOf<"outcome">>();
  let condition: StepOf<"assume"> | undefined;
  for (const step of between) {
    if (step.kind === "assume") condition = step;
    if (step.kind !== "outcome") continue;
    const call = `${step.at.file}:${step.at.line} ${step.by}`;
    outcomes.delete(call); // So that the map's order is that of the last outcomes.
    outcomes.set(call, step);
  }
  const shown = new Set<Step>([...outcomes.values()].slice(-OUTCOMES_MAX));
  if (condition !== undefined) shown.add(condition);
  return between.filter((step) => shown.has(step)).map((step) => ({ step, note: noteOf(step) }));
}

/** Puts steps in the order of the path; a step that has two notes keeps the first. */
export function inOrder(path: Path, ...parts: readonly Witness[]): Witness {
  const notes = new Map<Step, string>();
  for (const { step, note } of parts.flat()) if (!notes.has(step)) notes.set(step, note);
  return path.steps.flatMap((step) => {
    const note = notes.get(step);
    return note === undefined ? [] : [{ step, note }];
  });
}

function noteOf(step: Step): string {
  switch (step.kind) {
    case "outcome":
      return `${step.by}() ${step.label} here`;
    case "assume":
      return `${step.condition} is ${step.holds ? "true" : "false"} here`;
    default:
      return "";
  }
}
