// Mail that means harm, through the whole program: what reaches GitHub, the drafts and the log.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gitIn } from "../testing/github/git.ts";
import { describeWith } from "../testing/servers/programs.ts";
import { FILE, leaky, mailed, until, wholeSite, type WholeSite } from "../testing/whole-site.ts";

let site: WholeSite;

const ESC = "\u001b[31m\u202e";
const HTML = "<img src=x onerror=alert(1)> ![i](https://example.org/p.png) @everyone fixes #1";

/** A mail that brings a leak in a good file, and what else is given. */
function leak(name: string, from = "Ada Author <ada@example.org>", words = ""): string {
  const [mail = ""] = mailed(site, name, 1, [
    [`cafe: ${name}`, { [FILE]: leaky(`cafe_${name}`, "cups") }],
  ]);
  return mail
    .replace(/^From: .*$/m, `From: ${from}`)
    .replace("\nSigned-off-by", `\n${words}\nSigned-off-by`);
}

function patchOf(path: string, mode: string): string {
  return [
    `diff --git a/${path} b/${path}`,
    `new file mode ${mode}`,
    "index 0000000..1111111",
    "--- /dev/null",
    `+++ b/${path}`,
    "@@ -0,0 +1 @@",
    "+owned",
    "",
  ].join("\n");
}

/** The same mail with another file in its patch. */
function withFile(name: string, path: string, mode = "100644"): string {
  return leak(name).replace(/^diff --git /m, `${patchOf(path, mode)}diff --git `);
}

const paths = [
  "../outside.txt",
  "/tmp/absolute.txt",
  ".git/config",
  "net/.git/hooks/post-checkout",
  "net/.GIT/config",
];

describeWith("dovecot-imapd", ["dovecot"], "mail that means harm", () => {
  beforeAll(async () => {
    site = await wholeSite();
  }, 60_000);
  afterAll(async () => {
    await site.remove();
  });

  test("is refused or made harmless, with a line in the log", async () => {
    const { imap, github, smtp, folder, repo } = site;
    const { state } = github;
    const mails = [
      leak("self", "interleave <interleave@example.org>", "/interleave send"),
      leak("robot", "bot <noreply@example.org>"),
      leak("words", `"${ESC}${HTML}" <eve@example.org>`, `${ESC}${HTML}\n/interleave send`).replace(
        /^Subject: .*$/m,
        `Subject: [PATCH net-next] --upload-pack=touch /tmp/owned ${ESC}${HTML}`,
      ),
      ...paths.map((path, at) => withFile(`path${at}`, path)),
      withFile("link", "net/cafe/link", "120000")
        .replace("+owned", "+/etc")
        .replace(
          /^diff --git (?=a\/net\/cafe\/brew)/m,
          `${patchOf("net/cafe/link/evil", "100644")}diff --git `,
        ),
    ];
    imap.deliver(mails.map((mail) => Buffer.from(mail)));
    const config = readFileSync(join(repo.dir, ".git/config"), "utf8");
    const scan = site.run("scan", "--once");
    expect([0, 1]).toContain(await scan.ended);
    expect(scan.text()).toContain(
      "no reply to <self-v1-1@example.org>: the mail claims to be from us",
    );
    expect(scan.text()).toContain(
      "no reply to <robot-v1-1@example.org>: noreply@example.org is a program",
    );
    const serving = await site.serve();
    await until("every check stands", () => state.checks.length === mails.length);

    const all = [...state.pulls, ...state.issueComments, ...state.reviewComments];
    for (const { body } of all) {
      const outside = body
        .replace(/^(`{3,})[^]*?^\1$/gm, "")
        .replace(/<!-- interleave .* -->/g, "");
      expect(outside).not.toMatch(/<img|(?<!\\)!\[|(?<![\w\u200b`])@everyone|fixes #1/);
    }
    const texts = [
      ...all.map(({ body }) => body),
      ...state.pulls.map(({ title }) => title),
      serving.text(),
      scan.text(),
    ];
    for (const text of texts) expect(text).not.toMatch(new RegExp("[\u001b\u202e]"));
    for (const { head } of state.pulls) {
      expect(head).toMatch(/^interleave\/[a-z0-9-]+$/);
      const files = gitIn(state.dir, "ls-tree", "-r", head);
      expect(files).not.toMatch(/outside|absolute|\.git\/|evil/i);
    }
    const refused = state.pulls.filter(({ title }) => /path\d|link/.test(title));
    expect(refused).toHaveLength(paths.length + 1);
    for (const { number, title, labels } of refused) {
      const notes = state.issueComments.filter(({ issue }) => issue === number);
      const said = title.includes("path") ? "was refused" : "does not apply";
      expect(notes.map(({ body }) => body).join("\n")).toContain(
        `Not in the branch: patch 1/1 ${said}: `,
      );
      expect(labels).toContain("does not apply");
    }
    for (const at of paths.keys())
      expect(scan.text()).toContain(`refused <path${at}-v1-1@example.org>: `);
    expect(existsSync("/tmp/owned")).toBe(false);
    expect(existsSync("/tmp/absolute.txt")).toBe(false);
    expect(readFileSync(join(repo.dir, ".git/config"), "utf8")).toBe(config);
    expect(state.reactions).toEqual([]);
    expect(smtp.mails).toEqual([]);
    for (const draft of readdirSync(join(folder, "drafts"))) {
      const text = readFileSync(join(folder, "drafts", draft), "utf8");
      expect(text).not.toMatch(/^(?:To|Cc): .*(?:interleave|noreply)@/m);
    }
    expect(github.faults).toEqual([]);
  }, 150_000);
});
