// What a callee wrote through a pointer that it was given.

import type { Effect } from "../model/contract.ts";
import { boundsOf } from "./constraints.ts";
import { amountOf, type Call, keyOfCall, placeOfRef, resolve } from "./contracts.ts";
import { isQueue } from "./events.ts";
import { sub } from "./linear.ts";
import { forget } from "./lost.ts";
import { known, valuesUnder, write } from "./memory.ts";
import { doubt, meetObject } from "./objects.ts";
import { regionBehind } from "./pointers.ts";
import { doubtQueue } from "./queues.ts";
import { type Run, type State, suppose } from "./state.ts";
import { intern } from "./symbols.ts";
import { typeOfPlace } from "./types-of.ts";
import { type Place, type Value, valueOf, zero } from "./values.ts";

export function writeBack(call: Call, effect: Extract<Effect, { do: "write" }>): void {
  const { run, state } = call;
  // A callee writes nothing through a pointer that it is not given.
  if ("arg" in effect.to && isNull(state, call.args[effect.to.arg] ?? zero)) return;
  const place = placeOfRef(call, { ...effect.to, path: effect.to.path ?? [] });
  const { value } = effect;
  if (value === "any") {
    for (const held of valuesUnder(state, place)) {
      const region = regionBehind(run, held);
      const object = region === undefined ? undefined : meetObject(run, state, region);
      if (object !== undefined) doubt(state, object.region, `${call.callee}() may write over it`);
    }
    forget(run, state, place);
    if (mayBeQueue(run, place)) doubtQueue(state, place);
    return;
  }
  if (typeof value === "object" && ("min" in value || "atLeast" in value)) {
    const key = `wrote:${keyOfCall(call)}:${keyOfRef(effect.to)}`;
    const bounds = "min" in value ? { min: value.min, max: value.max } : {};
    const within =
      "min" in value && value.within !== undefined ? resolve(call, value.within) : undefined;
    const of = within && regionBehind(run, within);
    const origin = { kind: "outcome", known: true, ...(of === undefined ? {} : { of }) } as const;
    const chosen = known(
      state,
      intern(run.symbols, key, `${call.callee}()`, origin, undefined, bounds),
    );
    if ("atLeast" in value && chosen.kind === "int") {
      const below = sub(amountOf(call, value.atLeast), chosen.term);
      if (below !== undefined) suppose(state, { kind: "le", term: below });
    }
    write(run, state, place, chosen);
    call.wrote = [...call.wrote, chosen];
    return;
  }
  write(run, state, place, valueOf(amountOf(call, value)));
}

/** Where the type of the place is not in sight, it may be anything. */
function mayBeQueue(run: Run, place: Place): boolean {
  const type = typeOfPlace(run, place);
  return type === undefined || isQueue(run.model, type.base);
}

function isNull({ constraints }: State, value: Value): boolean {
  if (value.kind !== "int") return false;
  const { min, max } = boundsOf(constraints, value.term);
  return min === 0 && max === 0;
}

export function keyOfRef(ref: { readonly arg: number } | { readonly ret: true }): string {
  return "arg" in ref ? `arg${ref.arg}` : "ret";
}
