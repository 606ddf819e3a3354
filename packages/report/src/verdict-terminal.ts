import type { Action, Language } from "@yurai/schema";
import { catalogueOf } from "./catalogue.ts";
import type { Catalogue } from "./catalogue.ts";
import { cleanData } from "./clean-data.ts";
import { describeCoverage } from "./coverage-text.ts";
import { describeFinding, describeNextSteps, describeProvenance } from "./finding-text.ts";
import { groupFindings } from "./finding-group.ts";
import type { FindingGroup } from "./finding-group.ts";
import { formatDuration } from "./number.ts";
import { passageLines } from "./passage-terminal.ts";
import { columnsOf, labelled, painter, row } from "./terminal.ts";
import type { Cell, Paint, TerminalOptions, Tone } from "./terminal.ts";
import { displayWidth, truncate } from "./width.ts";
import { withoutText } from "./without-text.ts";
import { gravestFirst } from "./verdict-set.ts";
import type { VerdictRow, VerdictSet } from "./verdict-set.ts";
import { shorten } from "./clean.ts";

/** What a check was and how it ended, beside its verdicts. Every rendering of verdicts takes one. */
export interface CheckFacts {
  /** Id of the whole check, under which it is recorded. */
  readonly id: string;
  readonly exitCode: number;
  /** Whether it only looks on: nothing is stopped, and line one says so. */
  readonly shadow: boolean;
  /** The outputs file as the user gave it; missing for standard input. */
  readonly file?: string;
  /** Whether the policy is the one that Yurai brings along, because no file was found. */
  readonly builtInPolicy: boolean;
  /** Whether the user named a model; without one every segment is searched. */
  readonly modelNamed: boolean;
  /** Time per output that 95 % of them kept to, in milliseconds; missing when nobody measured. */
  readonly p95Ms?: number;
  /** Where the full list of findings was written. */
  readonly reportPath?: string;
  /** Where the attributions to ship were written. */
  readonly attributionPath?: string;
}

/** How the screen of a check is drawn. */
export interface VerdictTerminalOptions extends TerminalOptions {
  readonly language?: Language;
}

const maxFindings = 5;
const tones: Readonly<Record<Action, Tone>> = {
  pass: "good",
  attribute: "attention",
  incomplete: "gap",
  review: "attention",
  block: "stop",
};

/**
 * Draws the screen of `yurai check`: the outcome first, then at most five findings, what was searched, not searched and
 * not checked, and the ids. Shows no text of a source or an output, except from snippets it is given.
 *
 * @returns lines joined by line feeds, with one at the end
 */
export function renderVerdictsForTerminal(
  given: VerdictSet,
  facts: CheckFacts,
  options: VerdictTerminalOptions = {},
): string {
  const catalogue = catalogueOf(options.language ?? "en");
  const columns = columnsOf(options);
  const paint = painter(options);
  // Passages keep their line breaks: they are cleaned where they are drawn.
  const set = cleanData(withoutText(given));
  const check = cleanData(facts);
  const findings = findingLines(set, given, check, catalogue, columns, paint);
  const coverage = describeCoverage(set, catalogue).map(({ label, lines, isGap }) => ({
    label,
    paragraphs: lines,
    ...(isGap ? { tone: "gap" as const } : {}),
  }));
  const lines = [
    ...headLines(set, check, catalogue, columns, paint),
    "",
    ...(findings.length > 0 ? [...findings, ""] : []),
    ...labelled(coverage, columns, paint),
    ...row([], [lastLine(set, check, catalogue)], columns, paint),
  ];
  return `${lines.join("\n")}\n`;
}

/** The action of the whole check: the gravest of its outputs; nothing checked is incomplete, never a pass. */
export function overallAction(set: VerdictSet): Action {
  return gravestFirst.find((action) => set.counts[action] > 0) ?? "incomplete";
}

/** The outcome in words and counts. */
export function outcomeText(set: VerdictSet, catalogue: Catalogue): string {
  if (set.outputs === 0) return catalogue.check.nothingChecked;
  if (set.outputs === 1) return catalogue.check.outcomeOfOne[overallAction(set)];
  return catalogue.check.outcomeOfMany(set.counts, set.outputs);
}

