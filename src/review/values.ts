// The concrete case that proves a finding → the few values that a person needs to see it.

import type { Finding, Path, Scenario, Step } from "../types.ts";

const INPUTS_MAX = 6;
const OUTCOMES_MAX = 4;
const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/** `nb_pkts` → 2; `second kmalloc_reserve()` → "fails". */
export function valuesOf(
  finding: Finding,
  path: Path,
  scenario: Scenario,
): Readonly<Record<string, number | string>> {
  return { ...inputsOf(finding, path, scenario), ...outcomesOf(finding, path) };
}

/** Inputs that a branch of the path or the finding itself speaks of. */
function inputsOf(finding: Finding, path: Path, scenario: Scenario): Record<string, number> {
  const words = new Set<string>();
  for (const step of path.steps) for (const word of wordsOf(step)) words.add(word);
  for (const word of finding.what.match(WORD) ?? []) words.add(word);
  const named = Object.entries(scenario.inputs).filter(([place]) => {
    const last = place.match(WORD)?.at(-1);
    return last !== undefined && words.has(last);
  });
  return Object.fromEntries(named.slice(0, INPUTS_MAX));
}

/** A name at the end of a place: `skb` in `xs->skb`, but not `xs`; and no array or function. */
const WORD = /\b[A-Za-z_]\w*\b(?!\s*(?:->|\.|\(|\[))/g;

function wordsOf(step: Step): readonly string[] {
  if (step.kind === "assume") return step.condition.match(WORD) ?? [];
  if (step.kind === "slot") return step.count.match(WORD) ?? [];
  return [];
}

/** The outcomes that the witness speaks of, told apart by number where a callee is called twice. */
function outcomesOf(finding: Finding, path: Path): Record<string, string> {
  const shown = new Set(finding.witness.map(({ step }) => step));
  const outcomes = path.steps.filter((step) => step.kind === "outcome");
  const values: Record<string, string> = {};
  for (const step of outcomes.filter((outcome) => shown.has(outcome)).slice(-OUTCOMES_MAX)) {
    const calls = outcomes.filter(({ by }) => by === step.by);
    const index = calls.indexOf(step);
    const which = calls.length === 1 ? "call of" : (ordinals[index] ?? `${index + 1}th`);
    values[`${which} ${step.by}()`] = step.label;
  }
  return values;
}
