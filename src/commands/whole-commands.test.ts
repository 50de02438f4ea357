// What people say and do on the mirror, through the whole program: commands, checks asked for again,
// pull requests of their own, deliveries that come twice or too late.

import { gitIn } from "../testing/github/git.ts";
import { BOT } from "../testing/github/state.ts";
import { deliver, examplePayload } from "../testing/github/webhooks.ts";
import { describeWith } from "../testing/servers/programs.ts";
import {
  FILE,
  leaky,
  mailed,
  SECRET,
  until,
  wholeSite,
  type Program,
  type WholeSite,
} from "../testing/whole-site.ts";

let site: WholeSite;
let serving: Program;

const v1 = [["cafe: brew and pour", { [FILE]: leaky("cafe_brew", "cups") + leaky("cafe_pour", "jugs") }]] as const; // prettier-ignore
const v2 = [["cafe: brew and pour", { [FILE]: leaky("cafe_brew", "cups") + leaky("cafe_pour", "mugs") }]] as const; // prettier-ignore

async function scanned(mails: readonly string[]): Promise<void> {
  site.imap.deliver(mails.map((mail) => Buffer.from(mail)));
  const scan = site.run("scan", "--once");
  const status = await scan.ended;
  if (status !== 0 && status !== 1) throw new Error(`scan: ${status}: ${scan.text()}`);
}

let comments = 5_000;

/** Says it under the first pull request; gives what was answered, and with which sign. */
async function said(body: string, login = "maria"): Promise<{ sign: string; words: string }> {
  const { state } = site.github;
  const id = comments++;
  const signs = () => state.reactions.filter(({ comment }) => comment === id);
  const before = state.issueComments.length + 1;
  expect(await site.comment(pullNumber(), id, body, login)).toBe(200);
  await until(`"${body}" is answered`, () => signs().length > 0);
  const sign = signs()[0]?.content ?? "";
  // Who may not command gets a sign and no words.
  if (sign !== "-1")
    await until("there are words", () => state.issueComments.slice(before).some(isOurs));
  return { sign, words: state.issueComments.slice(before).filter(isOurs).at(-1)?.body ?? "" };
}

function isOurs({ user }: { readonly user: string }): boolean {
  return user === BOT;
}

function pullNumber(): number {
  return site.github.state.pulls[0]?.number ?? 0;
}

function findingIds(): readonly string[] {
  return site.github.state.reviewComments
    .filter(({ pull }) => pull === pullNumber())
    .map(({ body }) => /\/interleave explain ([\w-]+)/.exec(body)?.[1] ?? "");
}

async function delivered(event: string, action: string, more: object, guid: string) {
  const payload = examplePayload(event, action, {
    repository: { full_name: "mirror/linux" },
    ...more,
  });
  return await deliver(`${site.url}/api/github/webhooks`, SECRET, { event, payload, guid });
}

