// The bare repository behind the fake GitHub: what a pull request shows, and git over HTTP.

import { execFileSync, spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";

const ENVIRONMENT = {
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  HOME: "/nonexistent",
  LC_ALL: "C.UTF-8",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

/** Standard output of git in the repository; throws when it fails. */
export function gitIn(dir: string, ...args: readonly string[]): string {
  return execFileSync("git", args, {
    cwd: dir,
    env: ENVIRONMENT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
}

/** The commit that a branch points to; undefined when there is no such branch. */
export function headOf(dir: string, branch: string): string | undefined {
  try {
    return gitIn(dir, "rev-parse", "--verify", "--quiet", `refs/heads/${branch}`).trim();
  } catch {
    return undefined;
  }
}

/** The commits of a pull request, oldest first. */
export function commitsOf(dir: string, base: string, head: string): readonly string[] {
  const listed = gitIn(dir, "rev-list", "--reverse", `refs/heads/${base}..refs/heads/${head}`);
  return listed.split("\n").filter((line) => line !== "");
}

/** The lines of a file that the diff of a pull request shows up to a commit, on either side. */
export function shownLines(
  dir: string,
  base: string,
  commit: string,
  path: string,
): { readonly LEFT: ReadonlySet<number>; readonly RIGHT: ReadonlySet<number> } | undefined {
  const from = gitIn(dir, "merge-base", `refs/heads/${base}`, commit).trim();
  const names = gitIn(dir, "diff", "--name-only", "-z", from, commit).split("\0");
  if (path === "" || !names.includes(path)) return undefined;
  const diff = gitIn(dir, "diff", "--no-ext-diff", "--no-renames", from, commit, "--", path);
  const shown = { LEFT: new Set<number>(), RIGHT: new Set<number>() };
  let [left, right] = [0, 0];
  for (const line of diff.split("\n")) {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (start !== null) [left, right] = [Number(start[1]), Number(start[2])];
    else if (left + right > 0) {
      if (line.startsWith(" ") || line.startsWith("-")) shown.LEFT.add(left++);
      if (line.startsWith(" ") || line.startsWith("+")) shown.RIGHT.add(right++);
    }
  }
  return shown;
}

/** Hands a request to `git http-backend` as a web server does, and its answer back. */
export function serveGit(
  root: string,
  user: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const header = (name: string): string => String(request.headers[name] ?? "");
  const child = spawn("git", ["http-backend"], {
    env: {
      ...ENVIRONMENT,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: user,
      REQUEST_METHOD: request.method ?? "GET",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header("content-type"),
      HTTP_CONTENT_ENCODING: header("content-encoding"),
      GIT_PROTOCOL: header("git-protocol"),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => undefined);
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  return new Promise((resolve) => {
    child.on("close", () => {
      const all = Buffer.concat(parts);
      const end = all.indexOf("\r\n\r\n");
      const lines = all.toString("latin1", 0, end).split("\r\n");
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      });
      const status = headers.find(([name]) => name === "status")?.[1];
      response.writeHead(
        status === undefined ? 200 : Number.parseInt(status, 10),
        Object.fromEntries(headers.filter(([name]) => name !== "status")),
      );
      response.end(all.subarray(end + 4), () => {
        resolve();
      });
    });
  });
}
