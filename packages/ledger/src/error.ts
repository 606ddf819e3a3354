import { YuraiError } from "@yurai/schema";

/** Everything that can go wrong with a ledger or its keys, for programs to tell apart. */
export type LedgerErrorCode =
  | "ledger-missing"
  | "ledger-not-a-ledger"
  | "ledger-newer"
  | "ledger-older"
  | "ledger-damaged"
  | "ledger-read-only"
  | "ledger-cannot-open"
  | "ledger-full"
  | "ledger-busy"
  | "ledger-io"
  | "ledger-closed"
  | "ledger-append-only"
  | "row-invalid"
  | "row-unknown"
  | "row-not-erasable"
  | "row-held"
  | "size-unknown"
  | "segment-committed"
  | "segment-not-current"
  | "read-twice"
  | "key-exists"
  | "key-inside-home"
  | "key-open-to-others"
  | "key-invalid"
  | "attestation-invalid"
  | "key-missing"
  | "key-not-written"
  | "head-invalid";

/** The error of `@yurai/ledger`: a code, what failed, where, and what to do. */
export class LedgerError extends YuraiError<LedgerErrorCode> {}

/** The end of a message about a write that SQLite rolled back. */
const nothingLost = "nothing of this batch was written and nothing committed before is lost";

/**
 * Turns an error of SQLite or the file system into a {@link LedgerError} with one line that says what to do.
 * An error that is none of theirs comes back as it is.
 */
export function toLedgerError(error: unknown, file: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = explain(code, file);
  return known ? new LedgerError(known[0], known[1], { cause: error }) : error;
}

function explain(code: string, file: string): readonly [LedgerErrorCode, string] | undefined {
  if (code === "SQLITE_FULL" || code === "ENOSPC" || code === "EDQUOT")
    return [
      "ledger-full",
      `the ledger ${file} cannot grow: its disk or quota is full; ${nothingLost}; free space and try again`,
    ];
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB")
    return [
      "ledger-damaged",
      `the ledger ${file} is damaged; keep the file, restore a copy, and compare its head with the last one you saved`,
    ];
  if (code.startsWith("SQLITE_READONLY") || code === "EROFS")
    return [
      "ledger-read-only",
      `the ledger ${file} cannot be written; make its folder and files writable, or open it for reading`,
    ];
  if (code.startsWith("SQLITE_BUSY") || code === "SQLITE_LOCKED")
    return [
      "ledger-busy",
      `the ledger ${file} stayed locked by another process; ${nothingLost}; try again when it is done`,
    ];
  if (code.startsWith("SQLITE_CANTOPEN") || code === "EACCES" || code === "EPERM")
    return [
      "ledger-cannot-open",
      `the ledger ${file} cannot be opened; check that its folder exists and that you may read and write it`,
    ];
  if (code.startsWith("SQLITE_IOERR"))
    return [
      "ledger-io",
      `reading or writing the ledger ${file} failed (${code}); ${nothingLost}; check the disk and its free space`,
    ];
  if (code === "SQLITE_CONSTRAINT_TRIGGER")
    return [
      "ledger-append-only",
      `the ledger ${file} only appends: rows are corrected by new rows, and removed by erase`,
    ];
  return undefined;
}
