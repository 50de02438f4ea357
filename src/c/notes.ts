// What the normaliser tells the lowering: which words of the rewritten code stand for what.

import type { Cursors } from "./iterators.ts";
import type { Token } from "./tokens.ts";

/** What stands at an offset instead of what the syntax tree says. */
export interface Notes {
  /** A `while` or `if` that was a macro with a block. */
  readonly macros: ReadonlyMap<number, BlockMacro>;
  /** A `|` that was the `...` of a range. */
  readonly ranges: ReadonlySet<number>;
  /** The name of a variable that is declared with `__free(destructor)`. */
  readonly cleanups: ReadonlyMap<number, string>;
}

export interface BlockMacro {
  readonly name: string;
  /** `unknown`: it has a block, but nobody told us what it does with it. */
  readonly kind: Exclude<MacroKind, "closer">;
  /** Positions of the arguments that each turn of an iterator assigns. */
  readonly cursors: Cursors;
}

/** What is known of a macro by its name or its definition. */
export interface MacroFacts {
  readonly kind: MacroKind;
  readonly cursors: Cursors;
}

/** What a macro does with the block behind it: `once` runs it once; a `closer` ends the block of another macro. */
export type MacroKind = "iterator" | "guard" | "once" | "unknown" | "closer";

/** Replacement of `start…end` by a text of the same length, or by blanks. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
}

/** Tokens of the code at hand with their brackets matched. */
export interface Tokens {
  readonly code: string;
  readonly list: readonly Token[];
  readonly partners: ReadonlyMap<number, number>;
  /** Index of the `{` that opens the body, or of the first token of a body without one. */
  readonly body: number;
}
