import type { Action, Decision, Finding, FindingKind, Provenance, Verdict } from "@yurai/schema";
import { fingerprintOf } from "./verdict-set.ts";

/**
 * What a reader takes for one finding: the match, and what is said about the terms and the opt-outs of that same match.
 */
export interface FindingGroup {
  /** Index of the leading finding in the verdict. */
  readonly at: number;
  readonly finding: Finding;
  /** What the strictest of the group's decisions comes to; a waived one is only reported. */
  readonly action: Action | "report";
  readonly decision?: Decision;
  /** The findings that stand beside the leading one. */
  readonly beside: readonly Finding[];
  readonly provenance?: Provenance;
}

const leadingFirst: readonly FindingKind[] = [
  "verbatim",
  "near-copy",
  "image",
  "resemblance",
  "unverified",
  "terms",
  "opt-out",
  "person",
  "secret",
  "check-failed",
];
const strictness: readonly (Action | "report")[] = [
  "report",
  "pass",
  "attribute",
  "incomplete",
  "review",
  "block",
];

/** Puts a verdict's findings into groups, the strictest group first, else in the verdict's order. */
export function groupFindings(verdict: Verdict): readonly FindingGroup[] {
  const byKey = new Map<string, number[]>();
  for (const [at, finding] of verdict.findings.entries()) {
    const fingerprint = fingerprintOf(finding);
    const record = "provenance" in finding ? finding.provenance.record : undefined;
    // Findings without a match stand for themselves.
    const key =
      fingerprint === undefined ? `at ${at}` : `${fingerprint} ${record?.segment} ${record?.ordinal}`;
    byKey.set(key, [...(byKey.get(key) ?? []), at]);
  }
  return [...byKey.values()]
    .map((indexes) => toGroup(verdict, indexes))
    .toSorted((a, b) => strictness.indexOf(b.action) - strictness.indexOf(a.action) || a.at - b.at);
}

/** What a decision comes to: a waiver that holds leaves the finding reported only. */
function effectiveAction(decision: Decision | undefined): Action | "report" {
  if (decision === undefined || decision.waiver !== undefined) return "report";
  return decision.action;
}

function toGroup(verdict: Verdict, indexes: readonly number[]): FindingGroup {
  const rank = (at: number): number => leadingFirst.indexOf(verdict.findings[at]?.kind ?? "check-failed");
  const at = indexes.toSorted((a, b) => rank(a) - rank(b))[0] ?? 0;
  const decisions = indexes.map((index) => verdict.decisions.find((decision) => decision.finding === index));
  const strict = decisions.toSorted(
    (a, b) => strictness.indexOf(effectiveAction(b)) - strictness.indexOf(effectiveAction(a)),
  )[0];
  // Indexes come from the verdict's own findings.
  const finding = verdict.findings[at] as Finding;
  return {
    at,
    finding,
    action: effectiveAction(strict),
    ...(strict === undefined ? {} : { decision: strict }),
    beside: indexes.filter((index) => index !== at).map((index) => verdict.findings[index] as Finding),
    ...("provenance" in finding ? { provenance: finding.provenance } : {}),
  };
}
