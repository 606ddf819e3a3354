import { z } from "zod";
import { actions, ruleActionSchema } from "./action.ts";
import type { Action, RuleAction } from "./action.ts";
import { coverageSchema } from "./coverage.ts";
import type { Coverage } from "./coverage.ts";
import { findingSchema } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { modelReferenceSchema } from "./model.ts";
import type { ModelReference } from "./model.ts";
import { toolSchema } from "./run.ts";
import type { Tool } from "./run.ts";
import { anyText, count, digest, name, slug, timestamp, url } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";

/** What was judged: digests and sizes, never the text. */
export interface CheckedOutput {
  /** SHA-256 of the output in UTF-8. */
  readonly sha256: Digest;
  readonly byteLength: number;
  /** Characters of the normal form. */
  readonly characters: number;
  /** SHA-256 of the prompt in UTF-8. */
  readonly promptSha256?: Digest;
  readonly generatedAt?: Timestamp;
}

/** What the policy said about one finding. */
export interface Decision {
  /** Index in the verdict's findings. */
  readonly finding: number;
  /** Id of the rule that decided; missing when the policy's `otherwise` did. */
  readonly rule?: string;
  /** What that rule asks, or more where it cannot be done: see `raised`. */
  readonly action: RuleAction;
  /** Why the action is stricter than the rule's: it asks for an attribution whose text nobody has recorded. */
  readonly raised?: "no-attribution-text";
  /** Content id of the waiver that set the action aside. */
  readonly waiver?: Digest;
  /** Content id of a waiver that would have, but has expired. */
  readonly expiredWaiver?: Digest;
}

/** Words that must go out with an output. */
export interface AttributionEntry {
  readonly source: string;
  /** SPDX expression or name of the terms. */
  readonly licence: string;
  /** The exact text to ship. */
  readonly text: string;
  readonly url?: string;
  /** Indexes of the findings that ask for it. */
  readonly findings: readonly number[];
}

/** What was decided about one output, with everything needed to decide it again. */
export interface Verdict {
  readonly schemaVersion: 1;
  /** The output's own id: from its row, or its number in the file. */
  readonly id: string;
  readonly action: Action;
  readonly output: CheckedOutput;
  readonly model?: ModelReference;
  /** The intended use that the rules were asked about. */
  readonly use: string;
  readonly findings: readonly Finding[];
  /** One for each finding, in the same order. */
  readonly decisions: readonly Decision[];
  readonly coverage: Coverage;
  readonly attribution: readonly AttributionEntry[];
  /** Content ids of the waivers that were used. */
  readonly waivers: readonly Digest[];
  readonly policy: { readonly name: string; readonly hash: Digest };
  /** Content id of the sorted list of segment ids that were searched; missing without an index. */
  readonly index?: Digest;
  readonly tool: Tool;
  readonly checkedAt: Timestamp;
}

const checkedOutputSchema: z.ZodType<CheckedOutput> = z.strictObject({
  sha256: digest.describe("SHA-256 of the output in UTF-8."),
  byteLength: count.describe("Length of the output in bytes of UTF-8."),
  characters: count.describe("Characters of its normal form."),
  promptSha256: digest.exactOptional().describe("SHA-256 of the prompt in UTF-8."),
  generatedAt: timestamp.exactOptional().describe("When the model wrote it."),
});

const decisionSchema: z.ZodType<Decision> = z.strictObject({
  finding: count.describe("Index in findings."),
  rule: slug.exactOptional().describe("The rule that decided; missing when the policy's otherwise did."),
  action: ruleActionSchema.describe("What that rule asks, or more where it cannot be done."),
  raised: z.literal("no-attribution-text").exactOptional().describe("Why the action is stricter."),
  waiver: digest.exactOptional().describe("The waiver that set the action aside."),
  expiredWaiver: digest.exactOptional().describe("A waiver that would have, but has expired."),
});

const attributionEntrySchema: z.ZodType<AttributionEntry> = z.strictObject({
  source: name,
  licence: name,
  text: z.string().min(1).max(1_000_000).describe("The exact text to ship."),
  url: url.exactOptional(),
  findings: z.array(count).max(10_000).describe("Indexes of the findings that ask for it."),
});

export const verdictSchema: z.ZodType<Verdict> = z.strictObject({
  schemaVersion: z.literal(1),
  id: anyText.describe("The output's own id: from its row, or its number in the file."),
  action: z.enum(actions).describe("What is to happen with the output."),
  output: checkedOutputSchema.describe("What was judged: digests and sizes, never the text."),
  model: modelReferenceSchema.exactOptional().describe("The model that wrote it."),
  use: slug.describe("The intended use that the rules were asked about."),
  findings: z.array(findingSchema).max(10_000).describe("Facts about the output."),
  decisions: z
    .array(decisionSchema)
    .max(10_000)
    .describe("What the policy says about each finding, in order."),
  coverage: coverageSchema.describe("How far the facts reach."),
  attribution: z.array(attributionEntrySchema).max(10_000).describe("Words that must go out with it."),
  waivers: z.array(digest).max(10_000).describe("Content ids of the waivers that were used."),
  policy: z.strictObject({ name: slug, hash: digest }).describe("The policy that decided."),
  index: digest.exactOptional().describe("Content id of the sorted list of segment ids searched."),
  tool: toolSchema.describe("The tool that decided, and its version."),
  checkedAt: timestamp.describe("When it was decided."),
});
