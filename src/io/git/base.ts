// A series and a repository → the commit to apply it on, and one sentence that says why that one.
// In order: the operator's word, the mail's base-commit, evidence, HEAD.

import type { Series } from "../../types.ts";
import { Refusal } from "../../world.ts";
import { evidenceOf, matches, type Evidence } from "./evidence.ts";
import { git } from "./run.ts";
import type { Scratch } from "./scratch.ts";
import { entryAt, type Reader } from "./snapshot.ts";

export interface Base {
  readonly commit: string;
  readonly how: string;
  /** Others to try when the series does not apply here; none when someone said that it is this. */
  readonly others: readonly Candidate[];
}

export interface Candidate {
  readonly commit: string;
  readonly name: string;
}

/** Branches and tags that are looked at as a base. */
const CANDIDATES_MAX = 64;
/** How far back the history of the best candidate is searched. */
const HISTORY_COMMITS_MAX = 5000;
const HISTORY_HITS_MAX = 200;

export async function baseOf(
  reader: Reader,
  series: Series,
  said: string | undefined,
): Promise<Base> {
  if (said !== undefined)
    return { commit: await resolved(reader, said), how: `${said}, as asked for`, others: [] };
  const mailed = series.baseCommit;
  if (mailed !== undefined && (await reader.objects.read(mailed))?.type === "commit")
    return { commit: mailed, how: "base-commit of the series", others: [] };
  const chosen = await byEvidence(reader, series);
  if (mailed === undefined) return chosen;
  return { ...chosen, how: `${chosen.how}; base-commit ${mailed} is not in this repository` };
}

/** A revision in the operator's words → a commit. Throws when there is none. */
export async function resolved({ scratch }: Reader, rev: string): Promise<string> {
  const commit = await commitOf(scratch, rev);
  if (commit === undefined)
    throw new Refusal("usage", `${rev}: no such revision in this repository`);
  return commit;
}

async function commitOf({ tree }: Scratch, rev: string): Promise<string | undefined> {
  if (rev.startsWith("-") || rev === "") return undefined;
  const ran = await git(["rev-parse", "--verify", "--quiet", `${rev}^{commit}`], { gitDir: tree });
  return ran.status === 0 ? ran.out.toString("utf8").trim() : undefined;
}

async function byEvidence(reader: Reader, series: Series): Promise<Base> {
  const candidates = await candidatesOf(reader.scratch, series.tags);
  const [first] = candidates;
  if (first === undefined) throw new Refusal("usage", "the repository has no commit to start from");
  const evidence = evidenceOf(series);
  const weak = { commit: first.commit, others: candidates.slice(1) };
  if (evidence.length === 0)
    return { ...weak, how: `${first.name}: the mail does not name a base, nor old blobs` };
  const best = await bestOf(reader, evidence, candidates);
  const all = evidence.length;
  if (best.count === all)
    return { ...best, others: [], how: `${best.name}: ${these(all, all)} of the diff there` };
  const older = await inHistory(reader, evidence, best);
  if (older !== undefined) return older;
  if (best.count === 0)
    return { ...weak, how: `${first.name}: no old blob of the diff is in a branch` };
  const how = `${best.name}: ${these(best.count, all)} of the diff there, more than elsewhere`;
  return { ...best, how, others: candidates.filter(({ commit }) => commit !== best.commit) };
}

function these(count: number, all: number): string {
  if (count < all) return `${count} of ${all} old blobs`;
  return all === 1 ? "the old blob" : `all ${all} old blobs`;
}

async function bestOf(
  reader: Reader,
  evidence: readonly Evidence[],
  candidates: readonly Candidate[],
): Promise<Candidate & { readonly count: number }> {
  let best = { commit: "", name: "", count: -1 };
  for (const candidate of candidates) {
    const count = await countAt(reader, evidence, candidate.commit);
    if (count > best.count) best = { ...candidate, count };
    if (count === evidence.length) break;
  }
  return best;
}

