// Locks between processes that share a store. A lock whose process is gone is taken over.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { query, row, run, transaction, type Store } from "./store.ts";

export interface Lock {
  readonly name: string;
  readonly token: string;
}

export type Taken =
  { readonly kind: "taken"; readonly lock: Lock } | { readonly kind: "busy"; readonly by: string };

/** A holder on another machine that has not called `keepLock` for so long is taken for dead. */
export const SILENT_MS = 120_000;

/** Takes the lock `name`, unless a living process has it. */
export function takeLock(store: Store, name: string, now: number): Taken {
  return transaction(store, () => {
    const held = row(store, query.selectFrom("lock").selectAll().where("name", "=", name));
    if (held !== undefined && isAlive(held, now)) {
      return { kind: "busy", by: `process ${held.pid} on ${held.host}` };
    }
    const { pid } = process;
    const token = randomUUID();
    const holder = { token, host: hostname(), pid, started: startOf(pid) ?? "", beat: now };
    run(
      store,
      query
        .insertInto("lock")
        .values({ name, ...holder })
        .onConflict((conflict) => conflict.doUpdateSet(holder)),
    );
    return { kind: "taken", lock: { name, token } };
  });
}

/** Says that we are still there. False when somebody else has taken the lock meanwhile. */
export function keepLock(store: Store, { name, token }: Lock, now: number): boolean {
  const beat = query.updateTable("lock").set({ beat: now });
  return run(store, beat.where("name", "=", name).where("token", "=", token)) > 0;
}

export function releaseLock(store: Store, { name, token }: Lock): void {
  run(store, query.deleteFrom("lock").where("name", "=", name).where("token", "=", token));
}

interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly started: string;
  readonly beat: number;
}

function isAlive(holder: Holder, now: number): boolean {
  if (holder.host !== hostname()) return now - holder.beat < SILENT_MS;
  return isRunning(holder.pid) && (startOf(holder.pid) ?? holder.started) === holder.started;
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

/** When the process was started, in ticks since boot; undefined where /proc does not tell. */
function startOf(pid: number): string | undefined {
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
