// Pointers into the data of an object that was moved: locals that were set before, and not since.

import type { Expr } from "../c/ir.ts";
import { madeOfLocal, throughLocal } from "../c/through.ts";
import type { ObjectId } from "../types.ts";
import { assume } from "./constraints.ts";
import { freshen, keyOfLocal } from "./moved.ts";
import { mayBeShared } from "./parts.ts";
import { regionOf } from "./regions.ts";
import { type Frame, type Run, type State, emit, here, objectOf } from "./state.ts";
import type { RegionId } from "./values.ts";

/** A pointer that is made of one that leads nowhere leads nowhere, too. */
export function spread(state: State, from: Expr, of: Frame, to: string, into: Frame): void {
  if (state.stale.size === 0) return;
  const local = madeOfLocal(from);
  const stale = local === undefined ? undefined : state.stale.get(keyOfLocal(of.region, local));
  if (stale !== undefined)
    state.stale = new Map(state.stale).set(keyOfLocal(into.region, to), stale);
}

/** What the place is reached through leads to where data was. */
export function useStale(run: Run, state: State, place: Expr, how: "read" | "write"): void {
  if (state.stale.size > 0) useLocal(run, state, throughLocal(place), how, "");
}

/** The same for an argument of a callee that looks at it. */
export function passStale(run: Run, state: State, arg: Expr, by: string): void {
  if (state.stale.size > 0) useLocal(run, state, madeOfLocal(arg), "pass", by);
}

function useLocal(
  run: Run,
  state: State,
  local: string | undefined,
  how: "read" | "write" | "pass",
  by: string,
): void {
  if (local === undefined) return;
  const stale = state.stale.get(keyOfLocal(state.frame.region, local));
  if (stale === undefined) return;
  const path = [{ kind: "field" as const, name: local }];
  freshen(state, { region: state.frame.region, path });
  const object = objectOf(state, stale.region);
  if (object?.doubt === true || object?.consumed !== undefined) return;
  if (mayBeShared(run, state, { region: stale.region, consumed: undefined })) return;
  let known = state.constraints;
  for (const atom of stale.beyond) {
    const next = assume(known, atom);
    if (next === undefined) return;
    known = next;
  }
  state.constraints = known;
  const part = local.replace(/#\d+$/, "");
  emit(state, {
    kind: "use",
    ...aboutData(run, state, stale.region),
    how,
    by,
    state: "moved",
    part,
  });
}

/** What a step about the data of the object says. */
export function aboutData(
  run: Run,
  state: State,
  region: RegionId,
): { at: ReturnType<typeof here>; object: ObjectId; of: string; name: string } {
  const object = objectOf(state, region);
  const name = object?.name ?? regionOf(run.regions, region).name;
  return { at: here(state), object: region as ObjectId, of: object?.kind ?? "skb", name };
}
