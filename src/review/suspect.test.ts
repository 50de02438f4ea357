import { defineRule } from "../rule.ts";
import type { ObjectId, Path, Step } from "../types.ts";
import { suspicionsOf } from "./suspect.ts";
import { valuesOf } from "./values.ts";

const lost = defineRule<Step>({
  id: "lost",
  summary: "An object is held at the end.",
  *look({ steps }) {
    for (const step of steps) if (step.kind === "held") yield step;
  },
  at: (step) => step,
  loss: () => "leak",
  what: (step) => `lost on line ${step.at.line}`,
  fix: () => "Free it.",
  witness: (step) => [{ step, note: "lost here" }],
});

/** Lost on one line: from an allocation some lines above, in a function. */
function losing(line: number, name = "skb", fn = "f", pad = 0): Path {
  const on = { object: 1 as ObjectId, of: "skb", name };
  const assume: Step = { kind: "assume", at: { file: "a.c", line: 2, text: "if (x)" }, condition: "x", holds: true }; // prettier-ignore
  return {
    function: fn,
    steps: [
      { kind: "acquire", at: { file: "a.c", line: 1, text: `${name} = alloc();` }, ...on, by: "alloc" }, // prettier-ignore
      ...Array.from({ length: pad }, () => assume),
      { kind: "held", given: false, at: { file: "a.c", line, text: "return err;" }, ...on },
    ],
    end: "return",
  };
}

const ids = (...paths: Path[]): string[] => suspicionsOf(paths, [lost]).map(({ id }) => id);

test("the shortest path comes first, and a thing is said once", () => {
  const short = losing(9);
  const [only, ...others] = suspicionsOf([losing(9, "skb", "f", 3), short], [lost]);
  expect(others).toEqual([]);
  expect(only?.instances.map(({ path }) => path.steps.length)).toEqual([2, 5]);
});

test("an id survives moved lines, and nothing else", () => {
  expect(ids(losing(9))).toEqual(ids(losing(19)));
  expect(ids(losing(9))).not.toEqual(ids(losing(9, "other")));
  expect(ids(losing(9))).not.toEqual(ids(losing(9, "skb", "g")));
  const kin = (path: Path) => suspicionsOf([path], [lost]).map((each) => each.kin);
  expect(kin(losing(9))).toEqual(kin(losing(9, "skb", "g")));
});

test("two lines with the same words are two mistakes", () => {
  const both = ids(losing(9), losing(12));
  expect(new Set(both).size).toBe(2);
  expect(ids(losing(8))).toEqual(both.slice(0, 1));
});

test("what one turn of a loop loses is not told again on ways out of the next", () => {
  const next = { object: 2 as ObjectId, of: "skb", name: "skb" };
  const again: Step = { kind: "acquire", at: { file: "a.c", line: 1, text: "skb = alloc();" }, ...next, by: "alloc" }; // prettier-ignore
  const late = ({ steps: [first, ...rest], ...path }: Path): Path => {
    return { ...path, steps: [...(first ? [first] : []), again, ...rest] };
  };
  const lines = (...paths: Path[]): number[] => suspicionsOf(paths, [lost]).map(({ line }) => line);
  expect(lines(losing(9), late(losing(7)))).toEqual([9]);
  expect(lines(late(losing(9)), late(losing(7)))).toEqual([7, 9]);
  expect(lines(losing(9), losing(7))).toEqual([7, 9]);
});

test("values name what the branches and the witness speak of", () => {
  const at = { file: "a.c", line: 3, text: "" };
  const fails: Step = { kind: "outcome", at, by: "reserve", label: "fails" };
  const works: Step = { kind: "outcome", at, by: "reserve", label: "succeeds" };
  const other: Step = { kind: "outcome", at, by: "bulk", label: "gives none" };
  const assume: Step = { kind: "assume", at, condition: "b->count < nb", holds: true };
  const steps = [other, works, fails, assume];
  const path: Path = { function: "f", steps, end: "return" };
  const finding = { rule: "r", at: fails, loss: "leak", what: "", fix: "", witness: [other, fails].map((step) => ({ step, note: "" })) } as const; // prettier-ignore
  const scenario = {
    inputs: { nb: 2, "x->b.count": 0, "x->skb": 1 },
    left: {},
    pointers: [],
    constants: {},
    outcomes: [],
    more: [],
    same: [],
  };
  expect(valuesOf(finding, path, scenario)).toEqual({
    nb: 2,
    "x->b.count": 0,
    "call of bulk()": "gives none",
    "second reserve()": "fails",
  });
});
