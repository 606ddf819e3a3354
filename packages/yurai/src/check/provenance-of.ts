// Where matched records come from: one batched read of the sources that no output asked about before.
import type { KnownRecord, MatchedRecord, ProvenanceOf } from "@yurai/gate";
import { classOf, licenceBases, undecided } from "@yurai/schema";
import type { Licence, LicenceClaim, Reliance, Source } from "@yurai/schema";
import { isSpdxExpression, termsOfClaims } from "@yurai/track";

/** What is known of a source, from a ledger or a bundle. */
export interface SourceFacts {
  readonly name: string;
  /** Missing when nobody declared it. */
  readonly source?: Source;
  readonly licences: readonly LicenceClaim[];
  /** Oldest first. */
  readonly reliances: readonly Reliance[];
  /** The notice that its detected licence asks for, exactly as it was tracked. */
  readonly attributionText?: string;
}

/** Reads sources by name; those nothing is known about are left out. */
export type ReadSources = (names: readonly string[]) => Promise<readonly SourceFacts[]>;

/**
 * Returns the function that a check asks for provenance. Sources are read once and remembered: the same few are matched
 * again and again, and a verdict stands on what was known when the check began.
 *
 * @param runsOf runs by the id of the segment that records were first written to
 * @param use the use that decisions on reliance must be about
 */
export function provenanceFrom(
  readSources: ReadSources,
  runsOf: ReadonlyMap<string, readonly string[]>,
  use: string,
): ProvenanceOf {
  const known = new Map<string, SourceFacts | null>();
  return async (records) => {
    const names = new Set(records.map(({ facts }) => facts.source));
    const unread = [...names].filter((name) => !known.has(name));
    if (unread.length > 0) {
      const read = new Map((await readSources(unread)).map((facts) => [facts.name, facts]));
      for (const name of unread) known.set(name, read.get(name) ?? null);
    }
    return records.map((record) => {
      const { source: name } = record.facts;
      const facts = known.get(name) ?? { name, licences: [], reliances: [] };
      return provenance(record, facts, facts.source ?? undeclared(name), { runsOf, use });
    });
  };
}

/** What nobody declared is read as the strictest: someone else's, not public. That nobody did is a gap of its own. */
function undeclared(name: string): Source {
  return { name, origin: "third-party" };
}

function provenance(
  { record, facts }: MatchedRecord,
  about: SourceFacts,
  source: Source,
  context: { readonly runsOf: ReadonlyMap<string, readonly string[]>; readonly use: string },
): KnownRecord {
  const own =
    facts.licence === undefined ? undefined : ownClaim(facts.licence, facts.source, facts.fetchedAt);
  const licences = own === undefined ? about.licences : [own];
  const basis = licenceBases.findLast((known) => licences.some((claim) => claim.basis === known));
  return {
    provenance: {
      record,
      source: facts.source,
      origin: source.origin,
      class: source.class ?? classOf(source.origin),
      locator: facts.locator,
      ...(facts.url !== undefined && { url: facts.url }),
      ...(facts.id !== undefined && { id: facts.id }),
      ...(facts.fetchedAt !== undefined && { fetchedAt: facts.fetchedAt }),
      licences,
      terms: termsOfClaims(licences),
      ...(basis !== undefined && { basis }),
      reliance: relianceFor(about.reliances, context.use),
      signals: facts.signals ?? [],
      runs: context.runsOf.get(record.segment) ?? [],
    },
    // A notice of the source's licence is none of a record that has another one.
    ...(own === undefined &&
      about.attributionText !== undefined && { attributionText: about.attributionText }),
  };
}

/** A record's own licence, as its row states it, takes the place of its source's. */
function ownClaim(licence: string, source: string, fetchedAt: string | undefined): LicenceClaim {
  const named: Licence = isSpdxExpression(licence)
    ? { kind: "spdx", expression: licence }
    : { kind: "custom", name: licence };
  // Rows carry no date of the claim itself.
  return { basis: "declared", licence: named, by: source, at: fetchedAt ?? "1970-01-01T00:00:00Z" };
}

/** The last decision about this use, or about every use. */
function relianceFor(reliances: readonly Reliance[], use: string): Reliance {
  const holding = reliances.findLast(
    (reliance) => reliance.kind === "undecided" || reliance.use === undefined || reliance.use === use,
  );
  return holding ?? undecided;
}
