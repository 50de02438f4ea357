// Short cuts for the invariant of a list: constant differences that make asking unnecessary.

import { type Linear, add, constant, constantOf, sub } from "./linear.ts";
import type { Entry } from "./state.ts";

// Slots between the count and the end of a run that are looked at one by one.
const slotsMax = 8;

/** Without asking the constraints: every slot from the count to the end is one that was touched. */
export function isCovered(count: Linear, end: Linear, newer: readonly Entry[]): boolean {
  const difference = sub(end, count);
  const slots = difference && constantOf(difference);
  if (slots === undefined || slots > slotsMax) return false;
  for (let at = 0; at < slots; at++) {
    const slot = add(count, constant(at));
    if (slot === undefined || !newer.some((entry) => isAt(entry, slot))) return false;
  }
  return true;
}

function isAt(entry: Entry, slot: Linear): boolean {
  const index = entry.kind === "cell" ? entry.indices.at(-1) : undefined;
  const difference = index && sub(index, slot);
  return difference !== undefined && constantOf(difference) === 0;
}

/** Without asking the constraints: runs follow upon each other from 0 to the count. */
export function isFilled(entries: readonly Entry[], count: Linear): boolean {
  // Each run is taken once, so that this ends whatever the runs are.
  let open = entries.filter((entry) => entry.kind === "range");
  let end = constant(0);
  while (!isAtLeast(end, count)) {
    const reached = end;
    const next = open.find(({ lo, hi }) => isAtLeast(reached, lo) && !isAtLeast(reached, hi));
    if (next === undefined) return false;
    open = open.filter((entry) => entry !== next);
    end = next.hi;
  }
  return true;
}

function isAtLeast(left: Linear, right: Linear): boolean {
  const difference = sub(left, right);
  const number = difference && constantOf(difference);
  return number !== undefined && number >= 0;
}
