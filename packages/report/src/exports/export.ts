// What all exports share: the sources as plain descriptions, and which required fields nobody has given.
import { localText, type LicenceClaim, type Origin, type ReportedItem } from "@yurai/schema";
import type { Evidence, EvidenceContext, EvidenceName } from "../statements/evidence.ts";
import { leadingClaims, licenceText } from "../evidence/rights.ts";
import { nameOf } from "../evidence/models.ts";
import { findEvidence } from "../statements/find-evidence.ts";
import {
  totalsOf,
  type ReportedSource,
  type ReportFacts,
  type SourceTotals,
} from "../statements/report-facts.ts";
import { contextOf, type StatementOptions } from "../statements/statement.ts";

/** An export: its text, what it says by item, and which required fields are missing. */
export interface ReportExport {
  readonly text: string;
  readonly items: readonly ReportedItem[];
  readonly evidence: ReadonlyMap<string, readonly Evidence[]>;
  /** Required fields of the format that neither the ledger nor the answers give, as `where: field`. */
  readonly missing: readonly string[];
}

/** A source as exports describe it. */
export interface ExportedSource {
  readonly name: string;
  readonly origin?: Origin;
  readonly source: ReportedSource;
  readonly totals: SourceTotals;
  /** The claims that count most. */
  readonly claims: readonly LicenceClaim[];
  /** What was declared, and what a person concluded, each as one SPDX expression or name; missing when nobody did. */
  readonly declared?: string;
  readonly concluded?: string;
  readonly url?: string;
  readonly release?: string;
}

/** What an export is made from. */
export interface ExportInput {
  readonly facts: ReportFacts;
  readonly options: StatementOptions;
  readonly context: EvidenceContext;
  /** `kaede-1b`, or the names of all models. */
  readonly subject: string;
  readonly sources: readonly ExportedSource[];
  /** The organisation's words for a field of this format, if it gave them. */
  readonly answer: (field: string) => string | undefined;
  /** The organisation's name, if it gave it. */
  readonly organisation?: string;
}

/** Prepares what every export needs. `format` names the answers that belong to it. */
export function exportInput(format: string, facts: ReportFacts, options: StatementOptions): ExportInput {
  const { answers, language, model } = options;
  const organisation = localText(answers?.organisation, language);
  const names = facts.models.map(({ fact }) => nameOf(fact));
  return {
    facts,
    options,
    context: contextOf(options),
    subject: model ?? (names.length > 0 ? names.join(", ") : "yurai"),
    sources: facts.sources.map(describe),
    answer: (field) => {
      const own = model === undefined ? undefined : answers?.models?.[model]?.[format]?.[field]?.text;
      return localText(own ?? answers?.items?.[format]?.[field]?.text, language);
    },
    ...(organisation !== undefined && { organisation }),
  };
}

function describe(source: ReportedSource): ExportedSource {
  const fact = source.declared?.fact;
  const of = (basis: LicenceClaim["basis"]): string | undefined => {
    const names = source.licences
      .filter((claim) => claim.fact.basis === basis)
      .map((claim) => licenceText(claim.fact));
    return names.length === 0 ? undefined : [...new Set(names)].join(" AND ");
  };
  const declared = of("declared");
  const concluded = of("concluded");
  const url = hubUrl(source.name) ?? fact?.termsOfService?.url;
  return {
    name: source.name,
    source,
    totals: totalsOf([source]),
    claims: leadingClaims(source).map((claim) => claim.fact),
    ...(fact !== undefined && { origin: fact.origin }),
    ...(declared !== undefined && { declared }),
    ...(concluded !== undefined && { concluded }),
    ...(url !== undefined && { url }),
    ...(fact?.release !== undefined && { release: fact.release }),
  };
}

/** Where a dataset of the Hub can be read about; other sources have no page of their own. */
function hubUrl(name: string): string | undefined {
  return name.startsWith("hf:") ? `https://huggingface.co/datasets/${encodeURI(name.slice(3))}` : undefined;
}

/** Asks the questions that an export answers, one item each, so that `yurai why` can lead back. */
export function exportItems(
  { facts, context }: ExportInput,
  names: readonly EvidenceName[],
): Pick<ReportExport, "items" | "evidence"> {
  const evidence = new Map<string, readonly Evidence[]>();
  for (const name of names) {
    const found = findEvidence(name, facts, context);
    if (found !== undefined) evidence.set(name, [found]);
  }
  const items = [...evidence].map(([id, [found]]): ReportedItem => ({
    id,
    state: "filled",
    figures: found?.figures ?? {},
  }));
  return { items, evidence };
}

/** Writes JSON as every export does. */
export function exportJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The report as a URN; every export carries it. */
export function reportUrn({ options }: ExportInput): string {
  return `urn:yurai:report:${options.id}`;
}
