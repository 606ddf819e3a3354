import { sha256Hex } from "@yurai/schema";
import type { Action, Finding, FindingKind, Language, PersonFinding, SecretFinding } from "@yurai/schema";
import { findingKinds } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import type { Catalogue } from "../catalogue.ts";
import { cleanData } from "../terminal/clean-data.ts";
import { describeDecision, describeFinding, describeLicences, describeProvenance } from "./finding-text.ts";
import { describeCertainty } from "./located-text.ts";
import { groupFindings } from "./finding-group.ts";
import type { FindingGroup } from "./finding-group.ts";
import { formatCount } from "../number.ts";
import type { CheckFacts } from "./check-facts.ts";
import { fileUri } from "../file-uri.ts";
import { withoutText } from "./without-text.ts";
import type { VerdictRow, VerdictSet } from "./verdict-set.ts";
import { shorten } from "../terminal/clean.ts";

/** Most results that code hosts take in one run. */
export const maxSarifResults = 25_000;

/** How a file for a code host is written. */
export interface ExportOptions {
  readonly language?: Language;
}

type Level = "error" | "warning" | "note" | "none";

const levels: Readonly<Record<Action | "report", Level>> = {
  block: "error",
  review: "error",
  incomplete: "warning",
  attribute: "note",
  pass: "note",
  report: "note",
};

/**
 * Writes the findings of a check as SARIF 2.1.0: one result a finding, the gravest first, at most 25,000. The location is
 * the line of the outputs file; the match's own place and licence are properties. It holds no text of outputs or sources
 * and no personal value. A waived finding is a suppressed result; an output that could not be checked is a result and
 * makes the invocation unsuccessful.
 *
 * @see OASIS SARIF 2.1.0, and GitHub's limits on uploads
 */
export function renderSarif(given: VerdictSet, givenFacts: CheckFacts, options: ExportOptions = {}): string {
  const catalogue = catalogueOf(options.language ?? "en");
  // Every row gives at least one result, so that rows beyond the limit are only counted.
  const set = cleanData(withoutText({ ...given, rows: given.rows.slice(0, maxSarifResults) }));
  const facts = cleanData(givenFacts);
  const results: object[] = [];
  let leftOut = Object.values(set.leftOut).reduce((sum, count) => sum + count, 0);
  leftOut += given.rows.length - set.rows.length;
  for (const row of set.rows) {
    const own = results.length < maxSarifResults ? resultsOf(row, facts, catalogue) : [];
    const room = own.slice(0, maxSarifResults - results.length);
    results.push(...room);
    // A row beyond the limit counts as one, without the work of rendering it.
    leftOut += own.length === 0 && results.length >= maxSarifResults ? 1 : own.length - room.length;
  }
  const incomplete = set.counts.incomplete > 0 || set.outputs === 0;
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: driver(set, catalogue) },
        automationDetails: { id: `yurai/check/${set.uses[0] ?? "unknown"}/` },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: !incomplete,
            exitCode: facts.exitCode,
            toolExecutionNotifications: notifications(set, leftOut, catalogue),
          },
        ],
        properties: {
          check: facts.id,
          shadow: facts.shadow,
          outputs: set.outputs,
          actions: set.counts,
          policies: set.policies.map((policy) => `${policy.name} ${policy.hash}`),
          indexes: set.indexes,
          resultsLeftOut: leftOut,
        },
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 1)}\n`;
}

function driver(set: VerdictSet, catalogue: Catalogue): object {
  return {
    name: "Yurai",
    version: set.tools[0]?.version ?? "0.0.0",
    rules: findingKinds.map((kind) => ({
      id: ruleId(kind),
      name: pascalCase(kind),
      shortDescription: { text: catalogue.words.finding[kind] },
      help: { text: catalogue.check.exports.ruleHelp },
      properties: { tags: ["provenance", kind] },
    })),
  };
}

function resultsOf(row: VerdictRow, facts: CheckFacts, catalogue: Catalogue): readonly object[] {
  const { verdict } = row;
  const groups = groupFindings(verdict);
  if (groups.length > 0) return groups.map((group) => toResult(row, group, facts, catalogue));
  if (verdict.action === "pass") return [];
  return [
    {
      ruleId: ruleId("check-failed"),
      ruleIndex: findingKinds.indexOf("check-failed"),
      level: levels[verdict.action],
      message: {
        text: `${catalogue.check.exports.outputIs(verdict.id, catalogue.words.action[verdict.action])}: ${missingChecks(row, catalogue)}`,
      },
      locations: [locationOf(row, facts)],
      partialFingerprints: { "yuraiContent/v1": sha256Hex(`${verdict.output.sha256} ${verdict.action}`) },
    },
  ];
}

/** What tools may sort by; the places are offsets into the output and not into the file. */
function locatedProperties(finding: Finding, catalogue: Catalogue): object {
  if (finding.kind !== "person" && finding.kind !== "secret") return {};
  const { category, validity, score, validated, spans } = finding;
  return { category, validity, score, validated, spans, certainty: describeCertainty(finding, catalogue) };
}

function missingChecks(row: VerdictRow, catalogue: Catalogue): string {
  const { check, words } = catalogue;
  const missing = row.verdict.coverage.notChecked
    .filter((item) => item.required)
    .map((item) => check.notCheckedReason(words.check[item.check], words.notChecked[item.reason]));
  return missing.length > 0 ? missing.join(words.listSeparator) : words.actionMeaning[row.verdict.action];
}

function toResult(row: VerdictRow, group: FindingGroup, facts: CheckFacts, catalogue: Catalogue): object {
  const { finding, decision, provenance } = group;
  const { verdict } = row;
  const action =
    group.action === "report" ? catalogue.check.html.reported : catalogue.words.action[group.action];
  const waiver = decision?.waiver;
  const lines = [describeFinding(finding, catalogue), ...describeProvenance(group, catalogue)];
  return {
    ruleId: ruleId(finding.kind),
    ruleIndex: findingKinds.indexOf(finding.kind),
    level: levels[group.action],
    kind: "fail",
    message: { text: `${catalogue.check.exports.outputIs(verdict.id, action)}. ${lines.join(". ")}` },
    locations: [locationOf(row, facts)],
    partialFingerprints: { "yuraiContent/v1": contentKey(group, row) },
    ...(waiver === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: catalogue.check.exports.suppressed(shorten(waiver)),
            },
          ],
        }),
    properties: {
      tags: ["provenance", finding.kind],
      output: verdict.id,
      action: group.action,
      decision: describeDecision(group, catalogue),
      ...(provenance === undefined
        ? {}
        : {
            source: provenance.source,
            origin: provenance.origin,
            licence: describeLicences(provenance, catalogue),
            reliance: provenance.reliance.kind,
            record: `${provenance.record.segment}#${provenance.record.ordinal}`,
          }),
      ...locatedProperties(finding, catalogue),
    },
  };
}

