// From an instrument, the ledger's facts and the organisation's answers to a document, and to the row that records it.
import {
  localText,
  type ItemAnswer,
  type ItemState,
  type Language,
  type ReportAnswers,
  type ReportedItem,
  type ReportRecord,
} from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import type { DocumentItem, DocumentSection, ReportDocument } from "../document/document.ts";
import { describeGaps, groupGaps } from "../terminal/gap-text.ts";
import { formatCount, formatDate } from "../number.ts";
import type { Evidence, EvidenceContext } from "./evidence.ts";
import { findEvidence } from "./find-evidence.ts";
import { nameOf } from "../evidence/models.ts";
import { itemsOf, shownBasis, type Instrument, type InstrumentItem } from "./instrument.ts";
import type { ReportFacts } from "./report-facts.ts";
import { statementWordsOf, type StatementWords } from "./statement-words.ts";

/** How a statement is made. */
export interface StatementOptions {
  /** Id of the report: 16 hex digits. */
  readonly id: string;
  readonly language: Language;
  readonly answers?: ReportAnswers;
  /** The model whose own answers go before the general ones. */
  readonly model?: string;
  /** The last report of the same kind and models. */
  readonly previous?: ReportRecord;
}

/** An item with everything that is known about it. */
export interface StatedItem {
  readonly item: InstrumentItem;
  readonly state: ItemState;
  readonly answer: ItemAnswer;
  readonly evidence: readonly Evidence[];
}

/** A statement: its document, and its items as the ledger records them. */
export interface Statement {
  readonly document: ReportDocument;
  readonly stated: readonly StatedItem[];
  readonly items: readonly ReportedItem[];
  readonly counts: StatementCounts;
}

/** How far a statement is filled in. */
export interface StatementCounts {
  readonly items: number;
  /** Items that the ledger answers whole. */
  readonly filled: number;
  /** Items that the organisation's words or decisions answer. */
  readonly said: number;
  readonly needWords: number;
  readonly needDecision: number;
}

const defaultThresholds = { domainShare: 0.1, domainUnit: "registrable", largeDatasetShare: 0.03 } as const;

/** Fills an instrument in: from the ledger what it knows, from the answers what people say, and blanks for the rest. */
export function statementOf(
  instrument: Instrument,
  facts: ReportFacts,
  options: StatementOptions,
): Statement {
  const context = contextOf(options);
  const stateAll = (current: readonly ReportedItem[]): readonly StatedItem[] =>
    itemsOf(instrument).map((item) =>
      stateItem(item, facts, answerOf(instrument, item, options), { ...context, current }),
    );
  // What changed since the last report is an item too, and looks at all others.
  const stated = stateAll(
    stateAll([])
      .map(reported)
      .filter((item) => !("changed" in item.figures)),
  );
  const counts = countStates(stated);
  const byId = new Map(stated.map((one) => [one.item.id, one]));
  const sections = instrument.sections.map(({ title, items }, at): DocumentSection => ({
    id: `s${at + 1}`,
    title: title[options.language],
    blocks: items.flatMap(({ id }) => {
      const one = byId.get(id);
      return one === undefined ? [] : [documentItem(one, context)];
    }),
  }));
  const document: ReportDocument = {
    id: options.id,
    kind: instrument.id,
    language: options.language,
    title: instrument.title[options.language],
    lead: leadOf(facts, context.words, options),
    sections: [...sections, gapSection(facts, context)],
    notes: notesOf(instrument, facts, context),
  };
  const { words } = context;
  const countLine = words.counts(counts);
  return {
    document: { ...document, lead: [...document.lead, countLine] },
    stated,
    items: stated.map(reported),
    counts,
  };
}

/** What evidence is found with. */
export function contextOf(options: StatementOptions): EvidenceContext {
  return {
    language: options.language,
    words: statementWordsOf(options.language),
    catalogue: catalogueOf(options.language),
    thresholds: { ...defaultThresholds, ...options.answers?.euThresholds },
    ...(options.previous !== undefined && { previous: options.previous }),
  };
}

function answerOf(instrument: Instrument, item: InstrumentItem, options: StatementOptions): ItemAnswer {
  const { answers, model } = options;
  const general = answers?.items?.[instrument.id]?.[item.id];
  const own = model === undefined ? undefined : answers?.models?.[model]?.[instrument.id]?.[item.id];
  return { ...general, ...own };
}

