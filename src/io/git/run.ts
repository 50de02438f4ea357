// Arguments → one finished git process. No shell, a clean environment, no configuration but ours.

import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface Ran {
  readonly status: number;
  readonly out: Buffer;
  readonly err: string;
}

export interface RunOptions {
  /** The git directory; undefined lets git discover it from `cwd`. */
  readonly gitDir?: string;
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** More output than this ends the process: nothing that we ask for is so large. */
const OUT_BYTES_MAX = 512 << 20;
const ERR_BYTES_MAX = 64 << 10;

/** Runs git to its end. Throws only when git itself cannot be started or says too much. */
export async function git(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = started(args, options);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let outBytes = 0;
  let errBytes = 0;
  child.stdout.on("data", (part: Buffer) => {
    outBytes += part.length;
    if (outBytes > OUT_BYTES_MAX) child.kill("SIGKILL");
    else out.push(part);
  });
  child.stderr.on("data", (part: Buffer) => {
    if (errBytes < ERR_BYTES_MAX) err.push(part);
    errBytes += part.length;
  });
  // A git that ends early closes its input: its status tells, the broken pipe does not.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const status = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? -1);
    });
  });
  if (outBytes > OUT_BYTES_MAX) throw new Error(`git ${args[0] ?? ""}: more output than we read`);
  return { status, out: Buffer.concat(out), err: Buffer.concat(err).toString("utf8") };
}

/** As `git`, for what cannot fail in a sound repository: a failure is thrown. */
export async function gitText(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const ran = await git(args, options);
  if (ran.status !== 0) throw new Error(`git ${args[0] ?? ""}: ${firstLine(ran.err)}`);
  return ran.out.toString("utf8");
}

/** Starts git and leaves its pipes to the caller. */
export function started(
  args: readonly string[],
  { gitDir, cwd, env }: RunOptions,
): ChildProcessByStdio<Writable, Readable, Readable> {
  const where = gitDir === undefined ? [] : [`--git-dir=${gitDir}`];
  return spawn("git", [...where, ...SAFE, ...args], {
    cwd: cwd ?? "/",
    env: { ...cleanEnvironment(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

export function firstLine(text: string): string {
  return text.slice(0, 400).split("\n")[0] ?? "";
}

/** Nothing that a repository's own configuration names may run. */
const SAFE = [
  "-c", "safe.directory=*",
  "-c", "core.fsmonitor=false",
  "-c", "core.hooksPath=/dev/null",
  "-c", "core.quotePath=false",
  "-c", "core.attributesFile=/dev/null",
  "-c", "core.autocrlf=false",
  "-c", "gc.auto=0",
  "-c", "maintenance.auto=false",
]; // prettier-ignore

/** Every GIT_ variable of ours is dropped: one left over from a hook would aim git elsewhere. */
function cleanEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LITERAL_PATHSPECS: "1",
    // A partial clone must not fetch what is missing from wherever its configuration says.
    GIT_ALLOW_PROTOCOL: "none",
  };
}
