import { z } from "zod";
import { count } from "./scalar.ts";

/**
 * A length in characters of the normal form, in two parts because a Han character says more than a Latin letter. As the
 * length of a passage it counts its characters; as a threshold it is the length that a passage of one sort must have.
 */
export interface RunLength {
  /** Characters of dense scripts: Han, kana, Hangul, Thai and others. */
  readonly dense: number;
  /** All other characters. */
  readonly other: number;
}

/**
 * Tells whether a passage is as long as a threshold asks. In a mixed passage each part counts for its share: half the
 * dense characters and half the others are enough.
 *
 * @example
 * ```ts
 * reaches({ dense: 25, other: 60 }, { dense: 50, other: 119 }); // true: 25/50 + 60/119 >= 1
 * ```
 */
export function reaches(length: RunLength, threshold: RunLength): boolean {
  // Multiplied out, so that no rounding decides about an edge.
  return length.dense * threshold.other + length.other * threshold.dense >= threshold.dense * threshold.other;
}

export const runLengthSchema: z.ZodType<RunLength> = z
  .strictObject({ dense: count, other: count })
  .meta({ id: "RunLength" });

// Products of two such numbers stay exact.
const thresholdPart = z.int().min(1).max(1_000_000);

/** Checks a {@link RunLength} that serves as a threshold: each part from 1 to 1,000,000. */
export const runThresholdSchema: z.ZodType<RunLength> = z
  .strictObject({
    dense: thresholdPart.describe("Characters, when all are of dense scripts such as Japanese."),
    other: thresholdPart.describe("Characters, when none are."),
  })
  .meta({ id: "RunThreshold" });