function ruleId(kind: FindingKind): string {
  return `yurai/${kind}`;
}

/** Names the content, not the place: the same match in a moved line keeps its fingerprint. */
function contentKey(group: FindingGroup, row: VerdictRow): string {
  const { finding } = group;
  const content =
    "fingerprint" in finding
      ? finding.fingerprint
      : `${row.verdict.output.sha256} ${"category" in finding ? `${finding.category} ${firstPlaceOf(finding)}` : ""}`;
  return sha256Hex(`${finding.kind} ${content}`);
}

/** Tells findings of one sort in one output apart: by the first span, or by whose a face is. */
function firstPlaceOf(finding: PersonFinding | SecretFinding): string {
  const { face } = finding.kind === "person" ? finding : {};
  return face === undefined ? String(finding.spans[0]?.start) : `${face.band} ${face.person ?? ""}`;
}

function locationOf(row: VerdictRow, facts: CheckFacts): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(row.file ?? facts.file) },
      region: { startLine: Math.max(1, row.line ?? 1) },
    },
  };
}

function notifications(set: VerdictSet, leftOut: number, catalogue: Catalogue): readonly object[] {
  const messages = [
    ...(set.outputs === 0 ? [{ level: "error", message: { text: catalogue.check.nothingChecked } }] : []),
    ...(set.counts.incomplete > 0
      ? [
          {
            level: "error",
            message: {
              text: `${formatCount(set.counts.incomplete)}: ${catalogue.check.exports.incompleteOutput}`,
            },
          },
        ]
      : []),
    ...(leftOut > 0
      ? [{ level: "warning", message: { text: catalogue.check.exports.andMoreResults(leftOut) } }]
      : []),
  ];
  return messages;
}

function pascalCase(kind: string): string {
  return kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
