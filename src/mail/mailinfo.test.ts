// What `git mailinfo` reads out of the mails that git makes is what we must read out of them.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "../diff/parse.ts";
import { repository, type Repository } from "../testing/git-repository.ts";
import { messagesIn } from "./mbox.ts";
import { messageOf } from "./message.ts";
import { patchOf } from "./patch.ts";

let repo: Repository;
beforeAll(() => {
  repo = repository();
  repo.commit("start", { "a.c": "one\ntwo\nthree\n", "latin.txt": "plain\n" });
  for (const [index, title] of titles.entries())
    repo.commit(title, {
      "a.c": `one\ntwo ${index}\nthree\n`,
      "ä.txt": `${"ü".repeat(index + 1)}\nFrom here on\n`,
    });
});
afterAll(() => {
  repo.remove();
});

const titles = [
  "a: plain",
  "a: not ASCII, äöü and 漢字",
  `a: long ${"words and ".repeat(12)}more`,
  "a: with a body\n\nBecause of this.\n\nFrom here on it works.\n\nSigned-off-by: Änn <ann@example.org>",
  "a: with [brackets] inside",
  "a: with a rule\n\nOne.\n\n  indented\n\n# not a comment\n",
  "a: = signs and 100% of ?=_",
];

const formats: readonly (readonly string[])[] = [
  [], ["--attach"], ["--inline"], ["--encode-email-headers"], ["--from=Änn <ann@example.org>"],
  ["--numbered"], ["--no-signature"], ["--signature=a\nb"], ["--base=HEAD~7"], ["--cover-letter"],
  ["--subject-prefix=PATCH net-next v3"], ["--rfc"], ["-v4"], ["--no-stat"], ["--full-index", "--binary"],
]; // prettier-ignore

describe("mails of git format-patch", () => {
  test.each(formats.map((format) => [format.join(" ") || "as they are", format] as const))(
    "%s",
    async (_, format) => {
      const mbox = repo.git("format-patch", "--stdout", "--thread", ...format, `HEAD~${titles.length}`);
      const mails = messagesIn(Buffer.from(mbox));
      expect(mails).toHaveLength(titles.length + (format.includes("--cover-letter") ? 1 : 0));
      for (const bytes of mails) {
        const message = await messageOf(bytes);
        const patch = patchOf(message);
        if ("why" in patch) {
          expect(patch.why).toMatch(/cover letter/);
          continue;
        }
        expect(patch.problems).toEqual([]);
        const { author, title, text, diff } = mailinfo(bytes);
        expect([patch.author.name, patch.author.address]).toEqual(author);
        expect(patch.title).toBe(title);
        expect(patch.description).toBe(text);
        expect(patch.files.map(({ newPath }) => newPath)).toEqual(["a.c", "ä.txt"]);
        expect(patch.files.map(({ hunks }) => hunks.map(({ lines }) => lines.map((line) => line.text)))).toEqual(
          filesOf(diff).files.map(({ hunks }) => hunks.map(({ lines }) => lines.map((line) => line.text))),
        );
        expect(patch.patchId).toBe(git(diff, "patch-id", "--stable").slice(0, 40));
      }
    },
  ); // prettier-ignore
});

function git(input: string | Uint8Array, ...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: repo.dir, input, encoding: "utf8" });
}

function mailinfo(mail: Uint8Array) {
  const [message, patch] = [join(repo.dir, ".git/message"), join(repo.dir, ".git/patch")];
  const told = git(mail, "mailinfo", "--encoding=UTF-8", message, patch);
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(told)?.[1] ?? "";
  const body = readFileSync(patch, "utf8");
  return {
    author: [field("Author"), field("Email")],
    title: field("Subject"),
    text: readFileSync(message, "utf8").trim(),
    diff: body.slice(body.indexOf("diff --git")),
  };
}
