import { licenceBases } from "@yurai/schema";
import type { LicenceBasis, LicenceClaim, LicenceCount, Reliance, Signal, Terms } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { licenceName } from "../verdict/finding-text.ts";
import { formatDate, formatShare } from "../number.ts";
import { signalPlace } from "../verdict/finding-text.ts";

/** States how many records have a licence on each basis: `declared 2 %   detected 7 %   unknown 91 %`. */
export function describeLicenceShares(
  licences: readonly LicenceCount[],
  records: number,
  catalogue: Catalogue,
): string {
  const count = (basis: LicenceBasis | "unknown"): number =>
    licences.reduce((sum, item) => sum + (item.basis === basis ? item.records : 0), 0);
  return [...licenceBases, "unknown" as const]
    .filter((basis) => count(basis) > 0 || basis === "unknown")
    .map((basis) =>
      catalogue.ledger.licenceShare(
        catalogue.words.basis[basis],
        formatShare(records === 0 ? 0 : count(basis) / records),
      ),
    )
    .join("   ");
}

/** States what is relied on, who decided and why; undecided is said in full, because it is a gap. */
export function describeReliance(reliance: Reliance, catalogue: Catalogue): readonly string[] {
  const { ledger, words } = catalogue;
  if (reliance.kind === "undecided") return [ledger.relianceUndecided];
  const kind =
    reliance.kind === "exception"
      ? `${words.reliance.exception} ${reliance.exception}`
      : words.reliance[reliance.kind];
  return [
    ledger.relianceDecided(kind, reliance.by, formatDate(reliance.at)),
    ledger.because(reliance.because),
  ];
}

/** States each claim with its basis, who says so and where it was read. */
export function describeClaims(claims: readonly LicenceClaim[], catalogue: Catalogue): readonly string[] {
  const { ledger, words } = catalogue;
  if (claims.length === 0) return [ledger.unknown];
  return claims.map((claim) => {
    const { evidence } = claim;
    const said = ledger.claim(
      licenceName(claim.licence),
      words.basis[claim.basis],
      claim.by,
      formatDate(claim.at),
    );
    if (evidence === undefined) return said;
    if (evidence.kind === "statement") return `${said} ${ledger.because(evidence.because)}`;
    if (evidence.kind === "url") return `${said} ${evidence.url}`;
    const similarity = evidence.similarity === undefined ? "" : formatShare(evidence.similarity);
    return `${said} ${ledger.evidenceFile(evidence.path, similarity)}`;
  });
}

/** States the answers of terms, question by question. */
export function describeTerms(terms: Terms, catalogue: Catalogue): string {
  const questions = Object.keys(catalogue.words.question) as (keyof Terms)[];
  return questions
    .map((question) =>
      catalogue.check.termsSay(catalogue.words.question[question], catalogue.words.answer[terms[question]]),
    )
    .join(catalogue.words.listSeparator);
}

/** States each signal as observed. */
export function describeSignals(signals: readonly Signal[], catalogue: Catalogue): readonly string[] {
  const { ledger, words } = catalogue;
  if (signals.length === 0) return [ledger.noSignals];
  return signals.map((signal) =>
    ledger.signalSays(
      [words.signal[signal.kind], signalPlace(signal, catalogue)].filter(Boolean).join(" "),
      signal.value,
      words.answer[signal.training],
      signal.at === undefined ? ledger.unknown : formatDate(signal.at),
    ),
  );
}
