// One SQLite connection, and transactions in turn.
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { CompiledQuery, Kysely, SqliteDialect } from "kysely";
import { LedgerError, toLedgerError } from "./error.ts";
import type { Tables, Transaction } from "./tables.ts";

/** SQLite blocks the thread while it waits for a lock, so it waits in short turns with the event loop between them. */
export const lockTurnMs = 250;

/** How many prepared statements a connection keeps. */
const maxStatements = 200;

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

/** Wraps a connection. Kysely prepares a statement each time; compiling it took longer than running it, so statements are kept. */
export function connectKysely(database: Database.Database): Kysely<Tables> {
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

/** Tries again while another process holds the lock, for about as long as given. */
export async function retryWhileBusy<Result>(lockWaitMs: number, work: () => Result): Promise<Result> {
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
