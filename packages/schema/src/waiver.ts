import { z } from "zod";
import { findingKinds } from "./finding.ts";
import type { FindingKind } from "./finding.ts";
import { calendarDate, digest, name, prose, slug, timestamp } from "./scalar.ts";
import type { CalendarDate, Digest, Timestamp } from "./scalar.ts";

/** A reviewed exception for one piece of content: one line of `yurai.waivers.jsonl`. */
export interface Waiver {
  /** The fingerprint of the findings it waives. */
  readonly fingerprint: Digest;
  /** The kinds of findings it waives; missing means every kind. */
  readonly kinds?: readonly FindingKind[];
  /** Only where the content is matched in this source; missing means every source. */
  readonly source?: string;
  /** Only where this rule of the policy decides; missing means every rule. */
  readonly rule?: string;
  /** Only for this intended use; missing means every use. */
  readonly use?: string;
  /** Only for outputs of this model; missing means every model. */
  readonly model?: string;
  /** Who asked for it and answers for it. */
  readonly owner: string;
  /** Who approved it: someone else. */
  readonly approver: string;
  readonly reason: string;
  readonly createdAt: Timestamp;
  /** The last day, in UTC, on which it holds. */
  readonly expires: CalendarDate;
}

/** Tells whether a waiver no longer holds at a moment. */
export function isExpired(waiver: Waiver, now: Timestamp): boolean {
  return new Date(now).toISOString().slice(0, 10) > waiver.expires;
}

/** The id by which verdicts name a waiver is its content id. */
export const waiverSchema: z.ZodType<Waiver> = z
  .strictObject({
    fingerprint: digest,
    kinds: z.array(z.enum(findingKinds)).min(1).max(findingKinds.length).exactOptional(),
    source: name.exactOptional(),
    rule: slug.exactOptional(),
    use: slug.exactOptional(),
    model: name.exactOptional(),
    owner: name,
    approver: name,
    reason: prose,
    createdAt: timestamp,
    expires: calendarDate,
  })
  .refine((waiver) => sameName(waiver.owner) !== sameName(waiver.approver), {
    path: ["approver"],
    error: "must be someone else than the owner",
  });

// "Sato" and "sato " are one person.
function sameName(person: string): string {
  return person.normalize("NFKC").trim().toLowerCase();
}
