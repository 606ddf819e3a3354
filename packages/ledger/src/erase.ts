// Erasure: the body goes, the leaf stays, a tombstone says who removed what and why.
import { LedgerError } from "./error.ts";
import { appendToLog, slices, type StoredHead } from "./log.ts";
import { parseRowText, prepareRow, type PreparedRow, type RowKeys } from "./row.ts";
import { readRows } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** Why rows are erased, and who decided it. Both stay in the ledger for ever, so neither may hold what is erased. */
export interface ErasureReason {
  readonly reason: string;
  readonly by: string;
}

/** The body of a `tombstone` row. */
export interface Tombstone extends ErasureReason {
  /** Id of the erased row: the hash of its salted body, from which nothing can be guessed. */
  readonly row: string;
  readonly index: number;
  readonly kind: string;
}

/** What an erasure did in the log. */
export interface ErasedInLog {
  readonly erased: readonly string[];
  /** Rows that had been erased before. */
  readonly already: readonly string[];
  /** Undefined when there was nothing left to erase. */
  readonly head?: StoredHead;
}

interface ErasableRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly keys: RowKeys;
}

const idsPerSelect = 500;

/**
 * Empties rows and appends their tombstones. The caller holds the write lock and commits.
 *
 * @throws LedgerError `row-unknown`, `row-not-erasable` (the first row and tombstones), `row-held` (a legal hold names it)
 */
export async function eraseInLog(
  query: Transaction,
  ids: readonly string[],
  why: ErasureReason,
  at: string,
): Promise<ErasedInLog> {
  const { rows, already } = await readErasable(query, [...new Set(ids)]);
  if (rows.length === 0) return { erased: [], already };
  await refuseHeld(query, rows);
  const { head } = await appendToLog(
    query,
    rows.map((row) => tombstoneOf(row, why, at)),
    at,
  );
  for (const part of slices(
    rows.map((row) => row.seq),
    idsPerSelect,
  )) {
    await query.updateTable("rows").set({ body: null, kind: null }).where("seq", "in", part).execute();
    await query.deleteFrom("row_keys").where("seq", "in", part).execute();
  }
  return { erased: rows.map((row) => row.id), already, head };
}

async function readErasable(
  query: Transaction,
  ids: readonly string[],
): Promise<{ readonly rows: readonly ErasableRow[]; readonly already: readonly string[] }> {
  const rows: ErasableRow[] = [];
  const already: string[] = [];
  for (const part of slices(ids, idsPerSelect)) {
    const found = await query.selectFrom("rows").selectAll().where("id", "in", part).execute();
    if (found.length < part.length) throw unknownRow(part.length - found.length);
    for (const row of found) {
      if (row.body === null || row.kind === null) already.push(row.id);
      else rows.push({ seq: row.seq, id: row.id, kind: row.kind, keys: parseRowText(row.body)?.keys ?? {} });
    }
  }
  const fixed = rows.find((row) => row.kind === "ledger" || row.kind === "tombstone");
  if (fixed)
    throw new LedgerError(
      "row-not-erasable",
      `row ${fixed.seq} is a ${fixed.kind} row, which the log needs; leave it out`,
    );
  return { rows, already };
}

/** A legal hold forbids erasing the rows it names and the rows of the sources and runs it names, until a row corrects it. */
async function refuseHeld(query: Transaction, rows: readonly ErasableRow[]): Promise<void> {
  const holds = await readRows(query, { kinds: ["legal-hold"] });
  const heldRows = new Set(holds.flatMap((hold) => hold.keys["holds-row"] ?? []));
  const heldSources = new Set(holds.flatMap((hold) => hold.keys["holds-source"] ?? []));
  const heldRuns = new Set(holds.flatMap((hold) => hold.keys["holds-run"] ?? []));
  const held = rows.filter(
    (row) =>
      heldRows.has(row.id) ||
      (row.keys["source"] ?? []).some((source) => heldSources.has(source)) ||
      (row.keys["run"] ?? []).some((run) => heldRuns.has(run)),
  );
  const [first] = held;
  if (!first) return;
  const message = `${held.length} of the rows are under a legal hold (the first is row ${first.seq}); release the hold before erasing`;
  throw new LedgerError("row-held", message, { details: { index: first.seq, count: held.length } });
}

/** What an erased row had corrected or replaced must not come back, so its tombstone takes that over. */
function tombstoneOf(row: ErasableRow, why: ErasureReason, at: string): PreparedRow {
  const { corrects, replaces } = row.keys;
  const body: Tombstone = { row: row.id, index: row.seq, kind: row.kind, reason: why.reason, by: why.by };
  const keys: RowKeys = { erases: [row.id], ...(corrects && { corrects }), ...(replaces && { replaces }) };
  return prepareRow({ kind: "tombstone", body, keys }, at);
}

function unknownRow(count: number): LedgerError {
  return new LedgerError(
    "row-unknown",
    `${count} of the rows to erase are not in this ledger; nothing was erased; check the ids`,
  );
}
