// What callees answer by the kernel's custom: 0, or a negative number that says how they failed.

import { type Atom, boundsOf } from "./constraints.ts";
import { symbol } from "./linear.ts";
import type { Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";

/** Words for what a callee answers: 0, or how it failed. */
const STATUS = /^\(?(?:ret|err|error|rc|retval)(?: != 0)?\)?$/;

/**
 * Asks whether there was an error, of an answer that was found to be none: that an unknown callee
 * answers with a positive number, and that this counts as an error, is a guess.
 */
export function isSettled(run: Run, state: State, words: string, { kind, term }: Atom): boolean {
  const [sym] = term.symbols;
  if (kind !== "ne" || sym === undefined || term.symbols.length > 1 || term.constant !== 0)
    return false;
  if (!STATUS.test(words.trim())) return false;
  const { origin, min = -1 } = symbolOf(run.symbols, sym);
  if (origin.kind !== "outcome" || origin.known || min >= 0) return false;
  return (boundsOf(state.constraints, symbol(sym)).min ?? -1) >= 0;
}
