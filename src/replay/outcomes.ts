// How the calls of a run went, as the scenario says, one after another.

import type { Outcome } from "../types.ts";
import type { Value } from "./heap.ts";
import { isBetween, type Machine, say, stuck } from "./machine.ts";

/** The next outcome, when it is one of this call. */
export function nextOutcome(machine: Machine, name: string): Outcome | undefined {
  const next = machine.outcomes[machine.used];
  if (next?.line !== machine.line) return undefined;
  // A call through a pointer is known by its line.
  return name === "" || next.callee === name ? next : undefined;
}

/** Uses it up; without one the run is stuck, except in turns that nobody foresaw. */
export function takeOutcome(machine: Machine, name: string): Outcome | undefined {
  const outcome = nextOutcome(machine, name);
  if (outcome === undefined) {
    if (isBetween(machine)) return undefined;
    const next = machine.outcomes[machine.used];
    const expected = next === undefined ? "no call" : `${next.callee}() on line ${next.line}`;
    stuck(machine, `calls ${name}(), but the scenario has ${expected}`);
    return undefined;
  }
  machine.used += 1;
  say(machine, `${outcome.callee}() returns ${outcome.returns}`);
  return outcome;
}

/** What the scenario says that a call returned: a number that may turn out to be a pointer. */
export function resultOf(callee: string, outcome: Outcome | undefined): Value {
  return {
    kind: "found",
    number: BigInt(Math.trunc(outcome?.returns ?? 0)),
    given: true,
    pointer: outcome?.pointer === true,
    name: nameOf(callee, outcome),
    outlives: true,
    type: undefined,
    list: undefined,
    put: undefined,
    block: undefined,
    part: undefined,
    inData: false,
  };
}

/** What a thing is called that the call returned: two calls return two things. */
export function nameOf(callee: string, outcome: Outcome | undefined): string {
  return outcome?.as ?? `${callee}()`;
}
