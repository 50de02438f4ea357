// Paths → sentences that say which invariants were looked at and held on every one of them.

import type { ObjectId, Path, Step, StepOf } from "../types.ts";

/** One sentence for each invariant that some path could have broken and none did. */
export function heldOn(paths: readonly Path[]): readonly string[] {
  const complete = paths.filter(({ end }) => end === "return");
  const looked = new Set<string>();
  const broken = new Set<string>();
  for (const path of complete) look(path, looked, broken);
  const where = complete.length === 1 ? "the only path" : `all ${complete.length} paths`;
  return [...looked]
    .filter((sentence) => !broken.has(sentence))
    .toSorted()
    .map((sentence) => `${sentence}, on ${where}`);
}

/** Sentences about what a path does, and which of them it breaks. */
function look({ steps }: Path, looked: Set<string>, broken: Set<string>): void {
  const about = new Map<ObjectId, Owned>();
  for (const step of steps) {
    const sentence = sentenceOf(step);
    if (sentence !== undefined) looked.add(sentence);
    if (sentence !== undefined && "object" in step && step.kind !== "slot" && step.object) {
      about.set(step.object, { ...about.get(step.object), [step.kind]: sentence });
    }
    for (const each of brokenBy(step, about)) if (each !== undefined) broken.add(each);
  }
}

/** The sentences that were said about one object, by the kind of step. */
interface Owned {
  readonly acquire?: string;
  readonly consume?: string;
  readonly queue?: string;
}

function sentenceOf(step: Step): string | undefined {
  switch (step.kind) {
    case "slot":
      return (
        `every slot of ${step.array} below ${step.count} holds a live head and no live head ` +
        `lies at or above it`
      );
    case "balance":
      return `every byte charged to ${step.ledger} is owed by a destructor, and no byte more`;
    case "acquire":
      return `each ${nounOf(step.of)} from ${step.by}() is freed, handed on or kept where it can be found`;
    case "consume":
      return step.last ? `no ${nounOf(step.of)} is used after ${step.by}() ${ended(step)} it` : undefined; // prettier-ignore
    case "queue":
      return `no ${nounOf(step.of)} is freed or queued again while it is on ${step.queue.name}`;
    case "queue-use":
      return step.state === "unknown" ? undefined : `${step.queue.name} is initialised before it is used`; // prettier-ignore
    default:
      return undefined;
  }
}

function ended({ how }: StepOf<"consume">): string {
  return how === "frees" ? "freed" : "took";
}

function brokenBy(
  step: Step,
  about: ReadonlyMap<ObjectId, Owned>,
): readonly (string | undefined)[] {
  switch (step.kind) {
    case "slot": {
      const live = step.holds === "live";
      if (!live) return step.counted && step.reachable ? [sentenceOf(step)] : [];
      if (step.counted && step.reachable) return [];
      const owners = step.object === undefined ? [...about.values()] : [about.get(step.object)];
      return [sentenceOf(step), ...owners.map((said) => said?.acquire)];
    }
    case "balance":
      return step.equal ? [] : [sentenceOf(step)];
    case "queue-use":
      return step.state === "never" ? [sentenceOf(step)] : [];
    case "held":
    // Nobody knows what became of it.
    case "doubt":
      return [about.get(step.object)?.acquire];
    case "use": {
      if (step.state === "live") return [];
      const said = about.get(step.object);
      if (step.state === "consumed") return [said?.consume];
      return step.how === "free" || step.how === "queue" ? [said?.queue] : [];
    }
    default:
      return [];
  }
}

function nounOf(kind: string): string {
  switch (kind) {
    case "skb":
      return "sk_buff";
    case "head":
      return "slab head";
    case "data":
      return "data buffer";
    default:
      return kind;
  }
}
