// An inquiry and its answer as a document: a draft until a person approves it.
import {
  inquiryAnswers,
  type Inquiry,
  type InquiryMatch,
  type InquiryTarget,
  type Language,
} from "@yurai/schema";
import { catalogueOf, type Catalogue } from "../catalogue.ts";
import type { DocumentBlock, DocumentItem, DocumentSection, ReportDocument } from "../document/document.ts";
import { formatCount, formatDate, formatScaled, formatShare } from "../number.ts";
import { nameOf } from "../evidence/models.ts";
import { inquiryWordsOf, type InquiryWords } from "./inquiry-words.ts";

/** Targets that a letter describes one by one; the others stand in its table. */
const describedTargets = 50;

interface Context {
  readonly words: InquiryWords;
  readonly catalogue: Catalogue;
  readonly language: Language;
}

/**
 * Puts an answer together in the fields of Principles 2 and 3. A draft says so above its title; what the desk did not
 * record about the request is shown as missing.
 */
export function inquiryDocument(inquiry: Inquiry, language: Language): ReportDocument {
  const context: Context = { words: inquiryWordsOf(language), catalogue: catalogueOf(language), language };
  const { words } = context;
  return {
    id: inquiry.id,
    kind: "inquiry",
    language,
    title: words.title(inquiry.request.principle),
    ...(inquiry.state === "draft" && { banner: words.draft }),
    lead: [
      `${words.field.inquiry}: ${inquiry.id}`,
      `${words.field.draftedOn}: ${formatDate(inquiry.draftedAt)}`,
      `${words.field.model}: ${inquiry.model === undefined ? words.allModels : nameOf(inquiry.model)}`,
    ],
    sections: [
      requestSection(inquiry, context),
      summarySection(inquiry, context),
      {
        id: "targets",
        title: words.targets,
        blocks: inquiry.targets
          .slice(0, describedTargets)
          .map((target, at) => targetItem(target, at, context)),
      },
      reachSection(inquiry, context),
      {
        id: "approval",
        title: words.approval,
        blocks: [
          {
            kind: "lines",
            ...(inquiry.approved === undefined && { tone: "gap" as const }),
            lines: [
              inquiry.approved === undefined
                ? words.toApprove(inquiry.id)
                : words.approved(inquiry.approved.by, formatDate(inquiry.approved.at)),
            ],
          },
        ],
      },
    ],
    notes: [words.noPosition, words.notSent],
  };
}

function requestSection({ request }: Inquiry, { words }: Context): DocumentSection {
  const { field } = words;
  const { requester } = request;
  const given = (text: string | undefined): string => text ?? words.notGiven;
  const checked = request.identityChecked;
  return {
    id: "request",
    title: words.request,
    blocks: [
      {
        kind: "facts",
        facts: [
          { label: field.reference, text: given(request.reference) },
          { label: field.receivedOn, text: given(request.receivedOn) },
          { label: field.requester, text: given(requester?.name) },
          ...(requester?.representative === undefined
            ? []
            : [{ label: field.representative, text: requester.representative }]),
          { label: field.contact, text: given(requester?.contact) },
          {
            label: field.rightType,
            text: request.rightType === undefined ? words.notGiven : words.rightType[request.rightType],
          },
          { label: field.work, text: given(request.work) },
          { label: field.reason, text: given(request.reason) },
          {
            label: field.procedure,
            text: request.procedure === undefined ? words.notGiven : words.procedure[request.procedure],
          },
          {
            label: field.identityChecked,
            text: checked === undefined ? words.missing : checked ? words.yes : words.no,
          },
          { label: field.pledge, text: request.pledgeSignedOn ?? words.missing },
        ],
      },
    ],
  };
}

function summarySection({ targets }: Inquiry, { words }: Context): DocumentSection {
  const counts = inquiryAnswers
    .map((answer) => ({ answer, count: targets.filter((target) => target.answer === answer).length }))
    .filter(({ count }) => count > 0);
  const table: DocumentBlock = {
    kind: "table",
    table: {
      columns: [
        { title: words.targets },
        { title: words.field.answer },
        { title: words.field.found, align: "end" },
      ],
      rows: targets.map(({ kind, value, answer, records }) => [
        `${words.kind[kind]} ${value}`,
        words.answer[answer],
        formatCount(records),
      ]),
    },
  };
  return {
    id: "summary",
    title: words.summary,
    blocks: [
      {
        kind: "lines",
        lines: counts.map(({ answer, count }) =>
          words.answered(words.answer[answer], formatCount(count), words.answerMeaning[answer]),
        ),
      },
      ...(targets.length > 1 ? [table] : []),
    ],
  };
}

