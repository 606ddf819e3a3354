import { refusesTraining } from "@yurai/schema";
import type { Finding, FindingFacts, MatchFinding, Provenance } from "@yurai/schema";

/** Returns what rules may ask about a finding: its facts, flat. */
export function factsOf(finding: Finding): FindingFacts {
  switch (finding.kind) {
    case "verbatim":
      return {
        ...matchFacts(finding),
        kind: finding.kind,
        characters: finding.characters,
        share: finding.share,
        standardText: finding.standardText !== undefined,
      };
    case "near-copy":
      return {
        ...matchFacts(finding),
        kind: finding.kind,
        characters: finding.characters,
        share: finding.share,
        similarity: finding.similarity,
        standardText: finding.standardText !== undefined,
      };
    case "resemblance":
      return {
        ...matchFacts(finding),
        kind: finding.kind,
        similarity: finding.similarity,
        standardText: finding.standardText !== undefined,
      };
    case "image":
      return { ...matchFacts(finding), kind: finding.kind, band: finding.band };
    case "terms":
    case "opt-out":
      return { ...matchFacts(finding), kind: finding.kind };
    case "unverified":
      return {
        ...matchFacts(finding),
        kind: finding.kind,
        anchors: finding.anchors,
        standardText: finding.standardText !== undefined,
        ...(finding.characters === undefined ? {} : { characters: finding.characters }),
      };
    case "person":
      return {
        kind: finding.kind,
        category: finding.category,
        validated: finding.validated,
        specialCare: finding.specialCare,
        identificationCode: finding.identificationCode,
        ...(finding.combination === undefined ? {} : { combination: finding.combination }),
        ...(finding.face === undefined ? {} : { face: finding.face.band }),
      };
    case "secret":
      return { kind: finding.kind, category: finding.category, validated: finding.validated };
    case "check-failed":
      return { kind: finding.kind };
    default:
      return finding satisfies never;
  }
}

/** Returns what rules may ask about where a match comes from. */
export function provenanceFacts(provenance: Provenance): Omit<FindingFacts, "kind"> {
  return {
    source: provenance.source,
    origin: provenance.origin,
    class: provenance.class,
    terms: provenance.terms,
    basis: provenance.basis ?? "unknown",
    reliance: provenance.reliance.kind,
    optOut: refusesTraining(provenance.signals),
  };
}

function matchFacts(finding: MatchFinding): Omit<FindingFacts, "kind"> {
  return provenanceFacts(finding.provenance);
}
