// What a run has read, for resuming it.
import { joinRanges } from "./ordinal-ranges.ts";
import type { ReadProgress } from "./row-kinds.ts";
import { groupByKey, type LedgerRow, readRows } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** Reads a run's progress: for each source and part one entry with joined ranges. */
export async function readProgress(query: Transaction, run: string): Promise<readonly ReadProgress[]> {
  const rows = await readRows(query, { kinds: ["read"], key: { name: "run", values: [run] } });
  // A row's kind gives its body.
  const parts = groupByKey(rows as readonly LedgerRow<ReadProgress>[], "id");
  return [...parts.values()].flatMap((group) => {
    const first = group[0]?.body;
    return first ? [{ ...first, ranges: joinRanges(group.flatMap((row) => row.body.ranges)) }] : [];
  });
}
