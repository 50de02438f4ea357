// Texts of other files of a tree → the functions that the code in sight may call there.

import type { CFunction } from "../c/ir.ts";
import { bodiesIn, type CParser, type FunctionsOf } from "../c/unit.ts";
import { type Elsewhere, nowhere } from "../engine/program.ts";

/** None where it is not certain what a caller reaches. */
export type Others = Elsewhere;

export const noOthers: Others = nowhere;

/** Files that are remembered for the next patch, by their text. */
const FILES_MAX = 60;

const remembered = new WeakMap<CParser, Map<string, FunctionsOf>>();

/**
 * A name with two definitions, be it in two files or in two arms of a conditional, depends on a
 * configuration that nobody told us: it counts as unknown.
 */
export function othersOf(parser: CParser, texts: ReadonlyMap<string, string>): Others {
  const files = [...texts].map(([file, text]) => ({ file, ...functionsOf(parser, file, text) }));
  const known = new Map<string, readonly CFunction[]>();
  const reachable = (name: string): readonly CFunction[] =>
    files.flatMap(({ file, named }) =>
      named(name).filter((fn) => fn.whole && (!fn.static || file.endsWith(".h"))),
    );
  return {
    named: (name) => {
      const all = known.get(name) ?? reachable(name);
      known.set(name, all);
      return all.length === 1 ? all : [];
    },
    inFile: (wanted, name) => {
      const all = files
        .filter(({ file }) => file === wanted)
        .flatMap(({ named }) => named(name).filter(({ whole }) => whole));
      return all.length === 1 ? all : [];
    },
  };
}

function functionsOf(parser: CParser, file: string, text: string): FunctionsOf {
  const known = remembered.get(parser) ?? new Map<string, FunctionsOf>();
  remembered.set(parser, known);
  const key = `${file}\n${text}`;
  const found =
    known.get(key) ??
    bodiesIn(parser, { file, text, side: "after", firstLine: 1, section: "", whole: true, changed: new Set() }); // prettier-ignore
  known.delete(key);
  known.set(key, found);
  for (const oldest of known.keys()) {
    if (known.size <= FILES_MAX) break;
    known.delete(oldest);
  }
  return found;
}
