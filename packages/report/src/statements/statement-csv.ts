import { renderCsv } from "../document/csv.ts";
import { shownBasis } from "./instrument.ts";
import { localText, type Language } from "@yurai/schema";
import type { ProvenanceReport } from "./provenance-report.ts";
import type { Statement } from "./statement.ts";

const header = [
  "report",
  "item",
  "title",
  "state",
  "status",
  "basis",
  "verification",
  "what",
  "name",
  "value",
] as const;

/**
 * Writes a statement as CSV: a row for each text and figure of each item, so that a spreadsheet can filter by item. Names
 * of columns and codes stay English; texts are in the statement's language.
 */
export function renderStatementAsCsv(statement: Statement, language: Language): string {
  const { document, stated } = statement;
  const rows = stated.flatMap(({ item, state, answer, evidence }) => {
    const head = [
      document.id,
      item.id,
      item.title[language],
      state,
      answer.status ?? "",
      shownBasis(item),
      item.verification,
    ];
    const text = localText(answer.text, language);
    const found = evidence.flatMap(({ lines, figures, table }) => [
      ...lines.map((line) => [...head, "text", "", line]),
      ...Object.entries(figures).map(([name, value]) => [...head, "figure", name, value]),
      ...(table?.rows ?? []).map((row) => [...head, "row", ...row]),
    ]);
    const said = text === undefined ? [] : [[...head, "words", "", text]];
    return said.length + found.length === 0 ? [[...head, "blank", "", ""]] : [...said, ...found];
  });
  return renderCsv([header, ...rows]);
}

/** Writes the readable summary as CSV: a row for each line, figure and row of a table. */
export function renderProvenanceAsCsv({ document, evidence }: ProvenanceReport): string {
  const rows = evidence.flatMap(({ id, title, found }) =>
    found.flatMap(({ lines, figures, table }) => [
      ...lines.map((line) => [document.id, id, title, "text", "", line]),
      ...Object.entries(figures).map(([name, value]) => [document.id, id, title, "figure", name, value]),
      ...(table?.rows ?? []).map((row) => [document.id, id, title, "row", ...row]),
    ]),
  );
  return renderCsv([["report", "item", "title", "what", "name", "value"], ...rows]);
}
