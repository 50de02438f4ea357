// What git and parse-diff say of the same diffs is the judge of what we read.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import parseDiff from "parse-diff";
import { random } from "../testing/mail-generator.ts";
import { repository, type Repository } from "../testing/git-repository.ts";
import type { FileDiff } from "../types.ts";
import { excerptsOf } from "./excerpts.ts";
import { filesOf } from "./parse.ts";
import { patchIdOf } from "./patch-id.ts";

let repo: Repository;
beforeAll(() => {
  repo = repository();
});
afterAll(() => {
  repo.remove();
});

const git = (input: string, ...args: readonly string[]): string =>
  execFileSync("git", args, {
    cwd: repo.dir,
    input,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
  });

const lines = (count: number, word = "line") =>
  Array.from({ length: count }, (_, index) => `${word} ${index}\n`).join("");

const before: Readonly<Record<string, string>> = {
  "plain.c": lines(40),
  "far/apart.c": lines(200),
  "dashes.sql": "-- one\n-- two\n- \n-\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n",
  "no-end.txt": "a\nb",
  "gets-end.txt": "a\nb",
  "loses-end.txt": "a\nb\n",
  "gone.c": lines(9),
  "gone-empty.c": "",
  "moved.c": lines(30, "moved"),
  "moved-and-changed.c": lines(30, "other"),
  "ä ö/ü.c": lines(5),
  "with blank.c": lines(5),
  'quote"d\\.c': lines(5),
  "crlf.bat": "a\r\nb\r\nc\r\n",
  "mixed.bat": "a\r\nb\nc\r\n",
  "blank-lines.c": "\n\n\na\n\n\nb\n\n\n",
  "latin.txt": "na\u00efve\n",
  "picture.png": "\u0000one\u0000",
  "formfeed.c": "a\n\f\nb\u2028c\u0085d\n",
};
const after: Readonly<Record<string, string | null>> = {
  "plain.c": lines(40).replace("line 20\n", "new 20\nnew 21\n"),
  "far/apart.c": lines(200).replace("line 3\n", "").replace("line 99\n", "x\n") + "tail\n",
  "dashes.sql": "-- two\n-\n--- a/y\n@@ -1 +1 @@\n-- \n",
  "no-end.txt": "a\nc",
  "gets-end.txt": "a\nb\n",
  "loses-end.txt": "a\nb",
  "gone.c": null,
  "gone-empty.c": null,
  "moved.c": null,
  "there/moved.c": lines(30, "moved"),
  "moved-and-changed.c": null,
  "there/changed.c": lines(30, "other").replace("other 9\n", "changed\n"),
  "ä ö/ü.c": lines(6),
  "with blank.c": lines(6),
  'quote"d\\.c': lines(6),
  "crlf.bat": "a\r\nx\r\nc\r\n",
  "mixed.bat": "a\nb\r\nc\r\n",
  "blank-lines.c": "\n\na\n\n\n\nb\n\n",
  "latin.txt": "na\u00efver\n",
  "picture.png": "\u0000two\u0000",
  "new.c": lines(7),
  "new-empty.c": "",
  "new-no-end.c": "a",
  "formfeed.c": "a\n\f\nb\u2028c\u0085e\n",
};

const formats: readonly (readonly string[])[] = [
  [], ["--no-prefix"], ["--no-renames"], ["-U0"], ["-U1"], ["-U9"], ["-C", "--find-copies-harder"],
  ["--binary"], ["--full-index"], ["--src-prefix=old/", "--dst-prefix=new/"], ["--irreversible-delete"],
]; // prettier-ignore

