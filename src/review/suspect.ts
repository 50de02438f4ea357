// Paths of one function + rules → suspicions: what the rules say, the same thing said once.

import { createHash } from "node:crypto";
import type { Rule } from "../rule.ts";
import type { Finding, Path, Step } from "../types.ts";

export interface Instance {
  readonly finding: Finding;
  readonly path: Path;
}

/** One thing that is wrong, with every path on which a rule said so, the shortest first. */
export interface Suspicion {
  /** The same for the same mistake in another version of the file. */
  readonly id: string;
  /** `id` without the function's name: survives that the code moves to another function. */
  readonly kin: string;
  readonly rule: string;
  readonly function: string;
  readonly line: number;
  readonly instances: readonly Instance[];
}

// Enough to choose a short path that replays.
const INSTANCES_MAX = 32;

/** In the order of the lines. */
export function suspicionsOf(paths: readonly Path[], rules: readonly Rule[]): Suspicion[] {
  const found = new Map<string, { first: Instance; mark: string; instances: Instance[] }>();
  const shortestFirst = paths.toSorted((a, b) => a.steps.length - b.steps.length);
  for (const path of shortestFirst) {
    for (const rule of rules) {
      for (const finding of rule.findings(path)) {
        const instance = { finding, path };
        const mark = markOf(instance);
        const key = `${finding.at.at.line} ${mark}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, { first: instance, mark, instances: [instance] });
        else if (known.instances.length < INSTANCES_MAX) known.instances.push(instance);
      }
    }
  }
  const inOrder = [...found.values()].toSorted(
    (a, b) => a.first.finding.at.at.line - b.first.finding.at.at.line,
  );
  const ordinals = new Map<string, number>();
  return inOrder.map(({ first: { finding, path }, mark, instances }) => {
    const ordinal = ordinals.get(mark) ?? 0;
    ordinals.set(mark, ordinal + 1);
    return {
      id: digest(`${mark}\n${ordinal}\n${path.function}`),
      kin: digest(`${mark}\n${ordinal}`),
      rule: finding.rule,
      function: path.function,
      line: finding.at.at.line,
      instances,
    };
  });
}

/** What stays the same when lines move, when names of others change, and from path to path. */
function markOf({ finding, path }: Instance): string {
  const { rule, loss, at } = finding;
  return [rule, loss, squeezed(at.at.text), subjectOf(at), originOf(path, at)].join("\n");
}

function subjectOf(step: Step): string {
  switch (step.kind) {
    case "slot":
      return `${step.array} ${step.count}`;
    case "balance":
    case "charge":
      return step.ledger;
    case "queue-use":
      return step.queue.name;
    case "outcome":
      return step.by;
    case "assume":
      return step.condition;
    case "return":
      return "";
    default:
      return step.name;
  }
}

/** The words of the line that the object came from. */
function originOf({ steps }: Path, at: Step): string {
  if (at.kind === "slot") return squeezed(at.since?.text ?? "");
  if (!("object" in at)) return "";
  const origin = steps.find((step) => step.kind === "acquire" && step.object === at.object);
  return squeezed(origin?.at.text ?? "");
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
