// What callees answer by the kernel's custom: 0, or a negative number that says how they failed.

import { type Atom, boundsOf } from "./constraints.ts";
import { symbol } from "./linear.ts";
import { LARGEST_INT } from "../model/dsl.ts";
import type { Run, State } from "./state.ts";
import { symbolOf } from "./symbols.ts";

/** The condition asks for the whole of a variable. */
const WHOLE = /^\(?(\w+)(?: != 0)?\)?$/;

/**
 * Asks whether there was an error, of an answer that was found to be none: that a callee of which
 * nobody told it answers with a positive number, and that this counts as an error, is a guess.
 */
export function isSettled(run: Run, state: State, words: string, { kind, term }: Atom): boolean {
  const [sym] = term.symbols;
  if (kind !== "ne" || sym === undefined || term.symbols.length > 1 || term.constant !== 0)
    return false;
  const name = WHOLE.exec(words.trim())?.[1];
  if (name === undefined || !run.model.statusNames.has(name)) return false;
  const { origin, min = -1, max = Infinity } = symbolOf(run.symbols, sym);
  if (origin.kind !== "outcome" || min >= 0) return false;
  if (origin.known && max < LARGEST_INT) return false;
  return (boundsOf(state.constraints, symbol(sym)).min ?? -1) >= 0;
}
