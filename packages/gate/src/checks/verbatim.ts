/**
 * Exact runs that an output shares with records: verified ones as `verbatim`, and as `unverified` those whose record's
 * text cannot be had.
 */
import { reaches } from "@yurai/schema";
import type { Finding, RunLength, UnverifiedFinding, VerbatimFinding } from "@yurai/schema";
import type { Check, CheckContext, Hint } from "../check-context.ts";
import { total } from "../measured-output.ts";
import { factsKeyOf } from "../passages.ts";
import type { Passage, RangedRun } from "../passages.ts";
import { recordKey } from "../provenance-of.ts";
import { matchFinding, stepsFor } from "./match-finding.ts";
import { provenanceFacts } from "../facts.ts";

/** Runs of one finding that are listed. */
const listedSpans = 100;

/** Finds exact runs that reach the policy's thresholds, whether their record's text can be had or not. */
export const verbatim: Check = {
  name: "verbatim",
  needs: "matches",
  run: (context): readonly Finding[] => [
    ...context.passages.flatMap((passage) => freshFindings(context, passage)),
    ...standardFindings(context),
    ...unverifiedFindings(context),
  ],
};

/** A run with its lengths. */
interface MeasuredRun extends RangedRun {
  /** Without what standard texts hold of it. */
  readonly fresh: RunLength;
  readonly all: RunLength;
}

/**
 * One finding for each run than which no other is as long in both parts. Nearly always that is one run; in an output of
 * mixed scripts a rule may ask for more of the one part than another rule, and each must see the run that it is about.
 */
function freshFindings(context: CheckContext, passage: Passage): readonly VerbatimFinding[] {
  const runs = measured(context, passage).filter(({ fresh }) =>
    reaches(fresh, context.policy.thresholds.verbatim),
  );
  const longest = front(runs.sort((a, b) => total(b.fresh) - total(a.fresh) || a.from - b.from));
  const rest = runs.filter((run) => !longest.includes(run));
  const share = shareOf(context, passage, { withoutStandard: true });
  return longest.map((run, index) =>
    finding(context, passage, { runs: index === 0 ? [run, ...rest] : [run], characters: run.fresh, share }),
  );
}

/** Runs that would be reported but for a standard text: one finding a text, for all records that rules can't tell apart. */
function standardFindings(context: CheckContext): readonly VerbatimFinding[] {
  const { verbatim } = context.policy.thresholds;
  const found = context.passages.flatMap((passage) => {
    const runs = measured(context, passage).filter(
      ({ all, fresh }) => reaches(all, verbatim) && !reaches(fresh, verbatim),
    );
    const [longest, ...rest] = runs.sort((a, b) => total(b.all) - total(a.all) || a.from - b.from);
    const name = longest === undefined ? undefined : context.output.standardIn(longest);
    if (longest === undefined || name === undefined) return [];
    const share = shareOf(context, passage, { withoutStandard: false });
    const characters = longest.all;
    return [
      {
        ...finding(context, passage, { runs: [longest, ...rest], characters, share }),
        standardText: name,
        nextSteps: [],
      },
    ];
  });
  // Whichever of a thousand packages it was found in says nothing about a licence's text.
  const key = ({ standardText, provenance }: (typeof found)[number]): string => {
    return JSON.stringify([standardText, { ...provenanceFacts(provenance), source: "" }]);
  };
  return [...Map.groupBy(found, key).values()].map(([first, ...others]) => ({
    ...first!,
    otherRecords: [first!, ...others].reduce((sum, { otherRecords }) => sum + otherRecords, others.length),
  }));
}

function finding(
  { output }: CheckContext,
  passage: Passage,
  said: { readonly runs: readonly RangedRun[]; readonly characters: RunLength; readonly share: number },
): VerbatimFinding {
  const [longest] = said.runs;
  const spans = said.runs
    .slice(0, listedSpans)
    .map(({ run }) => ({ output: run.output, record: run.record }));
  return {
    kind: "verbatim",
    ...matchFinding(output, longest!, passage, stepsFor(passage.known)),
    spans,
    unlistedSpans: passage.match.runCount - spans.length,
    characters: said.characters,
    share: said.share,
    whole: passage.match.whole,
    guaranteed: longest!.run.guaranteed,
  };
}

