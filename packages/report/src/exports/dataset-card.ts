// A dataset card in the form of the Hugging Face Hub: YAML metadata, then text.
import { renderDocumentAsMarkdown } from "../document/markdown.ts";
import type { DocumentSection } from "../document/document.ts";
import { licenceText } from "../evidence/rights.ts";
import type { Evidence, EvidenceName } from "../statements/evidence.ts";
import { totalsOf, type ReportFacts } from "../statements/report-facts.ts";
import { gapSection, leadOf, proofNotes, type StatementOptions } from "../statements/statement.ts";
import type { StatementWords } from "../statements/statement-words.ts";
import { exportInput, exportItems, type ExportInput, type ReportExport } from "./export.ts";

const parts: readonly (readonly [EvidenceName, keyof StatementWords["provenance"]])[] = [
  ["data-points", "summary"],
  ["sources", "sources"],
  ["origins", "origins"],
  ["licences", "licences"],
  ["crawlers", "hosts"],
  ["opt-outs", "signals"],
  ["screening", "decisions"],
  ["personal-data", "personalData"],
  ["collection-period", "models"],
];

/** Size classes of the Hub, in records, from the smallest. */
const sizes: readonly (readonly [below: number, category: string])[] = [
  [1e3, "n<1K"],
  [1e4, "1K<n<10K"],
  [1e5, "10K<n<100K"],
  [1e6, "100K<n<1M"],
  [1e7, "1M<n<10M"],
  [1e8, "10M<n<100M"],
  [1e9, "100M<n<1B"],
  [1e10, "1B<n<10B"],
  [1e11, "10B<n<100B"],
  [1e12, "100B<n<1T"],
];

/** Licences that the Hub knows under the SPDX id in lower case; every other is `other`. */
const hubLicences: ReadonlySet<string> = new Set(
  "apache-2.0 mit cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 bsd-2-clause bsd-3-clause isc mpl-2.0 unlicense zlib gpl-2.0 gpl-3.0 lgpl-2.1 lgpl-3.0 agpl-3.0".split(
    " ",
  ),
);

/** Writes the card. Its licence is the Hub's `unknown` as soon as one source has no claim. */
export function exportDatasetCard(facts: ReportFacts, options: StatementOptions): ReportExport {
  const input = exportInput("dataset-card", facts, options);
  const { words } = input.context;
  const found = exportItems(
    input,
    parts.map(([name]) => name),
  );
  const description = input.answer("description");
  const sections = parts.map(([name, title]): DocumentSection => ({
    id: name,
    title: words.provenance[title],
    blocks: blocksOf(found.evidence.get(name), words),
  }));
  const text = renderDocumentAsMarkdown({
    id: options.id,
    kind: "dataset-card",
    language: options.language,
    title: input.answer("name") ?? input.subject,
    lead: [...(description === undefined ? [] : [description]), ...leadOf(facts, words, options)],
    sections: [...sections, gapSection(facts, input.context)],
    notes: proofNotes(facts, words),
  });
  return {
    text: `${frontMatter(input)}${text}`,
    ...found,
    missing: [
      ...(description === undefined ? ["dataset-card: description"] : []),
      ...(input.answer("language") === undefined ? ["dataset-card: language"] : []),
    ],
  };
}

function blocksOf(found: readonly Evidence[] | undefined, words: StatementWords): DocumentSection["blocks"] {
  if (found === undefined) return [{ kind: "lines", lines: [words.noneRecorded], tone: "gap" }];
  return found.flatMap(({ lines, table }) => [
    ...(lines.length === 0 ? [] : [{ kind: "lines" as const, lines }]),
    ...(table === undefined ? [] : [{ kind: "table" as const, table }]),
  ]);
}

/** YAML in which every text is a JSON string, which YAML reads as it is. */
function frontMatter({ facts, sources, subject, answer }: ExportInput): string {
  const { records } = totalsOf(facts.sources);
  const size = sizes.find(([below]) => records < below)?.[1] ?? "n>1T";
  const language = answer("language");
  const hub = sources.filter(({ name }) => name.startsWith("hf:")).map(({ name }) => name.slice(3));
  return [
    "---",
    `pretty_name: ${JSON.stringify(answer("name") ?? subject)}`,
    `license:${yamlList(hubLicencesOf(sources))}`,
    ...(language === undefined ? [] : [`language:${yamlList(language.split(/[\s,]+/))}`]),
    `size_categories:${yamlList([size])}`,
    ...(hub.length === 0 ? [] : [`source_datasets:${yamlList(hub)}`]),
    "---",
    "",
    "",
  ].join("\n");
}

function hubLicencesOf(sources: ExportInput["sources"]): readonly string[] {
  if (sources.length === 0 || sources.some(({ claims }) => claims.length === 0)) return ["unknown"];
  const names = sources.flatMap(({ claims }) => claims.map((claim) => licenceText(claim).toLowerCase()));
  return [...new Set(names.map((name) => (hubLicences.has(name) ? name : "other")))];
}

function yamlList(values: readonly string[]): string {
  return values.map((value) => `\n- ${JSON.stringify(value)}`).join("");
}
