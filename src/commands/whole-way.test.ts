import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitIn } from "../testing/github/git.ts";
import { replyComments } from "../testing/reply-comments.ts";
import { describeWith } from "../testing/servers/programs.ts";
import { FILE, leaky, mailed, until, wholeSite, type WholeSite } from "../testing/whole-site.ts";

let site: WholeSite;

/** Author, date, message and tree of commits, without our link. */
const LOG = "--format=%an <%ae> %ad%n%B%T";

function logOf(dir: string, range: string): string {
  return gitIn(dir, "log", "--reverse", "--date=raw", LOG, range);
}

/** What `git am` makes of the same mails. */
function amLog(mails: readonly string[]): string {
  const { repo, base, folder } = site;
  repo.git("checkout", "--quiet", base);
  const files = mails.map((_, at) => join(folder, `${at}.eml`));
  for (const [at, file] of files.entries()) writeFileSync(file, mails[at] ?? "");
  repo.git("am", "--quiet", ...files);
  return logOf(repo.dir, `${base}..HEAD`);
}

const v1 = [
  ["cafe: brew", { [FILE]: leaky("cafe_brew", "cups") }],
  [
    "cafe: pour and spill",
    { "net/cafe/bar.c": leaky("cafe_pour", "jugs") + leaky("cafe_spill", "mops") },
  ],
] as const;
const v2 = [
  ["cafe: brew with care", { [FILE]: leaky("cafe_brew", "cups", true) }],
  [
    "cafe: pour and spill",
    { "net/cafe/bar.c": leaky("cafe_pour", "jugs") + leaky("cafe_spill", "mops", true) },
  ],
] as const;

async function scanned(): Promise<void> {
  const scan = site.run("scan", "--once");
  const status = await scan.ended;
  if (status !== 0 && status !== 1) throw new Error(`scan: ${status}: ${scan.text()}`);
}

describeWith("dovecot-imapd", ["dovecot"], "the whole way", () => {
  beforeAll(async () => {
    site = await wholeSite();
  }, 60_000);
  afterAll(async () => {
    await site.remove();
  });

  test("from a mailbox to the list, over GitHub, version after version", async () => {
    const { imap, github, smtp, folder } = site;
    const { state } = github;
    state.permissions.set("maria", "write");
    const first = mailed(site, "brew", 1, v1);
    imap.deliver(first.map((mail) => Buffer.from(mail)));
    await scanned();
    const serving = await site.serve();
    await until("the check stands", () => state.checks.length === 1);

    // The branch is what `git am` makes of the mails, and a link to each.
    const [pull] = state.pulls;
    const range = `master..${pull?.head ?? ""}`;
    const links = gitIn(state.dir, "log", "--reverse", "--format=%B", range).match(/^Link: .*/gm);
    expect(links).toEqual(
      [1, 2].map((at) => `Link: https://lore.example.org/r/brew-v1-${at}@example.org`),
    );
    expect(logOf(state.dir, range).replace(/^Link: .*\n/gm, "")).toBe(amLog(first));

    // Each comment stands on the line where the buffer is lost.
    expect(state.reviewComments).toHaveLength(3);
    for (const { path, line, commit, side } of state.reviewComments) {
      expect(side).toBe("RIGHT");
      const text = gitIn(state.dir, "show", `${commit}:${path}`).split("\n");
      expect(text[(line ?? 0) - 1]).toBe("\t\treturn -EBUSY;");
    }
    expect(state.checks[0]).toMatchObject({ conclusion: "failure" });
    expect(smtp.mails).toEqual([]);
    await until("drafts are written", () => readdirSync(join(folder, "drafts")).length === 2);

    // A stranger approves nothing.
    expect(await site.comment(pull?.number ?? 0, 900, "/interleave send", "stranger")).toBe(200);
    await until("the stranger is refused", () =>
      state.reactions.some(({ content }) => content === "-1"),
    );
    expect(serving.text()).toContain("stranger has no right to command: send");
    expect(await site.comment(pull?.number ?? 0, 901, "/interleave send", "maria")).toBe(200);
    await until("both mails have arrived", () => smtp.mails.length === 2);
    for (const [at, { to, raw }] of smtp.mails.entries()) {
      expect(to).toContain("ada@example.org");
      expect(to).not.toContain("netdev@list.example.org");
      const text = raw.replace(/\r\n/g, "\n");
      expect(text).toMatch(new RegExp(`^In-Reply-To: <brew-v1-${at + 1}@example.org>$`, "m"));
      const places = replyComments(text).map(({ file, line }) => `${file}:${line}`);
      const wanted = state.reviewComments.filter(({ path }) => (path === FILE) === (at === 0));
      expect(places).toEqual(wanted.map(({ path, line }) => `${path}:${line ?? 0}`));
    }

    // The next version takes the pull request over.
    imap.deliver(mailed(site, "brew", 2, v2).map((mail) => Buffer.from(mail)));
    await scanned();
    await until("the check of v2 stands", () => state.checks.length === 2);
    expect(state.pulls).toHaveLength(1);
    expect(pull?.title).toContain("v2");
    const notes = state.issueComments.map(({ body }) => body);
    expect(notes.filter((body) => body.includes("2 of 3 findings of v1 are gone"))).toHaveLength(1);
    expect(
      notes.filter((body) => body.includes("What changed since the version before")),
    ).toHaveLength(1);
    expect(state.reviewComments).toHaveLength(3);
    expect(state.reviewComments.filter(({ body }) => body.startsWith("**Gone in v2"))).toHaveLength(
      2,
    );

    const health = await fetch(`${site.url}/health`);
    expect([health.status, await health.text()]).toEqual([
      200,
      expect.stringContaining('"ok":true'),
    ]);
    expect(await (await fetch(`${site.url}/metrics`)).text()).toContain(
      'interleave_outbox_letters{state="dead"} 0',
    );
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
    expect(serving.text()).not.toMatch(/PRIVATE KEY|a webhook secret|ghs_/);
    expect(github.faults).toEqual([]);
  }, 180_000);
});
