import type { Language } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import type { Catalogue } from "../catalogue.ts";
import { outcomeText, overallAction } from "./check-facts.ts";
import type { CheckFacts } from "./check-facts.ts";
import { cleanData } from "../terminal/clean-data.ts";
import { shorten } from "../terminal/clean.ts";
import { describeCoverage } from "./coverage-text.ts";
import { actionTones, findingLines, upperWord } from "./finding-terminal.ts";
import { formatDuration } from "../number.ts";
import { cell, columnsOf, labelled, painter, row } from "../terminal/terminal.ts";
import type { Paint, TerminalOptions } from "../terminal/terminal.ts";
import type { VerdictSet } from "./verdict-set.ts";
import { withoutText } from "./without-text.ts";

/** Rows that are looked at for the few findings shown; the others are only counted. */
const maxRows = 100;

/** How the screen of a check is drawn. */
export interface VerdictTerminalOptions extends TerminalOptions {
  readonly language?: Language;
}

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
  const set = cleanData(withoutText({ ...given, rows: given.rows.slice(0, maxRows) }));
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

function headLines(
  set: VerdictSet,
  facts: CheckFacts,
  catalogue: Catalogue,
  columns: number,
  paint: Paint,
): readonly string[] {
  const action = overallAction(set, facts.unreadRows);
  const word = upperWord(catalogue.words.action[action]);
  const shadow = facts.shadow ? [cell(catalogue.check.shadow, "strong")] : [];
  const notes = [
    facts.builtInPolicy ? catalogue.check.builtInPolicy(set.policies[0]?.name ?? "publish") : undefined,
    facts.modelNamed ? undefined : catalogue.check.everySegment,
  ].filter((note) => note !== undefined);
  return [
    ...row(
      [...shadow, cell(word, actionTones[action])],
      [outcomeText(set, catalogue, facts.unreadRows)],
      columns,
      paint,
    ),
    ...notes.flatMap((note) => row([], [note], columns, paint)),
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