describe("diffs of git", () => {
  test.each(formats.map((format) => [format.join(" ") || "as they are", format] as const))(
    "%s",
    (_, format) => {
      repo.commit("before", {
        ...Object.fromEntries(Object.keys(after).map((name) => [name, ""])),
        ...before,
      });
      repo.commit("after", after);
      const diff = repo.git("diff", "HEAD^", "HEAD", ...format);
      // Without the old lines a deletion cannot be read; git refuses it as well.
      if (format.includes("--irreversible-delete")) return;
      same(diff, format.includes("--no-prefix") ? ["-p0"] : []);
      excerptsAreTrue(diff);
      repo.commit("again", Object.fromEntries(Object.keys(after).map((name) => [name, "reset\n"])));
    },
  );

  test("300 random changes", () => {
    const draw = random(7);
    const words = ["a", "-- ", "", " ", "--- a/f", "+++ b/f", "@@ -1 +1 @@", "\t", "+", "-", "\\ No newline", "diff --git a/f b/f"]; // prettier-ignore
    const text = () =>
      Array.from({ length: draw(30) }, () => words[draw(words.length)] ?? "").join("\n") +
      (draw(3) === 0 ? "" : "\n");
    const folder = join(repo.dir, "random");
    mkdirSync(folder, { recursive: true });
    for (let round = 0; round < 3; round++) {
      for (let file = 0; file < 100; file++) writeFileSync(join(folder, `f${file}`), text());
      repo.git("add", "--all");
      repo.git("commit", "--quiet", "--allow-empty", "-m", "random");
      if (round > 0) same(repo.git("diff", "HEAD^", "HEAD", `-U${draw(5)}`), []);
    }
  });

  test("mode changes", () => {
    repo.commit("a script", { "run.sh": "true\n", "run-too.sh": "true\n" });
    writeFileSync(join(repo.dir, "run-too.sh"), "false\n");
    repo.git("update-index", "run-too.sh");
    repo.git("update-index", "--chmod=+x", "run.sh", "run-too.sh");
    const diff = repo.git("diff", "--cached", "HEAD");
    expect(filesOf(diff).files.map(({ kind, oldMode, newMode }) => [kind, oldMode, newMode])).toEqual([
      ["modified", "100644", "100755"],
      ["mode", "100644", "100755"],
    ]); // prettier-ignore
    same(diff, []);
  });

  test("every bundled mail", () => {
    const mails = readdirSync("fixtures", { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".eml"))
      .map((name) => readFileSync(join("fixtures", name), "utf8"));
    expect(mails.length).toBeGreaterThan(0);
    for (const mail of mails) same(mail.slice(mail.indexOf("\n\n") + 2), []);
  });
});

/** Our reading against git's numbers, git's patch id, and parse-diff's lines. */
function same(diff: string, options: readonly string[]): void {
  const { files, problems } = filesOf(diff);
  expect(problems).toEqual([]);
  const numbers = git(diff, "apply", "--numstat", "-z", ...options)
    .split("\0")
    .slice(0, -1);
  expect(files.map(numstat)).toEqual(numbers);
  expect(patchIdOf(diff)).toBe(git(diff, "patch-id", "--stable").slice(0, 40));
  // parse-diff loses empty files, and reads `\\ No newline` as a line of its own.
  const theirs = parseDiff(diff).map((file) =>
    file.chunks.map(({ oldStart, oldLines, newStart, newLines, changes }) => ({
      ...{ oldStart, oldCount: oldLines, newStart, newCount: newLines },
      lines: changes
        .map(({ content }) => content)
        .filter((line) => !line.startsWith("\\ No newline at")),
    })),
  );
  const ours = files.map((file) =>
    file.hunks.map(({ oldStart, oldCount, newStart, newCount, lines: hunkLines }) => ({
      ...{ oldStart, oldCount, newStart, newCount },
      lines: hunkLines.map(({ kind, text }) => marks[kind] + text),
    })),
  );
  const shown = (hunks: readonly unknown[]) => hunks.length > 0;
  expect(ours.filter(shown)).toEqual(theirs.filter(shown));
}

const marks = { same: " ", added: "+", removed: "-" } as const;

function numstat({ kind, hunks, oldPath, newPath }: FileDiff): string {
  const all = hunks.flatMap((hunk) => hunk.lines);
  const count = (wanted: string) => all.filter((line) => line.kind === wanted).length;
  const name = newPath ?? oldPath ?? "";
  return kind === "binary" ? `-\t-\t${name}` : `${count("added")}\t${count("removed")}\t${name}`;
}

/** Every excerpt stands in the file just as it says. */
function excerptsAreTrue(diff: string): void {
  for (const file of filesOf(diff).files)
    for (const side of ["before", "after"] as const)
      for (const { file: name, text, firstLine, whole } of excerptsOf(file, side)) {
        const content = (side === "before" ? { ...after, ...before } : after)[name] ?? "";
        const shown = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
        const there = content.split(/(?<=\n)/).slice(firstLine - 1, firstLine - 1 + shown);
        expect([name, text]).toEqual([name, there.join("")]);
        if (whole) expect(text).toBe(content);
      }
}
