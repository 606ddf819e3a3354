import { sha256Hex } from "@yurai/schema";
import type { Action } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import { cleanData } from "../terminal/clean-data.ts";
import { describeFinding, describeProvenance } from "./finding-text.ts";
import { groupFindings } from "./finding-group.ts";
import { standardInputName } from "../file-uri.ts";
import { fingerprintOf } from "./verdict-set.ts";
import type { ExportOptions } from "./sarif.ts";
import type { CheckFacts } from "./check-facts.ts";
import { withoutText } from "./without-text.ts";
import type { VerdictRow, VerdictSet } from "./verdict-set.ts";

const severities: Readonly<Record<Action | "report", string>> = {
  block: "blocker",
  review: "critical",
  incomplete: "major",
  attribute: "minor",
  pass: "info",
  report: "info",
};

/**
 * Writes a check as a GitLab code quality report: a JSON array with `description`, `check_name`, `fingerprint`,
 * `severity` and `location`. Fingerprints name the output and the finding's content, never a line. An empty check is one
 * entry of severity `major`. Holds no text of outputs or sources and no personal value.
 *
 * @see GitLab, Code Quality report format
 */
export function renderGitlab(given: VerdictSet, givenFacts: CheckFacts, options: ExportOptions = {}): string {
  const catalogue = catalogueOf(options.language ?? "en");
  const { check, words } = catalogue;
  const set = cleanData(withoutText(given));
  const facts = cleanData(givenFacts);
  const path = facts.file ?? standardInputName;
  const entry = (
    row: VerdictRow | undefined,
    action: Action | "report",
    name: string,
    description: string,
    key: string,
  ): object => ({
    description,
    check_name: `yurai/${name}`,
    fingerprint: sha256Hex(key),
    severity: severities[action],
    location: { path: row?.file ?? path, lines: { begin: Math.max(1, row?.line ?? 1) } },
  });
  const entries = set.rows.flatMap((row) => {
    const { verdict } = row;
    const own = `${verdict.output.sha256} ${verdict.id}`;
    const groups = groupFindings(verdict);
    if (groups.length === 0 && verdict.action !== "pass") {
      const description = `${check.exports.outputIs(verdict.id, words.action[verdict.action])}: ${words.actionMeaning[verdict.action]}`;
      return [entry(row, verdict.action, "check-failed", description, `${own} ${verdict.action}`)];
    }
    return groups.map((group) => {
      const action = group.action === "report" ? check.html.reported : words.action[group.action];
      const facts = [describeFinding(group.finding, catalogue), ...describeProvenance(group, catalogue)];
      const description = `${check.exports.outputIs(verdict.id, action)}. ${words.finding[group.finding.kind]}: ${facts.join(". ")}`;
      const key = `${own} ${group.finding.kind} ${fingerprintOf(group.finding) ?? group.at}`;
      return entry(row, group.action, group.finding.kind, description, key);
    });
  });
  const hidden = Object.values(set.leftOut).reduce((sum, count) => sum + count, 0);
  const more =
    hidden > 0
      ? [entry(undefined, "incomplete", "more", check.exports.andMoreResults(hidden), `more ${facts.id}`)]
      : [];
  const empty =
    set.outputs === 0
      ? [entry(undefined, "incomplete", "check-failed", check.nothingChecked, `empty ${facts.id}`)]
      : [];
  return `${JSON.stringify([...empty, ...entries, ...more], undefined, 1)}\n`;
}
