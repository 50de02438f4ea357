// Which variables have what was looked at on a queue, without taking it off.

import type { Call } from "./contracts.ts";
import { regionOf } from "./regions.ts";
import type { Run } from "./state.ts";
import { symbolOf } from "./symbols.ts";
import type { Value } from "./values.ts";

/** Whether a variable other than the one for the result has what was looked at on the queue. */
export function isPeekedAt(
  { run, state, to }: Pick<Call, "run" | "state" | "to">,
  queue: string,
): boolean {
  const own = to?.kind === "local" ? `.${to.name}` : undefined;
  for (const [family, entries] of state.regions[state.frame.region]?.cells ?? []) {
    if (family === own) continue;
    for (const entry of entries)
      if (entry.kind === "cell" && queueOf(run, entry.value) === queue) return true;
  }
  return false;
}

function queueOf(run: Run, value: Value): string | undefined {
  const sym =
    value.kind === "int"
      ? value.term.symbols[0]
      : value.kind === "address"
        ? regionOf(run.regions, value.place.region).symbol
        : undefined;
  const origin = sym === undefined ? undefined : symbolOf(run.symbols, sym).origin;
  return origin?.kind === "outcome" ? origin.queue : undefined;
}
