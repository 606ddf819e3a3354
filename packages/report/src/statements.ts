// The subpath `@yurai/report/statements`: statements, reports and letters as documents, and their formats.
export { statementOf } from "./statements/statement.ts";
export { provenanceReportOf } from "./statements/provenance-report.ts";
export { evidenceNames } from "./statements/evidence.ts";
export { findEvidence } from "./statements/find-evidence.ts";
export { questions } from "./statements/questions.ts";
export { inquiryDocument } from "./statements/inquiry-document.ts";
export { inquiryWordsOf } from "./statements/inquiry-words.ts";
export { itemsOf, shownBasis } from "./statements/instrument.ts";
export { principleCode } from "./instruments/principle-code.ts";
export { euTrainingSummary } from "./instruments/eu-training-summary.ts";
export { ab2013 } from "./instruments/ab-2013.ts";
export { totalsOf } from "./statements/report-facts.ts";
export { statementWordsOf } from "./statements/statement-words.ts";
export { renderProvenanceAsCsv, renderStatementAsCsv } from "./statements/statement-csv.ts";
export { renderProvenanceAsJson, renderStatementAsJson } from "./statements/statement-json.ts";
export { exportCroissant } from "./exports/croissant.ts";
export { exportCyclonedx } from "./exports/cyclonedx.ts";
export { exportDatasetCard } from "./exports/dataset-card.ts";
export { exportOpenlineage, provenanceFacetSchema } from "./exports/openlineage.ts";
export { exportProv } from "./exports/prov.ts";
export { exportSpdx } from "./exports/spdx.ts";
export { renderDocumentAsHtml } from "./document/html-document.ts";
export { renderDocumentAsMarkdown } from "./document/markdown.ts";
export { renderDocumentAsDocx } from "./document/docx.ts";
export { renderCsv } from "./document/csv.ts";

export type { Statement, StatementCounts, StatementOptions, StatedItem } from "./statements/statement.ts";
export type { ReportExport } from "./exports/export.ts";
export type { ProvenanceReport } from "./statements/provenance-report.ts";
export type { Evidence, EvidenceContext, EvidenceName, EvidenceTable } from "./statements/evidence.ts";
export type {
  Ask,
  Bilingual,
  Instrument,
  InstrumentItem,
  InstrumentSection,
  LegalBasis,
  Verification,
} from "./statements/instrument.ts";
export type {
  DomainTotal,
  Recorded,
  ReportedChecks,
  ReportedHosts,
  ReportedInquiries,
  ReportedRun,
  ReportedSource,
  ReportFacts,
  ScreenedSource,
  SourceShare,
  SourceTotals,
} from "./statements/report-facts.ts";
export type { StatementWords } from "./statements/statement-words.ts";
export type { InquiryWords } from "./statements/inquiry-words.ts";
export type {
  DocumentBlock,
  DocumentChart,
  DocumentItem,
  DocumentSection,
  DocumentTable,
  ReportDocument,
} from "./document/document.ts";
