/** Waivers: reviewed exceptions, found by what a finding matched and never by where it stood. */
import { contentId, isExpired } from "@yurai/schema";
import type { CalendarDate, Decision, Digest, Finding, Timestamp, Waiver } from "@yurai/schema";
import { remembered } from "./remembered.ts";

/** Days before its end on which a waiver begins to be called `expiring`. */
export const expiryWarningDays = 14;

/** What a waiver's scope is held against, besides the finding. */
export interface WaiverScope {
  readonly use: string;
  readonly model: string | undefined;
  readonly rule: string | undefined;
}

/** A waiver with its content id, by which verdicts name it. */
interface NamedWaiver {
  readonly id: Digest;
  readonly waiver: Waiver;
}

/**
 * Finds the waiver that sets a finding's action aside, or else one that would have but has expired. Of several the one
 * that expires last is named.
 */
export function findWaiver(
  finding: Finding,
  scope: WaiverScope,
  { waivers, now }: { readonly waivers: readonly Waiver[]; readonly now: Date },
): Pick<Decision, "waiver" | "expiredWaiver"> {
  const key = waiverKey(finding);
  const found = key === undefined ? undefined : bookOf(waivers).get(key);
  const [last] = (found ?? []).filter(({ waiver }) => isInScope(waiver, finding, scope));
  if (last === undefined) return {};
  return isExpired(last.waiver, now.toISOString()) ? { expiredWaiver: last.id } : { waiver: last.id };
}

/** Returns the fingerprint by which a finding can be waived; undefined for one that matched no content. */
export function waiverKey(finding: Finding): Digest | undefined {
  return "fingerprint" in finding ? finding.fingerprint : undefined;
}

/**
 * Writes the waiver that a decision asks for, as narrow as its facts: this content, this kind, this source, this rule
 * and this use. Undefined for a finding that matched no content, which nothing can waive.
 */
export function draftWaiver(
  finding: Finding,
  decision: Pick<Decision, "rule">,
  words: {
    readonly owner: string;
    readonly approver: string;
    readonly reason: string;
    readonly createdAt: Timestamp;
    readonly expires: CalendarDate;
    readonly use: string;
  },
): Waiver | undefined {
  if (!("fingerprint" in finding)) return undefined;
  return {
    fingerprint: finding.fingerprint,
    kinds: [finding.kind],
    source: finding.provenance.source,
    ...(decision.rule === undefined ? {} : { rule: decision.rule }),
    ...words,
  };
}

/** Whether a waiver holds at a moment: `expiring` in its last 14 days. */
export function waiverState(waiver: Waiver, now: Date): "active" | "expiring" | "expired" {
  if (isExpired(waiver, now.toISOString())) return "expired";
  const soon = new Date(now.getTime() + expiryWarningDays * 86_400_000);
  return isExpired(waiver, soon.toISOString()) ? "expiring" : "active";
}

/**
 * Lists the waivers that no verdict named, in their order: candidates for removal.
 *
 * @param named content ids that verdicts used, or would have but for their expiry
 */
export function staleWaivers(waivers: readonly Waiver[], named: Iterable<Digest>): readonly Waiver[] {
  const seen = new Set(named);
  return waivers.filter((waiver) => !seen.has(contentId(waiver)));
}

function isInScope(waiver: Waiver, finding: Finding, { use, model, rule }: WaiverScope): boolean {
  const source = "provenance" in finding ? finding.provenance.source : undefined;
  return (
    (waiver.kinds === undefined || waiver.kinds.includes(finding.kind)) &&
    (waiver.source === undefined || waiver.source === source) &&
    (waiver.rule === undefined || waiver.rule === rule) &&
    (waiver.use === undefined || waiver.use === use) &&
    (waiver.model === undefined || waiver.model === model)
  );
}

// A file of waivers is read once and then held against a million outputs.
const bookOf = remembered((waivers: readonly Waiver[]): ReadonlyMap<Digest, readonly NamedWaiver[]> => {
  const named = waivers.map((waiver) => ({ id: contentId(waiver), waiver }));
  // The last to expire first; among equals the order is that of their ids, so that a file's order changes nothing.
  named.sort((a, b) => compare(b.waiver.expires, a.waiver.expires) || compare(a.id, b.id));
  return Map.groupBy(named, ({ waiver }) => waiver.fingerprint);
});

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
