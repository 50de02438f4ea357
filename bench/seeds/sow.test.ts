import { plainDiff } from "../../src/testing/plain-series.ts";
import { damagesOf } from "./damage.ts";
import { chosenSeeds, edited, mailOf, mending, type Seed } from "./sow.ts";

const text = ["int f(void)", "{", "\tone();", "\ttwo();", "\tthree();", "\treturn 0;", "}", ""].join("\n"); // prettier-ignore
const edits = {
  "a line less": { line: 4, count: 1, lines: [] },
  "another line": { line: 4, count: 1, lines: ["\treturn 1;"] },
  "two lines for one": { line: 3, count: 1, lines: ["\tone();", "\tone();"] },
  "four lines for two": { line: 5, count: 2, lines: ["a", "b", "c", "d"] },
};

test.each(Object.entries(edits))("%s: what mends an edit gives the text again", (_, edit) => {
  const damaged = edited(text, edit);
  expect(damaged).not.toBe(text);
  expect(edited(damaged, mending(text, edit))).toBe(text);
});

test.each(Object.entries(edits))(
  "%s: the hunk of the mail has the lines of both sides",
  (_, edit) => {
    const hunk = plainDiff(mailOf("net/f.c", text, edit).split("\n\n").slice(1).join("\n\n"))[0]?.hunks[0]; // prettier-ignore
    const side = (gone: "added" | "removed"): string[] =>
      (hunk?.lines ?? []).filter(({ kind }) => kind !== gone).map((each) => each.text);
    const old = text.trimEnd().split("\n");
    const from = (hunk?.oldStart ?? 0) - 1;
    expect(side("added")).toEqual(old.slice(from, from + (hunk?.oldCount ?? 0)));
    const now = edited(text, edit).trimEnd().split("\n");
    expect(side("removed")).toEqual(now.slice(from, from + (hunk?.newCount ?? 0)));
  },
);

const seed = (kind: Seed["kind"], name: string, line: number): Seed => ({
  ...{ kind, name, file: "net/f.c", first: 1, last: 9, visible: true },
  edit: { line, count: 1, lines: [] },
});

test("of a function one damage of a kind is chosen, the kinds in turn, the same each time", () => {
  const all = [
    seed("freed twice", "f", 2), seed("freed twice", "f", 3), seed("freed twice", "g", 4),
    seed("charge dropped", "f", 5),
  ]; // prettier-ignore
  const chosen = chosenSeeds(all, 9);
  expect(chosen.map(({ kind }) => kind)).toEqual(["freed twice", "charge dropped", "freed twice"]);
  expect(new Set(chosen.map(({ name, kind }) => `${name} ${kind}`)).size).toBe(3);
  expect(chosenSeeds(all, 9)).toEqual(chosen);
  expect(chosenSeeds(all, 2)).toEqual(chosen.slice(0, 2));
});

test("what an if guards alone leaves an empty statement behind", () => {
  const lines = [
    "static void grow(struct sk_buff *skb, struct sock *sk, int len)",
    "{",
    "\tskb->truesize += len;",
    "\tif (sk)",
    "\t\trefcount_add(len, &sk->sk_wmem_alloc);",
    "\trefcount_add(len, &sk->sk_wmem_alloc);",
    "}",
  ];
  const dropped = damagesOf({ lines, first: 1, last: 7 }).filter(({ kind }) => kind === "charge dropped"); // prettier-ignore
  expect(dropped.map(({ edit }) => edit)).toEqual([
    { line: 5, count: 1, lines: ["\t\t;"] },
    { line: 6, count: 1, lines: [] },
  ]);
});
