import { z } from "zod";

/** Every {@link Answer}. */
export const answers = ["yes", "no", "conditions", "unknown"] as const;

/** What a text says on one question; `conditions` means yes under conditions that a person must read. */
export type Answer = (typeof answers)[number];

/**
 * What the text of a licence or of named terms says. The first three are permissions (`yes` allows); the last two are
 * duties (`yes` asks for something).
 */
export interface Terms {
  /** May a model be trained on it? */
  readonly train: Answer;
  /** May outputs that repeat it be distributed? */
  readonly distributeOutputs: Answer;
  /** May it be used commercially? */
  readonly commercialUse: Answer;
  /** Does it ask for attribution or a notice? */
  readonly attribution: Answer;
  /** Does it ask that what is made from it carries the same terms? */
  readonly shareAlike: Answer;
}

/** Terms about which nothing is known: what every source has until someone records more. */
export const unknownTerms: Terms = {
  train: "unknown",
  distributeOutputs: "unknown",
  commercialUse: "unknown",
  attribution: "unknown",
  shareAlike: "unknown",
};

// From the mildest answer to the strictest. For a permission "unknown" beats "yes" (and "conditions", because it may
// turn out to be "no"). For a duty the strict answer is "yes": one text that asks is enough.
const permission = ["yes", "conditions", "unknown", "no"] as const;
const duty = ["no", "unknown", "conditions", "yes"] as const;

/**
 * Combines terms that hold at the same time: on each question the strictest answer wins. No terms at all are unknown.
 * Commutative, associative and idempotent.
 *
 * @example
 * ```ts
 * combineTerms([mit, { ...mit, distributeOutputs: "unknown" }]).distributeOutputs; // "unknown"
 * ```
 */
export function combineTerms(all: readonly Terms[]): Terms {
  const strictest = (question: keyof Terms, order: readonly Answer[]): Answer =>
    order.findLast((answer) => all.some((terms) => terms[question] === answer)) ?? "unknown";
  return {
    train: strictest("train", permission),
    distributeOutputs: strictest("distributeOutputs", permission),
    commercialUse: strictest("commercialUse", permission),
    attribution: strictest("attribution", duty),
    shareAlike: strictest("shareAlike", duty),
  };
}

const answer = z.enum(answers);

export const termsSchema: z.ZodType<Terms> = z
  .strictObject({
    train: answer.describe("May a model be trained on it?"),
    distributeOutputs: answer.describe("May outputs that repeat it be distributed?"),
    commercialUse: answer.describe("May it be used commercially?"),
    attribution: answer.describe("Does it ask for attribution or a notice?"),
    shareAlike: answer.describe("Does it ask that what is made from it carries the same terms?"),
  })
  .meta({ id: "Terms" });
