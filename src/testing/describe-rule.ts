// A rule's test is a table of C snippets. Every line that ends in `// finding: <words>` must be
// found, with those words in what the rule says, and no other line may be.

import type { Rule } from "../rule.ts";
import { type Said, saidAbout } from "./snippet.ts";

type Cases = Readonly<Record<string, string>>;

export function describeRule(
  rule: Rule,
  table: {
    /** The findings are exactly the marked lines. */
    readonly finds: Cases;
    /** There is no finding. */
    readonly passes: Cases;
    /** The marked lines ought to be found and are not, today. */
    readonly misses?: Cases;
  },
): void {
  describe(rule.id, () => {
    test.each(Object.entries(table.finds))("finds %s", async (_, source) => {
      const marks = marksIn(source);
      expect(marks).not.toEqual([]);
      expect(compared(await saidAbout(rule, source), marks)).toEqual(marks);
    });
    test.each(Object.entries(table.passes))("passes %s", async (_, source) => {
      expect(marksIn(source)).toEqual([]);
      expect(compared(await saidAbout(rule, source), [])).toEqual([]);
    });
    const misses = Object.entries(table.misses ?? {});
    if (misses.length === 0) return;
    test.each(misses)("still misses %s", async (_, source) => {
      expect(marksIn(source)).not.toEqual([]);
      // What does not replay is not reported either.
      const said = (await saidAbout(rule, source)).filter(({ replayed }) => replayed);
      expect(compared(said, [])).toEqual([]);
    });
  });
}

/** What was said as `line: words`, in the words of the mark where they occur in it. */
function compared(said: readonly Said[], marks: readonly string[]): string[] {
  const lines = said.map(({ line, what, replayed }) => {
    const mark = marks.find(
      (mark) => mark.startsWith(`${line}: `) && what.includes(mark.slice(mark.indexOf(" ") + 1)),
    );
    return `${mark ?? `${line}: ${what}`}${replayed ? "" : " (does not replay)"}`;
  });
  return [...new Set(lines)].sort();
}

function marksIn(source: string): string[] {
  const lines = source.replace(/^\n/, "").split("\n");
  const marks = lines.flatMap((text, index) => {
    const words = /\/\/ finding: (.*)$/.exec(text)?.[1];
    return words === undefined ? [] : [`${index + 1}: ${words.trim()}`];
  });
  return marks.sort();
}
