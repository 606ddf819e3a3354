// Each kind of report: how it is made from facts, and the formats it has.
import {
  ab2013,
  euTrainingSummary,
  exportCroissant,
  exportCyclonedx,
  exportDatasetCard,
  exportOpenlineage,
  exportProv,
  exportSpdx,
  principleCode,
  provenanceReportOf,
  renderDocumentAsDocx,
  renderDocumentAsHtml,
  renderDocumentAsMarkdown,
  renderProvenanceAsCsv,
  renderProvenanceAsJson,
  renderStatementAsCsv,
  renderStatementAsJson,
  statementOf,
  type Evidence,
  type ReportExport,
  type Instrument,
  type ReportFacts,
  type Statement,
  type StatementOptions,
} from "@yurai/report/statements";
import type { ReportedItem, ReportKind } from "@yurai/schema";

/** Every {@link ReportFormat}. */
export const reportFormats = ["html", "md", "docx", "csv", "json"] as const;

/** How a report is written. */
export type ReportFormat = (typeof reportFormats)[number];

/** A report that can be written in several formats. */
export interface MadeReport {
  readonly instrument?: { readonly id: string; readonly version: string };
  readonly items: readonly ReportedItem[];
  /** What the ledger was asked for each item. */
  readonly evidence: ReadonlyMap<string, readonly Evidence[]>;
  /** Required fields of an export that nobody has given. */
  readonly missing: readonly string[];
  /** Only for reports with blanks. */
  readonly statement?: Statement;
  /** Only the formats that the kind has; the first is its default. */
  readonly formats: ReadonlyMap<ReportFormat, () => string | Promise<Uint8Array>>;
}

type Make = (facts: ReportFacts, options: StatementOptions) => MadeReport;

const instruments: Readonly<Partial<Record<ReportKind, Instrument>>> = {
  "principle-code": principleCode,
  "eu-training-summary": euTrainingSummary,
  "ab-2013": ab2013,
};

const makers: Readonly<Partial<Record<ReportKind, Make>>> = {
  "principle-code": makeStatement(principleCode),
  "eu-training-summary": makeStatement(euTrainingSummary),
  "ab-2013": makeStatement(ab2013),
  croissant: makeExport(exportCroissant, "json"),
  cyclonedx: makeExport(exportCyclonedx, "json"),
  spdx: makeExport(exportSpdx, "json"),
  openlineage: makeExport(exportOpenlineage, "json"),
  prov: makeExport(exportProv, "json"),
  "dataset-card": makeExport(exportDatasetCard, "md"),
  provenance: makeProvenance,
};

/** The kinds that can be made, in the order of the help. */
export const madeKinds: readonly ReportKind[] = Object.keys(makers) as readonly ReportKind[];

/** Makes a report of a kind; undefined for a kind that {@link madeKinds} does not list. */
export function makeReport(
  kind: ReportKind,
  facts: ReportFacts,
  options: StatementOptions,
): MadeReport | undefined {
  return makers[kind]?.(facts, options);
}

/** The instrument behind a kind, if there is one. */
export function instrumentOf(kind: ReportKind): Instrument | undefined {
  return instruments[kind];
}

function makeStatement(instrument: Instrument): Make {
  return (facts, options) => {
    const statement = statementOf(instrument, facts, options);
    const { document } = statement;
    return {
      instrument: { id: instrument.id, version: instrument.version },
      items: statement.items,
      evidence: new Map(statement.stated.map(({ item, evidence }) => [item.id, evidence])),
      missing: [],
      statement,
      formats: new Map<ReportFormat, () => string | Promise<Uint8Array>>([
        ["docx", () => renderDocumentAsDocx(document)],
        ["html", () => renderDocumentAsHtml(document)],
        ["md", () => renderDocumentAsMarkdown(document)],
        ["csv", () => renderStatementAsCsv(statement, options.language)],
        ["json", () => renderStatementAsJson(statement, options.language)],
      ]),
    };
  };
}

function makeExport(
  write: (facts: ReportFacts, options: StatementOptions) => ReportExport,
  format: ReportFormat,
): Make {
  return (facts, options) => {
    const { text, items, evidence, missing } = write(facts, options);
    return { items, evidence, missing, formats: new Map([[format, () => text]]) };
  };
}

function makeProvenance(facts: ReportFacts, options: StatementOptions): MadeReport {
  const report = provenanceReportOf(facts, options);
  return {
    items: report.items,
    missing: [],
    evidence: new Map(report.evidence.map(({ id, found }) => [id, found])),
    formats: new Map<ReportFormat, () => string | Promise<Uint8Array>>([
      ["html", () => renderDocumentAsHtml(report.document)],
      ["md", () => renderDocumentAsMarkdown(report.document)],
      ["docx", () => renderDocumentAsDocx(report.document)],
      ["csv", () => renderProvenanceAsCsv(report)],
      ["json", () => renderProvenanceAsJson(report)],
    ]),
  };
}
