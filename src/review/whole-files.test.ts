// What is remembered of a whole file is what reading it again would give.

import type { CUnit } from "../c/ir.ts";
import { allFunctions, loadC, unitOf, type CParser } from "../c/unit.ts";
import type { Excerpt } from "../types.ts";
import { wholeUnitOf } from "./whole-files.ts";

const real = await loadC();

/** A parser that counts, with a memory of its own. */
function counting(): { readonly parser: CParser; readonly parsed: () => number } {
  let times = 0;
  const parse: CParser["parse"] = (code, shift) => {
    times++;
    return real.parse(code, shift);
  };
  return { parser: { parse }, parsed: () => times };
}

const text = `struct port {
	struct sk_buff_head txq;
	union {
		struct sk_buff_head rxq;
		int n;
	};
};

int port_count(struct port *port)
{
	return port->n;
}
`;

/** Everything that a unit says. */
function read(unit: CUnit) {
  const { file, heads, structs, constants, prototypes, callbacks } = unit;
  return { file, heads, structs, constants, prototypes, callbacks, functions: allFunctions(unit) };
}

const excerptOf = (file: string, lines: readonly number[], words = text): Excerpt => ({
  file, side: "after", firstLine: 1, text: words, section: "", whole: true, changed: new Set(lines),
}); // prettier-ignore

test.each<[string, readonly number[], readonly number[]]>([
  ["the same lines", [2], [2]],
  ["lines that are no longer new", [2, 4], []],
  ["lines that are new now, in a nested struct too", [], [2, 4]],
  ["other lines", [2], [4, 5]],
])("the unit of a text read before: %s", (_, before, now) => {
  const { parser, parsed } = counting();
  read(wholeUnitOf(parser, excerptOf("a.c", before)));
  const once = parsed();
  expect(read(wholeUnitOf(parser, excerptOf("a.c", now)))).toEqual(
    read(unitOf(real, excerptOf("a.c", now))),
  );
  expect(parsed()).toBe(once);
});

test.each<[string, Excerpt]>([
  ["another text", excerptOf("a.c", [], text.replace("->n", "->m"))],
  ["another file", excerptOf("b.c", [])],
])("%s is read for itself", (_, excerpt) => {
  const { parser, parsed } = counting();
  read(wholeUnitOf(parser, excerptOf("a.c", [])));
  const once = parsed();
  expect(read(wholeUnitOf(parser, excerpt))).toEqual(read(unitOf(real, excerpt)));
  expect(parsed()).toBe(2 * once);
});

test("what was not asked for lately is forgotten, so that memory is bounded", () => {
  const { parser, parsed } = counting();
  const long = (file: string) => excerptOf(file, [], `${text}//${" ".repeat(1_500_000)}\n`);
  const parsedFor = (file: string): number => {
    const before = parsed();
    wholeUnitOf(parser, long(file));
    return parsed() - before;
  };
  const once = parsedFor("a.c");
  expect(once).toBeGreaterThan(0);
  expect(["b.c", "a.c", "c.c", "a.c", "b.c"].map(parsedFor)).toEqual([once, 0, once, 0, once]);
});
