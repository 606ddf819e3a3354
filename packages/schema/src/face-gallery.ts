import { z } from "zod";
import { digest, name, prose, slug, timestamp } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";

/** A person whose face outputs must not show unseen. */
export interface EnrolledFace {
  /** What verdicts show instead of the name. */
  readonly id: string;
  readonly name: string;
  /** Numbers that tell the face apart, 32-bit floats in base64; one a picture. Biometric data. */
  readonly templates: readonly string[];
  /** SHA-256 of the model that made them: numbers of another say nothing. */
  readonly model: Digest;
  /** Who enrolled the person, when, and what allows it. */
  readonly by: string;
  readonly at: Timestamp;
  readonly because: string;
}

/** Persons who are enrolled. Stored encrypted only. */
export interface FaceGallery {
  readonly format: "yurai-faces";
  readonly version: 1;
  readonly persons: readonly EnrolledFace[];
}

export const faceGallerySchema: z.ZodType<FaceGallery> = z.strictObject({
  format: z.literal("yurai-faces"),
  version: z.literal(1),
  persons: z
    .array(
      z.strictObject({
        id: slug,
        name,
        templates: z.array(z.base64().max(32_000)).min(1).max(100),
        model: digest,
        by: name,
        at: timestamp,
        because: prose,
      }),
    )
    .max(100_000),
});
