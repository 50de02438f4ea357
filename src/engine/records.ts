// What a path has done so far, the latest first: forks share what they have in common.

import type { Value } from "./values.ts";

export interface Chain<T> {
  readonly item: T;
  readonly before: Chain<T> | undefined;
}

/** What a call on the path did, for the replay. */
export interface CallRecord {
  /** "" where a loop was left that turns more often. */
  readonly callee: string;
  readonly line: number;
  readonly case: number;
  readonly returns: Value | undefined;
  readonly wrote: readonly Value[];
}

export function listOf<T>(chain: Chain<T> | undefined, most = Infinity): T[] {
  const items: T[] = [];
  for (let link = chain; link !== undefined && items.length < most; link = link.before)
    items.push(link.item);
  return items.reverse();
}
