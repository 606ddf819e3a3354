/**
 * What a policy says about the facts of one finding: the first rule whose condition holds.
 *
 * First match, not strictest match, so that an exception is a rule above the rule it is an exception to, and a reader
 * needs no "unless". What can be waived away by order alone is only one finding's action: over all findings of an
 * output the strictest wins (`decide`).
 */
import { reaches } from "@yurai/schema";
import type { Condition, FindingFacts, OneOrMore, Policy, Rule, RuleAction, Terms } from "@yurai/schema";

/** What the policy says about one finding; without a rule its `otherwise` did. */
export interface Ruling {
  readonly rule?: Rule;
  readonly action: RuleAction;
}

/**
 * Returns what a policy asks about a finding with these facts.
 *
 * A rule that does not ask about `standardText` never speaks about one, and neither does `otherwise`: text that everyone
 * repeats is reported. A check that failed is judged by `decide`, unless a rule names the kind.
 *
 * @param use the intended use of the output
 */
export function ruleFor(policy: Policy, facts: FindingFacts, use: string): Ruling {
  const found = policy.rules.find(({ when }) => holds(when, facts, use));
  if (found !== undefined) return { rule: found, action: found.action };
  const harmless = facts.standardText === true || facts.kind === "check-failed";
  return { action: harmless ? "report" : policy.otherwise };
}

/** Tells whether everything that a condition gives holds for these facts and this use. */
export function holds(condition: Condition, facts: FindingFacts, use: string): boolean {
  const { characters, terms } = condition;
  // A rule about "everything" is about what was found in outputs, not about checks that broke.
  if (facts.kind === "check-failed" && condition.kind === undefined) return false;
  return (
    isOneOf(condition.kind, facts.kind) &&
    isOneOf(condition.source, facts.source) &&
    isOneOf(condition.origin, facts.origin) &&
    isOneOf(condition.class, facts.class) &&
    isOneOf(condition.basis, facts.basis) &&
    isOneOf(condition.reliance, facts.reliance) &&
    isOneOf(condition.category, facts.category) &&
    isOneOf(condition.band, facts.band) &&
    isOneOf(condition.face, facts.face) &&
    isOneOf(condition.use, use) &&
    (terms === undefined || termsHold(terms, facts.terms)) &&
    (characters === undefined || (facts.characters !== undefined && reaches(facts.characters, characters))) &&
    isAtLeast(condition.share, facts.share) &&
    isAtLeast(condition.similarity, facts.similarity) &&
    isAtLeast(condition.anchors, facts.anchors) &&
    isSame(condition.optOut, facts.optOut) &&
    isSame(condition.validated, facts.validated) &&
    isSame(condition.specialCare, facts.specialCare) &&
    isSame(condition.identificationCode, facts.identificationCode) &&
    isOneOf(condition.combination, facts.combination) &&
    (facts.standardText ?? false) === (condition.standardText ?? false)
  );
}

function termsHold(wanted: NonNullable<Condition["terms"]>, given: FindingFacts["terms"]): boolean {
  // Object.keys types its result as string[]; these are the questions that the schema let through.
  const questions = Object.keys(wanted) as (keyof Terms)[];
  return questions.every((question) => isOneOf(wanted[question], given?.[question]));
}

function isOneOf<Value>(wanted: OneOrMore<Value> | undefined, given: Value | undefined): boolean {
  if (wanted === undefined) return true;
  if (given === undefined) return false;
  return Array.isArray(wanted) ? wanted.includes(given) : wanted === given;
}

function isAtLeast(wanted: number | undefined, given: number | undefined): boolean {
  return wanted === undefined || (given !== undefined && given >= wanted);
}

function isSame(wanted: boolean | undefined, given: boolean | undefined): boolean {
  return wanted === undefined || given === wanted;
}
