// Locks between processes that share a store. A lock whose process is gone is taken over.

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { isAliveProcess, startOf } from "../processes.ts";
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
  return isAliveProcess(holder.pid, holder.started);
}
