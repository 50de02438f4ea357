import { cpuMsOf } from "../testing/cpu-time.ts";
import fc from "fast-check";
import { filesOf } from "./parse.ts";
import type { FileDiff } from "../types.ts";

const small = `@@ -1,3 +1,3 @@ int f(void)
 a
-b
+c
 d
`;

/** The paths and kinds of the files, and the complaints, as one line each. */
function told(body: string): readonly string[] {
  const { files, problems } = filesOf(body);
  return [...files.map(fileWords), ...problems.map(({ what, why }) => `${what}: ${why}`)];
}

function fileWords({ kind, oldPath, newPath, hunks }: FileDiff): string {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const added = lines.filter((line) => line.kind === "added").length;
  const removed = lines.filter((line) => line.kind === "removed").length;
  return `${kind} ${oldPath ?? "-"} → ${newPath ?? "-"} +${added} -${removed}`;
}

describe("headers", () => {
  const git = (names: string, header: string, hunk = small) =>
    `diff --git ${names}\n${header}\n${hunk}`;
  const marks = (a: string, b: string) => `--- ${a}\n+++ ${b}`;
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ["modified", git("a/x.c b/x.c", `index 1..2 100644\n${marks("a/x.c", "b/x.c")}`), [
      "modified x.c → x.c +1 -1"]],
    ["a path with blanks", git("a/x y.c b/x y.c", marks("a/x y.c\t", "b/x y.c\t")), [
      "modified x y.c → x y.c +1 -1"]],
    ["a quoted path", git('"a/\\303\\244\\t\\".c" "b/\\303\\244\\t\\".c"', marks('"a/\\303\\244\\t\\".c"', '"b/\\303\\244\\t\\".c"')), [
      "line 1 of the mail: the path is refused: it holds control characters or is not UTF-8"]],
    ["octal escapes", git('"a/\\303\\244.c" "b/\\303\\244.c"', marks('"a/\\303\\244.c"', '"b/\\303\\244.c"')), [
      "modified ä.c → ä.c +1 -1"]],
    ["escapes that are not UTF-8", git('"a/\\344.c" "b/\\344.c"', marks('"a/\\344.c"', '"b/\\344.c"')), [
      "line 1 of the mail: the path is refused: it holds control characters or is not UTF-8"]],
    ["broken quoting", git('"a/x.c b/x.c', marks('"a/x.c', '"b/x.c')), [
      "line 1 of the mail: a quoted path that cannot be read"]],
    ["no prefix", git("x.c x.c", marks("x.c", "x.c")), ["modified x.c → x.c +1 -1"]],
    ["mnemonic prefixes", git("i/x.c w/x.c", marks("i/x.c", "w/x.c")), ["modified x.c → x.c +1 -1"]],
    ["plain diff of two trees", `${marks("linux.old/net/x.c\t2026-01-05 10:00:00.1 +0000", "linux/net/x.c\t2026-01-05 10:00:00.1 +0000")}\n${small}`, [
      "modified net/x.c → net/x.c +1 -1"]],
    ["a new file", git("a/x.c b/x.c", `new file mode 100644\nindex 0..1\n${marks("/dev/null", "b/x.c")}`, "@@ -0,0 +1,2 @@\n+a\n+b\n"), [
      "added - → x.c +2 -0"]],
    ["an empty new file", git("a/x.c b/x.c", "new file mode 100644\nindex 0000000..e69de29", ""), [
      "added - → x.c +0 -0"]],
    ["a deleted file", git("a/x.c b/x.c", `deleted file mode 100644\nindex 1..0\n${marks("a/x.c", "/dev/null")}`, "@@ -1,2 +0,0 @@\n-a\n-b\n"), [
      "deleted x.c → - +0 -2"]],
    ["a rename", git("a/x.c b/y.c", "similarity index 100%\nrename from x.c\nrename to y.c", ""), [
      "renamed x.c → y.c +0 -0"]],
    ["a rename with changes", git("a/x.c b/y.c", `similarity index 90%\nrename from x.c\nrename to y.c\nindex 1..2 100644\n${marks("a/x.c", "b/y.c")}`), [
      "renamed x.c → y.c +1 -1"]],
    ["a copy", git("a/x.c b/y.c", "similarity index 100%\ncopy from x.c\ncopy to y.c", ""), [
      "copied x.c → y.c +0 -0"]],
    ["a mode", git("a/x.sh b/x.sh", "old mode 100644\nnew mode 100755", ""), ["mode x.sh → x.sh +0 -0"]],
    ["a binary file", git("a/x.png b/x.png", "index 1..2 100644\nBinary files a/x.png and b/x.png differ", ""), [
      "binary x.png → x.png +0 -0"]],
    ["a binary patch", git("a/x.png b/x.png", "new file mode 100644\nindex 0..2\nGIT binary patch\nliteral 3\nKcmZQzU|?V%00jU5\n\nliteral 0\nHcmV?d00001\n", ""), [
      "binary - → x.png +0 -0"]],
    ["a combined diff", `diff --cc x.c\nindex 1,2..3\n--- a/x.c\n+++ b/x.c\n@@@ -1,1 -1,1 +1,1 @@@\n++a\n`, [
      "line 1 of the mail: a combined diff of a merge, which cannot be reviewed"]],
    ["prose that begins like a diff", "diff --git is a command.\n--- a/x.c is the old file\n", []],
    ["a quoted diff", `> diff --git a/x.c b/x.c\n> --- a/x.c\n> +++ b/x.c\n${small.replace(/^/gm, "> ")}`, []],
    ["two names in one header", git("a/x.c b/x.c", marks("a/x.c", "b/z.c")), [
      "line 1 of the mail: its header names two different files"]],
    ["a header and nothing behind it", git("a/x.c b/x.c", marks("a/x.c", "b/x.c"), ""), [
      "x.c, line 1 of the mail: a file header without a hunk"]],
    ["a new file with old lines", git("a/x.c b/x.c", `new file mode 100644\nindex 0..1\n${marks("/dev/null", "b/x.c")}`), [
      "x.c, line 1 of the mail: a new file whose hunks show old lines"]],
  ]; // prettier-ignore
  test.each(table)("%s", (_, body, expected) => {
    expect(told(body)).toEqual(expected);
  });
});

