import type { Excerpt, FileDiff } from "../types.ts";
import { excerptsOf, placeOf } from "./excerpts.ts";
import { filesOf } from "./parse.ts";

const file = (hunks: string, header = "--- a/x.c\n+++ b/x.c\n"): FileDiff => {
  const [first] = filesOf(header + hunks).files;
  if (first === undefined) throw new Error("the diff is refused");
  return first;
};

/** `before 9: a|b| [9 10]`, a bar for each line end. */
const shown = ({ side, firstLine, text, whole, changed, section }: Excerpt): string =>
  `${side} ${firstLine}: ${text.replace(/\n/g, "|")} [${[...changed].join(" ")}]` +
  `${whole ? " whole" : ""}${section === "" ? "" : ` in ${section}`}`;

const two = "@@ -1,3 +1,4 @@ f\n a\n-b\n+c\n+d\n e\n@@ -9,2 +10,2 @@ g\n-x\n+y\n z\n";
const added = "--- /dev/null\n+++ b/x.c\n";
const deleted = "--- a/x.c\n+++ /dev/null\n";
const table: readonly (readonly [string, FileDiff, readonly string[]])[] = [
  ["two hunks", file(two), ["before 1: a|b|e| [2] in f", "before 9: x|z| [9] in g", "after 1: a|c|d|e| [2 3] in f", "after 10: y|z| [10] in g"]],
  ["hunks that touch are one", file("@@ -1,2 +1,2 @@ f\n a\n-b\n+c\n@@ -3,2 +3,3 @@ g\n d\n+e\n f\n"),
    ["before 1: a|b|d|f| [2] in f", "after 1: a|c|d|e|f| [2 4] in f"]],
  ["hunks that touch on one side only", file("@@ -1,2 +1,1 @@\n a\n-b\n@@ -3,1 +2,1 @@\n-c\n+d\n"),
    ["before 1: a|b|c| [2 3]", "after 1: a|d| [2]"]],
  ["only additions", file("@@ -5,0 +6,2 @@\n+a\n+b\n"), ["after 6: a|b| [6 7]"]],
  ["only removals", file("@@ -6,2 +5,0 @@\n-a\n-b\n"), ["before 6: a|b| [6 7]"]],
  ["a new file is whole", file("@@ -0,0 +1,2 @@\n+a\n+b\n", added), ["after 1: a|b| [1 2] whole"]],
  ["a deleted file is whole", file("@@ -1,2 +0,0 @@\n-a\n-b\n", deleted), ["before 1: a|b| [1 2] whole"]],
  ["no line end at the end", file("@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"),
    ["before 1: a [1]", "after 1: b [1]"]],
  ["a rename shows nothing", file("", "diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n"), []],
]; // prettier-ignore

describe("excerptsOf", () => {
  test.each(table)("%s", (_, diff, expected) => {
    expect([...excerptsOf(diff, "before"), ...excerptsOf(diff, "after")].map(shown)).toEqual(expected);
  }); // prettier-ignore

  test("a renamed file has its own name on each side", () => {
    const diff = file(
      two,
      "diff --git a/x.c b/y.c\nsimilarity index 90%\nrename from x.c\nrename to y.c\n--- a/x.c\n+++ b/y.c\n",
    );
    expect(excerptsOf(diff, "before")[0]?.file).toBe("x.c");
    expect(excerptsOf(diff, "after")[0]?.file).toBe("y.c");
  });
});

describe("placeOf", () => {
  const diff = file(two);
  const whole = { first: 1, last: 20 };
  test.each([
    ["an added line", 2, undefined, 2],
    ["a context line", 4, undefined, 4],
    ["a line that is not shown", 7, undefined, undefined],
    ["a line that is not shown, in a function: the nearer hunk", 6, whole, 4],
    ["the other way", 8, whole, 10],
    ["between two lines that are as near: the earlier", 7, whole, 4],
    ["only lines of the function count", 8, { first: 5, last: 9 }, undefined],
    ["the line itself, in a function", 3, whole, 3],
  ])("%s", (_, line, within, expected) => {
    expect(placeOf(diff, line, within)?.newLine).toBe(expected);
  });
});
