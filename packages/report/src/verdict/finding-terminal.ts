import type { Action } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import type { CheckFacts } from "./check-facts.ts";
import { describeRequiredNotChecked } from "./coverage-text.ts";
import { groupFindings } from "./finding-group.ts";
import type { FindingGroup } from "./finding-group.ts";
import { describeFinding, describeNextSteps, describeProvenance } from "./finding-text.ts";
import { passageLines } from "./passage-terminal.ts";
import { cell, indent, row } from "../terminal/terminal.ts";
import type { Paint, Tone } from "../terminal/terminal.ts";
import type { VerdictRow, VerdictSet } from "./verdict-set.ts";
import { displayWidth, truncateMiddle } from "../terminal/width.ts";

const maxFindings = 5;

/** The tone of each action. */
export const actionTones: Readonly<Record<Action, Tone>> = {
  pass: "good",
  attribute: "attention",
  incomplete: "gap",
  review: "attention",
  block: "stop",
};

/**
 * Draws the findings that stop outputs, at most five, then what is counted: more of them, missing checks, attributions,
 * waivers.
 *
 * @param given the set with its passages, which are drawn where they are
 */
export function findingLines(
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
  const all = given.rows.reduce((sum, verdictRow) => sum + stoppingGroups(verdictRow).length, 0);
  const hidden = all - shown.length + set.leftOut.block + set.leftOut.review;
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
    { text: upperWord(catalogue.words.action[action]), width: layout.action, tone: actionTones[action] },
    { text: truncateMiddle(catalogue.check.output(id), layout.id - 2), width: layout.id },
    { text: catalogue.words.finding[group.finding.kind], width: layout.kind },
  ];
  const source = group.provenance?.source;
  const { file } = facts;
  const command = { id, ...(file !== undefined && { file }), ...(source !== undefined && { source }) };
  const steps = describeNextSteps(group.finding, command, catalogue);
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
  const missing = describeRequiredNotChecked(set.coverage?.notChecked ?? [], set.failures, catalogue);
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
            { text: upperWord(words.action[action]), width: layout.action, tone: actionTones[action] },
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

/** Columns as wide as what stands in them, within bounds that leave room for the text. */
function layoutOf(
  shown: readonly { readonly id: string; readonly group: FindingGroup }[],
  catalogue: Catalogue,
): Layout {
  const actions = ["block", "review", "incomplete", "attribute"] as const;
  return {
    action: widest(
      actions.map((action) => upperWord(catalogue.words.action[action])),
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

/** Writes an action as it stands on a screen. */
export function upperWord(word: string): string {
  return word.toUpperCase();
}
