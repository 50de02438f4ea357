// Series → branches on a remote repository. Commits are made beside the operator's tree, pushed with
// a token that stands in no URL, argument or file, and compared between versions.

import type { Patch, Series } from "../../types.ts";
import { whereItApplies } from "./attempt.ts";
import { baseOf } from "./base.ts";
import { commitsOf, emptyCommit, type Committed, type CommitSettings } from "./commits.ts";
import { landedIn } from "./landed.ts";
import { firstLine, git } from "./run.ts";
import { scratchOf } from "./scratch.ts";
import { readerOf, type Reader } from "./snapshot.ts";

export interface Mirror {
  /** Makes the commits of a series; `base` is what its review chose. */
  readonly branchOf: (series: Series, base: string | undefined) => Promise<Branch>;
  /** Points branches of the remote at commits, whatever they pointed at before. */
  readonly push: (remote: Remote, refs: readonly PushedRef[]) => Promise<void>;
  /** Gets a ref or commit of the remote, so that it can be compared; undefined if it has none. */
  readonly fetch: (remote: Remote, ref: string) => Promise<string | undefined>;
  readonly isAncestor: (old: string, young: string) => Promise<boolean>;
  /** What changed between two versions of a series; undefined when one of them is not here. */
  readonly rangeDiff: (old: Range, young: Range) => Promise<string | undefined>;
  /** Where two branches part; undefined when they have nothing in common. */
  readonly mergeBase: (one: string, other: string) => Promise<string | undefined>;
  /** The commits of a branch as mails, oldest first. */
  readonly mails: (range: Range) => Promise<readonly CommitMail[]>;
  /** A commit for each patch, behind `base` up to `head`; undefined when one patch has none. */
  readonly landed: (
    range: Range,
    patches: readonly Patch[],
  ) => Promise<readonly string[] | undefined>;
  readonly close: () => Promise<void>;
}

export interface Branch {
  readonly base: { readonly rev: string; readonly how: string };
  readonly head: string;
  readonly commits: readonly Committed[];
  /** Why the patches that are not in the branch are not, a sentence each. */
  readonly missing: readonly string[];
}

export interface Range {
  readonly base: string;
  readonly head: string;
}

export interface CommitMail {
  readonly commit: string;
  readonly bytes: Buffer;
}

export interface PushedRef {
  readonly branch: string;
  readonly commit: string;
}

export interface Remote {
  /** `https://github.com/owner/repository.git`. */
  readonly url: string;
  readonly token: string;
}

const RANGE_DIFF_CHARACTERS_MAX = 50_000;
const COMMITS_MAX = 250;
/** Fetches may be under way at once, and each reads what it fetched: they take turns at names. */
const FETCHED_REFS = Array.from({ length: 16 }, (_, at) => `refs/interleave/fetched-${at}`);

/** Opens the repository at `dir` for mirroring. Throws when there is none. */
export async function mirrorOf(dir: string, settings: CommitSettings): Promise<Mirror> {
  const scratch = await scratchOf(dir);
  const reader = readerOf(scratch);
  const gitDir = scratch.reading;
  let fetches = 0;
  return {
    branchOf: (series, base) => branchOf(reader, series, base, settings),
    push: (remote, refs) => push(gitDir, remote, refs),
    fetch: (remote, ref) => {
      const own = FETCHED_REFS[fetches++ % FETCHED_REFS.length] ?? "";
      return fetched(gitDir, remote, ref, own);
    },
    isAncestor: async (old, young) =>
      (await git(["merge-base", "--is-ancestor", old, young], { gitDir })).status === 0,
    rangeDiff: (old, young) => rangeDiff(gitDir, old, young),
    mergeBase: async (one, other) => {
      const ran = await git(["merge-base", one, other], { gitDir });
      return ran.status === 0 ? ran.out.toString("utf8").trim() : undefined;
    },
    mails: (range) => mailsOf(gitDir, range),
    landed: (range, patches) => landedIn(gitDir, range, patches),
    close: async () => {
      await reader.objects.close();
      await scratch.remove();
    },
  };
}

