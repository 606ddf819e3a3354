import { z } from "zod";
import { checkNames } from "./check-name.ts";
import type { CheckName } from "./check-name.ts";
import { modelReferenceSchema } from "./model.ts";
import type { ModelReference } from "./model.ts";
import { runThresholdSchema } from "./run-length.ts";
import type { RunLength } from "./run-length.ts";
import { count, digest, name, slug } from "./scalar.ts";
import type { Digest } from "./scalar.ts";

/** What was looked through. */
export interface Searched {
  readonly segments: number;
  /** Segments that should have been: those of every run of the model and its bases. */
  readonly segmentsExpected: number;
  /** Ids of the runs whose segments were searched. */
  readonly runs: readonly string[];
  /** The model and the bases among them. */
  readonly models: readonly ModelReference[];
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  /** Every exact run from these lengths on is found; missing when no passages were searched. */
  readonly exactRunsFrom?: RunLength;
  /** Pictures that the output was compared with; only where the output is a picture. */
  readonly images?: number;
  /** How faces were looked for; only where they were. */
  readonly faces?: SearchedFaces;
}

/** How faces were looked for and with whom they were compared. */
export interface SearchedFaces {
  /** SHA-256 of the detector's file. */
  readonly detector: Digest;
  /** Longer side, in pixels, of the picture that it saw: faces below about a sixtieth of it are missed. */
  readonly maxSide: number;
  /** SHA-256 of the file of the model that tells faces apart. */
  readonly features?: Digest;
  /** Enrolled persons; 0 when faces were compared with nobody. */
  readonly persons: number;
  /** Cosines from which a face is taken for a person's, and from which somebody must look. */
  readonly samePersonFrom: number;
  readonly verifyFrom: number;
}

/** Something that should have been looked through and was not. */
export type NotSearched =
  | { readonly kind: "no-index" }
  | { readonly kind: "unknown-model"; readonly model: ModelReference }
  /** A model or base of which no run is recorded. */
  | { readonly kind: "model-without-runs"; readonly model: ModelReference }
  | { readonly kind: "missing-segment"; readonly segment: Digest }
  | { readonly kind: "damaged-segment"; readonly segment: Digest; readonly code: string }
  /** Records that were counted without an index of their passages. */
  | { readonly kind: "without-passages"; readonly source: string; readonly records: number };

/**
 * Every reason of {@link NotChecked}. Of pictures: `without-images` where the index has none, `other-frames` where only the first of several was looked at, `not-read` for the
 * words that one shows, `no-detector` for faces where nobody gave a model that finds them.
 */
export const notCheckedReasons = [
  "not-required",
  "not-asked",
  "not-built-yet",
  "not-installed",
  "failed",
  "over-budget",
  "without-text",
  "without-index",
  "without-images",
  "not-comparable",
  "other-frames",
  "not-read",
  "no-detector",
  "no-input",
  "unsupported-input",
] as const;

/** Why a check did not run to its end. */
export type NotCheckedReason = (typeof notCheckedReasons)[number];

/** A check that did not run, or not to its end. */
export interface NotChecked {
  readonly check: CheckName;
  readonly reason: NotCheckedReason;
  /** Whether the policy requires it; then the output is `incomplete`. */
  readonly required: boolean;
}

/** How far a verdict's facts reach: printed with every verdict, always in this order. */
export interface Coverage {
  readonly searched: Searched;
  readonly notSearched: readonly NotSearched[];
  readonly notChecked: readonly NotChecked[];
}

const searchedSchema: z.ZodType<Searched> = z.strictObject({
  segments: count.describe("Segments that were searched."),
  segmentsExpected: count.describe("Segments that should have been."),
  runs: z.array(name).max(100_000),
  models: z.array(modelReferenceSchema).max(1_000),
  records: count,
  characters: count,
  exactRunsFrom: runThresholdSchema
    .exactOptional()
    .describe("Every exact run from these lengths on is found."),
  images: count.exactOptional().describe("Pictures that the output, a picture, was compared with."),
  faces: z
    .strictObject({
      detector: digest.describe("SHA-256 of the model that finds faces."),
      maxSide: count,
      features: digest.exactOptional().describe("SHA-256 of the model that tells them apart."),
      persons: count.describe("Enrolled persons that faces were compared with."),
      samePersonFrom: z.number().min(-1).max(1),
      verifyFrom: z.number().min(-1).max(1),
    })
    .exactOptional()
    .describe("How faces were looked for."),
});

const notSearchedSchema: z.ZodType<NotSearched> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("no-index") }),
  z.strictObject({ kind: z.literal("unknown-model"), model: modelReferenceSchema }),
  z.strictObject({ kind: z.literal("model-without-runs"), model: modelReferenceSchema }),
  z.strictObject({ kind: z.literal("missing-segment"), segment: digest }),
  z.strictObject({ kind: z.literal("damaged-segment"), segment: digest, code: slug }),
  z.strictObject({ kind: z.literal("without-passages"), source: name, records: count }),
]);

const notCheckedSchema: z.ZodType<NotChecked> = z.strictObject({
  check: z.enum(checkNames),
  reason: z.enum(notCheckedReasons),
  required: z.boolean().describe("Whether the policy requires it."),
});

export const coverageSchema: z.ZodType<Coverage> = z.strictObject({
  searched: searchedSchema,
  notSearched: z.array(notSearchedSchema).max(100_000),
  notChecked: z.array(notCheckedSchema).max(100),
});
