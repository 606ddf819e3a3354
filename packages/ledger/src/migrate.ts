import type { Database } from "better-sqlite3";
import { LedgerError } from "./error.ts";
import { statements as version1 } from "./migrations/001-log.ts";

/** The statements that lead from each version to the next: index 0 makes version 1. */
const migrations: readonly (readonly string[])[] = [version1];

/** The version of the tables that this code writes, kept in SQLite's `user_version`. */
const ledgerVersion: number = migrations.length;

/** Marks the file as ours in SQLite's header: "Yura" in ASCII. */
const applicationId: number = 0x59757261;

/** What a database file says it is, before anything is read from its tables. */
export type LedgerState = "empty" | "current" | "older";

/**
 * Reads the header of a database.
 *
 * @throws LedgerError `ledger-not-a-ledger` when another program made it, `ledger-newer` when a later Yurai did
 */
export function readState(database: Database, file: string): LedgerState {
  const application = Number(database.pragma("application_id", { simple: true }));
  const version = Number(database.pragma("user_version", { simple: true }));
  if (application === 0 && version === 0 && hasNoTables(database)) return "empty";
  if (application !== applicationId || version < 1) {
    const message = `${file} is a database of another program, not a ledger; name the folder of a ledger`;
    throw new LedgerError("ledger-not-a-ledger", message);
  }
  if (version > ledgerVersion) {
    const message = `the ledger ${file} has version ${version} and this Yurai reads up to ${ledgerVersion}; use a newer Yurai, it was not touched`;
    throw new LedgerError("ledger-newer", message, { details: { version, reads: ledgerVersion } });
  }
  return version < ledgerVersion ? "older" : "current";
}

/** Runs the migrations that are missing. The caller holds the write lock, so that two processes never both migrate. */
export function migrate(database: Database): void {
  const version = Number(database.pragma("user_version", { simple: true }));
  for (const statement of migrations.slice(version).flat()) database.exec(statement);
  database.pragma(`application_id = ${applicationId}`);
  database.pragma(`user_version = ${ledgerVersion}`);
}

/** The definitions of all tables, indexes and triggers, to compare a ledger's own with. */
export function expectedSchema(): ReadonlySet<string> {
  return new Set(migrations.flat());
}

function hasNoTables(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}
