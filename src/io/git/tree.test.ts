import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository, type Repository } from "../../testing/git-repository.ts";
import { plainSeries } from "../../testing/plain-series.ts";
import type { FileDiff, Series } from "../../types.ts";
import type { PatchedTree } from "../../world.ts";
import { treeOf } from "./tree.ts";

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${String(from + at)}\n`).join("");

const made: Repository[] = [];
function fresh(): Repository {
  const repo = repository();
  made.push(repo);
  return repo;
}
afterAll(() => {
  for (const repo of made) repo.remove();
});

async function patchedAt<T>(
  dir: string,
  series: Series,
  base: string | undefined,
  use: (tree: PatchedTree) => Promise<T>,
): Promise<T> {
  const tree = await treeOf(dir);
  try {
    return await use(await tree.patched(series, base));
  } finally {
    await tree.close();
  }
}

/** Three commits on a small tree, and the series of the last two. */
function small(): { repo: Repository; base: string; series: Series } {
  const repo = fresh();
  const base = repo.commit("start", {
    "net/core/a.c": lines(1, 30),
    "net/core/b.c": lines(1, 5),
    "include/a.h": "struct a;\n",
    "old name.txt": lines(1, 20),
  });
  repo.commit("one", {
    "net/core/a.c": lines(1, 10) + "new line\n" + lines(11, 30),
    "net/new.c": "int x;",
    "net/core/b.c": null,
  });
  repo.git("mv", "old name.txt", "new name.txt");
  repo.commit("two", { "net/core/a.c": lines(1, 10) + "newer line\n" + lines(11, 30) });
  return { repo, base, series: plainSeries(repo.patches(`${base}..HEAD`)) };
}

describe("a series that applies", () => {
  test("is read as each patch leaves it, from any kind of repository", async () => {
    const { repo, base, series } = small();
    const bare = join(repo.dir, "bare.git");
    const shallow = join(repo.dir, "shallow");
    const linked = join(repo.dir, "linked");
    repo.git("checkout", "--quiet", base);
    repo.git("clone", "--quiet", "--bare", repo.dir, bare);
    repo.git("clone", "--quiet", "--depth=1", `file://${repo.dir}`, shallow);
    repo.git("worktree", "add", "--quiet", linked, base);
    for (const dir of [repo.dir, bare, shallow, linked]) {
      const seen = await patchedAt(dir, series, undefined, async (tree) => {
        const at = [tree.before, ...tree.patches.map(({ after }) => after)];
        const all = (path: string) => Promise.all(at.map((snapshot) => snapshot.read(path)));
        return {
          base: tree.base.rev,
          applies: tree.patches.map(({ applies, how, why }) => [applies, how, why]),
          a: (await all("net/core/a.c")).map((text) => text?.split("\n")[10]),
          b: await all("net/core/b.c"),
          added: await all("net/new.c"),
          header: await all("include/a.h"),
          renamed: (await all("new name.txt")).map((text) => text?.length),
          lists: await Promise.all(at.map((snapshot) => snapshot.list("net"))),
        };
      });
      expect(seen).toEqual({
        base,
        applies: [
          [true, "exact", undefined],
          [true, "exact", undefined],
        ],
        a: ["line 11", "new line", "newer line"],
        b: [lines(1, 5), undefined, undefined],
        added: [undefined, "int x;", "int x;"],
        header: ["struct a;\n", "struct a;\n", "struct a;\n"],
        renamed: [undefined, undefined, lines(1, 20).length],
        lists: [
          ["net/core/a.c", "net/core/b.c"],
          ["net/core/a.c", "net/new.c"],
          ["net/core/a.c", "net/new.c"],
        ],
      });
    }
  });

  test("leaves the repository as it was, byte for byte", async () => {
    const { repo, base, series } = small();
    repo.git("checkout", "--quiet", base);
    const before = stampsBelow(repo.dir);
    await patchedAt(repo.dir, series, undefined, (tree) => tree.before.read("include/a.h"));
    expect(stampsBelow(repo.dir)).toEqual(before);
  });

  test("gives the blobs that git gives", async () => {
    const { repo, base, series } = small();
    const blob = await patchedAt(repo.dir, series, base, (tree) =>
      Promise.resolve(tree.patches[1]?.after.blob("net/core/a.c")),
    );
    expect(blob).toBe(repo.git("rev-parse", "main:net/core/a.c").trim());
  });
});

