// Texts → a git repository in a temporary folder, and what `git format-patch` mails out of it.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Repository {
  readonly dir: string;
  readonly git: (...args: readonly string[]) => string;
  /** Writes the files (null deletes one), commits, and gives the commit's id. */
  readonly commit: (title: string, files: Readonly<Record<string, string | null>>) => string;
  /** The mails of `git format-patch <range>`, in order. */
  readonly patches: (range: string, ...args: readonly string[]) => readonly string[];
  readonly remove: () => void;
}

/** An empty repository whose commits carry a fixed author and growing dates. */
export function repository(): Repository {
  const dir = mkdtempSync(join(tmpdir(), "interleave-repository-"));
  let minutes = 0;
  const git = (...args: readonly string[]): string =>
    execFileSync("git", [...SETTINGS, ...args], {
      cwd: dir,
      env: environmentAt(minutes),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 28,
    });
  git("init", "--quiet", "--initial-branch=main");
  return {
    dir,
    git,
    commit: (title, files) => {
      minutes++;
      for (const [path, text] of Object.entries(files)) {
        const file = join(dir, path);
        mkdirSync(dirname(file), { recursive: true });
        if (text === null) rmSync(file);
        else writeFileSync(file, text);
      }
      git("add", "--all");
      git("commit", "--quiet", "--message", title);
      return git("rev-parse", "HEAD").trim();
    },
    patches: (range, ...args) =>
      git("format-patch", "--stdout", "--thread", ...args, range)
        .split(/^(?=From [0-9a-f]{40} )/m)
        .filter((mail) => mail !== ""),
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const SETTINGS = ["-c", "commit.gpgSign=false", "-c", "core.hooksPath=/dev/null"];

function environmentAt(minutes: number): Record<string, string> {
  const date = new Date(Date.UTC(2026, 0, 5, 10, minutes)).toISOString();
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Ada Author",
    GIT_AUTHOR_EMAIL: "ada@example.org",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "Carl Committer",
    GIT_COMMITTER_EMAIL: "carl@example.org",
    GIT_COMMITTER_DATE: date,
  };
}
