import type { FileDiff, HunkLine } from "../types.ts";
import { changedIn, isPassed, isTouched, touchedBy } from "./touched.ts";

/** A hunk from line 10 on both sides; ` `, `+` and `-` before each line. */
function diffOf(text: string): FileDiff {
  let oldLine = 10;
  let newLine = 10;
  const lines = text.split("\n").map((line, index): HunkLine => {
    const kind = line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same";
    return {
      kind,
      text: line.slice(1),
      oldLine: kind === "added" ? undefined : oldLine++,
      newLine: kind === "removed" ? undefined : newLine++,
      bodyLine: index + 1,
      noNewline: false,
    };
  });
  const hunk = { oldStart: 10, oldCount: oldLine - 10, newStart: 10, newCount: newLine - 10, section: "", bodyLine: 1, lines }; // prettier-ignore
  return {
    kind: "modified", oldPath: "a.c", newPath: "a.c", oldBlob: undefined, newBlob: undefined,
    oldMode: undefined, newMode: undefined, bodyLine: 1, hunks: [hunk],
  }; // prettier-ignore
}

const ranges = (diff: FileDiff, side: "before" | "after"): string =>
  touchedBy(diff, side)
    .map(({ first, last }) => `${first}-${last}`)
    .join(" ");

test.each([
  ["an added line", " a\n+b\n c", "11-11", "10-11"],
  ["a removed line", " a\n-b\n c", "10-11", "11-11"],
  ["a changed line", " a\n-b\n+c\n d", "11-11", "11-11"],
  ["a line removed between empty ones", " a\n \n-b\n \n c", "10-13", "12-12"],
  ["a removed end", " a\n-b", "10-10", "11-11"],
  ["nothing but context", " a\n b", "", ""],
])("%s", (_, text, after, before) => {
  const diff = diffOf(text);
  expect([ranges(diff, "after"), ranges(diff, "before")]).toEqual([after, before]);
});

test("a line removed between two functions is in neither", () => {
  const touched = touchedBy(diffOf(" }\n-\n int f(void)"), "after");
  expect(changedIn(touched, 1, 10)).toBe(false);
  expect(changedIn(touched, 11, 20)).toBe(false);
  expect(isTouched(touched, 10)).toBe(true);
  expect(isTouched(touched, 12)).toBe(false);
});

test.each([
  ["from above to below", 10, 12, true],
  ["both above", 9, 10, false],
  ["back to above", 12, 9, false],
])("a gap is passed on the way %s", (_, from, to, passed) => {
  const touched = touchedBy(diffOf(" a\n-b\n \n c"), "after");
  expect(isPassed(touched, from, to)).toBe(passed);
});
