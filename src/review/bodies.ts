// All the code in sight at one moment → the functions of a name, each read when it is first asked for.

import type { CFunction, CUnit } from "../c/ir.ts";

/** What is defined, and where. */
export interface Bodies {
  /** Every visible version: arms, parts, and what other files define under the name. */
  readonly get: (name: string) => readonly CFunction[];
  /** Functions in whose text one of the words stands. */
  readonly mentioning: (words: ReadonlySet<string>) => readonly CFunction[];
}

/** The nearest unit first. Of two whole definitions in one file and arm only the nearer one counts. */
export function bodiesOf(units: readonly CUnit[]): Bodies {
  const known = new Map<string, readonly CFunction[]>();
  const get = (name: string): readonly CFunction[] => {
    const found = known.get(name) ?? withoutStale(units.flatMap((unit) => unit.named(name)));
    if (found.length > 0) known.set(name, found);
    return found;
  };
  return {
    get,
    mentioning: (words) =>
      [...new Set(units.flatMap((unit) => unit.mentioning(words)))].flatMap(get),
  };
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
