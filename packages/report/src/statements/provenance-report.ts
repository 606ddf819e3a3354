// The readable summary: where the data of a model comes from, on one page.
import type { ReportedItem } from "@yurai/schema";
import type { DocumentBlock, DocumentChart, DocumentSection, ReportDocument } from "../document/document.ts";
import { formatBytes, formatCount, formatScaled } from "../number.ts";
import type { Evidence, EvidenceContext, EvidenceName } from "./evidence.ts";
import { findEvidence } from "./find-evidence.ts";
import { leadingClaims, licenceText } from "../evidence/rights.ts";
import { totalsOf, type ReportFacts } from "./report-facts.ts";
import { contextOf, gapSection, leadOf, proofNotes, type StatementOptions } from "./statement.ts";
import type { StatementWords } from "./statement-words.ts";

/** A section of the report: an item that `yurai why` can be asked about. */
interface Part {
  readonly id: string;
  readonly title: keyof StatementWords["provenance"];
  readonly evidence: readonly EvidenceName[];
  readonly chart?: (facts: ReportFacts, context: EvidenceContext) => DocumentChart | undefined;
}

const chartBars = 12;

const parts: readonly Part[] = [
  { id: "summary", title: "summary", evidence: ["data-points", "collection-period"] },
  { id: "origins", title: "origins", evidence: ["origins"], chart: originChart },
  { id: "sources", title: "sources", evidence: ["sources"] },
  { id: "licences", title: "licences", evidence: ["licences"], chart: licenceChart },
  { id: "licence-disagreements", title: "disagreements", evidence: ["licence-disagreements"] },
  { id: "reliance", title: "reliance", evidence: ["reliances"] },
  { id: "hosts", title: "hosts", evidence: ["crawlers", "domains"], chart: hostChart },
  { id: "signals", title: "signals", evidence: ["opt-outs"] },
  { id: "decisions", title: "decisions", evidence: ["screening"] },
  { id: "personal-data", title: "personalData", evidence: ["personal-data"] },
  { id: "models", title: "models", evidence: ["models", "lineage", "training-runs"] },
];

/** The summary, and its sections as the ledger records them. */
export interface ProvenanceReport {
  readonly document: ReportDocument;
  readonly items: readonly ReportedItem[];
  readonly evidence: readonly {
    readonly id: string;
    readonly title: string;
    readonly found: readonly Evidence[];
  }[];
}

/** Puts the summary together. What nobody recorded is said in place of its section's figures. */
export function provenanceReportOf(facts: ReportFacts, options: StatementOptions): ProvenanceReport {
  const context = contextOf(options);
  const { words } = context;
  const evidence = parts.map((part) => ({
    part,
    found: part.evidence.map((name) => findEvidence(name, facts, context)).filter((one) => one !== undefined),
  }));
  const sections = evidence.map(({ part, found }): DocumentSection => {
    const chart = part.chart?.(facts, context);
    const blocks: readonly DocumentBlock[] = [
      ...found.flatMap(blocksOf),
      ...(chart === undefined ? [] : [{ kind: "chart" as const, chart }]),
    ];
    const nothing: DocumentBlock = { kind: "lines", lines: [words.noneRecorded], tone: "gap" };
    return {
      id: part.id,
      title: words.provenance[part.title],
      blocks: blocks.length === 0 ? [nothing] : blocks,
    };
  });
  const [summary, ...others] = sections;
  return {
    document: {
      id: options.id,
      kind: "provenance",
      language: options.language,
      title: words.provenance.title,
      lead: leadOf(facts, words, options),
      // What is missing comes second, before anybody reads the figures as the whole truth.
      sections: [...(summary === undefined ? [] : [summary]), gapSection(facts, context), ...others],
      notes: proofNotes(facts, words),
    },
    items: evidence.map(({ part, found }) => ({
      id: part.id,
      state: found.length === 0 ? "needs-words" : "filled",
      figures: Object.assign({}, ...found.map(({ figures }) => figures)) as ReportedItem["figures"],
    })),
    evidence: evidence.map(({ part, found }) => ({
      id: part.id,
      title: words.provenance[part.title],
      found,
    })),
  };
}

function blocksOf({ lines, table }: Evidence): readonly DocumentBlock[] {
  return [
    ...(lines.length === 0 ? [] : [{ kind: "lines" as const, lines }]),
    ...(table === undefined ? [] : [{ kind: "table" as const, table }]),
  ];
}

function originChart(facts: ReportFacts, context: EvidenceContext): DocumentChart | undefined {
  const { words, catalogue, language } = context;
  const groups = Map.groupBy(facts.sources, (source) => source.declared?.fact.origin);
  const bars = [...groups].map(([origin, sources]) => ({
    label: origin === undefined ? words.undeclared : catalogue.words.origin[origin],
    value: totalsOf(sources).characters,
  }));
  return chartOf(words.provenance.chartByOrigin, words.column.characters, bars, (value) =>
    formatScaled(value, language),
  );
}

function licenceChart(facts: ReportFacts, { words }: EvidenceContext): DocumentChart | undefined {
  const groups = Map.groupBy(facts.sources, (source) => {
    const claims = leadingClaims(source);
    return claims.length === 0 ? words.unknown : claims.map(({ fact }) => licenceText(fact)).join("; ");
  });
  const bars = [...groups].map(([label, sources]) => ({ label, value: totalsOf(sources).records }));
  return chartOf(words.provenance.chartByLicence, words.column.records, bars, formatCount);
}

function hostChart(facts: ReportFacts, { words }: EvidenceContext): DocumentChart | undefined {
  const bars = facts.hosts.domains.map(({ domain, bytes }) => ({ label: domain, value: bytes }));
  return chartOf(words.provenance.chartByHost, words.column.bytes, bars, formatBytes);
}

/** The largest bars; the table beside the chart has all. One bar alone shows nothing that its figure does not. */
function chartOf(
  title: string,
  unit: string,
  bars: readonly { readonly label: string; readonly value: number }[],
  write: (value: number) => string,
): DocumentChart | undefined {
  const largest = bars
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value)
    .slice(0, chartBars);
  if (largest.length < 2) return undefined;
  return { title, unit, bars: largest.map((bar) => ({ ...bar, text: write(bar.value) })) };
}
