// Reports in the ledger: one row for each that was written.
import type { Ledger, LedgerRow } from "@yurai/ledger";
import type { ReportKind, ReportRecord } from "@yurai/schema";

/** A report that was written, and its place in the log. */
export interface LoggedReport {
  readonly row: number;
  readonly report: ReportRecord;
}

/** Reads every report that was written, oldest first. One query. */
export async function readReports(ledger: Ledger): Promise<readonly LoggedReport[]> {
  const rows = (await ledger.rows({ kinds: ["report"] })) as readonly LedgerRow<ReportRecord>[];
  return rows.map(({ index, body }) => ({ row: index, report: body }));
}

/** The last report of a kind about the same models that was written before a row of the log; undefined for none. */
export function previousReport(
  reports: readonly LoggedReport[],
  kind: ReportKind,
  models: readonly string[],
  before: number = Number.POSITIVE_INFINITY,
): ReportRecord | undefined {
  const about = JSON.stringify(models);
  return reports.findLast(
    ({ row, report }) => row < before && report.report === kind && JSON.stringify(report.models) === about,
  )?.report;
}