describe("hostile paths", () => {
  const paths = [
    "/etc/passwd", "../x.c", "a/../../x.c", "a/./x.c", "a//x.c", ".git/config", "a/.GIT/hooks/x",
    ".git /x", "git~1/x", "..\\x.c", "a\u202ex.c", "a\u001bx.c", `${"a/".repeat(2500)}x.c`,
  ]; // prettier-ignore
  test.each(paths)("%j is refused", (path) => {
    const { files, refused } = filesOf(
      `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n${small}`,
    );
    expect(files).toEqual([]);
    expect(refused[0]?.why).toMatch(/^the path is refused: /);
    expect(filesOf(`--- ${path}\n+++ ${path}\n${small}`).files).toEqual([]);
  });
  test("a rename is judged on both sides", () => {
    const body = "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to ../y\n";
    expect(filesOf(body).refused).toHaveLength(1);
  });
  test.each([".gitignore", "git/x.c", "a.git/x", "..a/x.c", "a b/c..d"])("%j is not", (path) => {
    expect(filesOf(`--- a/${path}\t\n+++ b/${path}\t\n${small}`).files[0]?.newPath).toBe(path);
  });
});

describe("hunks", () => {
  const file = (hunks: string) => `--- a/x.c\n+++ b/x.c\n${hunks}`;
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ["a removed line that begins with dashes", "@@ -1,2 +1,1 @@\n--- not a header\n a\n", ["modified x.c → x.c +0 -1"]],
    ["an added line that begins with pluses", "@@ -1,1 +1,2 @@\n+++ not a header\n a\n", ["modified x.c → x.c +1 -0"]],
    ["a signature", `${small}-- \n2.47.0\n`, ["modified x.c → x.c +1 -1"]],
    ["a signature without its blank", `${small}--\n2.47.0\n`, ["modified x.c → x.c +1 -1"]],
    ["a removed line that looks like a signature", "@@ -1,3 +1,2 @@\n a\n-- \n b\n-- \n2.47.0\n", ["modified x.c → x.c +0 -1"]],
    ["counts left out", "@@ -1 +1 @@\n-a\n+b\n", ["modified x.c → x.c +1 -1"]],
    ["words of a list behind the patch", `${small}\n_____\nmailing list\n- to leave, write\n`, ["modified x.c → x.c +1 -1"]],
    ["a quoted answer behind the patch", `${small}> @@ -1 +1 @@\n> -a\n`, ["modified x.c → x.c +1 -1"]],
    ["an empty line for a blank one", "@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n", [
      "modified x.c → x.c +1 -1",
      "x.c, line 5 of the mail: an empty line stands for a context line that lost its blank"]],
    ["two of them", "@@ -1,4 +1,4 @@\n a\n\n-b\n+c\n\n", [
      "modified x.c → x.c +1 -1",
      "x.c, line 5 of the mail: an empty line (and 1 more) stands for a context line that lost its blank"]],
    ["one old line too few", "@@ -1,4 +1,3 @@\n a\n-b\n+c\n d\n-- \n2.47.0\n", [
      "x.c, hunk at line 3 of the mail: 4 old lines announced, 3 found"]],
    ["one old line too many", "@@ -1,2 +1,3 @@\n a\n-b\n+c\n d\n-- \n2.47.0\n", [
      "x.c, hunk at line 3 of the mail: 2 old lines announced, 3 found"]],
    ["one new line too few", "@@ -1,3 +1,4 @@\n a\n-b\n+c\n d\n", [
      "x.c, hunk at line 3 of the mail: 4 new lines announced, 3 found"]],
    ["one new line too many", "@@ -1,3 +1,2 @@\n a\n-b\n d\n+c\n", [
      "x.c, hunk at line 3 of the mail: 2 new lines announced, 3 found"]],
    ["both sides", "@@ -1,9 +1,8 @@\n a\n-b\n+c\n d\n", [
      "x.c, hunk at line 3 of the mail: 9 old lines announced, 3 found; 8 new lines announced, 3 found"]],
    ["a wrong count before another hunk", `@@ -1,4 +1,3 @@\n a\n-b\n+c\n d\n@@ -9,1 +8,1 @@\n-e\n+f\n`, [
      "x.c, hunk at line 3 of the mail: 4 old lines announced, 3 found"]],
    ["a wrong count before another file", `@@ -1,4 +1,3 @@\n a\n-b\n+c\n d\ndiff --git a/y.c b/y.c\n--- a/y.c\n+++ b/y.c\n${small}`, [
      "modified y.c → y.c +1 -1",
      "x.c, hunk at line 3 of the mail: 4 old lines announced, 3 found"]],
    ["a wrapped line", "@@ -1,3 +1,3 @@\n a\n-b\n+c(d,\ne);\n d\n", [
      "x.c, hunk at line 3 of the mail: line 7 begins with neither a blank, + nor -: it looks wrapped or changed by a mail program"]],
    ["a wrapped last line", "@@ -1,2 +1,3 @@\n a\n b\n+c(d,\ne);\n-- \n2.47.0\n", [
      "x.c, hunk at line 3 of the mail: line 7 begins with neither a blank, + nor -: it looks wrapped or changed by a mail program"]],
    ["tabs for blanks", "@@ -1,3 +1,3 @@\n\ta\n-b\n+c\n\td\n", [
      "x.c, hunk at line 3 of the mail: line 4 begins with neither a blank, + nor -: it looks wrapped or changed by a mail program"]],
    ["cut off", "@@ -1,3 +1,3 @@\n a\n-b", [
      "x.c, hunk at line 3 of the mail: 3 old lines announced, 2 found; 3 new lines announced, 1 found"]],
    ["numbers beyond all files", "@@ -1,99999999999 +1,1 @@\n a\n", [
      "x.c, hunk at line 3 of the mail: its @@ line cannot be read"]],
    ["a hunk over the one before", `${small}@@ -2,1 +2,1 @@\n-e\n+f\n`, [
      "x.c, hunk at line 8 of the mail: it overlaps the hunk before it, or comes before it in the file"]],
  ]; // prettier-ignore
  test.each(table)("%s", (_, hunks, expected) => {
    expect(told(file(hunks))).toEqual(expected);
  });

  test("lines know their numbers and their place in the mail", () => {
    const body = file(
      "@@ -10,3 +20,3 @@ f\n a\n-b\n\\ No newline at end of file\n+c\n d\n\\ No newline at end of file\n",
    );
    expect(filesOf(`words\n\n${body}`).files[0]?.hunks).toEqual([
      {
        oldStart: 10,
        oldCount: 3,
        newStart: 20,
        newCount: 3,
        section: "f",
        bodyLine: 5,
        lines: [
          { kind: "same", text: "a", oldLine: 10, newLine: 20, bodyLine: 6, noNewline: false },
          { kind: "removed", text: "b", oldLine: 11, newLine: undefined, bodyLine: 7, noNewline: true },
          { kind: "added", text: "c", oldLine: undefined, newLine: 21, bodyLine: 9, noNewline: false },
          { kind: "same", text: "d", oldLine: 12, newLine: 22, bodyLine: 10, noNewline: true },
        ],
      },
    ]); // prettier-ignore
  });
});

