// Reads rows a page at a time and checks each against its own leaf, place, columns and keys.
import { leafHash } from "./merkle.ts";
import { keyPairs, parseRowText, type RowText, toHex } from "./row.ts";
import type { Transaction } from "./tables.ts";
import { LogRebuild, type SeenLeaf } from "./verify-log.ts";
import type { LedgerProblem } from "./verify-report.ts";

/** A row as it is stored. */
export interface StoredRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: string | null;
  readonly body: string | null;
}

/** Where a verification stands. */
export interface Scan {
  readonly rebuild: LogRebuild;
  readonly problems: LedgerProblem[];
  readonly erased: { readonly index: number; readonly id: string }[];
  readonly tombstones: Set<string>;
  /** False from the first gap on: without all leaves there is no tree. */
  whole: boolean;
  /** True when damage ended the scan before the last row. */
  stopped: boolean;
  rowCount: number;
  lastSeq: number;
  headSize: number;
  lastAt: string | undefined;
}

const pageRows = 500;

/** A verification before the first row. */
export function startScan(): Scan {
  return {
    rebuild: new LogRebuild(),
    problems: [],
    erased: [],
    tombstones: new Set(),
    whole: true,
    stopped: false,
    rowCount: 0,
    lastSeq: -1,
    headSize: 0,
    lastAt: undefined,
  };
}

/** Reads the next rows; none at the end. */
export async function readPage(query: Transaction, scan: Scan): Promise<readonly StoredRow[]> {
  if (scan.stopped) return [];
  let page = query.selectFrom("rows").selectAll().orderBy("seq").limit(pageRows);
  // Only the first page has no lower bound, so that a row before 0 is seen.
  if (scan.rowCount > 0) page = page.where("seq", ">", scan.lastSeq);
  return page.execute();
}

/** Checks a page of rows and returns their leaves. */
export async function scanPage(
  query: Transaction,
  rows: readonly StoredRow[],
  scan: Scan,
): Promise<readonly SeenLeaf[]> {
  const keys = await readKeys(query, scan.rowCount > 0 ? scan.lastSeq : undefined, rows.at(-1)?.seq ?? 0);
  const leaves: SeenLeaf[] = [];
  for (const row of rows) {
    if (scan.rowCount > 0 && row.seq <= scan.lastSeq) {
      // A damaged page can lead back to rows before it, for ever.
      stopAtDamage(scan);
      break;
    }
    if (row.seq !== scan.lastSeq + 1) reportGap(row.seq, scan);
    scan.lastSeq = row.seq;
    scan.rowCount += 1;
    const text = scanRow(row, keys.get(row.seq) ?? new Set(), scan);
    keys.delete(row.seq);
    leaves.push({ id: row.id, ...(text && { at: text.at }) });
  }
  for (const seq of keys.keys())
    scan.problems.push({
      code: "column-altered",
      index: seq,
      what: `there are keys for row ${seq}, which does not exist`,
    });
  return leaves;
}

/** Checks one row and returns its text, if it has a readable one. */
function scanRow(row: StoredRow, keys: ReadonlySet<string>, scan: Scan): RowText | undefined {
  const where = { index: row.seq, id: row.id };
  if (row.body === null) {
    scan.erased.push(where);
    if (row.kind !== null || keys.size > 0) {
      scan.problems.push({
        code: "column-altered",
        ...where,
        what: `row ${row.seq} is erased but its columns or keys are not`,
      });
    }
    return undefined;
  }
  if (toHex(leafHash(row.body)) !== row.id) {
    scan.problems.push({
      code: "row-altered",
      ...where,
      what: `the body of row ${row.seq} does not give its leaf`,
    });
    return undefined;
  }
  const text = parseRowText(row.body);
  if (!text) {
    scan.problems.push({
      code: "row-altered",
      ...where,
      what: `the body of row ${row.seq} is not one that a ledger writes`,
    });
    return undefined;
  }
  if (text.index !== row.seq) {
    const what = `row ${row.seq} was appended as row ${text.index}`;
    scan.problems.push({ code: "row-moved", ...where, what });
  }
  if (text.kind !== row.kind || !sameKeys(text, keys)) {
    scan.problems.push({
      code: "column-altered",
      ...where,
      what: `the kind or the keys of row ${row.seq} differ from its body`,
    });
  }
  if (text.kind === "tombstone") for (const id of text.keys["erases"] ?? []) scan.tombstones.add(id);
  return text;
}

function sameKeys(text: RowText, found: ReadonlySet<string>): boolean {
  const expected = keyPairs(text.keys).map(({ name, value }) => keyLine(name, value, text.kind));
  return expected.length === found.size && expected.every((line) => found.has(line));
}

function keyLine(name: string, value: string, kind: string): string {
  return JSON.stringify([name, value, kind]);
}

async function readKeys(
  query: Transaction,
  after: number | undefined,
  last: number,
): Promise<Map<number, Set<string>>> {
  let select = query.selectFrom("row_keys").selectAll().where("seq", "<=", last);
  if (after !== undefined) select = select.where("seq", ">", after);
  const keys = new Map<number, Set<string>>();
  for (const { seq, name, value, kind } of await select.execute()) {
    const lines = keys.get(seq) ?? new Set();
    keys.set(seq, lines.add(keyLine(name, value, kind)));
  }
  return keys;
}

function stopAtDamage(scan: Scan): void {
  scan.stopped = true;
  scan.whole = false;
  const what = `damaged pages lead from row ${scan.lastSeq} back; what follows was not read`;
  scan.problems.push({ code: "database-damaged", index: scan.lastSeq, what });
}

function reportGap(seq: number, scan: Scan): void {
  scan.whole = false;
  const expected = scan.lastSeq + 1;
  if (seq < expected) {
    scan.problems.push({
      code: "row-inserted",
      index: seq,
      what: `there is a row with the impossible index ${seq}`,
    });
    return;
  }
  const what = `${seq - expected} rows are missing from row ${expected} on`;
  scan.problems.push({ code: "row-missing", index: expected, lastIndex: seq - 1, what });
}

/** Reports bodies that are gone without a tombstone. A tombstone stands after its row, so this comes last. */
export function checkTombstones(scan: Scan): void {
  for (const { index, id } of scan.erased) {
    if (scan.tombstones.has(id)) continue;
    scan.problems.push({
      code: "tombstone-missing",
      index,
      id,
      what: `the body of row ${index} is gone and no tombstone says why`,
    });
  }
}