function stateItem(
  item: InstrumentItem,
  facts: ReportFacts,
  answer: ItemAnswer,
  context: EvidenceContext,
): StatedItem {
  const evidence = item.evidence
    .map((name) => findEvidence(name, facts, context))
    .filter((found) => found !== undefined);
  return { item, answer, evidence, state: stateOf(item, answer, evidence) };
}

function stateOf(item: InstrumentItem, answer: ItemAnswer, evidence: readonly Evidence[]): ItemState {
  if (item.asks === "decision") return answer.status === undefined ? "needs-decision" : "decided";
  if (answer.status === "not-applicable") return "decided";
  if (answer.text !== undefined) return "answered";
  return item.asks === "words" || evidence.length === 0 ? "needs-words" : "filled";
}

function countStates(stated: readonly StatedItem[]): StatementCounts {
  const count = (test: (one: StatedItem) => boolean): number => stated.filter(test).length;
  return {
    items: stated.length,
    filled: count(({ state }) => state === "filled"),
    said: count(({ state }) => state === "answered" || state === "decided"),
    needWords: count(({ state }) => state === "needs-words"),
    needDecision: count(({ state }) => state === "needs-decision"),
  };
}

function reported({ item, state, answer, evidence }: StatedItem): ReportedItem {
  return {
    id: item.id,
    state,
    ...(answer.status !== undefined && { status: answer.status }),
    figures: Object.assign({}, ...evidence.map(({ figures }) => figures)) as ReportedItem["figures"],
  };
}

function documentItem({ item, state, answer, evidence }: StatedItem, context: EvidenceContext): DocumentItem {
  const { words, language } = context;
  const text = localText(answer.text, language);
  const open = state === "needs-words" || state === "needs-decision";
  const hint = item.hint === undefined ? "" : ` ${item.hint[language]}`;
  return {
    kind: "item",
    id: item.id,
    title: item.title[language],
    marks: [
      words.state[state],
      `${words.legalBasis[shownBasis(item)]} (${words.verification[item.verification]})`,
    ],
    open,
    ...(answer.status !== undefined && { decision: words.status[answer.status] }),
    parts: [
      ...(text === undefined ? [] : [{ label: words.yourWords, lines: text.split("\n") }]),
      ...evidence.map(({ lines, table }) => ({ label: words.fromLedger, lines, ...(table && { table }) })),
    ],
    ...(open && { blank: (state === "needs-decision" ? words.decisionBlank : words.blank) + hint }),
  };
}

/** The lines under the title: whose report, which models, when, by what. */
export function leadOf(
  facts: ReportFacts,
  words: StatementWords,
  options: StatementOptions,
): readonly string[] {
  const organisation = localText(options.answers?.organisation, options.language);
  const contact = localText(options.answers?.contact, options.language);
  const names = facts.models.map(({ fact }) => nameOf(fact));
  return [
    ...(organisation === undefined ? [] : [organisation]),
    ...(contact === undefined ? [] : [contact]),
    options.model === undefined ? words.allModels : words.models(options.model),
    ...(options.model === undefined && names.length > 0 ? [words.models(names.join(", "))] : []),
    words.madeAt(formatDate(facts.madeAt), `${facts.tool.name} ${facts.tool.version}`),
  ];
}

/** Every gap that is open, in one section. */
export function gapSection(facts: ReportFacts, { words, catalogue }: EvidenceContext): DocumentSection {
  const groups = groupGaps(facts.gaps);
  return {
    id: "gaps",
    title: words.gapsTitle,
    blocks: [
      groups.length === 0
        ? { kind: "lines", lines: [words.noGaps] }
        : {
            kind: "lines",
            lines: groups.map((group) => describeGaps(group, catalogue)),
            tone: "gap",
          },
    ],
  };
}

/** How a report can be checked, and what it does not say. */
export function proofNotes(facts: ReportFacts, words: StatementWords): readonly string[] {
  return [words.proof(formatCount(facts.ledger.size), facts.ledger.root), words.limits];
}

function notesOf(
  instrument: Instrument,
  facts: ReportFacts,
  { words, language }: EvidenceContext,
): readonly string[] {
  const { checked } = instrument;
  return [
    `${words.basisTitle}: ${instrument.source[language]}`,
    checked === undefined
      ? words.notCheckedAgainstText
      : words.checkedAgainstText(checked.by, checked.on, checked.url),
    ...instrument.sourceUrls,
    ...proofNotes(facts, words),
  ];
}