/** How many files of the evidence are at this commit what the diff says they were. */
async function countAt(
  reader: Reader,
  evidence: readonly Evidence[],
  commit: string,
): Promise<number> {
  const root = await rootOf(reader, commit);
  let count = 0;
  for (const one of evidence) {
    const entry = await entryAt(reader, root, new Map(), one.path);
    if (entry !== undefined && matches(entry.id, one)) count++;
  }
  return count;
}

/** The tree of a commit. */
export async function rootOf({ objects }: Reader, commit: string): Promise<string> {
  const root = (await objects.read(`${commit}^{tree}`))?.id;
  if (root === undefined) throw new Error(`git: ${commit} has no tree in this repository`);
  return root;
}

/** The branch may have moved on since: commits that touched the files, newest first. */
async function inHistory(
  reader: Reader,
  evidence: readonly Evidence[],
  from: Candidate,
): Promise<Base | undefined> {
  const options = { gitDir: reader.scratch.reading };
  const skip = `--skip=${HISTORY_COMMITS_MAX}`;
  const limit = await git(["rev-list", "--max-count=1", skip, from.commit], options);
  // A repository that ends early (shallow) gives what it has.
  const until = limit.status === 0 ? limit.out.toString("utf8").trim() : "";
  const ran = await git(
    [
      ...["log", "--format=%H %P", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff"],
      ...[`--max-count=${HISTORY_HITS_MAX}`, from.commit, ...(until === "" ? [] : [`^${until}`])],
      ...["--", ...evidence.map(({ path }) => path)],
    ],
    options,
  );
  for (const commit of commitsIn(ran.out.toString("utf8"), evidence)) {
    if ((await reader.objects.read(commit))?.type !== "commit") continue;
    if ((await countAt(reader, evidence, commit)) < evidence.length) continue;
    const how = `${commit.slice(0, 12)}, an ancestor of ${from.name}`;
    const why = `${these(evidence.length, evidence.length)} of the diff there`;
    return { commit, how: `${how}: ${why}`, others: [] };
  }
  return undefined;
}

/** Commits of a raw log that leave, or whose parent had, a blob of the evidence. */
function commitsIn(log: string, evidence: readonly Evidence[]): ReadonlySet<string> {
  const commits = new Set<string>();
  let commit = "";
  let parent = "";
  for (const line of log.split("\n")) {
    const raw = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) /.exec(line);
    if (raw === null) [commit = "", parent = ""] = line === "" ? [commit, parent] : line.split(" ");
    else {
      const [, before = "", after = ""] = raw;
      if (evidence.some((one) => matches(after, one))) commits.add(commit);
      if (parent !== "" && evidence.some((one) => matches(before, one))) commits.add(parent);
    }
  }
  return commits;
}

/** Branches and tags named like a tag of the subject, then HEAD, then the newest others. */
async function candidatesOf(
  scratch: Scratch,
  tags: readonly string[],
): Promise<readonly Candidate[]> {
  const format = "--format=%(objectname) %(*objectname) %(refname)";
  const kinds = ["refs/heads", "refs/remotes", "refs/tags"];
  const count = `--count=${20 * CANDIDATES_MAX}`;
  const ran = await git(["for-each-ref", "--sort=-creatordate", count, format, ...kinds], {
    gitDir: scratch.tree,
  });
  const refs = ran.out
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const [id = "", peeled = "", ref = ""] = line.split(" ");
      const name = ref.replace(/^refs\/(?:heads|remotes|tags)\//, "");
      return ref === "" ? [] : [{ commit: peeled === "" ? id : peeled, name }];
    });
  const head = await commitOf(scratch, "HEAD");
  const tagged = refs.filter(({ name }) => name.split("/").some((part) => tags.includes(part)));
  const all = [...tagged, ...(head === undefined ? [] : [{ commit: head, name: "HEAD" }]), ...refs];
  const seen = new Set<string>();
  return all.filter(({ commit }) => !seen.has(commit) && seen.add(commit)).slice(0, CANDIDATES_MAX);
}
