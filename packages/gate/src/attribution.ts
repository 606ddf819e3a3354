import type {
  AttributionEntry,
  Decision,
  Digest,
  Finding,
  Licence,
  LicenceClaim,
  Provenance,
} from "@yurai/schema";
import { effectiveAction } from "./decide.ts";

/** Longest name of a licence that an entry takes; the schema's limit. */
const maxNameLength = 200;

/**
 * Collects the words that must go out with an output: one entry for each source and text, in the order of the findings
 * that ask for it.
 *
 * @param texts the recorded notices by their SHA-256. For terms that ask for no attribution a missing one is made up of
 *   the source's name, its licence and its URL, one a line
 */
export function attributionOf(
  findings: readonly Finding[],
  decisions: readonly Decision[],
  texts: ReadonlyMap<Digest, string>,
): readonly AttributionEntry[] {
  const entries = new Map<string, AttributionEntry>();
  for (const decision of decisions) {
    const finding = findings[decision.finding];
    if (finding === undefined || effectiveAction(decision) !== "attribute" || !("provenance" in finding))
      continue;
    const { source, url } = finding.provenance;
    const licence = licenceName(finding.provenance);
    const recorded = finding.attribution === undefined ? undefined : texts.get(finding.attribution);
    const text = recorded ?? [source, licence, url].filter((line) => line !== undefined).join("\n");
    const key = JSON.stringify([source, licence, text]);
    const known = entries.get(key);
    entries.set(key, {
      ...(known ?? { source, licence, text, ...(url === undefined ? {} : { url }) }),
      findings: [...(known?.findings ?? []), decision.finding],
    });
  }
  return [...entries.values()];
}

/** Names the licences that count: those on the strongest basis. */
function licenceName({ licences, basis }: Provenance): string {
  const counted: readonly LicenceClaim[] = licences.filter((claim) => claim.basis === basis);
  const names = [...new Set(counted.map(({ licence }) => nameOf(licence)))].sort();
  const joined = names.join(", ");
  // Cut at a whole name: half an expression would be another licence.
  return joined !== "" && joined.length <= maxNameLength ? joined : (names[0] ?? "unknown");
}

function nameOf(licence: Licence): string {
  return licence.kind === "spdx" ? licence.expression : licence.name;
}
