import { cleanData } from "../terminal/clean-data.ts";
import { localText, type Language } from "@yurai/schema";
import { shownBasis } from "./instrument.ts";
import type { ProvenanceReport } from "./provenance-report.ts";
import type { Statement } from "./statement.ts";

/** Writes a statement as JSON: every item with its state, words, lines, figures and tables. */
export function renderStatementAsJson(statement: Statement, language: Language): string {
  const { document, stated, counts } = statement;
  return toJson({
    schema: "yurai/report",
    schemaVersion: 1,
    id: document.id,
    report: document.kind,
    language,
    title: document.title,
    lead: document.lead,
    counts,
    items: stated.map(({ item, state, answer, evidence }) => ({
      id: item.id,
      title: item.title[language],
      state,
      status: answer.status,
      basis: shownBasis(item),
      verification: item.verification,
      words: localText(answer.text, language),
      evidence,
    })),
    notes: document.notes,
  });
}

/** Writes the readable summary as JSON: every section with its lines, figures and tables. */
export function renderProvenanceAsJson({ document, evidence }: ProvenanceReport): string {
  return toJson({
    schema: "yurai/report",
    schemaVersion: 1,
    id: document.id,
    report: document.kind,
    language: document.language,
    title: document.title,
    lead: document.lead,
    items: evidence.map(({ id, title, found }) => ({ id, title, evidence: found })),
    notes: document.notes,
  });
}

function toJson(value: object): string {
  return `${JSON.stringify(cleanData(value), null, 2)}\n`;
}
