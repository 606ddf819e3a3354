/** Replays of kept verdicts: findings are facts, so another policy can judge them without the output and the index. */
import { canonicalJson } from "@yurai/schema";
import type { Action, Policy, Verdict, Waiver } from "@yurai/schema";
import { decide } from "./decide.ts";
import type { Judgement } from "./decide.ts";

/** What a replay may be told. */
export interface ReplayOptions {
  /** Reviewed exceptions. Default: none. */
  readonly waivers?: readonly Waiver[];
  /** The moment that expiry is held against. Default: that of the verdict. */
  readonly now?: Date;
  /** The intended use. Default: that of the verdict. */
  readonly use?: string;
}

/** Decides again about a kept verdict's findings. */
export function replay(policy: Policy, verdict: Verdict, options: ReplayOptions = {}): Judgement {
  const { findings, coverage, model, checkedAt } = verdict;
  const { waivers = [], now = new Date(checkedAt), use = verdict.use } = options;
  return decide(policy, findings, { coverage, now, use, waivers, ...(model === undefined ? {} : { model }) });
}

/** An output about which two policies differ. */
export interface ActionChange {
  readonly id: string;
  readonly before: Action;
  readonly after: Action;
  /** Ids of the rules that decide otherwise than before about a finding, sorted. */
  readonly rules: readonly string[];
}

/** What two policies make of the same verdicts. */
export interface PolicyDiff {
  readonly compared: number;
  readonly changes: readonly ActionChange[];
  /**
   * What a replay cannot show: `lower-threshold`, because what was below the old one was not kept, and
   * `standard-texts`, because matches were measured with the old ones.
   */
  readonly limits: readonly ("lower-threshold" | "standard-texts")[];
}

/** Replays verdicts under two policies and lists the outputs whose action changes. Holds the changes, not the verdicts. */
export function diffPolicies(
  before: Policy,
  after: Policy,
  verdicts: Iterable<Verdict>,
  options: ReplayOptions = {},
): PolicyDiff {
  const changes: ActionChange[] = [];
  let compared = 0;
  for (const verdict of verdicts) {
    compared += 1;
    const [old, fresh] = [replay(before, verdict, options), replay(after, verdict, options)];
    if (old.action === fresh.action) continue;
    changes.push({
      id: verdict.id,
      before: old.action,
      after: fresh.action,
      rules: changedRules(old, fresh),
    });
  }
  return { compared, changes, limits: limitsOf(before, after) };
}

function changedRules(before: Judgement, after: Judgement): readonly string[] {
  const rules = after.decisions.flatMap((decision, index) => {
    const old = before.decisions[index];
    return old?.action === decision.action ? [] : [old?.rule ?? [], decision.rule ?? []].flat();
  });
  return [...new Set(rules)].sort();
}

function limitsOf(before: Policy, after: Policy): PolicyDiff["limits"] {
  const [a, b] = [before.thresholds, after.thresholds];
  const isLower =
    b.verbatim.dense < a.verbatim.dense ||
    b.verbatim.other < a.verbatim.other ||
    b.unverifiedAnchors < a.unverifiedAnchors ||
    b.nearCopy.similarity < a.nearCopy.similarity ||
    b.nearCopy.characters.dense < a.nearCopy.characters.dense ||
    b.nearCopy.characters.other < a.nearCopy.characters.other;
  return [
    ...(isLower ? (["lower-threshold"] as const) : []),
    ...(standardTextsOf(before) === standardTextsOf(after) ? [] : (["standard-texts"] as const)),
  ];
}

function standardTextsOf({ standardTexts = [] }: Policy): string {
  return canonicalJson(standardTexts);
}
