/** Records that share much of the output's wording as a whole, in any order. */
import type { ResemblanceFinding } from "@yurai/schema";
import type { Check, CheckContext, KnownResemblance } from "../check-context.ts";
import { factsKeyOf } from "../passages.ts";
import { recordKey } from "../provenance-of.ts";
import { matchFinding, stepsFor } from "./match-finding.ts";

/** Finds resemblances that the policy asks for: one finding for the records that no rule can tell apart. */
export const resemblance: Check = {
  name: "resemblance",
  needs: "matches",
  run: (context): readonly ResemblanceFinding[] => {
    const least = context.policy.thresholds.resemblance?.similarity ?? Number.POSITIVE_INFINITY;
    const candidates = context.resemblances
      .filter(({ resemblance: { similarity } }) => similarity >= least)
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
  const range = { from: output.characterAt(found.output.start), to: output.characterAt(found.output.end) };
  return {
    kind: "resemblance",
    ...matchFinding(output, range, { known, otherRecords }, stepsFor(known)),
    similarity: found.similarity,
  };
}

function bySimilarity(a: KnownResemblance, b: KnownResemblance): number {
  const [keyA, keyB] = [recordKey(a.resemblance.record), recordKey(b.resemblance.record)];
  return b.resemblance.similarity - a.resemblance.similarity || (keyA < keyB ? -1 : Number(keyA > keyB));
}
