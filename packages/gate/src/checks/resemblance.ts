/** Records that share much of the output's wording as a whole, in any order. */
import { reaches } from "@yurai/schema";
import type { ResemblanceFinding } from "@yurai/schema";
import type { RecordMatch, Run } from "@yurai/fingerprint";
import type { Check, CheckContext, KnownResemblance } from "../check-context.ts";
import { total } from "../measured-output.ts";
import type { MeasuredOutput } from "../measured-output.ts";
import { factsKeyOf } from "../passages.ts";
import { recordKey } from "../provenance-of.ts";
import type { CharacterRange } from "../standard-texts.ts";
import { matchFinding, stepsFor } from "./match-finding.ts";

/**
 * Finds resemblances that the policy asks for: one finding for the records that no rule can tell apart. A record that
 * shares half of what resembles it, exactly or nearly, has findings that say more, and so has one whose whole text's key
 * agrees: those are left out.
 */
export const resemblance: Check = {
  name: "resemblance",
  needs: "matches",
  run: (context): readonly ResemblanceFinding[] => {
    const least = context.policy.thresholds.resemblance?.similarity ?? Number.POSITIVE_INFINITY;
    const candidates = context.resemblances
      .filter(({ resemblance: { similarity } }) => similarity >= least)
      .filter((candidate) => !isTold(context, candidate))
      .sort(bySimilarity);
    const groups = Map.groupBy(candidates, ({ known }) => factsKeyOf(known));
    return [...groups.values()].map(([first, ...others]) => findingOf(context, first!, others.length));
  },
};

function findingOf(
  { output }: CheckContext,
  { resemblance: found, known }: KnownResemblance,
  otherRecords: number,
): ResemblanceFinding {
  const range = rangeOf(output, found);
  // With most of it a licence, it is the licence that resembles.
  const fresh = total(output.lengthOf(range, { withoutStandard: true }));
  const standardText = 2 * fresh < total(output.lengthOf(range)) ? output.standardIn(range) : undefined;
  return {
    kind: "resemblance",
    ...matchFinding(
      output,
      range,
      { known, otherRecords },
      standardText === undefined ? stepsFor(known) : [],
    ),
    similarity: found.similarity,
    ...(standardText === undefined ? {} : { standardText }),
  };
}

function isTold(context: CheckContext, { resemblance: found }: KnownResemblance): boolean {
  const { output, matches, hints } = context;
  const key = recordKey(found.record);
  const match = matches.find(({ match: { record } }) => recordKey(record) === key)?.match;
  const length = total(output.lengthOf(rangeOf(output, found)));
  if (match !== undefined && 2 * toldCharacters(context, match) >= length) return true;
  return hints.some(({ match: { record, whole } }) => whole && recordKey(record) === key);
}

/** Characters of the output that runs and near copies of a record cover which are long enough for findings of their own. */
function toldCharacters({ output, policy }: CheckContext, { runs, nearCopies }: RecordMatch): number {
  const { verbatim, nearCopy } = policy.thresholds;
  const exact = runs.map(placeOf).filter((range) => reaches(output.lengthOf(range), verbatim));
  const near = nearCopies
    .filter(({ similarity }) => similarity >= nearCopy.similarity)
    .map(placeOf)
    .filter((range) => reaches(output.lengthOf(range), nearCopy.characters));
  let covered = 0;
  let reached = 0;
  for (const { from, to } of [...exact, ...near].sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(reached, from));
    reached = Math.max(reached, to);
  }
  return covered;
}

function placeOf({
  outputCharacter,
  characters,
}: Pick<Run, "outputCharacter" | "characters">): CharacterRange {
  return { from: outputCharacter, to: outputCharacter + characters };
}

function rangeOf(output: MeasuredOutput, { output: span }: KnownResemblance["resemblance"]): CharacterRange {
  return { from: output.characterAt(span.start), to: output.characterAt(span.end) };
}

function bySimilarity(a: KnownResemblance, b: KnownResemblance): number {
  const [keyA, keyB] = [recordKey(a.resemblance.record), recordKey(b.resemblance.record)];
  return b.resemblance.similarity - a.resemblance.similarity || (keyA < keyB ? -1 : Number(keyA > keyB));
}
