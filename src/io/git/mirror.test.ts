import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository, type Repository } from "../../testing/git-repository.ts";
import { gitIn } from "../../testing/github/git.ts";
import { appKeys } from "../../testing/github/keys.ts";
import { fakeGitHub, type FakeGitHub } from "../../testing/github/server.ts";
import { plainSeries } from "../../testing/plain-series.ts";
import type { MessageId, Series } from "../../types.ts";
import { messageText } from "./commit-message.ts";
import { mirrorOf, type Mirror, type Remote } from "./mirror.ts";

const settings = {
  link: "https://lore.example.org/r/",
  committer: { name: "interleave", address: "interleave@example.org" },
};
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${String(from + at)}\n`).join("");

let github: FakeGitHub;
const made: Repository[] = [];
beforeAll(async () => {
  github = await fakeGitHub(appKeys().publicKey);
  gitIn(github.state.dir, "config", "uploadpack.allowAnySHA1InWant", "true");
});
afterAll(async () => {
  expect(github.faults).toEqual([]);
  await github.close();
  for (const repo of made) repo.remove();
});

function remote(): Remote {
  github.state.tokens.add("ghs_secret");
  return { url: `${github.url}/mirror/linux.git`, token: "ghs_secret" };
}

interface Made {
  readonly repo: Repository;
  readonly base: string;
  readonly mails: readonly string[];
  readonly series: Series;
}

/** A repository whose base is on the fake GitHub too, and a series of three patches for it. */
function madeSeries(): Made {
  const repo = repository();
  made.push(repo);
  const base = repo.commit("start", {
    "net/core/a.c": lines(1, 30),
    "net/core/b.c": "int b;\n",
    "net/core.c": "int core;\n",
    "net/core-x/c.c": "int c;\n",
    "z.txt": "z\n",
  });
  repo.git("push", "--quiet", github.state.dir, "+HEAD:refs/heads/main");
  const more =
    'net: one\n\nWhy it is so,\n  indented.\n\nFixes: 123456789abc ("net: zero")\nCloses: x';
  repo.commit(more, { "net/core/a.c": lines(1, 9) + "new\n" + lines(10, 30) });
  repo.commit("net: two: no trailers\n\nA word: and a line.", {
    "net/core/b.c": null,
    "deep/er/new.c": "int n;\n",
    "z.txt": null,
  });
  repo.git("update-index", "--chmod=+x", "net/core.c");
  repo.commit("net: three", { "net/core.c": "int core2;\n", "net/core/0.c": "int zero;\n" });
  const mails = repo.patches(`${base}..HEAD`);
  return { repo, base, mails, series: plainSeries(mails) };
}

async function withMirror<T>(dir: string, use: (mirror: Mirror) => Promise<T>): Promise<T> {
  const mirror = await mirrorOf(dir, settings);
  try {
    return await use(mirror);
  } finally {
    await mirror.close();
  }
}

const shown = "--format=%an <%ae>%n%ad%n%T%n%B";

test("the branch on the remote is what git am makes of the same mails, and a Link", async () => {
  const { repo, base, mails, series } = madeSeries();
  const head = await withMirror(repo.dir, async (mirror) => {
    const branch = await mirror.branchOf(series, base);
    await mirror.push(remote(), [{ branch: "interleave/one", commit: branch.head }]);
    expect(branch.missing).toEqual([]);
    expect(branch.commits.map(({ patch }) => patch)).toEqual(series.patches.map(({ id }) => id));
    return branch.head;
  });
  const ours = gitIn(github.state.dir, "log", shown, `main..interleave/one`);
  expect(gitIn(github.state.dir, "rev-parse", "interleave/one").trim()).toBe(head);
  gitIn(github.state.dir, "fsck", "--strict", "--no-dangling");

  repo.git("checkout", "--quiet", base);
  const box = join(repo.dir, "..", `${head}.mbox`);
  writeFileSync(box, mails.join(""));
  execFileSync("git", ["am", "--quiet", box], { cwd: repo.dir, env: am });
  const theirs = repo.git("log", shown, `${base}..HEAD`);
  const links = series.patches.map(({ id }) => `Link: ${settings.link}${id}`).reverse();
  expect(ours.match(/^Link: .*$/gm)).toEqual(links);
  // git am joins no trailer, so neither its blank line nor ours counts.
  const bare = (log: string): string => log.replace(/\n*Link: .*\n/g, "\n").replace(/\n+/g, "\n");
  expect(bare(ours)).toBe(bare(theirs));
});

const am = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_COMMITTER_NAME: "x",
  GIT_COMMITTER_EMAIL: "x@example.org",
};

test("the same mails give the same commits; a new version takes the branch over", async () => {
  const { repo, base, series } = madeSeries();
  const heads = [];
  for (let turn = 0; turn < 2; turn++)
    heads.push(await withMirror(repo.dir, async (m) => (await m.branchOf(series, base)).head));
  expect(heads[0]).toBe(heads[1]);
  repo.git("checkout", "--quiet", base);
  repo.commit("net: one\n\nBetter.", { "net/core/a.c": lines(1, 9) + "newer\n" + lines(10, 30) });
  const next = plainSeries(repo.patches(`${base}..HEAD`));
  const old = { base, head: heads[0] ?? "" };
  await withMirror(repo.dir, async (mirror) => {
    const first = await mirror.branchOf(series, base);
    await mirror.push(remote(), [{ branch: "interleave/two", commit: first.head }]);
  });
  await withMirror(repo.dir, async (mirror) => {
    const second = await mirror.branchOf(next, base);
    const young = { base, head: second.head };
    expect(await mirror.rangeDiff(old, young)).toBeUndefined();
    expect(await mirror.fetch(remote(), "refs/heads/interleave/two")).toBe(old.head);
    expect(await mirror.rangeDiff(old, young)).toContain("net: one");
    await mirror.push(remote(), [{ branch: "interleave/two", commit: second.head }]);
    expect(gitIn(github.state.dir, "rev-parse", "interleave/two").trim()).toBe(second.head);
    expect(await mirror.fetch(remote(), old.head)).toBe(old.head);
    expect(await mirror.fetch(remote(), "refs/heads/nothing")).toBeUndefined();
    expect([
      await mirror.isAncestor(base, second.head),
      await mirror.isAncestor(second.head, base),
    ]).toEqual([true, false]);
  });
});

test("a patch that does not apply is left out; when none applies an empty commit is left", async () => {
  const { repo, base, series } = madeSeries();
  repo.git("checkout", "--quiet", base);
  const moved = repo.commit("moved", { "net/core/a.c": "other\n" });
  const [one] = series.patches;
  const seen = await withMirror(repo.dir, async (mirror) => {
    const blind = series.patches.map((patch) => ({
      ...patch,
      files: patch.files.map((file) => ({ ...file, oldBlob: undefined, newBlob: undefined })),
    }));
    const all = await mirror.branchOf({ ...series, patches: blind }, moved);
    const none = await mirror.branchOf({ ...series, patches: blind.slice(0, 1) }, moved);
    await mirror.push(remote(), [{ branch: "interleave/none", commit: none.head }]);
    return { all, none };
  });
  expect(seen.all.commits.map(({ commit }) => commit !== undefined)).toEqual([false, true, true]);
  expect(seen.all.missing).toEqual([
    expect.stringContaining("patch 1/3 does not apply: hunk 1 of net/core/a.c") as string,
  ]);
  expect(seen.none.commits).toEqual([{ patch: one?.id, commit: undefined }]);
  expect(gitIn(github.state.dir, "diff", `${moved}..interleave/none`)).toBe("");
});

test("the commits of a branch come back as the mails that they would be", async () => {
  const { repo, base } = madeSeries();
  const mails = await withMirror(repo.dir, (mirror) =>
    mirror.mails({ base, head: repo.git("rev-parse", "HEAD").trim() }),
  );
  expect(mails.map(({ bytes }) => /^Subject: (.*)$/m.exec(bytes.toString())?.[1])).toEqual([
    "[PATCH 1/3] net: one",
    "[PATCH 2/3] net: two: no trailers",
    "[PATCH 3/3] net: three",
  ]);
  const commits = repo.git("rev-list", "--reverse", `${base}..HEAD`).trim().split("\n");
  expect(mails.map(({ commit }) => commit)).toEqual(commits);
});

test("the token is in no argument, URL or error, and a wrong one is refused", async () => {
  const { repo, base, series } = madeSeries();
  const bad = { ...remote(), token: "ghs_wrong_secret" };
  const seen: string[] = [];
  const watch = setInterval(() => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      } catch {
        // It has ended meanwhile.
      }
    }
  }, 2);
  await withMirror(repo.dir, async (mirror) => {
    const { head } = await mirror.branchOf(series, base);
    const refs = [{ branch: "interleave/three", commit: head }];
    const refused = mirror.push(bad, refs);
    await expect(refused).rejects.toThrow(/git push: /);
    await expect(refused).rejects.not.toThrow(/secret/);
    await mirror.push(remote(), refs);
    await expect(mirror.push(remote(), [{ branch: "--mirror", commit: head }])).rejects.toThrow(
      "not a branch name",
    );
    await expect(mirror.fetch(remote(), "--upload-pack=x")).rejects.toThrow("not a ref");
  });
  clearInterval(watch);
  const encoded = Buffer.from("x-access-token:ghs_secret").toString("base64");
  expect(seen.some((line) => line.includes("git") && line.includes("push"))).toBe(true);
  expect(seen.filter((line) => line.includes("ghs_secret") || line.includes(encoded))).toEqual([]);
});

test.each([
  ["", "T\n\nLink: l/i@x\n"],
  ["Why.", "T\n\nWhy.\n\nLink: l/i@x\n"],
  ["Why.\n\nSigned-off-by: A <a@x>", "T\n\nWhy.\n\nSigned-off-by: A <a@x>\nLink: l/i@x\n"],
  [
    "Acked-by: A <a@x>\n[b: fixed]\nB: c",
    "T\n\nAcked-by: A <a@x>\n[b: fixed]\nB: c\nLink: l/i@x\n",
  ],
  ["Note: this\nis prose.", "T\n\nNote: this\nis prose.\n\nLink: l/i@x\n"],
  ["a  \n\n\n\nb\n\n", "T\n\na\n\nb\n\nLink: l/i@x\n"],
])("the message of a description %j", (description, text) => {
  const [patch] = madeSeries().series.patches;
  if (patch === undefined) throw new Error("no patch");
  const id = "i@x" as MessageId;
  expect(messageText({ ...patch, title: "T", description, id }, "l/")).toBe(text);
});

test("what is special in a URL is encoded in a link", () => {
  const [patch] = madeSeries().series.patches;
  if (patch === undefined) throw new Error("no patch");
  const id = "a/../b?c#d+e@x" as MessageId;
  expect(messageText({ ...patch, id }, "https://l/")).toContain("https://l/a%2F..%2Fb%3Fc%23d+e@x");
});
