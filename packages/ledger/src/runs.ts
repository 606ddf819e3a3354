// Runs: what began, what was read and screened, and how it ended.
import type { Run, RunEnd } from "@yurai/schema";
import type { RunCounts, Screening } from "./row-kinds.ts";
import { groupByKey, type LedgerRow, readRows } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** A run as the ledger knows it. */
export interface RunView {
  readonly id: string;
  readonly rowId: string;
  readonly run: Run;
  /** One for each process that ended its part; none while it goes on, or when it was killed. */
  readonly ends: readonly RunEnd[];
  /** What its writers read, one for each commit, so that a killed run has its counts too. */
  readonly counts: readonly RunCounts[];
  readonly screenings: readonly Screening[];
}

/** Reads runs by id, or all of them, in the order they began. */
export async function readRuns(
  query: Transaction,
  ids: readonly string[] | undefined,
): Promise<readonly RunView[]> {
  const rows = await readRows(query, {
    kinds: ["run", "run-end", "counts", "screening"],
    ...(ids && { key: { name: "run", values: ids } }),
  });
  // A row's kind gives its body.
  const runs = rows.filter((row) => row.kind === "run") as readonly LedgerRow<Run>[];
  const ends = rows.filter((row) => row.kind === "run-end") as readonly LedgerRow<RunEnd>[];
  const counts = rows.filter((row) => row.kind === "counts") as readonly LedgerRow<RunCounts>[];
  const screenings = rows.filter((row) => row.kind === "screening") as readonly LedgerRow<Screening>[];
  const endsOf = groupByKey(ends, "run");
  const countsOf = groupByKey(counts, "run");
  const screeningsOf = groupByKey(screenings, "run");
  const last = new Map(runs.map((row) => [row.body.id, row]));
  return [...last.values()].map((row) => ({
    id: row.body.id,
    rowId: row.id,
    run: row.body,
    ends: bodies(endsOf.get(row.body.id)),
    counts: bodies(countsOf.get(row.body.id)),
    screenings: bodies(screeningsOf.get(row.body.id)),
  }));
}

function bodies<Body>(rows: readonly LedgerRow<Body>[] = []): readonly Body[] {
  return rows.map((row) => row.body);
}
