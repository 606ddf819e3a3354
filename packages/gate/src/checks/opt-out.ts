/** Matched content whose holder has said no to training. */
import type { OptOutFinding } from "@yurai/schema";
import type { Check, CheckContext } from "../check-context.ts";
import type { Passage } from "../passages.ts";
import { matchFinding, stepsFor } from "./match-finding.ts";
import { combined, reportedPassages } from "./terms.ts";

/** Finds opt-outs of matched content: one finding a source, with the signals of the record it shares most with. */
export const optOut: Check = {
  name: "opt-out",
  needs: "matches",
  run: (context): readonly OptOutFinding[] => {
    const refused = reportedPassages(context).filter(({ known }) => refusals(known).length > 0);
    const groups = Map.groupBy(refused, ({ factsKey }) => factsKey);
    return [...groups.values()].map((passages) => findingOf(context, combined(passages)));
  },
};

function findingOf({ output }: CheckContext, passage: Passage): OptOutFinding {
  const range = passage.runs.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  return {
    kind: "opt-out",
    ...matchFinding(output, range, passage, stepsFor(passage.known)),
    signals: refusals(passage.known),
  };
}

function refusals({ provenance }: Passage["known"]): OptOutFinding["signals"] {
  return provenance.signals.filter(({ training }) => training === "no");
}
