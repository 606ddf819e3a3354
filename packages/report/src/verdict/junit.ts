import type { CheckName, Finding } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import type { Catalogue } from "../catalogue.ts";
import { cleanData } from "../terminal/clean-data.ts";
import { describeDecision, describeFinding, describeProvenance } from "./finding-text.ts";
import { groupFindings } from "./finding-group.ts";
import type { FindingGroup } from "./finding-group.ts";
import { markup } from "../markup.ts";
import type { Markup } from "../markup.ts";
import { formatCount } from "../number.ts";
import { standardInputName } from "../file-uri.ts";
import type { ExportOptions } from "./sarif.ts";
import type { CheckFacts } from "./check-facts.ts";
import { withoutText } from "./without-text.ts";
import { gravestFirst } from "./verdict-set.ts";
import type { VerdictRow, VerdictSet } from "./verdict-set.ts";

/**
 * Writes a check as JUnit XML: one test suite for the outputs file, one test case for each output that has a finding or
 * is stopped, and one for all the others together. `review` and `block` are failures; `incomplete` is an error, because
 * nothing was shown about the output; in shadow mode both are skipped, with the reason. Holds no text of outputs or
 * sources and no personal value.
 *
 * An empty check is one error, never an empty green suite.
 */
export function renderJunit(given: VerdictSet, givenFacts: CheckFacts, options: ExportOptions = {}): string {
  const catalogue = catalogueOf(options.language ?? "en");
  const set = cleanData(withoutText(given));
  const facts = cleanData(givenFacts);
  const cases = set.rows.map((row) => testCase(row, facts, catalogue));
  const left = leftOutCases(set, facts, catalogue);
  const empty = set.outputs === 0 ? [emptyCase(catalogue)] : [];
  const quiet = set.outputs - set.rows.length - total(set.leftOut);
  const passing = quiet > 0 ? [passingCase(quiet, catalogue)] : [];
  const all = [...empty, ...cases, ...left, ...passing];
  const count = (result: CaseResult): number => all.filter((item) => item.result === result).length;
  const suite = facts.file ?? standardInputName;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="yurai check" tests="${all.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}">
<testsuite name="${suite}" tests="${all.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}">
<properties>
<property name="check" value="${facts.id}"/>
${set.policies.map((policy) => markup`<property name="policy" value="${policy.name} ${policy.hash}"/>\n`)}${set.indexes.map((index) => markup`<property name="index" value="${index}"/>\n`)}<property name="exitCode" value="${facts.exitCode}"/>
<property name="shadow" value="${String(facts.shadow)}"/>
</properties>
${all.map((item) => item.xml)}</testsuite>
</testsuites>
`.html;
}

type CaseResult = "passed" | "failure" | "error" | "skipped";

interface TestCase {
  readonly result: CaseResult;
  readonly xml: Markup;
}

function testCase(row: VerdictRow, facts: CheckFacts, catalogue: Catalogue): TestCase {
  const { verdict } = row;
  const action = catalogue.words.action[verdict.action];
  const name = catalogue.check.output(verdict.id);
  const groups = groupFindings(verdict);
  const details = groups.map((group) => groupText(group, catalogue)).join("\n");
  const missing = verdict.coverage.notChecked
    .filter((item) => item.required)
    .map((item) =>
      catalogue.check.notCheckedReason(
        catalogue.words.check[item.check],
        catalogue.words.notChecked[item.reason],
      ),
    );
  const kinds = [...new Set(groups.map((group) => group.finding.kind))];
  const text = [...missing, details].filter((line) => line !== "").join("\n");
  const line = row.line === undefined ? undefined : markup` line="${row.line}"`;
  const file = row.file === undefined ? undefined : markup` file="${row.file}"`;
  const open = markup`<testcase classname="${classOf(verdict.findings, missing.length > 0)}" name="${name}"${file}${line}`;
  const result = resultOf(verdict.action);
  if (result === "passed")
    return { result, xml: markup`${open}><system-out>${action}\n${text}</system-out></testcase>\n` };
  const message = `${action}: ${kinds.map((kind) => catalogue.words.finding[kind]).join(catalogue.words.listSeparator)}`;
  if (facts.shadow) {
    const reason = `${catalogue.check.shadow} ${message}`;
    return {
      result: "skipped",
      xml: markup`${open}><skipped message="${reason}"/><system-out>${text}</system-out></testcase>\n`,
    };
  }
  const body = markup` message="${message}" type="${verdict.action}">${text}`;
  return result === "failure"
    ? { result, xml: markup`${open}><failure${body}</failure></testcase>\n` }
    : { result, xml: markup`${open}><error${body}</error></testcase>\n` };
}

function groupText(group: FindingGroup, catalogue: Catalogue): string {
  const kind = catalogue.words.finding[group.finding.kind];
  return [
    `${kind}: ${describeFinding(group.finding, catalogue)}`,
    ...describeProvenance(group, catalogue),
    describeDecision(group, catalogue),
  ].join("\n  ");
}

function classOf(findings: readonly Finding[], isMissing: boolean): string {
  const first: Finding["kind"] | CheckName | undefined = isMissing ? "check-failed" : findings[0]?.kind;
  return first === undefined ? "yurai.check" : `yurai.${first}`;
}

function resultOf(action: VerdictRow["verdict"]["action"]): CaseResult {
  if (action === "block" || action === "review") return "failure";
  return action === "incomplete" ? "error" : "passed";
}

/** Outputs beyond the limit still count: one case for each action that has some. */
function leftOutCases(set: VerdictSet, facts: CheckFacts, catalogue: Catalogue): readonly TestCase[] {
  return gravestFirst
    .filter((action) => set.leftOut[action] > 0)
    .map((action) => {
      const name = `${catalogue.words.action[action]}: ${catalogue.check.exports.andMoreResults(set.leftOut[action])}`;
      const result = resultOf(action);
      const open = markup`<testcase classname="yurai.check" name="${name}">`;
      if (result === "passed") return { result, xml: markup`${open}</testcase>\n` };
      if (facts.shadow)
        return {
          result: "skipped",
          xml: markup`${open}<skipped message="${catalogue.check.shadow}"/></testcase>\n`,
        };
      return result === "failure"
        ? { result, xml: markup`${open}<failure message="${name}" type="${action}"/></testcase>\n` }
        : { result, xml: markup`${open}<error message="${name}" type="${action}"/></testcase>\n` };
    });
}

function passingCase(count: number, catalogue: Catalogue): TestCase {
  const name = `${catalogue.words.action.pass}: ${formatCount(count)}`;
  return { result: "passed", xml: markup`<testcase classname="yurai.check" name="${name}"/>\n` };
}

function emptyCase(catalogue: Catalogue): TestCase {
  const message = catalogue.check.nothingChecked;
  return {
    result: "error",
    xml: markup`<testcase classname="yurai.check" name="${catalogue.words.action.incomplete}"><error message="${message}" type="incomplete"/></testcase>\n`,
  };
}

function total(counts: VerdictSet["leftOut"]): number {
  return gravestFirst.reduce((sum, action) => sum + counts[action], 0);
}
