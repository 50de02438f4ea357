// A temporary folder → one whose name tells which process has it, so that what a killed process
// left behind can be told from what a living one works in.

import { readdirSync, readlinkSync } from "node:fs";
import { lstat, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../plain-files.ts";
import { isAliveProcess, startOf } from "../processes.ts";

const OWNED = /^interleave-tree-(\d+)-(\d+)-(\d+)-\w+$/;
/** Removed at one start at most; the next start goes on. */
const LEFT_MAX = 500;

/** Makes a folder of this process in `parent`, and removes those of processes that are gone. */
export async function ownFolder(parent: string): Promise<string> {
  await removeLeft(parent);
  return await mkdtemp(join(parent, `${ownedBy(process.pid)}-`));
}

/** How the names of a process's folders begin. */
export function ownedBy(pid: number): string {
  const started = startOf(pid);
  const space = processSpace();
  // Where nobody tells when a process was started, its folder is nobody's to remove.
  if (started === undefined || space === undefined) return "interleave-tree";
  return `interleave-tree-${space}-${pid}-${started}`;
}

async function removeLeft(parent: string): Promise<void> {
  const space = processSpace();
  if (space === undefined) return;
  const left = readdirSync(parent).filter((name) => {
    const [, of, pid, started] = OWNED.exec(name) ?? [];
    // In another container the same number is another process, which we cannot see.
    return of === space && started !== undefined && !isAliveProcess(Number(pid), started);
  });
  for (const name of left.slice(0, LEFT_MAX)) {
    const path = join(parent, name);
    // Anybody can make names in a shared folder: only what is a folder of our own user goes.
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) continue;
    // Two programs may start at once; what the other one has in hand is gone in either case.
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Which processes the numbers are of: a container has numbers of its own. */
function processSpace(): string | undefined {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0];
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}
