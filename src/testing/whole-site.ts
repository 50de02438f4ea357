// A mailbox, a tree, a GitHub and an SMTP server on loopback → the program between them, as an
// operator runs it: `scan` and `serve` in processes of their own, with a configuration file.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiled, type Compiled } from "./compiled.ts";
import { repository, type Repository } from "./git-repository.ts";
import { gitIn } from "./github/git.ts";
import { appKeys } from "./github/keys.ts";
import { fakeGitHub, type FakeGitHub } from "./github/server.ts";
import { deliver, examplePayload } from "./github/webhooks.ts";
import { dovecot, type Dovecot } from "./servers/dovecot.ts";
import { freePort, listening } from "./servers/programs.ts";
import { fakeSmtp, type FakeSmtp } from "./servers/smtp.ts";

export interface WholeSite {
  readonly imap: Dovecot;
  readonly smtp: FakeSmtp;
  readonly github: FakeGitHub;
  readonly repo: Repository;
  /** The commit that series of tests are made on. */
  readonly base: string;
  /** Holds the configuration, the store and the drafts. */
  readonly folder: string;
  readonly url: string;
  readonly run: (...words: readonly string[]) => Program;
  /** Starts `serve` and comes back when it listens. */
  readonly serve: () => Promise<Program>;
  /** A comment under a pull request, as GitHub tells of it; gives the status of the answer. */
  readonly comment: (pull: number, id: number, body: string, login: string) => Promise<number>;
  readonly remove: () => Promise<void>;
}

