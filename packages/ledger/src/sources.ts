// What the ledger knows of sources, put together from rows of several kinds.
import type { Crawl, LicenceClaim, Reliance, Source } from "@yurai/schema";
import type { SourceLicence, SourceReliance } from "./row-kinds.ts";
import { groupByKey, lastById, type LedgerRow, readRows } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** Something that was said of a source, and the row that says it, so that a later row can correct it. */
export interface Stated<Fact> {
  readonly rowId: string;
  /** When it was recorded: ISO 8601, UTC. */
  readonly at: string;
  readonly fact: Fact;
}

/** Everything that holds of a source now. */
export interface SourceView {
  readonly name: string;
  /** As last declared; undefined for a source that is only mentioned, which is a gap. */
  readonly source?: Stated<Source>;
  /** Every claim that no row corrects, oldest first. They can contradict one another. */
  readonly licences: readonly Stated<LicenceClaim>[];
  /** Every decision that no row corrects, oldest first. None means undecided. */
  readonly reliances: readonly Stated<Reliance>[];
  /** Each crawl as last recorded. */
  readonly crawls: readonly Stated<Crawl>[];
}

/** Reads sources by name, or all of them by order of first mention. Named sources the ledger does not know are left out. */
export async function readSources(
  query: Transaction,
  names: readonly string[] | undefined,
): Promise<readonly SourceView[]> {
  const about = await readRows(query, {
    kinds: ["source", "licence", "reliance", "crawl"],
    ...(names && { key: { name: "source", values: names } }),
  });
  return [...groupByKey(about, "source")].map(([name, rows]) => viewOf(name, rows));
}

function viewOf(name: string, rows: readonly LedgerRow[]): SourceView {
  // A row's kind gives its body: nothing but toPlainRows makes them.
  const declared = ofKind(rows, "source").at(-1) as LedgerRow<Source> | undefined;
  const licences = ofKind(rows, "licence") as readonly LedgerRow<SourceLicence>[];
  const reliances = ofKind(rows, "reliance") as readonly LedgerRow<SourceReliance>[];
  const crawls = ofKind(rows, "crawl") as readonly LedgerRow<Crawl>[];
  return {
    name,
    ...(declared && { source: stated(declared, declared.body) }),
    licences: licences.map((row) => stated(row, row.body.claim)),
    reliances: reliances.map((row) => stated(row, row.body.reliance)),
    crawls: [...lastById(crawls).values()].map((row) => stated(row, row.body)),
  };
}

function ofKind(rows: readonly LedgerRow[], kind: string): readonly LedgerRow[] {
  return rows.filter((row) => row.kind === kind);
}

function stated<Fact>(row: LedgerRow, fact: Fact): Stated<Fact> {
  return { rowId: row.id, at: row.at, fact };
}
