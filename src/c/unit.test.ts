import { dump } from "./dump.ts";
import { loadC, unitOf } from "./unit.ts";

const parser = await loadC();

function bodies(text: string): string[] {
  const excerpt = {
    file: "net/foo.c", side: "after", firstLine: 1, text, section: "", whole: true,
    changed: new Set<number>(),
  } as const; // prettier-ignore
  const unit = unitOf(parser, excerpt);
  expect(unit.complaints).toEqual([]);
  return unit.functions.map((one) => {
    expect(one.complaints).toEqual([]);
    return dump(one);
  });
}

const statements: Readonly<Record<string, readonly [string, string]>> = {
  "assignments and arithmetic": [
    `int a = 1, b; b = a + 2; a += b; a <<= 1; b = -a; b = (u32)-1;`,
    `b0:
  declare a
  a = 1
  declare b
  b = (a + 2)
  a = (a + b)
  a = (a << 1)
  b = -a
  b = (u32)-1
  return`,
  ],
};

test.each(Object.entries(statements))("%s", (_, [body, expected]) => {
  expect(bodies(`void f(void)\n{\n${body}\n}\n`)).toEqual([expected]);
});