function headLines(
  set: VerdictSet,
  facts: CheckFacts,
  catalogue: Catalogue,
  columns: number,
  paint: Paint,
): readonly string[] {
  const action = overallAction(set);
  const word = upper(catalogue.words.action[action]);
  const shadow = facts.shadow ? [cell(catalogue.check.shadow, "strong")] : [];
  const notes = [
    facts.builtInPolicy ? catalogue.check.builtInPolicy(set.policies[0]?.name ?? "publish") : undefined,
    facts.modelNamed ? undefined : catalogue.check.everySegment,
  ].filter((note) => note !== undefined);
  return [
    ...row([...shadow, cell(word, tones[action])], [outcomeText(set, catalogue)], columns, paint),
    ...notes.flatMap((note) => row([], [note], columns, paint)),
  ];
}

function findingLines(
  set: VerdictSet,
  given: VerdictSet,
  facts: CheckFacts,
  catalogue: Catalogue,
  columns: number,
  paint: Paint,
): readonly string[] {
  const groups = set.rows.flatMap((verdictRow, at) =>
    stoppingGroups(verdictRow).map((group) => ({ at, group })),
  );
  const shown = groups.slice(0, maxFindings);
  const layout = layoutOf(
    shown.map(({ at, group }) => ({ id: set.rows[at]?.verdict.id ?? "", group })),
    catalogue,
  );
  const lines = shown.flatMap(({ at, group }) => {
    const verdictRow = set.rows[at];
    if (verdictRow === undefined) return [];
    const passages = given.rows[at]?.snippets?.filter((snippet) => snippet.finding === group.at) ?? [];
    return [
      ...oneFinding(verdictRow, group, { facts, catalogue, columns, paint, layout }),
      ...passages.flatMap((snippet) => passageLines(snippet, catalogue, columns, paint)),
    ];
  });
  const hidden = groups.length - shown.length + set.leftOut.block + set.leftOut.review;
  return [
    ...lines,
    ...(hidden > 0 ? row(indent(2), [moreText(hidden, facts, catalogue)], columns, paint) : []),
    ...aggregateLines(set, facts, catalogue, columns, paint, layout),
  ];
}

interface Layout {
  readonly action: number;
  readonly id: number;
  readonly kind: number;
}

interface Drawing {
  readonly facts: CheckFacts;
  readonly catalogue: Catalogue;
  readonly columns: number;
  readonly paint: Paint;
  readonly layout: Layout;
}

/** Only what stops an output is shown one by one; attributions and missing checks are counted. */
function stoppingGroups(verdictRow: VerdictRow): readonly FindingGroup[] {
  const { action } = verdictRow.verdict;
  if (action !== "block" && action !== "review") return [];
  return groupFindings(verdictRow.verdict).filter(
    (group) => group.action === "block" || group.action === "review",
  );
}

function oneFinding(verdictRow: VerdictRow, group: FindingGroup, drawing: Drawing): readonly string[] {
  const { catalogue, columns, paint, layout, facts } = drawing;
  const { id } = verdictRow.verdict;
  const action: Action = group.action === "report" ? "pass" : group.action;
  const cells = [
    ...indent(2),
    { text: upper(catalogue.words.action[action]), width: layout.action, tone: tones[action] },
    { text: truncate(catalogue.check.output(id), layout.id - 2), width: layout.id },
    { text: catalogue.words.finding[group.finding.kind], width: layout.kind },
  ];
  const steps = describeNextSteps(
    group.finding,
    { id, ...(facts.file === undefined ? {} : { file: facts.file }) },
    catalogue,
  );
  const body = [describeFinding(group.finding, catalogue), ...describeProvenance(group, catalogue)];
  const doLabel = catalogue.check.doLabel;
  return [
    ...row(cells, body, columns, paint),
    ...(steps === ""
      ? []
      : row(
          [...indent(2 + layout.action), { text: doLabel, width: displayWidth(doLabel) + 1 }],
          [steps],
          columns,
          paint,
        )),
  ];
}

