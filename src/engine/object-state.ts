// What a path knows of one object: who has references to it, and where they went.

import type { Place as SourcePlace } from "../types.ts";
import type { Linear } from "./linear.ts";
import type { RegionId, Value } from "./values.ts";

export interface Queued {
  readonly key: string;
  readonly name: string;
  readonly local: boolean;
  /** The queue's own lock was dropped at the end. */
  readonly locked: boolean;
  /** Somebody takes from the queue, as soon as its lock is free. */
  readonly shared: boolean;
  readonly at: SourcePlace;
}

/** How the function's last reference went. */
export interface Consumed {
  readonly by: string;
  readonly how: "frees" | "takes";
  readonly at: SourcePlace | undefined;
}

export interface ObjectState {
  readonly region: RegionId;
  readonly kind: string;
  readonly name: string;
  /** References that this function holds. */
  readonly tokens: number;
  readonly origin: "acquired" | "given" | "slot";
  readonly acquiredAt: number;
  readonly acquiredLine: number;
  readonly consumed: Consumed | undefined;
  readonly queued: Queued | undefined;
  /** Nothing is certain about it any more. */
  readonly doubt: boolean;
  /** It was found by a pointer that was worked out: at another time the same words may mean another one. */
  readonly vague: boolean;
  /** The pointer to its owner, where this path set it. */
  readonly owner: Value | undefined;
  /** A destructor that gives bytes back was set on this path. */
  readonly uncharges: boolean;
  /** Bytes that its destructor gives back; undefined until somebody asks or sets them. */
  readonly truesize: Linear | undefined;
  /** The data buffer built into it. */
  readonly data: RegionId | undefined;
}

/** Nothing has become of it: one reference, given. */
export function blank(region: RegionId, kind: string, name: string): ObjectState {
  return {
    region,
    kind,
    name,
    tokens: 1,
    origin: "given",
    acquiredAt: 0,
    acquiredLine: 0,
    consumed: undefined,
    queued: undefined,
    doubt: false,
    vague: false,
    owner: undefined,
    uncharges: false,
    truesize: undefined,
    data: undefined,
  };
}