export interface Program {
  readonly child: ChildProcess;
  /** What it has written so far, on both outputs. */
  readonly text: () => string;
  /** The exit status; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

export const SECRET = "a webhook secret of tests";
/** An address of the operator that is scanned. */
const COPY = "archive@example.org";

/** The file that the series of tests change. */
export const FILE = "net/cafe/brew.c";

const before = `// SPDX-License-Identifier: GPL-2.0
#include <linux/skbuff.h>

#include "cafe.h"

int cafe_open(struct cafe *cafe)
{
	skb_queue_head_init(&cafe->orders);
	return 0;
}

void cafe_close(struct cafe *cafe)
{
	skb_queue_purge(&cafe->orders);
}
`;

export async function wholeSite(): Promise<WholeSite> {
  const folder = mkdtempSync(join(tmpdir(), "interleave-whole-"));
  const [imap, github, repo, program] = [
    await dovecot(),
    await fakeGitHub(appKeys().publicKey),
    repository(),
    compiled(),
  ];
  const smtp = await fakeSmtp(({ to, raw }) => {
    if (to.includes(COPY)) imap.deliver([Buffer.from(raw)]);
  });
  const base = repo.commit("cafe: open", { [FILE]: before, "net/cafe/bar.c": before });
  repo.git("push", "--quiet", github.state.dir, "+HEAD:refs/heads/master");
  gitIn(github.state.dir, "config", "uploadpack.allowAnySHA1InWant", "true");
  await imap.start();
  const port = await freePort();
  writeFileSync(
    join(folder, "interleave.yml"),
    configuration({ imap: imap.url, tree: repo.dir, github: github.url, smtp: smtp.port, port }),
  );
  const url = `http://127.0.0.1:${port}`;
  const { run, killAll } = starter(program, folder, {
    INTERLEAVE_PASSWORD: imap.password,
    ...secrets(),
  });
  return {
    ...{ imap, smtp, github, repo, base, folder, url, run },
    serve: async () => {
      const serving = run("serve");
      await Promise.race([listening(port), serving.ended]);
      return serving;
    },
    comment: async (pull, id, body, login) => {
      if (!github.state.issueComments.some((one) => one.id === id))
        github.state.issueComments.push({ id, issue: pull, user: login, body });
      return await deliver(`${url}/api/github/webhooks`, SECRET, said(pull, id, body, login));
    },
    remove: async () => {
      await killAll();
      await imap.remove();
      await github.close();
      await smtp.close();
      repo.remove();
      program.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts commands of the program, and remembers which of them still run. */
function starter(
  program: Compiled,
  folder: string,
  environment: Readonly<Record<string, string>>,
): { readonly run: WholeSite["run"]; readonly killAll: () => Promise<void> } {
  const running = new Set<Program>();
  return {
    run: (...words) => {
      const started = startedProgram(program, words, folder, environment);
      running.add(started);
      void started.ended.then(() => running.delete(started));
      return started;
    },
    killAll: async () => {
      for (const { child, ended } of running) {
        child.kill("SIGKILL");
        await ended;
      }
    },
  };
}

/** A function that loses its buffer when `what` is not there, and one that does not. */
export function leaky(name: string, what: string, isMended = false): string {
  const free = isMended ? "\t\tkfree_skb(skb);\n" : "";
  return `
int ${name}(struct cafe *cafe, unsigned int len)
{
	struct sk_buff *skb;

	skb = alloc_skb(len + 32, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;

	skb_reserve(skb, 32);
	if (cafe->${what} == 0) {
${free}		return -EBUSY;
	}

	cafe->${what}--;
	skb_queue_tail(&cafe->orders, skb);
	return 0;
}
`;
}

/** The mails of commits with these texts on the base, with ids of their own, as sent to a list. */
export function mailed(
  { repo, base }: Pick<WholeSite, "repo" | "base">,
  stem: string,
  version: number,
  patches: readonly (readonly [title: string, files: Readonly<Record<string, string>>])[],
): readonly string[] {
  repo.git("checkout", "--quiet", base);
  for (const [title, files] of patches) {
    const added = Object.entries(files).map(([path, text]) => [path, before + text]);
    repo.commit(
      `${title}\n\nSigned-off-by: Ada Author <ada@example.org>`,
      Object.fromEntries(added) as Record<string, string>,
    );
  }
  const prefix = version === 1 ? "PATCH net-next" : `PATCH net-next v${version}`;
  return repo
    .patches(
      `${base}..HEAD`,
      `--subject-prefix=${prefix}`,
      `--base=${base}`,
      "--to=netdev@list.example.org",
      "--cc=grace@example.org",
    )
    .map((mail, at) => {
      const id = (of: number, position: number) => `<${stem}-v${of}-${position}@example.org>`;
      const own = (position: number) => id(version, position);
      // A new version answers the first patch of the one before.
      const parent = at > 0 ? own(1) : version > 1 ? id(version - 1, 1) : undefined;
      const refs = parent === undefined ? "" : `In-Reply-To: ${parent}\nReferences: ${parent}\n`;
      const text = mail
        .replace(/^From .*\n/, "")
        .replace(/^(?:In-Reply-To|References): .*\n/gm, "")
        .replace(/^Message-I[dD]: .*\n/m, "");
      return `Message-ID: ${own(at + 1)}\n${refs}${text}`;
    });
}

/** Comes back when it is so; says what it waited for when it never is. */
export async function until(what: string, isSo: () => boolean, ms = 40_000): Promise<void> {
  const end = Date.now() + ms;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function said(pull: number, id: number, body: string, login: string) {
  const example = examplePayload("issue_comment", "created", {
    repository: { full_name: "mirror/linux" },
    issue: { number: pull, pull_request: { url: "https://api.github.com/x" } },
    comment: { id, body, user: { login, type: "User" } },
  });
  return { event: "issue_comment", payload: example, guid: `comment-${id}` };
}

function secrets(): Record<string, string> {
  const { privateKey } = appKeys();
  // As it stands in an environment file.
  return { GITHUB_PRIVATE_KEY: privateKey.replaceAll("\n", "\\n"), GITHUB_WEBHOOK_SECRET: SECRET };
}

function configuration(given: {
  readonly imap: string;
  readonly tree: string;
  readonly github: string;
  readonly smtp: number;
  readonly port: number;
}): string {
  return `from: interleave <interleave@example.org>
sources: ["${given.imap}"]
tree: ${given.tree}
link: https://lore.example.org/r/
serve: { port: ${given.port} }
github: { app: 1, repository: mirror/linux, api: "${given.github}", web: "${given.github}" }
mail:
  send: approved
  smtp: { host: 127.0.0.1, port: ${given.smtp} }
  copy: ${COPY}
  perAuthor: 100000
`;
}

function startedProgram(
  { folder: home }: Compiled,
  words: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Program {
  const env = { PATH: process.env.PATH, HOME: cwd, ...environment };
  const child = spawn(process.execPath, [join(home, "src/main.js"), ...words], { cwd, env });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => parts.push(part.toString("utf8")));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, text: () => parts.join(""), ended };
}