describe("the base", () => {
  test.each<[string, (base: string) => [string | undefined, Partial<Series>], string]>([
    ["asked for", (base) => [base, {}], "as asked for"],
    ["of the mail", (base) => [undefined, { baseCommit: base as never }], "base-commit of the"],
    [
      "of the mail, when it is not there",
      () => [undefined, { baseCommit: "1".repeat(40) as never }],
      "an ancestor of HEAD: all 2 old blobs of the diff there; base-commit 1111111111111111111",
    ],
    ["by old blobs in the history", () => [undefined, {}], "an ancestor of HEAD: all 2 old blobs"],
  ])("%s", async (_name, given, how) => {
    const { repo, base, series } = small();
    const [said, more] = given(base);
    const seen = await patchedAt(repo.dir, { ...series, ...more }, said, (tree) =>
      Promise.resolve(tree.base),
    );
    expect(seen.rev).toBe(base);
    expect(seen.how).toContain(how);
  });

  test("is the branch that the subject names, when it has the blobs", async () => {
    const { repo, base, series } = small();
    repo.git("branch", "net-next", base);
    const seen = await patchedAt(repo.dir, { ...series, tags: ["net-next"] }, undefined, (tree) =>
      Promise.resolve(tree.base),
    );
    expect(seen).toEqual({ rev: base, how: "net-next: all 2 old blobs of the diff there" });
  });

  test("is another branch, when every patch applies only there", async () => {
    const { repo, base, series } = small();
    repo.git("branch", "other", base);
    repo.git("checkout", "--quiet", "--orphan", "unrelated");
    repo.git("rm", "-rfq", ".");
    repo.commit("unrelated", { "x.c": "int y;\n" });
    const blind = { ...series, patches: series.patches.map(withoutBlobs) };
    const seen = await patchedAt(repo.dir, blind, undefined, (tree) => Promise.resolve(tree.base));
    expect(seen.rev).toBe(base);
    expect(seen.how).toBe(
      "other: every patch applies there, which it does not on " +
        "HEAD: the mail does not name a base, nor old blobs",
    );
  });

  test.each(["nowhere", "--all", "", "HEAD:include/a.h"])(
    "%j is refused as a base",
    async (base) => {
      const { repo, series } = small();
      await expect(patchedAt(repo.dir, series, base, () => Promise.resolve())).rejects.toThrow(
        "no such revision",
      );
    },
  );

  test("a folder that is no repository is refused, even inside of one", async () => {
    const { repo } = small();
    await expect(treeOf(join(repo.dir, "include"))).rejects.toThrow("not a git repository");
    await expect(treeOf(join(repo.dir, "nowhere"))).rejects.toThrow("no such folder");
  });
});

function withoutBlobs(patch: Series["patches"][number]): Series["patches"][number] {
  const files = patch.files.map((file) => ({ ...file, oldBlob: undefined, newBlob: undefined }));
  return { ...patch, files };
}

