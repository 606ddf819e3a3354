import { z } from "zod";
import { contentId } from "./content-id.ts";
import { checkNames } from "./check-name.ts";
import type { CheckName } from "./check-name.ts";
import { ruleSchema } from "./rule.ts";
import type { Rule } from "./rule.ts";
import { runThresholdSchema } from "./run-length.ts";
import type { RunLength } from "./run-length.ts";
import { digest, name, path, prose, share, slug } from "./scalar.ts";
import type { Digest } from "./scalar.ts";

/** From where on something is a finding at all. Rules then say what each finding means. */
export interface Thresholds {
  /** Exact runs shorter than this are not reported, although many are found. */
  readonly verbatim: RunLength;
  readonly nearCopy: { readonly characters: RunLength; readonly similarity: number };
  readonly resemblance?: { readonly similarity: number };
  /** Anchors in step from which a match without text is a finding; 1 is a mere hint. */
  readonly unverifiedAnchors: number;
}

/** Text that everyone repeats, such as a house notice: a run inside it is marked, and never stops by itself. */
export interface StandardText {
  readonly name: string;
  /** Where its text lies, from the policy's folder. */
  readonly path: string;
  /** SHA-256 of the file, so that a change to it shows. */
  readonly sha256?: Digest;
}

/**
 * The rules that turn findings into actions: data, with a hash, that a lawyer can read and a test can run.
 *
 * Of the rules, the first whose condition holds decides about a finding; the strictest action over all findings is the
 * verdict's. A finding that no rule speaks about takes the action `otherwise`.
 */
export interface Policy {
  readonly format: "yurai-policy";
  readonly version: 1;
  readonly name: string;
  readonly description?: string;
  /** What outputs are made for, such as `publish`; `--use` overrides it. */
  readonly use: string;
  /** A check of this list that is missing, failed or over budget makes the output `incomplete`. */
  readonly requiredChecks: readonly CheckName[];
  readonly thresholds: Thresholds;
  readonly standardTexts?: readonly StandardText[];
  /** In order: the first that holds decides. */
  readonly rules: readonly Rule[];
  readonly otherwise: "report" | "review" | "block";
}

/** Returns the hash of a policy: the content id of all of it, examples and reasons too. */
export function policyHash(policy: Policy): Digest {
  return contentId(policy);
}

const thresholdsSchema: z.ZodType<Thresholds> = z.strictObject({
  verbatim: runThresholdSchema.describe("Exact runs shorter than this are not reported."),
  nearCopy: z
    .strictObject({
      characters: runThresholdSchema.describe("Edited copies shorter than this are not reported."),
      similarity: share.describe("How alike they must be, from 0 to 1."),
    })
    .describe("From where on an edited copy is reported."),
  resemblance: z
    .strictObject({ similarity: share.describe("How alike they must be, from 0 to 1.") })
    .exactOptional()
    .describe("From where on a likeness of the whole is reported."),
  unverifiedAnchors: z
    .int()
    .min(1)
    .describe("Anchors in step from which a match without text is reported. One alone is a mere hint."),
});

const standardTextSchema: z.ZodType<StandardText> = z.strictObject({
  name: name.describe("The name that verdicts show."),
  path: path.describe("Where its text lies, from the policy's folder."),
  sha256: digest.exactOptional().describe("SHA-256 of the file, so that a change to it shows."),
});

const rulesSchema: z.ZodType<readonly Rule[]> = z
  .array(ruleSchema)
  .max(1_000)
  .superRefine((rules, context) => {
    const seen = new Set<string>();
    for (const [index, rule] of rules.entries()) {
      if (seen.has(rule.id))
        context.addIssue({
          code: "custom",
          path: [index, "id"],
          message: "must differ from every id above it",
        });
      seen.add(rule.id);
    }
  });

export const policySchema: z.ZodType<Policy> = z.strictObject({
  format: z.literal("yurai-policy"),
  version: z.literal(1).describe("The version of this file's format."),
  name: slug.describe("The policy's name, which every verdict shows."),
  description: prose.exactOptional().describe("Whom it serves, and who keeps it."),
  use: slug.describe("What outputs are made for, such as publish or internal-research."),
  requiredChecks: z
    .array(z.enum(checkNames))
    .max(checkNames.length)
    .describe("One of these that is missing, failed or over budget makes the output incomplete."),
  thresholds: thresholdsSchema.describe("From where on something is a finding at all."),
  standardTexts: z
    .array(standardTextSchema)
    .max(10_000)
    .exactOptional()
    .describe("Texts that everyone repeats and that never stop an output."),
  rules: rulesSchema.describe("In order: the first rule that holds decides about a finding."),
  otherwise: z
    .enum(["report", "review", "block"])
    .describe("What happens to a finding that no rule speaks about."),
});
