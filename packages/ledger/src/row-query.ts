// Reading rows by kind and key. Every typed read is one of these and a pure grouping.
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { LedgerError } from "./error.ts";
import { slices } from "./log.ts";
import { parseRowText, type RowKeys } from "./row.ts";
import type { Tables, Transaction } from "./tables.ts";

/** A row as it is read back. `Body` is what was appended under this kind. */
export interface LedgerRow<Body = unknown> {
  /** Place in the log, from 0. */
  readonly index: number;
  /** Leaf hash, 64 hex digits. */
  readonly id: string;
  readonly kind: string;
  /** When it was appended: ISO 8601, UTC. */
  readonly at: string;
  readonly keys: RowKeys;
  readonly body: Body;
}

/** Which rows to read. */
export interface RowQuery {
  readonly kinds: readonly string[];
  /** Only rows with one of these values under this name, such as `{ name: "run", values: ["7c1e"] }`. */
  readonly key?: { readonly name: string; readonly values: readonly string[] };
  /** Also rows that a later row corrects. Default false. */
  readonly includeCorrected?: boolean;
  /** The ledger as it stood when it had this many rows: later rows neither appear nor correct. Default: as it stands. */
  readonly asOf?: number;
  /** Only rows after this index: with `limit`, a page. */
  readonly after?: number;
  /** At most this many rows; not together with more than 1,000 key values. Default: all. */
  readonly limit?: number;
}

const valuesPerSelect = 1_000;

/** Reads rows in the order of the log. Erased rows have no kind and never appear. One query for each 1,000 key values. */
export async function readRows(query: Transaction, wanted: RowQuery): Promise<readonly LedgerRow[]> {
  if (!wanted.key) return selectRows(query, wanted, undefined);
  const { name, values } = wanted.key;
  const rows = new Map<number, LedgerRow>();
  for (const part of slices([...new Set(values)], valuesPerSelect)) {
    for (const row of await selectRows(query, wanted, { name, values: part })) rows.set(row.index, row);
  }
  return [...rows.values()].sort((a, b) => a.index - b.index);
}

/** Reads rows by their places in the log, in its order; erased ones are left out. One query for each 1,000. */
export async function readRowsAt(
  query: Transaction,
  indexes: readonly number[],
): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for (const part of slices(
    indexes.toSorted((a, b) => a - b),
    valuesPerSelect,
  )) {
    const found = await query
      .selectFrom("rows")
      .select(["rows.seq", "rows.id", "rows.body"])
      .where("rows.seq", "in", part)
      .where("rows.body", "is not", null)
      .orderBy("rows.seq")
      .execute();
    rows.push(...found.map((row) => toLedgerRow(row.seq, row.id, row.body)));
  }
  return rows;
}

/** Reads the texts of rows by their places, exactly as they were hashed; erased ones are left out. */
export async function readRowTexts(
  query: Transaction,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>();
  for (const part of slices(indexes, valuesPerSelect)) {
    const found = await query.selectFrom("rows").select(["seq", "body"]).where("seq", "in", part).execute();
    for (const { seq, body } of found) if (body !== null) texts.set(seq, body);
  }
  return texts;
}

/** The last row of each id: a noun that is declared again replaces what was said of it before. */
export function lastById<Row extends LedgerRow>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.flatMap((row) => (row.keys["id"] ?? []).map((id) => [id, row] as const)));
}

/** Groups rows by their values under a name. */
export function groupByKey<Row extends LedgerRow>(
  rows: readonly Row[],
  name: string,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const value of row.keys[name] ?? []) {
      const group = groups.get(value);
      if (group) group.push(row);
      else groups.set(value, [row]);
    }
  }
  return groups;
}

async function selectRows(
  query: Transaction,
  wanted: RowQuery,
  key: RowQuery["key"],
): Promise<readonly LedgerRow[]> {
  let select = query
    .selectFrom("rows")
    .select(["rows.seq", "rows.id", "rows.body"])
    .where("rows.kind", "in", wanted.kinds);
  if (key) {
    const found = query
      .selectFrom("row_keys")
      .select("row_keys.seq")
      .where("row_keys.name", "=", key.name)
      .where("row_keys.value", "in", key.values)
      .where("row_keys.kind", "in", wanted.kinds);
    select = select.where("rows.seq", "in", found);
  }
  if (wanted.includeCorrected !== true) select = select.where(notCorrected(wanted.asOf));
  if (wanted.asOf !== undefined) select = select.where("rows.seq", "<", wanted.asOf);
  if (wanted.after !== undefined) select = select.where("rows.seq", ">", wanted.after);
  if (wanted.limit !== undefined) select = select.limit(wanted.limit);
  const rows = await select.orderBy("rows.seq").execute();
  return rows.map((row) => toLedgerRow(row.seq, row.id, row.body));
}

/** Rows that no later row corrects; with a size, none of the rows before it. */
function notCorrected(asOf: number | undefined) {
  return (where: ExpressionBuilder<Tables, "rows">): Expression<SqlBool> => {
    const correction = where
      .selectFrom("row_keys as correction")
      .select("correction.seq")
      .where("correction.name", "=", "corrects")
      .whereRef("correction.value", "=", "rows.id");
    const counted = asOf === undefined ? correction : correction.where("correction.seq", "<", asOf);
    return where.not(where.exists(counted));
  };
}

function toLedgerRow(index: number, id: string, body: string | null): LedgerRow {
  const text = body === null ? undefined : parseRowText(body);
  if (text) return { index, id, kind: text.kind, at: text.at, keys: text.keys, body: text.body };
  throw new LedgerError(
    "ledger-damaged",
    `row ${index} of the ledger cannot be read; run yurai verify to see what was changed`,
  );
}