function measured({ output }: CheckContext, { runs }: Passage): MeasuredRun[] {
  return runs.map((run) => ({
    ...run,
    fresh: output.lengthOf(run, { withoutStandard: true }),
    all: output.lengthOf(run),
  }));
}

/** Runs than which none is at least as long in both parts; of equal ones the first. */
function front(longestFirst: readonly MeasuredRun[]): readonly MeasuredRun[] {
  const kept: MeasuredRun[] = [];
  for (const run of longestFirst) {
    const isOutdone = kept.some(
      ({ fresh }) => fresh.dense >= run.fresh.dense && fresh.other >= run.fresh.other,
    );
    if (!isOutdone) kept.push(run);
  }
  return kept;
}

/** Part of the output that the runs of a passage cover together. */
function shareOf(
  { output }: CheckContext,
  { runs }: Passage,
  options: { readonly withoutStandard: boolean },
): number {
  let covered = 0;
  let reached = 0;
  for (const { from, to } of runs) {
    covered += total(output.lengthOf({ from: Math.max(from, reached), to }, options));
    reached = to;
  }
  return output.text.length === 0 ? 0 : covered / output.text.length;
}

/** Matches without text that are worth a finding, each folded into one before it that says as much. */
function unverifiedFindings(context: CheckContext): readonly UnverifiedFinding[] {
  const leads: { readonly key: string; readonly finding: UnverifiedFinding; others: number }[] = [];
  for (const hint of context.hints.toSorted(byWeight)) {
    const finding = unverifiedFinding(context, hint);
    if (finding === undefined) continue;
    const key = `${factsKeyOf(hint.known)} ${finding.standardText ?? ""}`;
    const lead = leads.find((other) => other.key === key && saysAsMuch(other.finding, finding));
    if (lead === undefined) leads.push({ key, finding, others: 0 });
    else lead.others += 1;
  }
  return leads.map(({ finding, others }) => ({ ...finding, otherRecords: others }));
}

function unverifiedFinding(
  { output, policy }: CheckContext,
  { match, known }: Hint,
): UnverifiedFinding | undefined {
  const { thresholds } = policy;
  const range = { from: output.characterAt(match.output.start), to: output.characterAt(match.output.end) };
  const length = output.lengthOf(range);
  const isWholeMatch = match.whole && reaches(length, thresholds.verbatim);
  if (match.reason === "work-limit") return undefined;
  if (match.inStep < thresholds.unverifiedAnchors && !isWholeMatch) return undefined;
  const isStandard = total(output.lengthOf(range, { withoutStandard: true })) === 0;
  const standardText = isStandard ? output.standardIn(range) : undefined;
  const restore = {
    "not-kept": "keep-evidence",
    "too-large": "keep-evidence",
    "file-missing": "restore-source-file",
    "text-changed": "index-again",
  } as const;
  const steps = [restore[match.reason], ...stepsFor(known)] as const;
  return {
    kind: "unverified",
    ...matchFinding(output, range, { known, otherRecords: 0 }, standardText === undefined ? steps : []),
    spans: [match.output],
    anchors: Math.max(1, match.inStep),
    ...(isWholeMatch ? { characters: length } : {}),
    ...(standardText === undefined ? {} : { standardText }),
    reason: match.reason,
  };
}

function saysAsMuch(lead: UnverifiedFinding, finding: UnverifiedFinding): boolean {
  const [a, b] = [lead.spans[0]!, finding.spans[0]!];
  const isLong = finding.characters === undefined || lead.characters !== undefined;
  return isLong && lead.anchors >= finding.anchors && a.start <= b.start && a.end >= b.end;
}

function byWeight(a: Hint, b: Hint): number {
  const [keyA, keyB] = [recordKey(a.match.record), recordKey(b.match.record)];
  return (
    Number(b.match.whole) - Number(a.match.whole) ||
    b.match.inStep - a.match.inStep ||
    b.match.output.end - b.match.output.start - (a.match.output.end - a.match.output.start) ||
    (keyA < keyB ? -1 : Number(keyA > keyB))
  );
}
