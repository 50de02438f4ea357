// What is so at the end of a path: objects that nobody can reach any more, slots of free lists that
// do not hold what their count says, counters that do not match what will be given back.

import { balances } from "./balance.ts";
import { clearedFacts } from "./cleared.ts";
import { type Atom } from "./constraints.ts";
import { givenBack, leftBehind } from "./fate.ts";
import { keptRegions } from "./kept.ts";
import type { ObjectState } from "./object-state.ts";
import { kindOf, objectBehind, on } from "./objects.ts";
import { slotFacts } from "./slot-facts.ts";
import { type Run, type State, here } from "./state.ts";
import type { Value } from "./values.ts";
import type { ObjectId, Step } from "../types.ts";

/** A fact, and what must hold besides the path's conditions for it to be so. */
export interface Fact {
  readonly step: Step;
  readonly given: readonly Atom[];
}

export function factsAtExit(run: Run, state: State, value: Value | undefined): Fact[] {
  const held = heldFacts(run, state, value);
  const back = givenBackFacts(run, state, value);
  return [
    ...held,
    ...back,
    ...slotFacts(run, state, value),
    ...balances(run, state),
    ...clearedFacts(run, state),
  ];
}

/** Objects that this path acquired or took a reference of, still holds, and leaves nowhere. */
function heldFacts(run: Run, state: State, value: Value | undefined): Fact[] {
  const kept = keptRegions(run, state, value);
  const left = leftBehind(run, state, value);
  const facts: Fact[] = [];
  for (const object of state.objects) {
    if (object === undefined || object.doubt || object.consumed !== undefined) continue;
    // One reference of what was given is whose it was.
    if (object.tokens <= (object.origin === "given" ? 1 : 0)) continue;
    if (left.some(({ region }) => region === object.region)) continue;
    if (object.queued !== undefined ? !object.queued.local : kept.has(object.region)) continue;
    if (object.queued !== undefined && localQueueEscapes(state, object.queued.key)) continue;
    facts.push({ step: { kind: "held", ...on(state, object), given: false }, given: [] });
  }
  for (const { name, region, given, as } of left) {
    const object = {
      at: here(state),
      object: region as ObjectId,
      of: kindOf(run, region, "skb"),
      name,
    };
    const why = as === undefined ? {} : { as };
    facts.push({ step: { kind: "held", ...object, given: true, ...why }, given });
  }
  return facts;
}

/** Objects that are gone, of which the result tells the caller that he has them back. */
function givenBackFacts(run: Run, state: State, value: Value | undefined): Fact[] {
  const gone = new Set([...givenBack(run, state, value), ...returnedGone(run, state, value)]);
  return [...gone].map((object) => ({
    step: { kind: "use", ...on(state, object), how: "return", by: "", state: "consumed" },
    given: [],
  }));
}

/** What was freed, and is what the function returns. */
function returnedGone(run: Run, state: State, value: Value | undefined): readonly ObjectState[] {
  const object = value && objectBehind(run, state, value);
  return object !== undefined && !object.doubt && object.consumed?.how === "frees" ? [object] : [];
}

/** A queue of this frame that an unknown callee was given. */
function localQueueEscapes(state: State, key: string): boolean {
  return state.queues.get(key)?.ready === false;
}
