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

// Enough to choose a short path that replays; what fails on so many is our mistake, not the patch's.
const INSTANCES_MAX = 24;
const SAME_MAX = 4;

/** In the order of the lines. */
export function suspicionsOf(paths: readonly Path[], rules: readonly Rule[]): Suspicion[] {
  const found = new Map<string, Instance[]>();
  const shortestFirst = paths.toSorted((a, b) => a.steps.length - b.steps.length);
  for (const path of shortestFirst) {
    for (const rule of rules) {
      for (const finding of rule.findings(path)) {
        const key = keyOf({ finding, path });
        const instances = found.get(key);
        if (instances === undefined) found.set(key, [{ finding, path }]);
        else instances.push({ finding, path });
      }
    }
  }
  const groups = [...found.values()].flatMap((instances) => {
    const telling = tellingOf(instances);
    return telling[0] === undefined ? [] : [{ first: telling[0], instances: telling }];
  });
  return numbered(withoutLate(groups).toSorted((a, b) => lineOf(a.first) - lineOf(b.first)));
}

interface Group {
  readonly first: Instance;
  readonly instances: readonly Instance[];
}

/**
 * What one turn of a loop loses is lost on every way out of the next ones, too: those are left out
 * where a way is told that has no such turn.
 */
function withoutLate(groups: readonly Group[]): readonly Group[] {
  const early = groups.filter(({ instances }) => !instances.every(isLate));
  const keys = new Set(early.map(({ first }) => keyOfOrigin(first)));
  return groups.filter((group) => early.includes(group) || !keys.has(keyOfOrigin(group.first)));
}

/** Whether the same line got another object after the one that is lost. */
function isLate({ finding: { at }, path: { steps } }: Instance): boolean {
  if (at.kind !== "held") return false;
  const own = steps.findIndex((step) => step.kind === "acquire" && step.object === at.object);
  const line = steps[own]?.at.line;
  return steps.slice(own + 1).some((step) => step.kind === "acquire" && step.at.line === line);
}

function keyOfOrigin({ finding: { rule, at }, path: { steps } }: Instance): string {
  const own =
    at.kind === "held"
      ? steps.find((step) => step.kind === "acquire" && step.object === at.object)
      : undefined;
  return `${rule} ${own?.at.file ?? ""} ${own?.at.line ?? ""}`;
}

/** The shortest of each thing that is said, the most telling first. */
function tellingOf(instances: readonly Instance[]): readonly Instance[] {
  const said = new Map<string, number>();
  const various = instances.filter(({ finding }) => {
    const words = `${finding.at.at.line} ${finding.what}`;
    const times = (said.get(words) ?? 0) + 1;
    said.set(words, times);
    return times <= SAME_MAX;
  });
  return various.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, INSTANCES_MAX);
}

/** What is the same on all paths and in all versions: lines with the same words get numbers. */
function numbered(groups: readonly Group[]): Suspicion[] {
  const ordinals = new Map<string, number>();
  return groups.map(({ first, instances }) => {
    const mark = markOf(first);
    const ordinal = ordinals.get(mark) ?? 0;
    ordinals.set(mark, ordinal + 1);
    return {
      id: digest(`${mark}\n${ordinal}\n${first.path.function}`),
      kin: digest(`${mark}\n${ordinal}`),
      rule: first.finding.rule,
      function: first.path.function,
      line: lineOf(first),
      instances,
    };
  });
}

function lineOf({ finding }: Instance): number {
  return finding.at.at.line;
}

/**
 * Where something is charged on a path, the mistake is easier to see than where nothing is; and a
 * name that stands on the line is easier to follow than another name of the object.
 */
function rankOf({ finding: { at } }: Instance): number {
  return at.kind === "charge" || (at.kind === "use" && at.at.text.includes(at.name)) ? 0 : 1;
}

/** Paths with equal keys show one mistake. */
function keyOf(instance: Instance): string {
  const mark = markOf(instance);
  // One sum goes wrong in one place, wherever on a path it is noticed.
  return isSum(instance.finding.at) ? mark : `${lineOf(instance)} ${mark}`;
}

/** What stays the same when lines move, when names of others change, and from path to path. */
function markOf({ finding, path }: Instance): string {
  const { rule, at } = finding;
  if (isSum(at)) return [rule, subjectOf(at)].join("\n");
  const words = squeezed(at.at.text);
  // What is used too late was freed on one path, queued on the next, and goes by several names.
  if (at.kind === "use") return [rule, words].join("\n");
  // A list and its count that disagree do so in several slots at once, lost ones and stale ones.
  if (at.kind === "slot") return [rule, words, subjectOf(at)].join("\n");
  return [rule, finding.loss, words, subjectOf(at), originOf(path, at)].join("\n");
}

function isSum({ kind }: Step): boolean {
  return kind === "balance" || kind === "charge" || kind === "own";
}

function subjectOf(step: Step): string {
  switch (step.kind) {
    case "slot":
      return `${step.array} ${step.count}`;
    case "balance":
    case "charge":
    case "own":
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
