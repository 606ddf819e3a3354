/** Runs checks side by side in name only: each on its own, so that one that fails takes no other's findings along. */
import { canonicalJson, findingKinds, isYuraiError } from "@yurai/schema";
import type { CheckFailedFinding, CheckName, Finding, NextStep, NotCheckedReason } from "@yurai/schema";
import type { Check, CheckContext } from "./check-context.ts";
import { total } from "./measured-output.ts";
import { remembered } from "./remembered.ts";

/** Findings of one check beyond which it counts as not finished; its largest are kept. */
const maxFindings = 1_000;

/** What is known before the checks run. */
export interface RunOptions {
  /** Why a check is not even tried. */
  readonly skip: (check: Check) => NotCheckedReason | undefined;
  /** Why a check that needs matches can't see all of them, although it runs. */
  readonly limit?: NotCheckedReason;
  /** Matched records that nothing is known about. */
  readonly unknownRecords: number;
}

/** What the checks found, and which did not run to their end. */
export interface ChecksOutcome {
  /** Sorted: by kind, the largest first. */
  readonly findings: readonly Finding[];
  readonly shortfalls: ReadonlyMap<CheckName, NotCheckedReason>;
}

/** Runs every check. The order of the checks, and of what each returns, changes nothing. */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  options: RunOptions,
): Promise<ChecksOutcome> {
  const findings: Finding[] = [];
  const shortfalls = new Map<CheckName, NotCheckedReason>();
  for (const check of checks) {
    const skipped = options.skip(check);
    const outcome = skipped === undefined ? await runCheck(check, context, options) : { shortfall: skipped };
    if (outcome.shortfall !== undefined) shortfalls.set(check.name, outcome.shortfall);
    findings.push(...(outcome.findings ?? []));
  }
  return { findings: inOrder(findings), shortfalls };
}

interface CheckOutcome {
  readonly findings?: readonly Finding[];
  readonly shortfall?: NotCheckedReason;
}

async function runCheck(check: Check, context: CheckContext, options: RunOptions): Promise<CheckOutcome> {
  let found: readonly Finding[];
  try {
    found = await check.run(context);
  } catch (error) {
    // Whatever it is, it is this check's failure and a finding; its message may hold user content and goes nowhere.
    return { findings: [failure(check, codeOf(error), "report-defect")], shortfall: "failed" };
  }
  const findings = inOrder(found).slice(0, maxFindings);
  const needsMatches = check.needs === "matches";
  if (needsMatches && options.unknownRecords > 0)
    return {
      findings: [...findings, failure(check, "provenance-missing", "index-again")],
      shortfall: "failed",
    };
  const isOver = found.length > maxFindings || (needsMatches && options.limit === "over-budget");
  if (isOver)
    return {
      findings: [...findings, failure(check, "over-budget", "raise-budget")],
      shortfall: "over-budget",
    };
  return { findings, ...(needsMatches && options.limit !== undefined ? { shortfall: options.limit } : {}) };
}

function failure({ name }: Check, reason: string, step: NextStep): CheckFailedFinding {
  return { kind: "check-failed", check: name, reason, nextSteps: [step] };
}

function codeOf(error: unknown): string {
  const code = isYuraiError(error) ? error.code : "";
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code) ? code : "unexpected-error";
}

function inOrder(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((finding) => ({
    finding,
    kind: findingKinds.indexOf(finding.kind),
    size: sizeOf(finding),
  }));
  keyed.sort((a, b) => a.kind - b.kind || b.size - a.size || byText(a.finding, b.finding));
  return keyed.map(({ finding }) => finding);
}

/** Writing a finding costs more than the rest of its sorting, and few are of one kind and size. */
const textOf = remembered((finding: Finding) => canonicalJson(finding));

function byText(a: Finding, b: Finding): number {
  const [textA, textB] = [textOf(a), textOf(b)];
  return textA < textB ? -1 : Number(textA > textB);
}

function sizeOf(finding: Finding): number {
  if (finding.kind === "verbatim" || finding.kind === "near-copy") return total(finding.characters);
  return finding.kind === "unverified" ? finding.anchors : 0;
}
