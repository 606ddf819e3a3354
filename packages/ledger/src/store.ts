// One SQLite connection with its settings, and transactions in turn. The only file that opens a database.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { CompiledQuery, Kysely, SqliteDialect } from "kysely";
import { LedgerError, toLedgerError } from "./error.ts";
import { createLedgerFile } from "./home.ts";
import { type LedgerState, migrate, readState } from "./migrate.ts";
import type { Tables, Transaction } from "./tables.ts";

/** SQLite blocks the thread while it waits for a lock, so it waits in short turns with the event loop between them. */
const lockTurnMs = 250;

/** How many prepared statements a connection keeps. */
const maxStatements = 200;

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

/** An open database. Its transactions run one after another, in the order they were asked for. */
export class Store {
  readonly file: string;
  readonly #database: Database.Database;
  readonly #query: Kysely<Tables>;
  readonly #lockWaitMs: number;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(file: string, database: Database.Database, lockWaitMs: number) {
    this.file = file;
    this.#database = database;
    this.#lockWaitMs = lockWaitMs;
    this.#query = connectKysely(database);
  }

  /** Runs reads on one snapshot. */
  read<Result>(work: (query: Transaction) => Promise<Result>): Promise<Result> {
    return this.#inTurn(() => this.#transact("begin", work));
  }

  /** Runs reads and writes with the write lock held from the start (a lock that is upgraded later fails when others write). */
  write<Result>(work: (query: Transaction) => Promise<Result>): Promise<Result> {
    return this.#inTurn(() => this.#transact("begin immediate", work));
  }

  /** Runs something that no transaction may surround, such as a checkpoint, with the bare connection. */
  outside<Result>(work: (database: Database.Database) => Result): Promise<Result> {
    return this.#inTurn(async () => work(this.#database));
  }

  /** Waits for the transactions that were asked for, then closes. Closing again does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#turn.catch(() => undefined);
    this.#database.close();
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed)
      throw new LedgerError("ledger-closed", `the ledger ${this.file} was closed; open it again`);
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      throw toLedgerError(error, this.file);
    }
  }

  async #transact<Result>(begin: string, work: (query: Transaction) => Promise<Result>): Promise<Result> {
    await retryWhileBusy(this.#lockWaitMs, () => this.#database.exec(begin));
    try {
      const result = await work(this.#query);
      await this.#query.executeQuery(CompiledQuery.raw("commit"));
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk among them.
      if (this.#database.inTransaction) this.#database.exec("rollback");
      throw error;
    }
  }
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

/** Kysely prepares a statement each time; compiling it took longer than running it, so statements are kept. */
function connectKysely(database: Database.Database): Kysely<Tables> {
  const statements = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known) return known;
    // Lists of varying length give ever new texts; the oldest goes.
    const [oldest] = statements.keys();
    if (oldest !== undefined && statements.size >= maxStatements) statements.delete(oldest);
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return new Kysely<Tables>({
    dialect: new SqliteDialect({ database: { prepare, close: () => undefined } }),
  });
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

async function retryWhileBusy<Result>(lockWaitMs: number, work: () => Result): Promise<Result> {
  const tries = Math.max(1, Math.ceil(lockWaitMs / lockTurnMs));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
      if (!busy || attempt >= tries) throw error;
      // Some busy answers come at once, so the wait is ours too; a random one keeps processes out of step.
      await sleep(1 + Math.random() * 10);
    }
  }
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
