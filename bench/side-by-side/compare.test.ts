import { compared, warningsIn, type Warning } from "./compare.ts";

test("one line is one warning; a note belongs to the warning above it", () => {
  const output = [
    "net/a.c:7:2: warning: gone",
    "        kfree_skb(skb);",
    "net/a.c:3:5: note: taken from here",
    "include/b.h:9:1: warning: in a header",
    "net/a.c:12:1: note: called from here",
    "net/a.c:4:1-8: skb is freed again",
    "net/a.c:5: memleak: skb",
    "2 warnings generated.",
  ].join("\n");
  expect(warningsIn(output, "net/a.c")).toEqual([
    { lines: [7, 3], text: "warning: gone" },
    { lines: [12], text: "warning: in a header" },
    { lines: [4], text: "skb is freed again" },
    { lines: [5], text: "memleak: skb" },
  ]);
});

const at = (line: number, text = "leak on line 3"): Warning => ({ lines: [line], text });
const fn = { first: 10, last: 20 };

test.each([
  ["nothing at all", [], [], { hits: 0, others: 0, twin: 0 }],
  ["one that is new in the function", [at(12)], [], { hits: 1, others: 0, twin: 0 }],
  ["one that is there before, moved", [at(12)], [at(11, "leak on line 2")], { hits: 0, others: 1, twin: 1 }],
  ["the same twice, once before", [at(12), at(15)], [at(11)], { hits: 1, others: 1, twin: 1 }],
  ["one that is new elsewhere", [at(30)], [], { hits: 0, others: 1, twin: 0 }],
  ["another in the function, an old one elsewhere", [at(10), at(30)], [at(30)], { hits: 1, others: 1, twin: 1 }],
  ["an old one that the damage took away", [], [at(12)], { hits: 0, others: 0, twin: 1 }],
])("%s", (_, damaged, twin, expected) => {
  const { hits, ...counts } = compared({ warnings: damaged, fn }, { warnings: twin, fn });
  expect({ hits: hits.length, ...counts }).toEqual(expected);
}); // prettier-ignore