describeWith("dovecot-imapd", ["dovecot"], "what people say on the mirror", () => {
  beforeAll(async () => {
    site = await wholeSite();
    site.github.state.permissions.set("maria", "write");
    site.github.state.permissions.set("rita", "read");
    await scanned(mailed(site, "cafe", 1, v1));
    serving = await site.serve();
    await until("the check stands", () => site.github.state.checks.length === 1);
    await until("the comments stand", () => findingIds().length === 2);
  }, 90_000);
  afterAll(async () => {
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
    expect(site.github.faults).toEqual([]);
    await site.remove();
  }, 60_000);

  test("explain shows the way and the values", async () => {
    const [id = ""] = findingIds();
    const { sign, words } = await said(`/interleave explain ${id}`);
    expect(sign).toBe("+1");
    expect(words).toContain("skb comes from here");
    expect(words).toContain("cafe->cups");
    expect(words).toContain("It was run again on these values");
    const unknown = await said("/interleave explain nothing");
    expect(unknown).toEqual({
      sign: "confused",
      words: expect.stringContaining("there is no finding nothing here") as string,
    });
  }, 60_000);

  test.each([
    ["a stranger", "eve"],
    ["somebody who may only read", "rita"],
  ])(
    "%s commands nothing",
    async (_, login) => {
      const [id = ""] = findingIds();
      const { state } = site.github;
      const before = [state.reviewComments.map(({ body }) => body), state.checks.length];
      const answers = await Promise.all(
        [`ignore ${id} no`, "send", "stop", "review"].map((words) =>
          said(`/interleave ${words}`, login),
        ),
      );
      expect(answers).toEqual(Array(4).fill({ sign: "-1", words: "" }));
      expect([state.reviewComments.map(({ body }) => body), state.checks.length]).toEqual(before);
      expect(serving.text()).toContain(`${login} has no right to command: stop`);
      expect(site.smtp.mails).toEqual([]);
    },
    60_000,
  );

  test("what is ignored is said to be, here and in the check, and stays so", async () => {
    const [id = "", other = ""] = findingIds();
    const { state } = site.github;
    expect((await said(`/interleave ignore ${id} the caller frees it`)).sign).toBe("+1");
    const commentOf = (finding: string) =>
      state.reviewComments.find(({ body }) => body.includes(`explain ${finding}`))?.body;
    await until("its comment says so", () => commentOf(id)?.startsWith("**Set aside by maria: the caller frees it**") === true); // prettier-ignore
    expect(commentOf(other)).not.toContain("Set aside");
    await until("the check says so", () => /1 .*1 set aside/.test(state.checks[0]?.title ?? ""));
    const again = await said("/interleave review");
    expect(again.sign).toBe("+1");
    await until("there is another check", () => state.checks.length === 2);
    expect(state.checks[1]?.annotations).toHaveLength(1);
    expect(findingIds()).toHaveLength(2);
  }, 60_000);

  test("a command that is delivered twice, or again later, is obeyed once", async () => {
    const { state } = site.github;
    const { sign } = await said("/interleave explain nothing");
    expect(sign).toBe("confused");
    const id = comments - 1;
    const notes = state.issueComments.length;
    // The same delivery, and the same comment in a delivery of its own.
    expect(await site.comment(pullNumber(), id, "/interleave explain nothing", "maria")).toBe(200);
    const more = { issue: { number: pullNumber(), pull_request: { url: "https://x.example.org" } }, comment: { id, body: "/interleave explain nothing", user: { login: "maria", type: "User" } } }; // prettier-ignore
    expect(await delivered("issue_comment", "created", more, "another-guid")).toBe(200);
    await until("it was looked at", () => serving.text().includes("another-guid: comment is"));
    expect((await said("/interleave explain nothing")).sign).toBe("confused");
    expect(state.issueComments.filter(isOurs)).toHaveLength(
      state.issueComments.slice(0, notes).filter(isOurs).length + 1,
    );
    expect(state.reactions.filter(({ comment }) => comment === id)).toHaveLength(1);
  }, 60_000);

  test("a check that is asked for again is made again", async () => {
    const { state } = site.github;
    const count = state.checks.length;
    const head = state.checks.at(-1)?.head ?? "";
    expect(await delivered("check_run", "rerequested", { check_run: { head_sha: head } }, "re-1")).toBe(200); // prettier-ignore
    await until("there is one more", () => state.checks.length === count + 1);
    expect(state.checks.at(-1)).toMatchObject({
      head,
      conclusion: state.checks.at(-2)?.conclusion,
    });
    expect(await delivered("check_run", "rerequested", { check_run: { head_sha: head } }, "re-1")).toBe(200); // prettier-ignore
    expect(await delivered("check_run", "rerequested", { check_run: { head_sha: "0".repeat(40) } }, "re-2")).toBe(200); // prettier-ignore
    expect((await said("/interleave explain nothing")).sign).toBe("confused");
    expect(state.checks).toHaveLength(count + 1);
  }, 60_000);

  test("a pull request that a person opens is reviewed, and again when it is pushed to", async () => {
    const { state } = site.github;
    const { repo, base } = site;
    const pushed = (text: string): string => {
      repo.git("checkout", "--quiet", base);
      const head = repo.commit("cafe: fill", { "net/cafe/jar.c": text });
      repo.git("push", "--quiet", state.dir, "+HEAD:refs/heads/topic");
      gitIn(state.dir, "update-ref", "refs/pull/900/head", head);
      return head;
    };
    const old = pushed(leaky("cafe_fill", "jars"));
    state.pulls.push({ number: 900, title: "cafe: fill", body: "", head: "topic", base: "master", state: "open", user: "maria", labels: [] }); // prettier-ignore
    const event = (action: string, sha: string, guid: string) =>
      delivered("pull_request", action, { pull_request: { number: 900, head: { ref: "topic", sha } } }, guid); // prettier-ignore
    expect(await event("opened", old, "pr-1")).toBe(200);
    const mine = () => state.reviewComments.filter(({ pull }) => pull === 900);
    await until("its comment stands", () => mine().length === 1);
    expect(mine()[0]).toMatchObject({ path: "net/cafe/jar.c", side: "RIGHT", commit: old });
    await until("its check stands", () => state.checks.some(({ head }) => head === old));

    const head = pushed(leaky("cafe_fill", "jars", true));
    expect(await event("synchronize", head, "pr-3")).toBe(200);
    await until("the new check stands", () => state.checks.some((check) => check.head === head));
    await until("its comment is settled", () => mine()[0]?.body.startsWith("**Gone in the newest push") === true); // prettier-ignore
    const checks = state.checks.length;
    // A delivery that was overtaken speaks of a head that is no more.
    expect(await event("synchronize", old, "pr-2")).toBe(200);
    expect((await said("/interleave explain nothing")).sign).toBe("confused");
    expect([mine().length, state.checks.length]).toEqual([1, checks]);
    expect(state.pulls.find(({ number }) => number === 900)).toMatchObject({ state: "open", labels: [] }); // prettier-ignore
  }, 90_000);

  test("stop ends all words, and review takes that back", async () => {
    const { state } = site.github;
    expect((await said("/interleave stop")).words).toContain("I will say no more here");
    const quiet = () => [state.checks.length, state.reviewComments.length, state.pulls[0]?.title];
    const before = quiet();
    await scanned(mailed(site, "cafe", 2, v2));
    expect((await said("/interleave explain nothing")).sign).toBe("confused");
    expect(quiet()).toEqual(before);
    expect(await said("/interleave send")).toMatchObject({ sign: "confused" });
    const { sign } = await said("/interleave review cafe-v2-1@example.org");
    expect(sign).toBe("+1");
    expect((await said("/interleave review")).sign).toBe("+1");
    await until("it speaks again", () => state.checks.length > (before[0] as number));
  }, 60_000);
});
