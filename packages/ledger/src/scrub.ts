// After an erasure: makes the erased bytes leave the files, not only the tables.
import Database from "better-sqlite3";

/**
 * Rewrites the database without its past and empties the write-ahead log, so that erased bytes are in neither file.
 *
 * `secure_delete` zeroes freed cells, but SQLite does not promise it for copies left in a page's unused bytes when cells
 * moved to another page; VACUUM writes only what is live. Costs O(size of the ledger) and as much free disk.
 *
 * @returns false when another process still reads an older state or the disk has no room; then call again later
 */
export function scrub(database: Database.Database): boolean {
  try {
    database.exec("VACUUM");
    const [state] = database.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
    return state?.busy === 0;
  } catch (error) {
    const waits =
      error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED|FULL|IOERR)/.test(error.code);
    if (waits) return false;
    throw error;
  }
}