describe("any input", () => {
  const line = fc.constantFrom(
    "diff --git a/x b/x", "index 1..2 100644", "--- a/x", "+++ b/x", "@@ -1,2 +1,2 @@", "@@ -1 +1 @@",
    " a", "+a", "-a", "", "\\ No newline at end of file", "-- ", "new file mode 100644",
    "rename from x", "rename to y", "GIT binary patch", "--- /dev/null", "diff --cc x", "text",
  ); // prettier-ignore
  test("is read, and what is read is true to the mail", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.string())), (lines) => {
        const body = lines.join("\n");
        const mail = body.split("\n");
        for (const { hunks } of filesOf(body).files)
          for (const hunk of hunks) {
            const count = (kind: string) => hunk.lines.filter((one) => one.kind !== kind).length;
            expect([count("added"), count("removed")]).toEqual([hunk.oldCount, hunk.newCount]);
            for (const { text, bodyLine } of hunk.lines)
              expect(mail[bodyLine - 1]?.slice(1)).toBe(text);
          }
      }),
    );
  });

  const header = "--- a/x\n+++ b/x\n";
  test.each([
    ["hunks that break off", `${header}@@ -1,9 +1,9 @@\n a\n`.repeat(60_000)],
    ["one broken hunk", `${header}@@ -1,9999999 +1,9 @@\n${" a\n".repeat(500_000)}`],
    [
      "short hunks and long tails",
      `${header}@@ -1 +1 @@\n-a\n+b\n${" \n".repeat(100)}`.repeat(5000),
    ],
    ["headers", "diff --git a/x b/x\nindex 1..2\n".repeat(50_000)],
    ["a long name", `diff --git a/${"a/".repeat(500_000)} b/x\nindex 1..2\n`],
    ["a quoted long name", `diff --git "a/${"\\303\\244".repeat(300_000)}" b/x\nindex 1..2\n`],
    ["a long number", `${header}@@ -${"1".repeat(1_000_000)} +1 @@\n`],
    ["a long mode", `diff --git a/x b/x\nindex ${"1".repeat(1_000_000)}..2\n`],
  ])("%s by the megabyte take little time", async (_, body) => {
    expect(await cpuMsOf(() => filesOf(body))).toBeLessThan(2000);
  });
});
