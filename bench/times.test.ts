import { percentile, timesReport, type Timed } from "./times.ts";

test.each([
  [[5], 0.5, 5],
  [[4, 1, 3, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.75, 3],
  [[4, 1, 3, 2], 1, 4],
  [[4, 1, 3, 2], 0, 1],
  [Array.from({ length: 200 }, (_, at) => at + 1), 0.99, 198],
])("of %j, %d are not above %d", (values, part, expected) => {
  expect(percentile(values, part)).toBe(expected);
});

const none = { mail: 1, apply: 0, parse: 0, engine: 0, replay: 0, rest: 0 };
const timed = (what: string, parts: Partial<Timed["parts"]>): Timed => {
  const all = { ...none, ...parts };
  const sum = Object.values(all).reduce((a, b) => a + b, 0);
  return { what, kind: "freed twice", lines: 10, paths: 2, all: sum, cpu: sum / 2, parts: all };
};

test("the report names the slowest, and what took most of its time", () => {
  const report = timesReport([timed("a.c f()", { parse: 9 }), timed("b.c g()", { engine: 89 })]);
  expect(report).toContain("| until the review is there | 10 ms | 90 ms | 90 ms | 90 ms |");
  expect(report).toContain("| of the processor alone | 5 ms | 45 ms | 45 ms | 45 ms |");
  expect(report).toContain("| engine | 89 % | 0 ms | 89 ms | 89 ms |");
  const rows = report.split("\n").filter((line) => line.includes("()"));
  expect(rows).toEqual([
    "| b.c g() | freed twice | 10 | 2 | 90 ms | 45 ms | engine 89 ms |",
    "| a.c f() | freed twice | 10 | 2 | 10 ms | 5 ms | parse 9 ms |",
  ]);
});