describe("a patch that does not apply", () => {
  test("is told by hunk and line, and the next ones go on", async () => {
    const { repo, series } = small();
    repo.git("checkout", "--quiet", "HEAD~2");
    const moved = repo.commit("moved on", {
      "net/core/a.c": lines(1, 9) + "other line\n" + lines(11, 30),
    });
    const later = repo.commit("later", { "include/a.h": "struct a;\nstruct b;\n" });
    const third = plainSeries(repo.patches(`${moved}..${later}`)).patches;
    const all = { ...series, patches: [...series.patches, ...third].map(withoutBlobs) };
    const seen = await patchedAt(repo.dir, all, moved, async (tree) => ({
      patches: tree.patches.map(({ applies, why }) => [applies, why?.why]),
      header: await tree.patches[2]?.after.read("include/a.h"),
    }));
    const line = series.patches[0]?.files
      .flatMap(({ hunks }) => hunks)
      .flatMap((hunk) => hunk.lines)
      .find(({ text }) => text === "line 10")?.bodyLine;
    expect(seen).toEqual({
      patches: [
        [
          false,
          "hunk 1 of net/core/a.c (@@ -8,6 @@) does not match at line 10: the patch expects " +
            `"line 10" (line ${String(line)} of the mail), the file has "other line"`,
        ],
        [false, expect.stringContaining('at line 10: the patch expects "line 10"') as string],
        [true, undefined],
      ],
      header: "struct a;\nstruct b;\n",
    });
  });

  test("is merged when the blobs that it was made from are there", async () => {
    const { repo, base, series } = small();
    repo.git("checkout", "--quiet", base);
    const moved = repo.commit("moved on", {
      "net/core/a.c": lines(1, 7) + "other line\n" + lines(9, 30),
    });
    const seen = await patchedAt(repo.dir, series, moved, async (tree) => ({
      how: tree.patches.map(({ how }) => how),
      text: await tree.patches[1]?.after.read("net/core/a.c"),
    }));
    expect(seen).toEqual({
      how: ["three-way", "three-way"],
      text: lines(1, 7) + "other line\n" + lines(9, 10) + "newer line\n" + lines(11, 30),
    });
  });

  test("because the base has it already, is told so", async () => {
    const { repo, base, series } = small();
    const first = repo.git("rev-parse", "HEAD~1").trim();
    expect(first).not.toBe(base);
    const seen = await patchedAt(repo.dir, series, first, (tree) =>
      Promise.resolve(tree.patches.map(({ how, why }) => [how, why?.why])),
    );
    expect(seen).toEqual([
      ["not", "all that it changes is in the base already"],
      ["exact", undefined],
    ]);
  });
});

describe("hostile files", () => {
  const added = (newPath: string, newMode = "100644"): FileDiff => ({
    kind: "added",
    oldPath: undefined,
    newPath,
    oldBlob: undefined,
    newBlob: undefined,
    oldMode: undefined,
    newMode,
    bodyLine: 1,
    hunks: [
      {
        oldStart: 0,
        oldCount: 0,
        newStart: 1,
        newCount: 1,
        section: "",
        bodyLine: 5,
        lines: [
          {
            kind: "added",
            text: "x",
            oldLine: undefined,
            newLine: 1,
            bodyLine: 6,
            noNewline: true,
          },
        ],
      },
    ],
  });

  test.each([
    ["../x", "leaves the tree"],
    ["a/../../x", "leaves the tree"],
    ["/etc/x", "an absolute path"],
    ["C:/x", "an absolute path"],
    ["a\\..\\x", "a backslash"],
    [".git/hooks/post-checkout", "into .git"],
    ["a/.GIT/config", "into .git"],
    ["a/.g\u200cit/config", "into .git"],
    ["git~1/config", "into .git"],
    [".git . /config", "into .git"],
    ["a\nb", "a control character"],
    ["a//b", "an empty part"],
    ["", "an empty path"],
    ["x/".repeat(600) + "x", "too long"],
    ["include/a.h/x", "include/a.h is not a folder"],
    ["include", "is a folder in the tree"],
    ["link/x", "link is a symbolic link"],
  ])("%j is refused", async (path, why) => {
    const repo = fresh();
    repo.commit("start", { "include/a.h": "struct a;\n" });
    execFileSync("ln", ["-s", "/etc", "link"], { cwd: repo.dir });
    const base = repo.commit("link", {});
    repo.git("format-patch", "-1", "--stdout");
    const series = plainSeries(repo.patches("HEAD~1"));
    const patches = series.patches.map((patch) => ({ ...patch, files: [added(path)] }));
    const seen = await patchedAt(repo.dir, { ...series, patches }, base, (tree) =>
      Promise.resolve(tree.patches.map(({ applies, why: reason }) => [applies, reason?.why])),
    );
    expect(seen).toEqual([[false, expect.stringContaining(why) as string]]);
    expect(readdirSync(repo.dir).sort()).toEqual([".git", "include", "link"]);
  });

  test("configuration, hooks and attributes of the repository run nothing", async () => {
    const { repo, base, series } = small();
    const proof = mkdtempSync(join(tmpdir(), "interleave-proof-"));
    const touch = join(proof, "run.sh");
    writeFileSync(touch, `#!/bin/sh\ntouch ${proof}/ran\ncat\n`, { mode: 0o755 });
    for (const key of ["core.fsmonitor", "filter.x.clean", "filter.x.smudge", "diff.x.textconv"])
      repo.git("config", key, touch);
    for (const key of ["merge.x.driver", "diff.external", "gpg.program", "core.sshCommand"])
      repo.git("config", key, touch);
    repo.git("config", "log.showSignature", "true");
    writeFileSync(join(repo.dir, ".git", "info", "attributes"), "* filter=x diff=x merge=x\n");
    await patchedAt(repo.dir, series, undefined, (tree) => tree.before.definitions(["f"], [""]));
    await patchedAt(repo.dir, series, base, (tree) => tree.before.read("include/a.h"));
    expect(readdirSync(proof)).toEqual(["run.sh"]);
    rmSync(proof, { recursive: true });
  });

  test("variables of git in our own environment aim it nowhere else", async () => {
    const { repo, base, series } = small();
    process.env.GIT_DIR = "/nonexistent";
    process.env.GIT_INDEX_FILE = "/nonexistent/index";
    try {
      const read = await patchedAt(repo.dir, series, base, (t) => t.before.read("include/a.h"));
      expect(read).toBe("struct a;\n");
    } finally {
      delete process.env.GIT_DIR;
      delete process.env.GIT_INDEX_FILE;
    }
  });
});

