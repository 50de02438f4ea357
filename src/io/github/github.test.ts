import { publish } from "../../commands/publish.ts";
import { repository, type Repository } from "../../testing/git-repository.ts";
import { gitIn } from "../../testing/github/git.ts";
import { appKeys } from "../../testing/github/keys.ts";
import { fakeGitHub, type FakeGitHub, type Mood } from "../../testing/github/server.ts";
import { plainSeries } from "../../testing/plain-series.ts";
import type { MessageId, PatchReview, Reported, Review, Series } from "../../types.ts";
import { mirrorOf, type Mirror } from "../git/mirror.ts";
import { drain } from "../outbox/drain.ts";
import { letters } from "../outbox/rows.ts";
import { closeStore, openStore, type Store } from "../store/store.ts";
import { gitHubOf, type GitHub } from "./client.ts";
import { gitHubDestinations } from "./destinations.ts";
import { closeMerged } from "./merged.ts";
import { planClose } from "./plan.ts";

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `int line_${String(from + at)};\n`).join("");

interface Site {
  readonly fake: FakeGitHub;
  readonly store: Store;
  readonly github: GitHub;
  readonly mirror: Mirror;
  readonly repo: Repository;
  readonly base: string;
  now: number;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function madeSite(): Promise<Site> {
  const fake = await fakeGitHub(appKeys().publicKey);
  gitIn(fake.state.dir, "config", "uploadpack.allowAnySHA1InWant", "true");
  const repo = repository();
  const base = repo.commit("start", { "net/a.c": lines(1, 60), "net/b.c": lines(1, 20) });
  repo.git("push", "--quiet", fake.state.dir, "+HEAD:refs/heads/main");
  const mirror = await mirrorOf(repo.dir, {
    link: "https://lore.example.org/r/",
    committer: { name: "interleave", address: "interleave@example.org" },
  });
  const github = await gitHubOf({
    appId: "1",
    privateKey: appKeys().privateKey,
    ...{ api: fake.url, web: fake.url, owner: "mirror", repo: "linux", throttled: false },
  });
  const store = openStore(":memory:");
  open.push(async () => {
    expect(fake.faults).toEqual([]);
    await mirror.close();
    await fake.close();
    repo.remove();
    closeStore(store);
  });
  return { fake, store, github, mirror, repo, base, now: 1_000 };
}

async function say(site: Site): Promise<string[]> {
  const { store, github, mirror } = site;
  const log: string[] = [];
  const now = () => site.now;
  const destinations = gitHubDestinations({ store, github, mirror, main: "main", now });
  const clock = { now, elapsed: now };
  await drain({ name: "say", store, destinations, clock, log: (line) => log.push(line) });
  return log;
}

/** Time goes on until nothing is left to try. */
async function sayAll(site: Site, hours = 24): Promise<string[]> {
  const log: string[] = [];
  for (let turn = 0; turn < hours * 30; turn++) {
    log.push(...(await say(site)));
    if (letters(site.store, ["planned", "sending"]).length === 0) break;
    site.now += 120_000;
  }
  return log;
}

/** Two patches on the base, as version `version`. */
function madeSeries(site: Site, version: number, text = "x"): Series {
  const { repo, base } = site;
  repo.git("checkout", "--quiet", base);
  repo.commit(`net: one ${text}\n\nSigned-off-by: Ada Author <ada@example.org>`, {
    "net/a.c": lines(1, 30) + `int ${text};\n` + lines(31, 60),
  });
  repo.commit("net: two", { "net/b.c": `int first;\n${lines(1, 20)}` });
  const series = plainSeries(repo.patches(`${base}..HEAD`));
  return {
    ...series,
    id: `v${String(version)}@example.org` as MessageId,
    version,
    title: "net: a <b>series</b> @everyone",
    tags: ["net-next"],
  };
}

const finding = (
  id: string,
  file: string,
  line: number,
  more: Partial<Reported> = {},
): Reported => ({
  id,
  rule: "skb-leak",
  file,
  line,
  function: "f",
  what: `what of ${id} <script> @ada`,
  fix: "Free it.",
  class: "introduced",
  witness: [{ file, line, text: "return -EIO;", note: "``` lost here" }],
  values: { len: 2 },
  replayed: true,
  ...more,
});

function reviewOf(
  series: Series,
  base: string,
  findings: readonly (readonly Reported[])[],
): Review {
  const patches = series.patches.map((patch, at): PatchReview => ({
    patch,
    applies: true,
    functions: [],
    findings: findings[at] ?? [],
  }));
  return { series, base: { rev: base, how: "said" }, patches, skipped: [], bounds: ["3 turns."] };
}

const settings = { link: "https://lore.example.org/r/" };
const plan = (site: Site, review: Review, earlier: readonly string[] = []): string =>
  publish(site.store, review, earlier as MessageId[], settings, site.now);

const seen = ({ fake: { state } }: Site) => ({
  pulls: state.pulls.map(({ title, state: open, labels }) => [title, open, ...labels]),
  comments: state.reviewComments.map(({ path, line, side }) => `${path}:${String(line)} ${side}`),
  notes: state.issueComments.length,
  checks: state.checks.map(({ conclusion, annotations }) => [conclusion, annotations.length]),
});

const v1 = [
  [finding("f1", "net/a.c", 31), finding("f2", "net/a.c", 29)],
  [
    finding("f3", "net/b.c", 1),
    finding("f4", "net/b.c", 2),
    finding("old", "net/b.c", 3, { class: "pre-existing" }),
  ],
];

test("a series becomes a pull request with comments on its lines and a check", async () => {
  const site = await madeSite();
  const review = reviewOf(madeSeries(site, 1), site.base, v1);
  plan(site, review);
  expect(await sayAll(site)).toEqual([]);
  expect(seen(site)).toEqual({
    pulls: [["net: a <b>series</b> @everyone", "open", "net-next", "findings"]],
    comments: ["net/a.c:31 RIGHT", "net/a.c:29 RIGHT", "net/b.c:1 RIGHT", "net/b.c:2 RIGHT"],
    notes: 1,
    checks: [["failure", 4]],
  });
  const { state, requests } = site.fake;
  // Two comments of one patch go in one review, on the commit of their patch.
  expect(requests.filter((name) => name.endsWith("reviews"))).toHaveLength(2);
  const [first, second] = gitIn(
    state.dir,
    "rev-list",
    "--reverse",
    `main..${state.pulls[0]?.head ?? ""}`,
  ).split("\n");
  expect(state.reviewComments.map(({ commit }) => commit)).toEqual([first, first, second, second]);
  for (const { body } of [...state.pulls, ...state.reviewComments, ...state.issueComments]) {
    const outside = body.replace(/^(`{3,})[^]*?^\1$/gm, "");
    expect(outside).not.toMatch(/<script|<b>|(?<!\w)@(?:ada|everyone)/);
  }
  plan(site, review);
  const count = requests.length;
  expect(await sayAll(site)).toEqual([]);
  expect(requests).toHaveLength(count);
}, 60_000);

test("a new version takes the same pull request over, and says what is gone", async () => {
  const site = await madeSite();
  plan(site, reviewOf(madeSeries(site, 1), site.base, v1));
  await sayAll(site);
  const next = madeSeries(site, 2, "y");
  plan(
    site,
    reviewOf(next, site.base, [[finding("f1", "net/a.c", 31)], [finding("f5", "net/b.c", 1)]]),
    ["v1@example.org"],
  );
  expect(await sayAll(site)).toEqual([]);
  const { state } = site.fake;
  expect(seen(site)).toEqual({
    pulls: [["[v2] net: a <b>series</b> @everyone", "open", "net-next", "findings"]],
    comments: [
      ...["net/a.c:31 RIGHT", "net/a.c:29 RIGHT", "net/b.c:1 RIGHT", "net/b.c:2 RIGHT"],
      "net/b.c:1 RIGHT",
    ],
    notes: 3,
    checks: [
      ["failure", 4],
      ["failure", 2],
    ],
  });
  expect(state.reviewComments.map(({ body }) => body.startsWith("**Gone in v2"))).toEqual([
    ...[false, true, true, true],
    false,
  ]);
  const [, summary, range] = state.issueComments.map(({ body }) => body);
  expect(summary).toContain("3 of 4 findings of v1 are gone.");
  expect(range).toContain("net: one");
  expect(range).toMatch(/-\s*\+int x;/);
}, 60_000);

test("a line that GitHub does not take goes to the file, then under the pull request", async () => {
  const site = await madeSite();
  const series = madeSeries(site, 1);
  const findings = [
    [
      finding("good", "net/a.c", 31),
      finding("far", "net/a.c", 2),
      finding("elsewhere", "net/b.c", 2),
      finding("nowhere", "include/x.h", 7),
    ],
  ];
  plan(site, reviewOf(series, site.base, findings));
  expect(await sayAll(site)).toEqual([]);
  const { state } = site.fake;
  expect(seen(site).comments).toEqual(["net/a.c:31 RIGHT", "net/a.c:undefined RIGHT"]);
  expect(state.issueComments.map(({ body }) => body.split("\n")[0])).toEqual([
    "`net/b.c`:",
    "`include/x.h`:",
    expect.stringContaining("4 findings") as string,
  ]);
}, 60_000);

test("when a whole review is refused its comments are made one by one", async () => {
  const site = await madeSite();
  const series = madeSeries(site, 1);
  // The mail shows a line that the branch's diff does not: the patch was merged three-way.
  const shifted = series.patches.map((patch) => ({
    ...patch,
    files: patch.files.map((file) => ({
      ...file,
      hunks: file.hunks.map((hunk) => ({
        ...hunk,
        lines: hunk.lines.map((line) => ({
          ...line,
          newLine:
            line.newLine === undefined ? undefined : line.newLine + (line.newLine > 31 ? 20 : 0),
        })),
      })),
    })),
  }));
  const review = reviewOf({ ...series, patches: shifted }, site.base, [
    [finding("good", "net/a.c", 31), finding("off", "net/a.c", 52)],
  ]);
  plan(site, review);
  expect(await sayAll(site)).toEqual([]);
  expect(seen(site).comments).toEqual(["net/a.c:31 RIGHT", "net/a.c:undefined RIGHT"]);
}, 60_000);

const moods: readonly Mood["how"][] = ["lost", "502", "secondary", "primary", "hang up"];
const writes = [
  "pulls$", "pulls/\\d+$", "labels$", "reviews$", "pulls/\\d+/comments$", "issues/\\d+/comments$",
  "check-runs$", "access_tokens$", "git-receive-pack$", "info/refs$",
]; // prettier-ignore

test.each(moods)(
  "%s at every kind of write changes nothing in the end",
  async (how) => {
    const site = await madeSite();
    const findings = [[...(v1[0] ?? []), finding("far", "net/a.c", 2)], v1[1] ?? []];
    const badly = () => site.fake.moods.push(...writes.map((on) => ({ on: new RegExp(on), how })));
    badly();
    plan(site, reviewOf(madeSeries(site, 1), site.base, findings));
    await sayAll(site);
    badly();
    const next = reviewOf(madeSeries(site, 2, "y"), site.base, [[finding("f1", "net/a.c", 31)]]);
    plan(site, next, ["v1@example.org"]);
    await sayAll(site);
    expect(letters(site.store, ["planned", "sending", "dead"])).toEqual([]);
    const { pulls, comments, notes, checks } = seen(site);
    expect(pulls).toHaveLength(1);
    expect(comments).toHaveLength(5);
    expect([notes, checks]).toEqual([
      3,
      [
        ["failure", 5],
        ["failure", 1],
      ],
    ]);
  },
  60_000,
);

test("a pull request is closed with its reason, and stays closed", async () => {
  const site = await madeSite();
  const lane = plan(site, reviewOf(madeSeries(site, 1), site.base, v1));
  await sayAll(site);
  planClose(site.store, lane, "Applied to net-next.", site.now);
  expect(await sayAll(site)).toEqual([]);
  expect(seen(site).pulls[0]?.[1]).toBe("closed");
  expect(site.fake.state.issueComments.at(-1)?.body).toContain("Applied to net-next.");
  plan(site, reviewOf(madeSeries(site, 2, "y"), site.base, v1), ["v1@example.org"]);
  expect(await say(site)).toEqual([expect.stringContaining("is closed, and stays so") as string]);
  expect(seen(site).pulls).toHaveLength(1);
}, 60_000);

test("a version that had a pull request of its own is closed when another supersedes it", async () => {
  const site = await madeSite();
  const old = { ...madeSeries(site, 1), title: "net: another title" };
  const lane = plan(site, reviewOf(old, site.base, v1));
  await sayAll(site);
  const next = plan(site, reviewOf(madeSeries(site, 2, "y"), site.base, v1));
  await sayAll(site);
  expect(next).not.toBe(lane);
  // The third version shows that both belong together: it goes where the newest one stands.
  const last = {
    ...madeSeries(site, 3, "z"),
    earlier: ["v1@example.org", "v2@example.org"] as MessageId[],
  };
  expect(plan(site, reviewOf(last, site.base, v1))).toBe(next);
  expect(await sayAll(site)).toEqual([]);
  expect(seen(site).pulls.map(([, state]) => state)).toEqual(["closed", "open"]);
  const said = site.fake.state.issueComments.filter(({ body }) => body.includes("Superseded: v3"));
  expect(said).toHaveLength(1);
}, 60_000);

test("a series is closed when all of it is merged, once, and stays closed", async () => {
  const site = await madeSite();
  const { repo, base, fake } = site;
  const series = madeSeries(site, 1);
  const [one = "", two = ""] = repo
    .git("rev-list", "--reverse", `${base}..HEAD`)
    .trim()
    .split("\n");
  const lane = plan(site, reviewOf(series, base, v1));
  await sayAll(site);
  const merged = () => closeMerged({ ...site, main: "main", now: () => site.now }, new Map());
  const pushed = () => repo.git("push", "--quiet", fake.state.dir, "+HEAD:refs/heads/main");
  expect(await merged()).toEqual([]);

  // Half of it on the branch, behind something else, with the other half changed: not merged.
  repo.git("checkout", "--quiet", base);
  repo.commit("other", { "net/c.c": "int c;\n" });
  repo.git("cherry-pick", one);
  const half = repo.git("rev-parse", "HEAD").trim();
  repo.commit("net: two", { "net/b.c": `int second;\n${lines(1, 20)}` });
  pushed();
  expect(await merged()).toEqual([]);
  expect(seen(site).pulls[0]?.[1]).toBe("open");

  repo.git("checkout", "--quiet", half);
  repo.git("cherry-pick", two);
  pushed();
  expect(await merged()).toEqual([lane]);
  expect(await merged()).toEqual([]);
  planClose(site.store, lane, "Another reason.", site.now);
  plan(site, reviewOf(series, base, []));
  expect(await sayAll(site)).toEqual([]);
  expect(seen(site).pulls[0]?.[1]).toBe("closed");
  const last = fake.state.issueComments.map(({ body }) => body);
  expect(last.filter((body) => body.includes("Merged: every patch"))).toHaveLength(1);
  expect(last.at(-1)).toContain(half);
  expect(last.join("")).not.toContain("Another reason");
}, 60_000);

test("a comment that somebody took away is not said again", async () => {
  const site = await madeSite();
  plan(site, reviewOf(madeSeries(site, 1), site.base, v1));
  await sayAll(site);
  site.fake.state.reviewComments.splice(0, 1);
  plan(site, reviewOf(madeSeries(site, 2, "y"), site.base, v1), ["v1@example.org"]);
  expect(await sayAll(site)).toEqual([]);
  expect(seen(site).comments).toHaveLength(3);
}, 60_000);

test("a base that the mirror does not hold gets a branch of its own", async () => {
  const site = await madeSite();
  const { repo, fake } = site;
  const ahead = repo.commit("ahead", { "net/c.c": "int c;\n" });
  const other = { ...site, base: ahead };
  plan(site, reviewOf(madeSeries(other, 1), ahead, []));
  expect(await sayAll(site)).toEqual([]);
  expect(fake.state.pulls[0]?.base).toBe(`interleave/base/${ahead.slice(0, 12)}`);
  expect(seen(site).checks).toEqual([["neutral", 0]]);
}, 60_000);

test("two hundred annotations and comments go in portions", async () => {
  const site = await madeSite();
  const many = Array.from({ length: 120 }, (_, at) => finding(`m${String(at)}`, "net/a.c", 31));
  plan(site, reviewOf(madeSeries(site, 1), site.base, [many]));
  expect(await sayAll(site)).toEqual([]);
  expect(seen(site).comments).toHaveLength(120);
  expect(seen(site).checks).toEqual([["failure", 120]]);
  expect(site.fake.requests.filter((name) => name.endsWith("reviews"))).toHaveLength(4);
}, 60_000);
