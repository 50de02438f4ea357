// A path → the lines of it that convince a reader: what decided that it came this way.

import type { Path, Step, StepOf, Witness } from "../src/rule.ts";

type Event = StepOf<"outcome"> | StepOf<"assume">;

// More lines than these say less: a maintainer reads a witness in ten seconds.
const OUTCOMES_MAX = 3;
const CONDITIONS_MAX = 2;

/**
 * How the callees went between two steps of the path (from its beginning without `from`), and the
 * conditions that sent it on after the last of them. In a loop the last turn counts.
 */
export function deciding(path: Path, from: Step | undefined, to: Step): Witness {
  const events = eventsBetween(path, from, to);
  const outcomes = events.filter(({ kind }) => kind === "outcome").slice(-OUTCOMES_MAX);
  const last = outcomes.at(-1);
  const after = last === undefined ? events : events.slice(events.indexOf(last) + 1);
  return noted([...outcomes, ...after.slice(-CONDITIONS_MAX)]);
}

/** What happened right after a step: why the path went past what ought to have followed. */
export function aftermath(path: Path, from: Step, to: Step): Witness {
  return noted(eventsBetween(path, from, to).slice(0, OUTCOMES_MAX + CONDITIONS_MAX));
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

/** Each call and each condition once, where it happened last. */
function eventsBetween(path: Path, from: Step | undefined, to: Step): Event[] {
  const begin = from === undefined ? 0 : path.steps.indexOf(from) + 1;
  const events = new Map<string, Event>();
  for (const step of path.steps.slice(begin, path.steps.indexOf(to))) {
    if (step.kind !== "outcome" && step.kind !== "assume") continue;
    const words = step.kind === "outcome" ? `${step.by}()` : step.condition;
    const key = `${step.at.file}:${step.at.line} ${words}`;
    events.delete(key); // So that the map's order is that of the last turns.
    events.set(key, step);
  }
  return [...events.values()];
}

function noted(events: readonly Event[]): Witness {
  return events.map((step) => ({
    step,
    note:
      step.kind === "outcome"
        ? `${step.by}() ${step.label} here`
        : `${step.condition} is ${step.holds ? "true" : "false"} here`,
  }));
}