function targetItem(target: InquiryTarget, at: number, context: Context): DocumentItem {
  const { words } = context;
  const more = target.records - target.matches.length;
  return {
    kind: "item",
    id: String(at + 1),
    title: `${words.kind[target.kind]} ${target.value}`,
    marks: [words.records(target.records)],
    open: target.answer === "cannot-determine",
    decision: words.answer[target.answer],
    parts: [
      ...(target.reason === undefined
        ? []
        : [{ label: words.field.why, lines: [words.reason[target.reason] ?? target.reason] }]),
      ...target.matches.flatMap((match) => matchParts(match, context)),
      ...(more > 0 ? [{ label: words.field.found, lines: [words.moreRecords(more)] }] : []),
    ],
  };
}

function matchParts(match: InquiryMatch, { words, catalogue }: Context): DocumentItem["parts"] {
  const { field } = words;
  const origin = match.origin === undefined ? words.unknown : catalogue.words.origin[match.origin];
  const agents = match.userAgents.join(", ") || words.unknown;
  const where = [
    words.record(match.source, origin),
    ...(match.url === undefined ? [] : [match.url]),
    ...(match.fetchedAt === undefined ? [] : [words.fetched(formatDate(match.fetchedAt), agents)]),
  ];
  const models = match.models.map((model) => words.model(nameOf(model), formatDate(model.since)));
  const licences = match.licences.map(({ licence, basis }) => `${licence} (${catalogue.words.basis[basis]})`);
  const signals = match.signals.map(
    ({ kind, value, training }) =>
      `${catalogue.words.signal[kind]}: ${value} (${catalogue.words.answer[training]})`,
  );
  return [
    { label: field.found, lines: where },
    ...(match.longestRun === undefined
      ? []
      : [
          {
            label: field.match,
            lines: [words.match(formatCount(match.longestRun), formatShare(match.covered ?? 0))],
          },
        ]),
    ...(match.band === undefined ? [] : [{ label: field.match, lines: [words.band[match.band]] }]),
    {
      label: field.usedIn,
      lines: [
        ...match.runs.map((run) => words.run(run.slice(0, 8))),
        ...(models.length === 0 ? [words.noModel] : models),
      ],
    },
    { label: field.licence, lines: licences.length === 0 ? [words.unknown] : licences },
    { label: field.signals, lines: signals.length === 0 ? [catalogue.ledger.noSignals] : signals },
    { label: field.reliance, lines: [catalogue.words.reliance[match.reliance]] },
  ];
}

function reachSection({ reach, targets }: Inquiry, { words, language }: Context): DocumentSection {
  const kinds = [...new Set(targets.map(({ kind }) => kind))];
  const { modelsWithoutRuns, unsearched, since } = reach;
  const missing = [
    ...(modelsWithoutRuns.length === 0
      ? []
      : [words.modelsWithoutRuns(modelsWithoutRuns.map(nameOf).join(", "))]),
    ...(unsearched.length === 0 ? [] : [words.unsearched(unsearched.length)]),
  ];
  return {
    id: "reach",
    title: words.reach,
    blocks: [
      {
        kind: "lines",
        lines: [
          words.searched(
            reach.segmentsSearched,
            reach.segmentsExpected,
            formatCount(reach.records),
            formatScaled(reach.characters, language),
          ),
          reach.runs.length === 0
            ? words.noRuns
            : reach.runs
                .map((run) =>
                  words.run(
                    run.name === undefined ? run.id.slice(0, 8) : `${run.name}/${run.id.slice(0, 8)}`,
                  ),
                )
                .join(", "),
          ...kinds.map((kind) => words.method[kind]),
          ...words.limits,
          ...(since === undefined ? [] : [words.since(formatDate(since))]),
        ],
      },
      ...(missing.length === 0 ? [] : [{ kind: "lines" as const, lines: missing, tone: "gap" as const }]),
    ],
  };
}
