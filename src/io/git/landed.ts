// Patches → the commits of a branch that they have become, when all of them have.

import type { Patch } from "../../types.ts";
import { firstLine, git } from "./run.ts";

/** Newest commits on the files of a patch that are compared with it. */
const COMMITS_MAX = 300;

/**
 * A commit for each patch, out of those behind `base` up to `head`: the same change by its patch id,
 * wherever it was applied. undefined when one patch has none, for a series is merged as a whole.
 */
export async function landedIn(
  gitDir: string,
  { base, head }: { readonly base: string; readonly head: string },
  patches: readonly Patch[],
): Promise<readonly string[] | undefined> {
  const commits: string[] = [];
  for (const patch of patches) {
    const paths = patch.files.flatMap(({ oldPath, newPath }) => [oldPath, newPath]);
    const known = [...new Set(paths.filter((path) => path !== undefined))];
    // Without an id, or without files to look for, any commit could be it.
    if (patch.patchId === "" || known.length === 0) return undefined;
    const commit = (await idsOf(gitDir, `${base}..${head}`, known)).get(patch.patchId);
    if (commit === undefined) return undefined;
    commits.push(commit);
  }
  return commits.length === 0 ? undefined : commits;
}

/** Patch id → commit, for the commits that change one of the files; their whole change counts. */
async function idsOf(
  gitDir: string,
  range: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const whole = ["-p", "--full-diff", "--full-index", "--no-ext-diff", "--no-textconv"];
  const which = ["--no-merges", `--max-count=${COMMITS_MAX}`, range, "--", ...paths];
  const log = await git(["--literal-pathspecs", "log", ...whole, ...which], { gitDir });
  if (log.status !== 0) throw new Error(`git log: ${firstLine(log.err)}`);
  const ids = await git(["patch-id", "--stable"], { gitDir, input: log.out });
  if (ids.status !== 0) throw new Error(`git patch-id: ${firstLine(ids.err)}`);
  const lines = ids.out.toString("latin1").split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [id = "", commit = ""] = line.split(" ");
      return [id, commit] as const;
    }),
  );
}
