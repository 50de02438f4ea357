// What is known of the data of objects that callees may move, and of locals that still point to where
// it was.

import type { MoveWay } from "../model/contract.ts";
import type { Atom } from "./constraints.ts";
import type { Linear } from "./linear.ts";
import type { State } from "./state.ts";
import type { Place, RegionId } from "./values.ts";

export interface Moves {
  readonly ways: ReadonlySet<MoveWay>;
  /** How much of it is in one piece for certain; undefined where that is not known. */
  readonly lengths: readonly Linear[] | undefined;
}

export interface Stale {
  readonly region: RegionId;
  /** What holds where it was really moved. */
  readonly beyond: readonly Atom[];
}

/** The name of a local of an activation. */
export function keyOfLocal(frame: RegionId, local: string): string {
  return `${frame}.${local}`;
}

/** The local has another value. */
export function freshen(state: State, { region, path }: Place): void {
  const [first] = path;
  if (state.stale.size === 0 || path.length !== 1 || first?.kind !== "field") return;
  const key = keyOfLocal(region, first.name);
  if (!state.stale.has(key)) return;
  const stale = new Map(state.stale);
  stale.delete(key);
  state.stale = stale;
}
