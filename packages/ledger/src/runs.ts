// Runs and their ends.
import type { Run, RunEnd } from "@yurai/schema";
import { groupByKey, type LedgerRow, readRows } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** A run as the ledger knows it. */
export interface RunView {
  readonly id: string;
  readonly rowId: string;
  readonly run: Run;
  /** One for each process that ended its part; none while it goes on, or when it was killed. */
  readonly ends: readonly RunEnd[];
}

/** Reads runs by id, or all of them, in the order they began. */
export async function readRuns(
  query: Transaction,
  ids: readonly string[] | undefined,
): Promise<readonly RunView[]> {
  const rows = await readRows(query, {
    kinds: ["run", "run-end"],
    ...(ids && { key: { name: "run", values: ids } }),
  });
  // A row's kind gives its body.
  const runs = rows.filter((row) => row.kind === "run") as readonly LedgerRow<Run>[];
  const ends = rows.filter((row) => row.kind === "run-end") as readonly LedgerRow<RunEnd>[];
  const endsOf = groupByKey(ends, "run");
  const last = new Map(runs.map((row) => [row.body.id, row]));
  return [...last.values()].map((row) => ({
    id: row.body.id,
    rowId: row.id,
    run: row.body,
    ends: (endsOf.get(row.body.id) ?? []).map((end) => end.body),
  }));
}
