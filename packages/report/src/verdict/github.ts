import { isStopped } from "@yurai/schema";
import type { Action } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import type { Catalogue } from "../catalogue.ts";
import { cleanData } from "../terminal/clean-data.ts";
import { describeCoverage } from "./coverage-text.ts";
import { describeFinding, describeProvenance } from "./finding-text.ts";
import { groupFindings } from "./finding-group.ts";
import { standardInputName } from "../file-uri.ts";
import { formatCount, formatDuration } from "../number.ts";
import type { ExportOptions } from "./sarif.ts";
import { outcomeText, overallAction } from "./check-facts.ts";
import type { CheckFacts } from "./check-facts.ts";
import { withoutText } from "./without-text.ts";
import { gravestFirst } from "./verdict-set.ts";
import type { VerdictSet } from "./verdict-set.ts";
import { shorten } from "../terminal/clean.ts";

/** GitHub shows ten annotations of a level in a step. */
const maxAnnotations = 10;
/** GitHub takes 1 MiB of summary a step; this stays far below it. */
const maxSummaryFindings = 50;

/**
 * Writes workflow commands that annotate the outputs file: the ten gravest findings, then what is not shown. `review` and
 * `block` are errors, `incomplete` a warning; in shadow mode all are notices. Nothing from outside can start a command of
 * its own.
 *
 * @returns lines for stdout, one command each; empty when nothing is to be said
 * @see GitHub's workflow commands
 */
export function renderGithubAnnotations(
  given: VerdictSet,
  givenFacts: CheckFacts,
  options: ExportOptions = {},
): string {
  const catalogue = catalogueOf(options.language ?? "en");
  const set = cleanData(withoutText(given));
  const facts = cleanData(givenFacts);
  const all = stoppedFindings(set, catalogue);
  const lines = all.slice(0, maxAnnotations).map(({ action, title, text, file, line }) =>
    command(facts.shadow ? "notice" : action === "incomplete" ? "warning" : "error", {
      file: file ?? facts.file ?? standardInputName,
      line,
      title: `Yurai: ${title}`,
      message: text,
    }),
  );
  const hidden = all.length - lines.length + set.leftOut.block + set.leftOut.review + set.leftOut.incomplete;
  const empty =
    set.outputs === 0
      ? [
          command(facts.shadow ? "notice" : "error", {
            title: "Yurai",
            message: catalogue.check.nothingChecked,
          }),
        ]
      : [];
  const more =
    hidden > 0 ? [command("notice", { title: "Yurai", message: moreText(hidden, facts, catalogue) })] : [];
  return [...empty, ...lines, ...more].map((line) => `${line}\n`).join("");
}

/**
 * Writes the step summary as Markdown: outcome, counts, coverage, at most fifty findings, ids. Always says something,
 * also when nothing was found or nothing was checked.
 */
export function renderGithubSummary(
  given: VerdictSet,
  givenFacts: CheckFacts,
  options: ExportOptions = {},
): string {
  const catalogue = catalogueOf(options.language ?? "en");
  const { check, words } = catalogue;
  const set = cleanData(withoutText(given));
  const facts = cleanData(givenFacts);
  const shadow = facts.shadow ? `**${check.shadow}** ` : "";
  const action = overallAction(set, facts.unreadRows);
  const findings = stoppedFindings(set, catalogue);
  const shown = findings.slice(0, maxSummaryFindings);
  const hidden =
    findings.length - shown.length + set.leftOut.block + set.leftOut.review + set.leftOut.incomplete;
  const ids = [
    check.verdict(shorten(facts.id)),
    ...set.policies.map((policy) => check.policy(shorten(policy.hash))),
    ...(set.indexes.length > 0 ? set.indexes.map((id) => check.index(shorten(id))) : [check.noIndexId]),
    ...(facts.p95Ms === undefined ? [] : [check.latency(formatDuration(facts.p95Ms))]),
    check.exit(facts.exitCode),
  ];
  return [
    `## ${check.exports.summaryTitle}: ${shadow}${words.action[action].toUpperCase()}`,
    "",
    text(outcomeText(set, catalogue, facts.unreadRows)),
    "",
    `| ${check.html.action} | ${check.exports.countColumn} |`,
    "| --- | ---: |",
    ...gravestFirst.map((name) => `| ${words.action[name]} | ${formatCount(set.counts[name])} |`),
    "",
    ...describeCoverage(set, catalogue, { maxLines: 20 }).map(
      (part) => `- **${part.label}**: ${part.lines.map((line) => text(line)).join("; ")}`,
    ),
    "",
    ...(shown.length === 0
      ? []
      : [
          `| ${check.html.action} | ${check.exports.countColumn} | ${check.html.findings} |`,
          "| --- | --- | --- |",
          ...shown.map((item) => `| ${words.action[item.action]} | ${text(item.id)} | ${text(item.text)} |`),
          "",
        ]),
    ...(hidden > 0 ? [text(moreText(hidden, facts, catalogue)), ""] : []),
    ids.join(" · "),
    "",
  ].join("\n");
}

/** One finding that stops an output, as one line. */
interface StoppedFinding {
  readonly action: Action;
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
}

/** Lists what stops outputs, the gravest first; outputs that are incomplete without a finding too. */
function stoppedFindings(set: VerdictSet, catalogue: Catalogue): readonly StoppedFinding[] {
  const { check, words } = catalogue;
  return set.rows.flatMap(({ verdict, file, line }) => {
    const groups = groupFindings(verdict).flatMap((group) =>
      group.action === "block" || group.action === "review" || group.action === "incomplete"
        ? [{ group, action: group.action }]
        : [],
    );
    const place = {
      id: verdict.id,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    };
    const title = (action: Action): string => `${check.output(verdict.id)}: ${words.action[action]}`;
    if (groups.length === 0 && isStopped(verdict.action))
      return [
        {
          ...place,
          action: verdict.action,
          title: title(verdict.action),
          text: words.actionMeaning[verdict.action],
        },
      ];
    return groups.map(({ group, action }) => ({
      ...place,
      action,
      title: title(action),
      text: [
        `${words.finding[group.finding.kind]}: ${describeFinding(group.finding, catalogue)}`,
        ...describeProvenance(group, catalogue),
      ].join("; "),
    }));
  });
}

function moreText(count: number, facts: CheckFacts, catalogue: Catalogue): string {
  return facts.reportPath === undefined
    ? catalogue.check.moreWithoutPath(count)
    : catalogue.check.more(count, facts.reportPath);
}

function command(
  level: "error" | "warning" | "notice",
  given: {
    readonly file?: string;
    readonly line?: number | undefined;
    readonly title: string;
    readonly message: string;
  },
): string {
  const properties = [
    given.file === undefined ? undefined : `file=${property(given.file)}`,
    given.line === undefined ? undefined : `line=${given.line}`,
    `title=${property(given.title)}`,
  ].filter((part) => part !== undefined);
  return `::${level} ${properties.join(",")}::${data(given.message)}`;
}

/** Escapes the message of a workflow command, as GitHub's own toolkit does. */
function data(value: string): string {
  return value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string): string {
  return data(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Makes text inert in Markdown: no markup, links, images, mentions, HTML or table cells of its own. */
function text(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_{}[\]()#+!|~>-]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("@", "&#64;")
    .replaceAll("://", "&#58;//")
    .replaceAll("www.", "www&#46;");
}
