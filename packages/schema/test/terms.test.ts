import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answers, combineTerms, unknownTerms } from "@yurai/schema";
import type { Answer, Terms } from "@yurai/schema";

const answer = fc.constantFrom(...answers);
const terms: fc.Arbitrary<Terms> = fc.record({
  train: answer,
  distributeOutputs: answer,
  commercialUse: answer,
  attribution: answer,
  shareAlike: answer,
});
const allYes: Terms = {
  train: "yes",
  distributeOutputs: "yes",
  commercialUse: "yes",
  attribution: "yes",
  shareAlike: "yes",
};
const permissions = ["train", "distributeOutputs", "commercialUse"] as const;
const duties = ["attribution", "shareAlike"] as const;

function combined(question: keyof Terms, first: Answer, second: Answer): Answer {
  return combineTerms([
    { ...allYes, [question]: first },
    { ...allYes, [question]: second },
  ])[question];
}

describe("combining terms that hold at the same time", () => {
  test.each(permissions)("unknown beats yes, and no beats everything, for %s", (question) => {
    expect(combined(question, "yes", "unknown")).toBe("unknown");
    expect(combined(question, "yes", "conditions")).toBe("conditions");
    expect(combined(question, "conditions", "unknown")).toBe("unknown");
    for (const other of answers) expect(combined(question, other, "no")).toBe("no");
  });

  test.each(duties)(
    "one text that asks for it is enough for %s, and an unknown one is not a no",
    (question) => {
      expect(combined(question, "no", "unknown")).toBe("unknown");
      for (const other of answers) expect(combined(question, other, "yes")).toBe("yes");
    },
  );

  test("no terms at all are unknown", () => {
    expect(combineTerms([])).toEqual(unknownTerms);
  });

  test("neither order nor grouping nor repetition matters", () => {
    fc.assert(
      fc.property(terms, terms, terms, (a, b, c) => {
        expect(combineTerms([a, b])).toEqual(combineTerms([b, a]));
        expect(combineTerms([combineTerms([a, b]), c])).toEqual(combineTerms([a, b, c]));
        expect(combineTerms([a, a])).toEqual(a);
      }),
    );
  });
});
