// The number of a process and when it was started → whether that very process still lives.

import { readFileSync } from "node:fs";

/** A number is given again; with the time of the start it is one process only. */
export function isAliveProcess(pid: number, started: string): boolean {
  return isRunning(pid) && (startOf(pid) ?? started) === started;
}

/** When the process was started, in ticks since boot; undefined where /proc does not tell. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command, the second field, may hold spaces and brackets: count from its last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A killed process that its parent has not waited for still has a pid, but does nothing.
    return fields[0] === "Z" ? "dead" : fields[19];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, and so alive.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
