/** What the terms of matched content say against the uses that outputs are made for. */
import { reaches } from "@yurai/schema";
import type { Answer, Terms, TermsFinding } from "@yurai/schema";
import type { Check, CheckContext } from "../check-context.ts";
import type { Passage } from "../passages.ts";
import { matchFinding, stepsFor } from "./match-finding.ts";

/** Answers worth a finding. A yes to a permission and a no to a duty ask for nothing; attribution has its own action. */
const told: { readonly [Question in keyof Terms]?: readonly Answer[] } = {
  distributeOutputs: ["no", "conditions", "unknown"],
  commercialUse: ["no", "conditions"],
  shareAlike: ["yes", "conditions"],
};

/** Finds answers in the terms of matched content that someone must know about: one finding a source and question. */
export const terms: Check = {
  name: "terms",
  needs: "matches",
  run: (context): readonly TermsFinding[] => {
    const groups = Map.groupBy(reportedPassages(context), ({ factsKey }) => factsKey);
    return [...groups.values()].flatMap((passages) => findingsOf(context, passages));
  },
};

/** Passages that reach the policy's threshold with something that is not standard text. */
export function reportedPassages({ passages, output, policy }: CheckContext): readonly Passage[] {
  return passages.filter(({ runs }) =>
    runs.some((run) => reaches(output.lengthOf(run, { withoutStandard: true }), policy.thresholds.verbatim)),
  );
}

/** Returns one passage for a group: its first, with the records of all. */
export function combined(passages: readonly Passage[]): Passage {
  const records = passages.reduce((sum, { otherRecords }) => sum + otherRecords + 1, 0);
  return { ...passages[0]!, otherRecords: records - 1 };
}

function findingsOf({ output }: CheckContext, passages: readonly Passage[]): readonly TermsFinding[] {
  const passage = combined(passages);
  const range = passage.runs.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  return toldAnswers(passage.known.provenance.terms).map((told) => ({
    kind: "terms",
    ...matchFinding(output, range, passage, stepsFor(passage.known)),
    ...told,
  }));
}

/** Returns what someone must know about of these terms, question by question. */
export function toldAnswers(said: Terms): readonly Pick<TermsFinding, "question" | "answer">[] {
  // Object.keys types its result as string[]; these are the questions above.
  const questions = Object.keys(told) as (keyof typeof told)[];
  return questions
    .filter((question) => told[question]?.includes(said[question]))
    .map((question) => ({ question, answer: said[question] }));
}
