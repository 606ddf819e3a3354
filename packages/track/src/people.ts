/** Personal data and secrets in texts as they pass: counted, or told for a rule. The values go nowhere. */
import type { TextBatch } from "@yurai/fingerprint";
import { createScanner, detectors, isConfirmed, nameDetectors, type Hit } from "@yurai/pii";
import type { ScreenCondition } from "./screen.ts";

// Rules alone never confirm a name, so the detectors of names would cost time and count nothing.
const named = new Set(nameDetectors);
const scanner = createScanner(detectors.filter((detector) => !named.has(detector)));

/** Every {@link PeopleRule}. */
export const peopleRules = ["direct-identifiers", "secrets"] as const;

/**
 * What a rule of screening looks for: official numbers, ways to reach a person and accounts; or keys, tokens and passwords.
 */
export type PeopleRule = (typeof peopleRules)[number];

/** How often each category was confirmed in one text; null when none was. */
export type PeopleCounts = ReadonlyMap<string, number> | null;

/** Counts what is confirmed in each text of a batch, by category. Linear in the bytes. */
export function countPeople({ bytes, offsets }: TextBatch): readonly PeopleCounts[] {
  const counts: PeopleCounts[] = [];
  for (let i = 0; i + 1 < offsets.length; i++)
    counts.push(countHits(scanner.scanUtf8(bytes.subarray(offsets[i]!, offsets[i + 1]!))));
  return counts;
}

/**
 * The condition of a rule of {@link peopleRules}: true for a row in whose text something of the kind is confirmed. A row
 * without a text can't be looked at.
 */
export function peopleCondition<Row>(
  rule: PeopleRule,
  textOf: (row: Row) => string | undefined,
): ScreenCondition<Row> {
  const isMeant = rule === "secrets" ? isSecret : isDirectIdentifier;
  return {
    kind: "predicate",
    test: (row) => {
      const text = textOf(row);
      return text === undefined
        ? undefined
        : scanner.scan(text).some((hit) => isConfirmed(hit) && isMeant(hit));
    },
  };
}

function countHits(hits: readonly Hit[]): PeopleCounts {
  let counts: Map<string, number> | null = null;
  for (const hit of hits) {
    if (hit.subject === "organisation" || !isConfirmed(hit)) continue;
    counts ??= new Map();
    counts.set(hit.category, (counts.get(hit.category) ?? 0) + 1);
  }
  return counts;
}

function isSecret({ subject }: Hit): boolean {
  return subject === "secret";
}

/** Addresses of machines and facts that narrow down lead to nobody by themselves. */
function isDirectIdentifier({ subject, role }: Hit): boolean {
  return subject === "person" && (role === "code" || role === "contact" || role === "financial");
}
