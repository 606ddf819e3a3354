import { isDense, standardProfile } from "@yurai/fingerprint";
import type { QueryResult } from "@yurai/fingerprint";
import { total } from "./measured-output.ts";
import type { MeasuredOutput } from "./measured-output.ts";

/**
 * Tells whether a search met its bounds before it had looked at every hit. Hits on a standard text don't count: that a
 * licence stands in a million records is known, and what stands beside it in one of them has hits of its own.
 */
export function isBeyondBudget(
  { beyondLimits, unverified }: Pick<QueryResult, "beyondLimits" | "unverified">,
  output: MeasuredOutput,
): boolean {
  const isUnexplained = (from: number, to: number): boolean =>
    total(output.lengthOf({ from, to: Math.min(to, output.text.length) }, { withoutStandard: true })) > 0;
  const positions = beyondLimits.output.map(({ start }) => output.characterAt(start));
  const unseen = positions.some((from) => isUnexplained(from, from + anchorLength(output, from)));
  // A count without places can't be explained.
  if (unseen || (beyondLimits.hits > 0 && positions.length === 0)) return true;
  return unverified.some(
    ({ reason, output: span }) =>
      reason === "work-limit" && isUnexplained(output.characterAt(span.start), output.characterAt(span.end)),
  );
}

function anchorLength({ text }: MeasuredOutput, from: number): number {
  const first = text.characters[from];
  const { denseCharacters, otherCharacters } = standardProfile;
  return first !== undefined && isDense(first) ? denseCharacters : otherCharacters;
}
