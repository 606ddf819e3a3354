// Gaps: what should have been recorded and was not.
import type { Gap } from "@yurai/schema";
import { type LedgerRow, readRows, type RowQuery } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** Which gaps to read: at most one of these. */
export type GapFilter =
  | { readonly runs?: readonly string[]; readonly sources?: never; readonly models?: never }
  | { readonly sources: readonly string[]; readonly runs?: never; readonly models?: never }
  | { readonly models: readonly string[]; readonly runs?: never; readonly sources?: never };

/** A gap, and the row that records it, so that a later row can correct it. */
export interface GapView {
  readonly rowId: string;
  readonly gap: Gap;
}

/** Reads gaps that no row corrects, in the order of the log. */
export async function readGaps(query: Transaction, of: GapFilter): Promise<readonly GapView[]> {
  const key = keyOf(of);
  // A row's kind gives its body.
  const rows = (await readRows(query, { kinds: ["gap"], ...(key && { key }) })) as readonly LedgerRow<Gap>[];
  return rows.map((row) => ({ rowId: row.id, gap: row.body }));
}

function keyOf(of: GapFilter): RowQuery["key"] {
  if (of.runs) return { name: "run", values: of.runs };
  if (of.sources) return { name: "source", values: of.sources };
  if (of.models) return { name: "model", values: of.models };
  return undefined;
}