async function branchOf(
  reader: Reader,
  series: Series,
  said: string | undefined,
  settings: CommitSettings,
): Promise<Branch> {
  const chosen = await whereItApplies(reader, series, await baseOf(reader, series, said));
  const made = await commitsOf(reader, chosen, series.patches, settings);
  const base = { rev: chosen.commit, how: chosen.how };
  const missing = chosen.results.flatMap(({ why }) =>
    why === undefined ? [] : [`${why.what}: ${why.why}`],
  );
  const [first] = series.patches;
  if (made.head !== chosen.commit || first === undefined) return { base, ...made, missing };
  const head = await emptyCommit(reader, chosen, first, settings);
  return { base, head, commits: made.commits, missing };
}

async function push(gitDir: string, remote: Remote, refs: readonly PushedRef[]): Promise<void> {
  const specs = refs.map(({ branch, commit }) => {
    // The names are ours; whatever they are made from, git must not read one as an option.
    if (!/^[A-Za-z0-9][\w./-]*$/.test(branch)) throw new Error(`${branch}: not a branch name`);
    return `+${commit}:refs/heads/${branch}`;
  });
  const ran = await git(["push", "--quiet", "--no-verify", "--", remote.url, ...specs], {
    gitDir,
    env: networkOf(remote),
  });
  if (ran.status !== 0) throw new Error(`git push: ${saidBy(ran.err)}`);
}

async function fetched(
  gitDir: string,
  remote: Remote,
  ref: string,
  own: string,
): Promise<string | undefined> {
  if (!/^[A-Za-z0-9][\w./-]*$/.test(ref)) throw new Error(`${ref}: not a ref`);
  const refspec = `+${ref}:${own}`;
  const ran = await git(
    ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote.url, refspec],
    { gitDir, env: networkOf(remote) },
  );
  if (ran.status !== 0) {
    if (/couldn't find remote ref|not our ref/.test(ran.err)) return undefined;
    throw new Error(`git fetch: ${saidBy(ran.err)}`);
  }
  const found = await git(["rev-parse", "--verify", own], { gitDir });
  return found.out.toString("utf8").trim();
}

async function rangeDiff(gitDir: string, old: Range, young: Range): Promise<string | undefined> {
  const ranges = [`${old.base}..${old.head}`, `${young.base}..${young.head}`];
  const ran = await git(["range-diff", "--no-color", "--no-ext-diff", ...ranges], { gitDir });
  if (ran.status !== 0) return undefined;
  const text = ran.out.toString("utf8");
  if (text.length <= RANGE_DIFF_CHARACTERS_MAX) return text;
  return `${text.slice(0, text.lastIndexOf("\n", RANGE_DIFF_CHARACTERS_MAX))}\n[cut: too long]\n`;
}

async function mailsOf(gitDir: string, { base, head }: Range): Promise<readonly CommitMail[]> {
  const options = ["--stdout", "--full-index", "--no-ext-diff", "--no-textconv"];
  const count = `--max-count=${COMMITS_MAX}`;
  const ran = await git(["format-patch", ...options, count, `${base}..${head}`], { gitDir });
  if (ran.status !== 0) throw new Error(`git format-patch: ${saidBy(ran.err)}`);
  const texts = ran.out
    .toString("latin1")
    .split(/^From (?=[0-9a-f]{40,64} Mon Sep 17 00:00:00 2001$)/m)
    .slice(1);
  const commits = texts.map((text) => text.slice(0, text.indexOf(" ")));
  // Threaded by ids that are the same on every run, which git's own are not.
  return texts.map((text, at) => {
    const id = (commit = ""): string => `<${commit}@interleave.invalid>`;
    const parent = at === 0 ? "" : `In-Reply-To: ${id(commits[0])}\n`;
    const mail = text.slice(text.indexOf("\n") + 1);
    const bytes = Buffer.from(`Message-ID: ${id(commits[at])}\n${parent}${mail}`, "latin1");
    return { commit: commits[at] ?? "", bytes };
  });
}

/**
 * The token goes in as configuration through the environment: it is not in the argument list that
 * every user of the machine can read, nor in a URL that errors repeat.
 */
function networkOf({ url, token }: Remote): Record<string, string> {
  const { protocol, host } = new URL(url);
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_ALLOW_PROTOCOL: protocol.slice(0, -1),
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${protocol}//${host}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

function saidBy(error: string): string {
  const fatal = error.split("\n").find((line) => /^(?:fatal|error|remote): /.test(line));
  return fatal ?? firstLine(error);
}
