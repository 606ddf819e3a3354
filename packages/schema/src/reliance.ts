import { z } from "zod";
import { name, prose, slug, timestamp } from "./scalar.ts";
import type { Timestamp } from "./scalar.ts";

/** Every kind of {@link Reliance}. */
export const relianceKinds = [
  "undecided",
  "licence",
  "exception",
  "consent",
  "agreement",
  "ownership",
] as const;

/** What an organisation may rely on when it uses a source. */
export type RelianceKind = (typeof relianceKinds)[number];

/** Who decided on what to rely, when and why. */
export interface RelianceDecision {
  readonly by: string;
  readonly at: Timestamp;
  readonly because: string;
  /** The use that the decision is about, such as `train`; missing means every use. */
  readonly use?: string;
  /** Where it is written down, in the organisation's own reference. */
  readonly reference?: string;
}

/**
 * What the organisation relies on for a use of a source. Yurai never fills it in: until a person decides it is
 * `undecided`, and shows as a gap.
 */
export type Reliance =
  | { readonly kind: "undecided" }
  | ({ readonly kind: Exclude<RelianceKind, "undecided" | "exception"> } & RelianceDecision)
  | ({
      readonly kind: "exception";
      /** The exception in law, such as `jp-copyright-30-4`. */
      readonly exception: string;
    } & RelianceDecision);

/** The reliance of every source about which nobody has decided. */
export const undecided: Reliance = { kind: "undecided" };

const decision = {
  by: name,
  at: timestamp,
  because: prose,
  use: slug.exactOptional(),
  reference: name.exactOptional(),
};

export const relianceSchema: z.ZodType<Reliance> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("undecided") }),
    z.strictObject({ kind: z.enum(["licence", "consent", "agreement", "ownership"]), ...decision }),
    z.strictObject({ kind: z.literal("exception"), exception: slug, ...decision }),
  ])
  .meta({ id: "Reliance" });
