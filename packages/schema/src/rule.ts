import { z } from "zod";
import { ruleActionSchema } from "./action.ts";
import type { RuleAction } from "./action.ts";
import { faceBands, findingKinds, imageBands, personCombinations } from "./finding.ts";
import type { FaceBand, FindingKind, ImageBand, PersonCombination } from "./finding.ts";
import { licenceBases } from "./licence.ts";
import type { LicenceBasis } from "./licence.ts";
import { relianceKinds } from "./reliance.ts";
import type { RelianceKind } from "./reliance.ts";
import { runLengthSchema, runThresholdSchema } from "./run-length.ts";
import type { RunLength } from "./run-length.ts";
import { count, name, prose, share, slug } from "./scalar.ts";
import { dataClasses, origins } from "./source.ts";
import type { DataClass, Origin } from "./source.ts";
import { answers } from "./terms.ts";
import type { Answer, Terms } from "./terms.ts";

/** One value, or a list of which any will do. */
export type OneOrMore<Value> = Value | readonly Value[];

/** What rules may ask about: the facts of one finding, flat. A fact that does not apply to its kind is missing. */
export interface FindingFacts {
  readonly kind: FindingKind;
  readonly source?: string;
  readonly origin?: Origin;
  readonly class?: DataClass;
  readonly terms?: Partial<Terms>;
  /** `unknown` when nobody has claimed any licence. */
  readonly basis?: LicenceBasis | "unknown";
  readonly reliance?: RelianceKind;
  /** Whether a signal says no to training. */
  readonly optOut?: boolean;
  readonly characters?: RunLength;
  /** Part of the output that is covered, from 0 to 1. */
  readonly share?: number;
  readonly similarity?: number;
  readonly anchors?: number;
  readonly standardText?: boolean;
  readonly category?: string;
  readonly validated?: boolean;
  readonly specialCare?: boolean;
  readonly identificationCode?: boolean;
  readonly combination?: PersonCombination;
  readonly band?: ImageBand;
  readonly face?: FaceBand;
}

/**
 * When a rule speaks: everything that is given must hold. Lists mean any of; `characters`, `share`, `similarity` and
 * `anchors` mean at least. A fact that the finding does not have never holds, and a condition that does not ask about
 * `standardText` never holds for one.
 */
export interface Condition {
  readonly kind?: OneOrMore<FindingKind>;
  readonly source?: OneOrMore<string>;
  readonly origin?: OneOrMore<Origin>;
  readonly class?: OneOrMore<DataClass>;
  readonly terms?: { readonly [Question in keyof Terms]?: OneOrMore<Answer> };
  readonly basis?: OneOrMore<LicenceBasis | "unknown">;
  readonly reliance?: OneOrMore<RelianceKind>;
  readonly optOut?: boolean;
  readonly characters?: RunLength;
  readonly share?: number;
  readonly similarity?: number;
  readonly anchors?: number;
  readonly standardText?: boolean;
  readonly category?: OneOrMore<string>;
  readonly validated?: boolean;
  readonly specialCare?: boolean;
  readonly identificationCode?: boolean;
  readonly combination?: OneOrMore<PersonCombination>;
  readonly band?: OneOrMore<ImageBand>;
  readonly face?: OneOrMore<FaceBand>;
  /** The intended use: that of the policy, or of `--use`. */
  readonly use?: OneOrMore<string>;
}

/** A finding, and the action it must lead to under the policy: what `yurai policy test` runs. */
export interface RuleExample {
  readonly finding: FindingFacts;
  /** The intended use; that of the policy when missing. */
  readonly use?: string;
  readonly action: RuleAction;
}

/**
 * One rule in plain words.
 *
 * @example
 * ```ts
 * const rule: Rule = {
 *   id: "outputs-forbidden",
 *   when: { kind: "verbatim", terms: { distributeOutputs: "no" } },
 *   action: "block",
 *   reason: "The source's terms say that outputs must not repeat it.",
 * };
 * ```
 */
export interface Rule {
  readonly id: string;
  readonly when: Condition;
  readonly action: RuleAction;
  /** Why, in words that a reviewer can judge. */
  readonly reason: string;
  readonly examples?: readonly RuleExample[];
}

const bases = [...licenceBases, "unknown"] as const;

function oneOrMore<Value>(value: z.ZodType<Value>): z.ZodType<OneOrMore<Value>> {
  return z.union([value, z.array(value).min(1).max(1_000)]);
}

const answer = oneOrMore(z.enum(answers)).exactOptional();
const atLeastShare = share.exactOptional();
const claim = z.boolean().exactOptional();

