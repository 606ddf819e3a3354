import type { MatchFinding, NextStep } from "@yurai/schema";
import type { MeasuredOutput } from "../measured-output.ts";
import type { AttributableRecord } from "../provenance-of.ts";
import type { CharacterRange } from "../standard-texts.ts";

/** Builds what every finding about a matched record states. */
export function matchFinding(
  output: MeasuredOutput,
  range: CharacterRange,
  match: { readonly known: AttributableRecord; readonly otherRecords: number },
  steps: readonly NextStep[],
): MatchFinding {
  const { provenance, attribution } = match.known;
  return {
    fingerprint: output.fingerprintOf(range),
    provenance,
    otherRecords: match.otherRecords,
    ...(attribution === undefined ? {} : { attribution }),
    nextSteps: steps,
  };
}

/** What people can do about content that was matched, after what is known about where it comes from. */
export function stepsFor({ provenance, attribution }: AttributableRecord): readonly NextStep[] {
  const { basis, reliance } = provenance;
  return [
    ...(attribution === undefined ? [] : ["attach-attribution" as const]),
    "regenerate",
    ...(basis === undefined || basis === "declared" ? ["conclude-licence" as const] : []),
    ...(reliance.kind === "undecided" ? ["record-reliance" as const] : []),
    "ask-legal",
    "request-waiver",
  ];
}
