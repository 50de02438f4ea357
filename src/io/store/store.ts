// The one door to SQLite: opens the file, brings its shape up to date, runs typed queries.
// Calls are synchronous on purpose: a transaction never spans an await, so it stays short, and
// a process that is killed leaves either all of it behind or nothing.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from "kysely";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/** An open store. Only the functions of this file look inside. */
export interface Store {
  readonly sqlite: Database.Database;
  readonly statements: Map<string, Database.Statement>;
}

/** How long a process waits for another one's transaction before it gives up. */
const BUSY_MS = 30_000;
/** Between two tries. */
const PAUSE_MS = 20;
/** Prepared statements kept; queries that list ids come in many lengths. */
const STATEMENTS_MAX = 200;

/** Builds typed queries; it holds no connection, `rows` and `run` do the work. */
export const query = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Opens the store in `file` (":memory:" for one that dies with the process), making it if need be. */
export function openStore(file: string): Store {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const sqlite = new Database(file, { timeout: BUSY_MS });
  useWal(sqlite);
  // A row that says "being sent" must survive a power cut, else the thing is sent twice.
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("foreign_keys = ON");
  const store = { sqlite, statements: new Map<string, Database.Statement>() };
  migrate(store);
  return store;
}

/** Of processes that make a file at once, SQLite refuses all but one here without a wait of its own. */
function useWal(sqlite: Database.Database): void {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      sqlite.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      const isBusy = error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
      if (!isBusy || waited >= BUSY_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

export function closeStore(store: Store): void {
  store.sqlite.close();
}

/** All rows of a query, which may be an `INSERT … RETURNING`. */
export function rows<Row>(store: Store, built: Compilable<Row>): readonly Row[] {
  const { sql, parameters } = built.compile();
  // The border: the query builder knows the type of the rows, the driver does not.
  return statement(store, sql).all(...parameters) as Row[];
}

/** The first row of a query, if there is one. */
export function row<Row>(store: Store, built: Compilable<Row>): Row | undefined {
  return rows(store, built)[0];
}

/** Runs a query that returns no rows, and says how many it changed. */
export function run(store: Store, built: Compilable): number {
  const { sql, parameters } = built.compile();
  return statement(store, sql).run(...parameters).changes;
}

/**
 * Does all of `work` or nothing of it. The write lock is taken at the start: a transaction that
 * reads first and then wants to write could not wait for another writer.
 */
export function transaction<Result>(store: Store, work: () => Result): Result {
  return store.sqlite.transaction(work).immediate();
}

function statement(store: Store, text: string): Database.Statement {
  const known = store.statements.get(text);
  if (known !== undefined) return known;
  if (store.statements.size >= STATEMENTS_MAX) store.statements.clear();
  const prepared = store.sqlite.prepare(text);
  store.statements.set(text, prepared);
  return prepared;
}

function migrate(store: Store): void {
  if (versionOf(store) === migrations.length) return;
  transaction(store, () => {
    // Asked again inside the lock: another process may have opened the same new file.
    const version = versionOf(store);
    if (version > migrations.length) {
      throw new Error(`the store has version ${version}, this program knows ${migrations.length}`);
    }
    for (const step of migrations.slice(version)) store.sqlite.exec(step);
    store.sqlite.pragma(`user_version = ${migrations.length}`);
  });
}

function versionOf(store: Store): number {
  return Number(store.sqlite.pragma("user_version", { simple: true }));
}