describe("a snapshot", () => {
  test("finds definitions in unchanged and in patched files", async () => {
    const repo = fresh();
    const base = repo.commit("start", {
      "net/a.c": "static int one(void)\n{\n\treturn two(1);\n}\n",
      "net/b.c": "int\ntwo(int x)\n{\n}\nint one(int);\nEXPORT_SYMBOL(two);\n",
      "include/c.h": "#define three(x) one(x)\nextern void *two(int x)\n\t__must_check;\n",
      "doc/d.txt": "int one(void)\n",
      "ops/e.c": "struct ops a = {\n\t.open = three,\n\t.close = &four,\n\tthree,\n};\n",
    });
    repo.commit("more", { "net/a.c": "\n\nstatic __always_inline int one(void)\n{\n}\n" });
    const series = plainSeries(repo.patches(`${base}..HEAD`));
    const names = ["one", "two", "three", "not a name"];
    const seen = await patchedAt(repo.dir, series, base, async ({ before, patches }) => [
      (await before.definitions(names, [""])).map(({ name, file, line }) => [name, file, line]),
      await patches[0]?.after.definitions(["one"], ["net"]),
      await before.definitions(["one"], ["include", "nowhere"]),
      (await before.definitions(names, ["net/b.c", "net/a.c"])).map(({ file }) => file),
      (await patches[0]?.after.definitions(names, ["net/a.c"]))?.map(({ line }) => line),
      (await before.definitions(["three", "four"], ["ops"])).map(({ name, field }) => [
        name,
        field,
      ]),
    ]);
    expect(seen).toEqual([
      [
        ["three", "include/c.h", 1],
        ["two", "include/c.h", 2],
        ["one", "net/a.c", 1],
        ["two", "net/b.c", 2],
        ["three", "ops/e.c", 2],
      ],
      [{ name: "one", file: "net/a.c", line: 3, text: "static __always_inline int one(void)" }],
      [],
      ["net/a.c", "net/b.c"],
      [3],
      [
        ["three", "open"],
        ["four", "close"],
      ],
    ]);
  });

  test("does not read links, folders or what is not there; odd bytes survive", async () => {
    const repo = fresh();
    repo.commit("start", { "a/x.c": "x", "utf8.c": "/* ü */", "empty.c": "" });
    execFileSync("sh", ["-c", "ln -s a/x.c link; printf '/* \\374 */' > latin1.c"], {
      cwd: repo.dir,
    });
    repo.commit("odd", {});
    const tree = await treeOf(repo.dir);
    const snapshot = await tree.at("HEAD");
    const paths = ["a/x.c", "a", "link", "gone.c", "a/x.c/y", "utf8.c", "latin1.c", "empty.c", ""];
    expect(await Promise.all(paths.map((path) => snapshot.read(path)))).toEqual([
      ...["x", undefined, undefined, undefined, undefined, "/* ü */", "/* ü */", "", undefined],
    ]);
    await tree.close();
  });
});

function stampsBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((path) => {
      const { mtimeMs, size } = statSync(join(dir, path));
      return `${path} ${String(mtimeMs)} ${String(size)}`;
    })
    .sort();
}
