// A whole file -> what it declares under a name, each item parsed when somebody asks for the name.

import type { CType, StructDecl } from "./ir.ts";
import { constantValue } from "./constants.ts";
import type { Definition } from "./directives.ts";
import { addFacts, type Facts } from "./facts.ts";
import type { Item } from "./slice.ts";
import type { Source } from "./source.ts";
import type { CParser } from "./syntax.ts";

export interface DeclaredIn {
  /** Whether the word stands anywhere in it: nothing else is declared. */
  readonly mentions: (word: string) => boolean;
  /** The structs and unions with that tag, those without one named by their field: `outer::field`. */
  readonly structs: (tag: string) => readonly StructDecl[];
  /**
   * The values that it gives a constant; undefined among them where it has one that is no number.
   * `lookup` is asked for those that it is made of.
   */
  readonly values: (
    name: string,
    lookup: (name: string) => bigint | undefined,
  ) => readonly (bigint | undefined)[];
  /** What the functions that it declares under the name return. */
  readonly returns: (name: string) => readonly CType[];
}

interface Input {
  readonly source: Source;
  /** With its directive lines blanked. */
  readonly code: string;
  readonly definitions: readonly Definition[];
  readonly items: readonly Item[];
}

export function declaredIn(parser: CParser, input: Input): DeclaredIn {
  const { source, code, definitions, items } = input;
  let words: ReadonlySet<string> | undefined;
  const read = new Map<Item, Facts>();
  const factsOf = (item: Item): Facts => {
    const known = read.get(item) ?? factsIn(parser, source, code, item);
    read.set(item, known);
    return known;
  };
  const others = items.filter(({ kind }) => kind !== "function");
  const itemsWith = (pattern: RegExp): readonly Item[] => {
    const found = new Set<Item>();
    for (const { index } of code.matchAll(pattern)) {
      const item = others[indexAt(others, index)];
      if (item !== undefined && index < item.end) found.add(item);
    }
    return [...found];
  };
  return {
    mentions: (word) => {
      words ??= new Set(source.code.match(/[A-Za-z_]\w*/g) ?? []);
      return words.has(word);
    },
    structs: (tag) => {
      const [outer = ""] = tag.split("::");
      const opened = new RegExp(`\\b(?:struct|union)\\s+${outer}\\s*\\{|\\}[\\w\\s]*\\b${outer}\\s*;`, "g"); // prettier-ignore
      return itemsWith(opened).flatMap((item) =>
        factsOf(item).structs.filter((each) => each.tag === tag),
      );
    },
    values: (name, lookup) => {
      const defined = definitions.filter((each) => each.name === name && each.body !== "");
      const enumerated = itemsWith(new RegExp(`\\b${name}\\b`, "g"))
        .filter(({ start, end }) => /\benum\b/.test(code.slice(start, end)))
        .flatMap((item) => factsOf(item).constants.get(name) ?? []);
      return [
        ...defined.map(({ parameters, body }) =>
          parameters === undefined ? constantValue(body, lookup) : undefined,
        ),
        ...enumerated,
      ];
    },
    returns: (name) =>
      itemsWith(new RegExp(`\\b${name}\\s*\\(`, "g")).flatMap(
        (item) => factsOf(item).prototypes.get(name)?.returns ?? [],
      ),
  };
}

function factsIn(parser: CParser, source: Source, code: string, item: Item): Facts {
  const facts: Facts = { structs: [], constants: new Map(), prototypes: new Map(), callbacks: [] };
  const { start, end, closed } = item;
  const after = closed ? "" : "};";
  const stretch = { source, code, start, end, before: "", after, whole: closed };
  addFacts(parser, facts, { ...stretch, changed: new Set() });
  return facts;
}

/** Index of the last item that begins at the offset or before it; -1 where there is none. */
function indexAt(items: readonly Item[], offset: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
