// Checks of outputs, counted from the rows that end them.
import type { Ledger, LedgerRow } from "@yurai/ledger";
import type { ReportedChecks } from "@yurai/report/statements";
import type { CheckEnd } from "../check/verdict-log.ts";

/**
 * Counts the checks that have ended. One query.
 *
 * @param models only checks of outputs of one of these, as `NAME` or `NAME@VERSION`; missing for all
 */
export async function readReportedChecks(
  ledger: Ledger,
  asOf: number,
  models?: ReadonlySet<string>,
): Promise<ReportedChecks> {
  const rows = await ledger.rows({ kinds: ["verdict"], key: { name: "id", values: ["check-end"] }, asOf });
  // Only a verdict log gives a row this id.
  const ends = (rows as readonly LedgerRow<CheckEnd>[]).filter(
    ({ body }) => models === undefined || body.models.some((model) => models.has(model)),
  );
  const byAction: Record<string, number> = {};
  for (const { body } of ends)
    for (const [action, count] of Object.entries(body.actions))
      byAction[action] = (byAction[action] ?? 0) + count;
  const times = ends.map(({ body }) => body.at).toSorted();
  const [firstAt] = times;
  const lastAt = times.at(-1);
  return {
    outputs: ends.reduce((sum, { body }) => sum + body.outputs, 0),
    byAction,
    policies: [...new Set(ends.flatMap(({ body }) => body.policies))],
    ...(firstAt !== undefined && { firstAt }),
    ...(lastAt !== undefined && { lastAt }),
    rows: ends.map(({ index }) => index),
  };
}
