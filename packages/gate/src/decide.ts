/**
 * From facts to an action. Pure: the same policy, findings, coverage, waivers and moment give the same judgement, now
 * and when a kept verdict is replayed years later.
 */
import { strictest } from "@yurai/schema";
import type {
  Action,
  CheckName,
  Coverage,
  Decision,
  Digest,
  Finding,
  ModelReference,
  Policy,
  RuleAction,
  Waiver,
} from "@yurai/schema";
import { factsOf } from "./facts.ts";
import { ruleFor } from "./rules.ts";
import { findWaiver } from "./waive.ts";

/** What a decision takes besides the policy and the findings. */
export interface DecideOptions {
  /** How far the findings reach. */
  readonly coverage: Coverage;
  /** The moment that expiry of waivers is held against. */
  readonly now: Date;
  /** The intended use. Default: the policy's. */
  readonly use?: string;
  /** The model that wrote the output, for waivers that hold for one model only. */
  readonly model?: ModelReference;
  /** Reviewed exceptions. Default: none. */
  readonly waivers?: readonly Waiver[];
}

/** What was decided about one output. */
export interface Judgement {
  readonly action: Action;
  /** One for each finding, in the same order. */
  readonly decisions: readonly Decision[];
  /** Content ids of the waivers that were used, sorted. */
  readonly waivers: readonly Digest[];
}

/**
 * Decides about an output: the strictest of what the rules ask about each finding that no waiver sets aside, and
 * `incomplete` where something required could not be checked.
 *
 * So one more finding never makes the action milder, and how often a passage occurs plays no part.
 */
export function decide(policy: Policy, findings: readonly Finding[], options: DecideOptions): Judgement {
  const { coverage, now, use = policy.use, model, waivers = [] } = options;
  const decisions = findings.map((finding, index): Decision => {
    const decided = decideFinding(policy, finding, use, requiredOf(policy, coverage));
    const base = { finding: index, ...decided };
    if (!canBeWaived(decided.action)) return base;
    const scope = { use, model: model?.name, rule: decided.rule };
    return { ...base, ...findWaiver(finding, scope, { waivers, now }) };
  });
  const asked = decisions.map(effectiveAction);
  const action = strictest(isIncomplete(policy, coverage) ? [...asked, "incomplete"] : asked);
  const used = decisions.flatMap(({ waiver }) => (waiver === undefined ? [] : [waiver]));
  return { action, decisions, waivers: [...new Set(used)].sort() };
}

/** Returns what a decision comes to: what its rule asks, or `report` when a waiver sets that aside. */
export function effectiveAction(decision: Decision): RuleAction {
  return decision.waiver === undefined ? decision.action : "report";
}

/** What every picture is checked for. */
export const imageChecks: readonly CheckName[] = ["image", "terms", "opt-out"];

/** Checks that a picture can be put to at all; the others are about text, and say nothing of it. */
const ofPictures: ReadonlySet<CheckName> = new Set([...imageChecks, "face", "cross-border"]);

/** The checks that an output needs: the policy's, or for a picture those of them that it can be put to, and its own. */
export function requiredOf(policy: Policy, { searched }: Pick<Coverage, "searched">): readonly CheckName[] {
  if (searched.images === undefined) return policy.requiredChecks;
  return [...imageChecks, ...policy.requiredChecks.filter((check) => ofPictures.has(check))];
}

/**
 * Tells whether coverage alone keeps an output from passing: a required check did not run to its end, the output could
 * not be read, there was nothing to hold it against, or a segment was lost. Only the first needs a policy to ask for it.
 */
function isIncomplete(policy: Policy, coverage: Coverage): boolean {
  const { notSearched, notChecked } = coverage;
  const unreadable = notChecked.some(
    ({ reason }) => reason === "no-input" || reason === "unsupported-input" || reason === "without-index",
  );
  const nothingSearched = notSearched.some(({ kind }) => kind === "no-index" || kind === "unknown-model");
  // What a model learnt from may be unknown; what is known to be there and could not be read is a failed search.
  const lost = notSearched.some(({ kind }) => kind === "missing-segment" || kind === "damaged-segment");
  // Taken from the policy and not from `required`, so that a kept verdict can be judged by another policy.
  const required = requiredOf(policy, coverage);
  const missing = notChecked.some(({ check }) => required.includes(check));
  return unreadable || nothingSearched || lost || missing;
}

function decideFinding(
  policy: Policy,
  finding: Finding,
  use: string,
  required: readonly CheckName[],
): Pick<Decision, "rule" | "action" | "raised"> {
  const { rule: found, action } = ruleFor(policy, factsOf(finding), use);
  const by = found === undefined ? {} : { rule: found.id };
  if (finding.kind === "check-failed" && required.includes(finding.check)) {
    const asked = strictest([action, "incomplete"]);
    return { ...by, action: asked === "pass" ? "report" : asked };
  }
  // Nothing can be attached whose words nobody has recorded; letting it out without them would be a pass.
  if (action === "attribute" && lacksAttribution(finding))
    return { ...by, action: "review", raised: "no-attribution-text" };
  return { ...by, action };
}

function lacksAttribution(finding: Finding): boolean {
  if (!("provenance" in finding)) return true;
  return finding.attribution === undefined && finding.provenance.terms.attribution !== "no";
}

function canBeWaived(action: RuleAction): boolean {
  return action === "review" || action === "block" || action === "incomplete";
}