function aggregateLines(
  set: VerdictSet,
  facts: CheckFacts,
  catalogue: Catalogue,
  columns: number,
  paint: Paint,
  layout: Layout,
): readonly string[] {
  const { check, words } = catalogue;
  const missing = (set.coverage?.notChecked ?? [])
    .filter((item) => item.required)
    .map((item) =>
      check.requiredNotChecked(words.check[item.check], words.notChecked[item.reason], item.outputs),
    );
  const licences = [...new Set(set.attribution.map(({ entry }) => entry.licence))];
  const listed = [
    ...licences.slice(0, 5),
    ...(licences.length > 5 ? [check.andMore(licences.length - 5)] : []),
  ];
  const licenceText = listed.join(words.listSeparator);
  const line = (action: Action, count: number, paragraphs: readonly string[]): readonly string[] =>
    count === 0
      ? []
      : row(
          [
            ...indent(2),
            { text: upper(words.action[action]), width: layout.action, tone: tones[action] },
            cell(check.outputsCount(count)),
          ],
          paragraphs,
          columns,
          paint,
        );
  const waivers = [
    set.findingsWaived > 0 ? check.waiversUsed(set.findingsWaived, set.waivers.length) : undefined,
    set.findingsWithExpiredWaiver > 0 ? check.waiversExpired(set.findingsWithExpiredWaiver) : undefined,
  ].filter((text) => text !== undefined);
  return [
    ...line(
      "incomplete",
      set.counts.incomplete,
      missing.length > 0 ? missing : [words.actionMeaning.incomplete],
    ),
    ...line("attribute", set.counts.attribute, [
      facts.attributionPath === undefined
        ? check.attributionNeeded(licenceText)
        : check.attributionIn(licenceText, facts.attributionPath),
    ]),
    ...(waivers.length > 0
      ? row([...indent(2), { text: check.waiversLabel, width: layout.action }], waivers, columns, paint)
      : []),
    ...(set.findingsReported > 0
      ? row(indent(2), [check.reportedOnly(set.findingsReported)], columns, paint)
      : []),
  ];
}

function lastLine(set: VerdictSet, facts: CheckFacts, catalogue: Catalogue): string {
  const { check } = catalogue;
  return [
    check.verdict(shorten(facts.id)),
    ...set.policies.map((policy) => check.policy(shorten(policy.hash))),
    ...(set.indexes.length > 0
      ? set.indexes.slice(0, 3).map((id) => check.index(shorten(id)))
      : [check.noIndexId]),
    ...(facts.p95Ms === undefined ? [] : [` ${check.latency(formatDuration(facts.p95Ms))} `]),
    check.exit(facts.exitCode),
  ].join("  ");
}

/** Columns as wide as what stands in them, within bounds that leave room for the text. */
function layoutOf(
  shown: readonly { readonly id: string; readonly group: FindingGroup }[],
  catalogue: Catalogue,
): Layout {
  const actions = ["block", "review", "incomplete", "attribute"] as const;
  return {
    action: widest(
      actions.map((action) => upper(catalogue.words.action[action])),
      10,
    ),
    id: widest(
      shown.map(({ id }) => catalogue.check.output(id)),
      16,
    ),
    kind: widest(
      shown.map(({ group }) => catalogue.words.finding[group.finding.kind]),
      12,
    ),
  };
}

function widest(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(0, ...texts.map((text) => displayWidth(text)))) + 2;
}

function moreText(hidden: number, facts: CheckFacts, catalogue: Catalogue): string {
  return facts.reportPath === undefined
    ? catalogue.check.moreWithoutPath(hidden)
    : catalogue.check.more(hidden, facts.reportPath);
}

function cell(text: string, tone?: Tone): Cell {
  return { text, width: displayWidth(text) + 2, ...(tone === undefined ? {} : { tone }) };
}

function indent(width: number): readonly Cell[] {
  return [{ text: "", width }];
}

function upper(word: string): string {
  return word.toUpperCase();
}
