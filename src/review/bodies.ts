// All the code in sight at one moment → the functions of a name, each read when it is first asked for.

import type { CFunction, CUnit } from "../c/ir.ts";
import { noOthers, type Others } from "./others.ts";

/** What is defined, and where. */
export interface Bodies {
  /** Every visible version: arms, parts, and what other files define under the name. */
  readonly get: (name: string) => readonly CFunction[];
  /** Functions in whose text one of the words stands. */
  readonly mentioning: (words: ReadonlySet<string>) => readonly CFunction[];
}

/** The nearest unit first. Of two whole definitions in one file and arm only the nearer one counts. */
export function bodiesOf(units: readonly CUnit[], others: Others = noOthers): Bodies {
  const known = new Map<string, readonly CFunction[]>();
  const get = (name: string): readonly CFunction[] => {
    const found = known.get(name) ?? definedAs(name, units, others);
    if (found.length > 0) known.set(name, found);
    return found;
  };
  return {
    get,
    mentioning: (words) =>
      [...new Set(units.flatMap((unit) => unit.mentioning(words)))].flatMap(get),
  };
}

function definedAs(name: string, units: readonly CUnit[], others: Others): readonly CFunction[] {
  const own = withoutStale(units.flatMap((unit) => unit.named(name)));
  return own.length > 0 ? own : others.named(name);
}

function withoutStale(functions: readonly CFunction[]): readonly CFunction[] {
  const known = new Set<string>();
  return functions.filter((fn) => {
    if (!fn.whole) return true;
    const key = `${fn.file} ${fn.arm.join(" ")}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}