const conditionSchema: z.ZodType<Condition> = z
  .strictObject({
    kind: oneOrMore(z.enum(findingKinds)).exactOptional().describe("What sort of finding."),
    source: oneOrMore(name).exactOptional().describe("Name of the source."),
    origin: oneOrMore(z.enum(origins)).exactOptional().describe("How the source was come by."),
    class: oneOrMore(z.enum(dataClasses)).exactOptional().describe("Coarse class of the source."),
    terms: z
      .strictObject({
        train: answer.describe("May a model be trained on it?"),
        distributeOutputs: answer.describe("May outputs that repeat it be distributed?"),
        commercialUse: answer.describe("May it be used commercially?"),
        attribution: answer.describe("Does it ask for attribution or a notice?"),
        shareAlike: answer.describe("Does it ask that what is made from it carries the same terms?"),
      })
      .exactOptional()
      .describe("What the text of the licence says."),
    basis: oneOrMore(z.enum(bases)).exactOptional().describe("How the licence is known."),
    reliance: oneOrMore(z.enum(relianceKinds)).exactOptional().describe("What the organisation relies on."),
    optOut: claim.describe("Whether a signal says no to training."),
    characters: runThresholdSchema.exactOptional().describe("Shortest length, for dense scripts and others."),
    share: atLeastShare.describe("Smallest part of the output that is covered, from 0 to 1."),
    similarity: atLeastShare.describe("Smallest likeness, from 0 to 1."),
    anchors: z.int().min(1).exactOptional().describe("Fewest anchors in step, for unverified matches."),
    standardText: claim.describe(
      "Whether the match lies in a standard text, such as a licence; false when left out.",
    ),
    category: oneOrMore(slug).exactOptional().describe("Which personal data or secret."),
    validated: claim.describe("Whether form, check digit and surroundings leave little doubt."),
    specialCare: claim.describe("Whether a person stands beside a fact that needs special care."),
    identificationCode: claim.describe("Whether it is an official number that names one person by itself."),
    combination: oneOrMore(z.enum(personCombinations))
      .exactOptional()
      .describe("What stands together and identifies somebody, such as a name with a contact."),
    band: oneOrMore(z.enum(imageBands)).exactOptional().describe("How close an image is."),
    face: oneOrMore(z.enum(faceBands)).exactOptional().describe("Whose a face in a picture is."),
    use: oneOrMore(slug).exactOptional().describe("The intended use of the output."),
  })
  .meta({ id: "Condition" });

const answerFact = z.enum(answers).exactOptional();

const findingFactsSchema: z.ZodType<FindingFacts> = z
  .strictObject({
    kind: z.enum(findingKinds),
    source: name.exactOptional(),
    origin: z.enum(origins).exactOptional(),
    class: z.enum(dataClasses).exactOptional(),
    terms: z
      .strictObject({
        train: answerFact,
        distributeOutputs: answerFact,
        commercialUse: answerFact,
        attribution: answerFact,
        shareAlike: answerFact,
      })
      .exactOptional(),
    basis: z.enum(bases).exactOptional(),
    reliance: z.enum(relianceKinds).exactOptional(),
    optOut: claim,
    characters: runLengthSchema.exactOptional(),
    share: share.exactOptional(),
    similarity: share.exactOptional(),
    anchors: count.exactOptional(),
    standardText: claim,
    category: slug.exactOptional(),
    validated: claim,
    specialCare: claim,
    identificationCode: claim,
    combination: z.enum(personCombinations).exactOptional(),
    band: z.enum(imageBands).exactOptional(),
    face: z.enum(faceBands).exactOptional(),
  })
  .meta({ id: "FindingFacts" });

const ruleExampleSchema: z.ZodType<RuleExample> = z.strictObject({
  finding: findingFactsSchema.describe("The facts of a finding, as an example."),
  use: slug.exactOptional().describe("The intended use; that of the policy when left out."),
  action: ruleActionSchema.describe("The action that the whole policy must lead to."),
});

export const ruleSchema: z.ZodType<Rule> = z
  .strictObject({
    id: slug.describe("The rule's id, which every verdict shows."),
    when: conditionSchema.describe("When the rule speaks: everything that is given must hold."),
    action: ruleActionSchema.describe("What is to happen; report only mentions the finding."),
    reason: prose.describe("Why, in words that a reviewer can judge."),
    examples: z.array(ruleExampleSchema).max(1_000).exactOptional().describe("What yurai policy test runs."),
  })
  .meta({ id: "Rule" });
