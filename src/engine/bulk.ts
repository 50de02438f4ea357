// Arrays of pointers that one callee fills with new objects, or empties.

import type { Effect } from "../model/contract.ts";
import { sightBulk } from "./caches.ts";
import { type Call, amountOf, resolve } from "./contracts.ts";
import { behind } from "./evaluate.ts";
import { type Linear, add, constant, negate } from "./linear.ts";
import { writeRange } from "./memory.ts";
import { here, suppose } from "./state.ts";
import { type Place, element, keyOfPlace } from "./values.ts";

/** Slots from the pointer on are filled with new objects, or their objects are released. */
export function bulk(call: Call, effect: Extract<Effect, { do: "fill" | "drain" }>): void {
  const { run, state } = call;
  const place = behind(run, state, resolve(call, effect.array));
  const count = amountOf(call, effect.count);
  const last = place.path.at(-1);
  const first: Place = last?.kind === "index" ? place : element(place, constant(0));
  const lo: Linear = last?.kind === "index" ? last.index : constant(0);
  const hi = add(lo, count);
  if (hi === undefined) return;
  sightBulk(run, first, count);
  // Nothing is released through an array that is gone: its heads are lost with it.
  if (effect.do === "drain" && state.freed.includes(first.region)) return;
  suppose(state, { kind: "le", term: negate(count) });
  state.shownCaches = state.caches.map(({ key }) => key);
  writeRange(state, first, {
    kind: "range",
    id: `${effect.do}:${state.frame.serial}:${state.clock}:${keyOfPlace(first)}`,
    lo,
    hi,
    holds: effect.do === "fill" ? "live" : "freed",
    object: effect.do === "fill" ? effect.object : "head",
    at: here(state),
    by: call.callee,
  });
}
