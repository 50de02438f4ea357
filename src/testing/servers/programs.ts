// Programs that tests need from the system: found, started, waited for and stopped.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * `describe` where the programs of a Debian package are installed or must be (REQUIRE_SERVERS=1);
 * else the tests are reported as not run, with the name of the package to install.
 */
export function describeWith(
  debianPackage: string,
  programs: readonly string[],
  title: string,
  tests: () => void,
): void {
  const isThere = programs.every((program) => programPath(program) !== undefined);
  if (isThere || process.env.REQUIRE_SERVERS === "1") describe(title, tests);
  else describe.skip(`${title} (needs the Debian package ${debianPackage})`, tests);
}

/** Where a program is; servers are often not on the PATH of a user. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A folder for one server, short enough for the paths of its sockets. */
export function serverFolder(name: string): {
  readonly folder: string;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** A port of this machine that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("not a network port");
  return address.port;
}

/** A started program. It belongs to a process group of its own, so that all of it can be stopped. */
export interface Running {
  readonly child: ChildProcess;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export function start(
  program: string,
  words: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly uid?: number;
    readonly gid?: number;
  } = {},
): Running {
  const path = programPath(program);
  if (path === undefined) throw new Error(`${program} is not installed`);
  const child = spawn(path, words, {
    ...options,
    detached: true,
    stdio: process.env.SERVER_LOG === undefined ? "ignore" : "inherit",
  });
  const ended = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  return {
    child,
    stop: async (signal = "SIGTERM") => {
      signalGroup(child, signal);
      const killing = setTimeout(() => {
        signalGroup(child, "SIGKILL");
      }, 3_000);
      await ended;
      clearTimeout(killing);
      signalGroup(child, "SIGKILL");
    },
  };
}

/** Comes back when somebody listens on the port. */
export async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error(`nobody listens on port ${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // Not `instanceof Error`: under jest the errors of node belong to another realm.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
