import { z } from "zod";
import { name, path, prose, timestamp, url } from "./scalar.ts";
import type { Timestamp } from "./scalar.ts";
import { termsSchema } from "./terms.ts";
import type { Terms } from "./terms.ts";

/** A licence: an SPDX expression, or custom terms under a name of the user's own. */
export type Licence =
  | {
      readonly kind: "spdx";
      /** An SPDX licence expression, such as `MIT OR Apache-2.0`; whether its ids exist is checked elsewhere. */
      readonly expression: string;
    }
  | {
      readonly kind: "custom";
      readonly name: string;
      /** Where the text of the terms can be read. */
      readonly url?: string;
      /** What that text says; missing counts as unknown on every question. */
      readonly terms?: Terms;
    };

/** A licence as a configuration writes it: an SPDX expression as plain text, or named terms of the user's own. */
export type DeclaredLicence =
  | string
  | { readonly name: string; readonly url?: string; readonly terms?: Terms };

/** Every {@link LicenceBasis}, from the weakest to the strongest. */
export const licenceBases = ["declared", "detected", "concluded"] as const;

/**
 * How a licence is known: a manifest says so (`declared`), its text was found (`detected`), or a person decided
 * (`concluded`).
 */
export type LicenceBasis = (typeof licenceBases)[number];

/** Where a licence was read. */
export type LicenceEvidence =
  | {
      readonly kind: "file";
      readonly path: string;
      /** The field of a manifest, such as `license` in a package.json. */
      readonly field?: string;
      /** How much of the known licence text the file holds, from 0 to 1. */
      readonly similarity?: number;
    }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "statement"; readonly because: string };

/**
 * One claim that a source or record is under a licence. Claims are facts and can contradict one another; all are kept.
 *
 * @example
 * ```ts
 * const claim: LicenceClaim = {
 *   basis: "detected",
 *   licence: { kind: "spdx", expression: "MIT" },
 *   evidence: { kind: "file", path: "node_modules/left-pad/LICENSE", similarity: 1 },
 *   by: "yurai 0.1.0",
 *   at: "2026-11-21T10:00:00Z",
 * };
 * ```
 */
export interface LicenceClaim {
  readonly basis: LicenceBasis;
  readonly licence: Licence;
  readonly evidence?: LicenceEvidence;
  /** The person or tool that says so. */
  readonly by: string;
  readonly at: Timestamp;
}

export const licenceSchema: z.ZodType<Licence> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("spdx"), expression: name }),
  z.strictObject({
    kind: z.literal("custom"),
    name,
    url: url.exactOptional(),
    terms: termsSchema.exactOptional(),
  }),
]);

const licenceEvidenceSchema: z.ZodType<LicenceEvidence> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("file"),
    path,
    field: name.exactOptional(),
    similarity: z.number().min(0).max(1).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("url"), url }),
  z.strictObject({ kind: z.literal("statement"), because: prose }),
]);

export const licenceClaimSchema: z.ZodType<LicenceClaim> = z
  .strictObject({
    basis: z.enum(licenceBases),
    licence: licenceSchema,
    evidence: licenceEvidenceSchema.exactOptional(),
    by: name,
    at: timestamp,
  })
  .meta({ id: "LicenceClaim" });

export const declaredLicenceSchema: z.ZodType<DeclaredLicence> = z.union([
  name.describe("An SPDX expression, such as MIT OR Apache-2.0."),
  z.strictObject({
    name: name.describe("The name you give the terms."),
    url: url.exactOptional().describe("Where their text can be read."),
    terms: termsSchema.exactOptional().describe("What that text says; left out, every answer is unknown."),
  }),
]);

/** Turns a licence of the configuration into a {@link Licence}. */
export function toLicence(declared: DeclaredLicence): Licence {
  return typeof declared === "string"
    ? { kind: "spdx", expression: declared }
    : { kind: "custom", ...declared };
}
