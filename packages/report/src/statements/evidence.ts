// What the ledger answers to one question of an instrument: lines to read, figures to trace, and the rows behind them.
import type { EuThresholds, Language, ReportedItem, ReportRecord } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import type { StatementWords } from "./statement-words.ts";
import type { ReportFacts } from "./report-facts.ts";

/** Every {@link EvidenceName}. */
export const evidenceNames = [
  "models",
  "model-dates",
  "lineage",
  "training-runs",
  "purposes",
  "code-versions",
  "origins",
  "sources",
  "source-purposes",
  "data-points",
  "size-ranges",
  "modalities",
  "collection-period",
  "first-use",
  "made-on",
  "public-datasets",
  "licensed-data",
  "third-party-data",
  "user-data",
  "synthetic-data",
  "own-data",
  "licences",
  "licence-disagreements",
  "agreements",
  "reliances",
  "access-modes",
  "crawlers",
  "opt-outs",
  "reservations",
  "screening",
  "domains",
  "record-keeping",
  "output-checks",
  "inquiries",
  "personal-data",
  "changes",
] as const;

/** A question that the ledger can be asked for a report. */
export type EvidenceName = (typeof evidenceNames)[number];

/** A table of a report: cells are texts, numbers already written out. */
export interface EvidenceTable {
  readonly columns: readonly { readonly title: string; readonly align?: "end" }[];
  readonly rows: readonly (readonly string[])[];
}

/** What the ledger answers to a question. */
export interface Evidence extends FoundEvidence {
  readonly name: EvidenceName;
}

/** What the ledger answers. */
export interface FoundEvidence {
  readonly lines: readonly string[];
  readonly table?: EvidenceTable;
  /** Figures by name, as they are recorded with the report: whole numbers, or short texts such as dates. */
  readonly figures: Readonly<Record<string, number | string>>;
  /** Places in the log of the rows that were read, ascending and without repeats. */
  readonly rows: readonly number[];
}

/** What a question is answered with, beside the facts. */
export interface EvidenceContext {
  readonly language: Language;
  readonly words: StatementWords;
  readonly catalogue: Catalogue;
  readonly thresholds: Required<Pick<EuThresholds, "domainShare" | "domainUnit" | "largeDatasetShare">> &
    Pick<EuThresholds, "domainLimit">;
  /** The last report of the same kind and models, to tell what changed. */
  readonly previous?: ReportRecord;
  /** The items of this report whose figures are compared with the previous ones. */
  readonly current?: readonly ReportedItem[];
}

/** Answers one question; undefined when the ledger cannot. */
export type FindEvidence = (facts: ReportFacts, context: EvidenceContext) => FoundEvidence | undefined;

/** Puts places of rows in order, each once. */
export function rowsOf(...parts: readonly (readonly (number | undefined)[])[]): readonly number[] {
  const rows = parts.flat().filter((row) => row !== undefined);
  return [...new Set(rows)].toSorted((a, b) => a - b);
}
