// Opening a database: its settings, its version, and a way to read where nothing can be written. The only file that opens one.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { LedgerError, toLedgerError } from "./error.ts";
import { createLedgerFile } from "./home.ts";
import { type LedgerState, migrate, readState } from "./migrate.ts";
import { connectKysely, lockTurnMs, retryWhileBusy, Store } from "./store.ts";
import type { Transaction } from "./tables.ts";

/** How a {@link Store} is opened. */
export interface StoreOptions {
  readonly mode: "read" | "write";
  /** How long to wait for other processes' writes before `ledger-busy`. */
  readonly lockWaitMs: number;
  /** Refuse to grow the file beyond this many bytes, with `ledger-full`. */
  readonly maxByteLength?: number;
  /** Runs in the transaction that made the tables of a new ledger. */
  readonly onCreate: (query: Transaction) => Promise<void>;
}

/**
 * Opens or creates a ledger's database.
 *
 * @throws LedgerError with one of the `ledger-` codes
 */
export async function openStore(file: string, options: StoreOptions): Promise<Store> {
  try {
    return await (options.mode === "write" ? openToWrite(file, options) : openToRead(file, options));
  } catch (error) {
    throw toLedgerError(error, file);
  }
}

async function openToWrite(file: string, options: StoreOptions): Promise<Store> {
  createLedgerFile(file);
  const database = new Database(file, { timeout: lockTurnMs });
  try {
    await prepareToWrite(database, file, options);
    return new Store(file, database, options.lockWaitMs);
  } catch (error) {
    database.close();
    throw error;
  }
}

async function prepareToWrite(
  database: Database.Database,
  file: string,
  options: StoreOptions,
): Promise<void> {
  configure(database);
  // The version is read before anything is written, so that a newer ledger is never touched.
  const before = await retryWhileBusy(options.lockWaitMs, () => readState(database, file));
  await retryWhileBusy(options.lockWaitMs, () => database.pragma("journal_mode = WAL"));
  database.pragma("synchronous = FULL");
  // Freed content is overwritten with zeros: an erased body must not stay in free pages.
  database.pragma("secure_delete = ON");
  if (options.maxByteLength !== undefined) limitSize(database, options.maxByteLength);
  if (before !== "current") await bringUpToDate(database, file, options);
  await retryWhileBusy(options.lockWaitMs, () => proveWritable(database));
}

async function bringUpToDate(
  database: Database.Database,
  file: string,
  options: StoreOptions,
): Promise<void> {
  await retryWhileBusy(options.lockWaitMs, () => database.exec("begin immediate"));
  try {
    // Asked again under the lock: another process may have been faster.
    const state = readState(database, file);
    if (state !== "current") migrate(database);
    if (state === "empty") await options.onCreate(connectKysely(database));
    database.exec("commit");
  } catch (error) {
    if (database.inTransaction) database.exec("rollback");
    throw error;
  }
}

/** A folder or file without write permission is found now and not at the first append. */
function proveWritable(database: Database.Database): void {
  database.exec("begin immediate");
  database.exec("rollback");
}

async function openToRead(file: string, options: StoreOptions): Promise<Store> {
  if (!existsSync(file)) throw missing(file);
  const database = connectToRead(file);
  try {
    configure(database);
    const state = await retryWhileBusy(options.lockWaitMs, () => readState(database, file));
    if (state !== "current") throw notReady(file, state);
    return new Store(file, database, options.lockWaitMs);
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * SQLite reads a WAL database through a shared-memory file beside it, which it cannot make in a read-only folder.
 * A ledger that was closed cleanly is whole without its log, so there it is read into memory.
 */
function connectToRead(file: string): Database.Database {
  const database = new Database(file, { readonly: true, timeout: lockTurnMs });
  try {
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return database;
  } catch (error) {
    database.close();
    const code = error instanceof Database.SqliteError ? error.code : "";
    if (!code.startsWith("SQLITE_CANTOPEN") && !code.startsWith("SQLITE_READONLY")) throw error;
    return readIntoMemory(file, error);
  }
}

function readIntoMemory(file: string, cause: unknown): Database.Database {
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    const message = `the folder ${dirname(file)} is read-only and the ledger in it was not closed; copy the folder and open the copy, or make it writable`;
    throw new LedgerError("ledger-read-only", message, { cause });
  }
  const bytes = readFileSync(file);
  // Bytes 18 and 19 of the header say "2, write-ahead log", which a database in memory cannot have; 1 is a rollback journal.
  if (bytes[18] === 2) bytes.fill(1, 18, 20);
  return new Database(bytes, { readonly: true });
}

function configure(database: Database.Database): void {
  // A ledger can come from outside: its schema may not call functions with effects, and broken cells are noticed when read.
  database.pragma("trusted_schema = OFF");
  database.pragma("cell_size_check = ON");
  database.pragma("temp_store = MEMORY");
  // REPLACE fires delete triggers only with this on.
  database.pragma("recursive_triggers = ON");
}

function limitSize(database: Database.Database, maxByteLength: number): void {
  const pageByteLength = Number(database.pragma("page_size", { simple: true }));
  database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxByteLength / pageByteLength))}`);
}

function missing(file: string): LedgerError {
  return new LedgerError(
    "ledger-missing",
    `there is no ledger at ${file}; create one with yurai init, or name another home`,
  );
}

function notReady(file: string, state: LedgerState): LedgerError {
  if (state === "empty") return missing(file);
  const message = `the ledger ${file} is of an older version; open it once for writing to bring it up to date`;
  return new LedgerError("ledger-older", message);
}
