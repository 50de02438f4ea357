// What a path has done so far, the latest first: forks share what they have in common.

import type { Value } from "./values.ts";

export interface Chain<T> {
  readonly item: T;
  readonly before: Chain<T> | undefined;
}

/** What a call on the path did, for the replay. */
export interface CallRecord {
  readonly callee: string;
  readonly line: number;
  readonly case: number;
  readonly returns: Value | undefined;
  readonly wrote: readonly Value[];
}

/** A loop of these lines was left that turns more often. */
export interface LeftLoop {
  readonly firstLine: number;
  readonly lastLine: number;
}

export function listOf<T>(chain: Chain<T> | undefined, most = Infinity): T[] {
  const items: T[] = [];
  for (let link = chain; link !== undefined && items.length < most; link = link.before)
    items.push(link.item);
  return items.reverse();
}
