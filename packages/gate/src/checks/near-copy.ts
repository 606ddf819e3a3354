/** Passages that a record has with a few changes. */
import { reaches } from "@yurai/schema";
import type { NearCopyFinding } from "@yurai/schema";
import type { NearCopy } from "@yurai/fingerprint";
import type { Check, CheckContext, KnownMatch } from "../check-context.ts";
import { total } from "../measured-output.ts";
import { factsKeyOf } from "../passages.ts";
import { recordKey } from "../provenance-of.ts";
import { matchFinding, stepsFor } from "./match-finding.ts";

/** A near copy with its record. */
interface Candidate {
  readonly copy: NearCopy;
  readonly match: KnownMatch;
}

/**
 * Finds near copies that reach the policy's threshold: one finding for each that no other of the same facts holds in
 * the output while being as similar.
 */
export const nearCopy: Check = {
  name: "near-copy",
  needs: "matches",
  run: (context): readonly NearCopyFinding[] => {
    const { characters, similarity } = context.policy.thresholds.nearCopy;
    const candidates = context.matches
      .flatMap((match) => match.match.nearCopies.map((copy): Candidate => ({ copy, match })))
      .filter(({ copy }) => copy.similarity >= similarity)
      .filter(({ copy }) => reaches(context.output.lengthOf(rangeOf(copy)), characters))
      .sort(byLength);
    const groups = Map.groupBy(candidates, ({ match }) => factsKeyOf(match.known));
    return [...groups.values()].flatMap((group) =>
      folded(group).map(({ candidate, otherRecords }) => findingOf(context, candidate, otherRecords)),
    );
  },
};

function findingOf(
  { output, policy }: CheckContext,
  { copy, match }: Candidate,
  otherRecords: number,
): NearCopyFinding {
  const range = rangeOf(copy);
  const fresh = output.lengthOf(range, { withoutStandard: true });
  const isFresh = reaches(fresh, policy.thresholds.nearCopy.characters);
  const standardText = isFresh ? undefined : output.standardIn(range);
  const characters = standardText === undefined ? fresh : output.lengthOf(range);
  const steps = standardText === undefined ? stepsFor(match.known) : [];
  return {
    kind: "near-copy",
    ...matchFinding(output, range, { known: match.known, otherRecords }, steps),
    spans: [{ output: copy.output, record: copy.record }],
    characters,
    share: total(characters) / output.text.length,
    similarity: copy.similarity,
    ...(standardText === undefined ? {} : { standardText }),
  };
}

/** Each near copy is folded into the first before it that says as much; the longest come first. */
function folded(candidates: readonly Candidate[]): readonly { candidate: Candidate; otherRecords: number }[] {
  const leads: { readonly candidate: Candidate; readonly records: Set<string> }[] = [];
  for (const candidate of candidates) {
    const lead = leads.find((other) => saysAsMuch(other.candidate.copy, candidate.copy));
    if (lead === undefined) leads.push({ candidate, records: new Set([keyOf(candidate)]) });
    else lead.records.add(keyOf(candidate));
  }
  return leads.map(({ candidate, records }) => ({ candidate, otherRecords: records.size - 1 }));
}

function saysAsMuch(lead: NearCopy, copy: NearCopy): boolean {
  const [a, b] = [rangeOf(lead), rangeOf(copy)];
  return a.from <= b.from && b.to <= a.to && lead.similarity >= copy.similarity;
}

function byLength(a: Candidate, b: Candidate): number {
  const [keyA, keyB] = [keyOf(a), keyOf(b)];
  return (
    b.copy.characters - a.copy.characters ||
    b.copy.similarity - a.copy.similarity ||
    a.copy.outputCharacter - b.copy.outputCharacter ||
    (keyA < keyB ? -1 : Number(keyA > keyB)) ||
    a.copy.record.start - b.copy.record.start
  );
}

function keyOf({ match }: Candidate): string {
  return recordKey(match.match.record);
}

function rangeOf(copy: NearCopy): { readonly from: number; readonly to: number } {
  return { from: copy.outputCharacter, to: copy.outputCharacter + copy.characters };
}
