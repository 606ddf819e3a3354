import { policyHash, policySchema, parse, strictest } from "@yurai/schema";
import type { CheckName, FindingFacts, RuleAction, RunLength, Terms } from "@yurai/schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testPolicy } from "../src/policy-test.ts";
import { presetNames, presets } from "../src/presets.ts";
import { ruleFor } from "../src/rules.ts";
import { openTerms } from "./real-index.ts";

const silent: Terms = {
  train: "unknown",
  distributeOutputs: "unknown",
  commercialUse: "unknown",
  attribution: "unknown",
  shareAlike: "unknown",
};

const crawled: FindingFacts = {
  kind: "verbatim",
  origin: "crawled",
  class: "public",
  terms: silent,
  basis: "unknown",
  optOut: false,
};
const open: Partial<FindingFacts> = { origin: "public-dataset", terms: openTerms, basis: "detected" };
const other = (characters: number): { characters: RunLength } => ({
  characters: { dense: 0, other: characters },
});
const dense = (characters: number): { characters: RunLength } => ({
  characters: { dense: characters, other: 0 },
});

/** The defaults of the table "what to choose", each at its edge and one short of it. */
const defaults: readonly (readonly [string, FindingFacts, RuleAction])[] = [
  ["validated official number", { kind: "person", category: "my-number", validated: true }, "block"],
  [
    "official number that does not validate",
    { kind: "person", category: "my-number", validated: false },
    "report",
  ],
  [
    "validated number of a state abroad",
    { kind: "person", category: "ssn", validated: true, identificationCode: true },
    "block",
  ],
  ["e-mail alone", { kind: "person", category: "e-mail", validated: true, specialCare: false }, "report"],
  [
    "name with a contact",
    { kind: "person", category: "name", validated: false, combination: "name-with-contact" },
    "review",
  ],
  [
    "two quasi-identifiers",
    { kind: "person", category: "birth-date", validated: false, combination: "two-quasi-identifiers" },
    "review",
  ],
  ["card number", { kind: "person", category: "card", validated: true }, "review"],
  ["secret of a known form", { kind: "secret", category: "access-key", validated: true }, "block"],
  [
    "outputs no, 119 others",
    { ...crawled, terms: { ...openTerms, distributeOutputs: "no" }, ...other(119) },
    "block",
  ],
  [
    "outputs no, 50 dense",
    { ...crawled, terms: { ...openTerms, distributeOutputs: "no" }, ...dense(50) },
    "block",
  ],
  [
    "outputs no, 118 others",
    { ...crawled, terms: { ...openTerms, distributeOutputs: "no" }, ...other(118) },
    "report",
  ],
  [
    "outputs no, 49 dense",
    { ...crawled, terms: { ...openTerms, distributeOutputs: "no" }, ...dense(49) },
    "report",
  ],
  ["unknown terms, 50 dense", { ...crawled, ...dense(50) }, "review"],
  ["unknown terms, 49 dense", { ...crawled, ...dense(49) }, "report"],
  ["unknown terms, 300 others", { ...crawled, ...other(300) }, "review"],
  ["unknown terms, 299 others", { ...crawled, ...other(299) }, "report"],
  ["unknown terms, private, 119 others", { ...crawled, class: "private", ...other(119) }, "review"],
  ["unknown terms, private, 118 others", { ...crawled, class: "private", ...other(118) }, "report"],
  ["unknown terms, opted out, 119 others", { ...crawled, optOut: true, ...other(119) }, "review"],
  ["unknown terms, opted out, 118 others", { ...crawled, optOut: true, ...other(118) }, "report"],
  ["near-copy, 500 at 90 %", { ...crawled, kind: "near-copy", similarity: 0.9, ...other(500) }, "review"],
  [
    "near-copy, 200 dense at 90 %",
    { ...crawled, kind: "near-copy", similarity: 0.9, ...dense(200) },
    "review",
  ],
  ["near-copy, 499 at 90 %", { ...crawled, kind: "near-copy", similarity: 0.9, ...other(499) }, "report"],
  ["near-copy, 500 at 89 %", { ...crawled, kind: "near-copy", similarity: 0.89, ...other(500) }, "report"],
  [
    "near-copy, permissive and detected",
    { ...crawled, ...open, kind: "near-copy", similarity: 0.9, ...other(500) },
    "attribute",
  ],
  [
    "near-copy, permissive and concluded, 200 dense",
    { ...crawled, ...open, basis: "concluded", kind: "near-copy", similarity: 0.9, ...dense(200) },
    "attribute",
  ],
  [
    "near-copy, permissive and merely declared",
    { ...crawled, ...open, basis: "declared", kind: "near-copy", similarity: 0.9, ...other(500) },
    "review",
  ],
  [
    "near-copy, permissive but private",
    { ...crawled, ...open, class: "private", kind: "near-copy", similarity: 0.9, ...other(500) },
    "review",
  ],
  [
    "near-copy, permissive but opted out",
    { ...crawled, ...open, optOut: true, kind: "near-copy", similarity: 0.9, ...other(500) },
    "review",
  ],
  [
    "near-copy, share-alike and detected",
    {
      ...crawled,
      ...open,
      terms: { ...openTerms, shareAlike: "yes" },
      kind: "near-copy",
      similarity: 0.9,
      ...other(500),
    },
    "review",
  ],
  ["image in the near-copy band", { kind: "image", band: "near-copy" }, "review"],
  ["image in the band to be verified", { kind: "image", band: "verify" }, "report"],
  [
    "person with a special-care fact",
    { kind: "person", category: "name", specialCare: true, validated: false },
    "review",
  ],
  ["permissive and detected, 119 others", { ...crawled, ...open, ...other(119) }, "attribute"],
  ["permissive and detected, 50 dense", { ...crawled, ...open, ...dense(50) }, "attribute"],
  ["permissive and detected, 118 others", { ...crawled, ...open, ...other(118) }, "report"],
  [
    "permissive and concluded, 5,000 others",
    { ...crawled, ...open, basis: "concluded", ...other(5_000) },
    "attribute",
  ],
  [
    "permissive and merely declared, 119 others",
    { ...crawled, ...open, basis: "declared", ...other(119) },
    "review",
  ],
  ["permissive but private", { ...crawled, ...open, class: "private", ...other(119) }, "review"],
  ["permissive but opted out", { ...crawled, ...open, optOut: true, ...other(119) }, "review"],
  [
    "share-alike and detected, 300",
    { ...crawled, ...open, terms: { ...openTerms, shareAlike: "yes" }, ...other(300) },
    "review",
  ],
  [
    "not for commercial use, 300",
    { ...crawled, ...open, terms: { ...openTerms, commercialUse: "no" }, ...other(300) },
    "review",
  ],
  ["names alone", { kind: "person", category: "name", validated: false, specialCare: false }, "report"],
  [
    "twelve bare digits",
    { kind: "person", category: "my-number", validated: false, specialCare: false },
    "report",
  ],
  ["resemblance", { ...crawled, kind: "resemblance", similarity: 1 }, "report"],
  [
    "one quasi-identifier",
    { kind: "person", category: "postcode", validated: false, specialCare: false },
    "report",
  ],
  [
    "standard text",
    { ...crawled, class: "private", optOut: true, standardText: true, ...other(9_000) },
    "report",
  ],
  [
    "standard text that must not be repeated",
    { ...crawled, terms: { ...openTerms, distributeOutputs: "no" }, standardText: true, ...other(9_000) },
    "report",
  ],
  ["two anchors in step", { ...crawled, kind: "unverified", anchors: 2 }, "review"],
  ["one bare anchor", { ...crawled, kind: "unverified", anchors: 1 }, "report"],
];

describe("the preset publish", () => {
  test.each(defaults)("%s", (_what, facts, action) => {
    expect(ruleFor(presets.publish, facts, "publish").action).toBe(action);
  });

  const facts = fc.record({
    kind: fc.constant("verbatim" as const),
    class: fc.constantFrom("public", "private", "synthetic"),
    optOut: fc.boolean(),
    basis: fc.constantFrom("declared", "detected", "concluded", "unknown"),
    terms: fc.record({
      train: fc.constant("yes"),
      distributeOutputs: fc.constantFrom("yes", "no", "conditions", "unknown"),
      commercialUse: fc.constantFrom("yes", "no", "conditions", "unknown"),
      attribution: fc.constantFrom("yes", "no", "conditions", "unknown"),
      shareAlike: fc.constantFrom("yes", "no", "conditions", "unknown"),
    }),
    dense: fc.nat(400),
    other: fc.nat(400),
  });

  test.each(presetNames)("%s: a longer run never leads to a milder action", (name) => {
    fc.assert(
      fc.property(facts, fc.nat(400), fc.nat(400), ({ dense, other, ...facts }, moreDense, moreOther) => {
        const given = facts as FindingFacts;
        const action = (characters: RunLength): RuleAction =>
          ruleFor(presets[name], { ...given, characters }, name).action;
        const [short, long] = [
          { dense, other },
          { dense: dense + moreDense, other: other + moreOther },
        ].map(action);
        expect(strictest([short!, long!])).toBe(strictest([long!]));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("every preset", () => {
  test.each(presetNames)("%s has the schema's shape and its own name", (name) => {
    expect(parse(policySchema, structuredClone(presets[name]), { what: name })).toEqual(presets[name]);
    expect(presets[name].name).toBe(name);
  });

  test.each(presetNames)("%s: its examples hold, and reach every rule", (name) => {
    const { results, untested } = testPolicy(presets[name]);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(20);
    expect(untested).toEqual([]);
  });

  test("the presets differ in their hashes", () => {
    expect(new Set(presetNames.map((name) => policyHash(presets[name]))).size).toBe(presetNames.length);
  });

  test("inside the house a source that forbids sale may be repeated, with its notice", () => {
    const facts = {
      ...crawled,
      ...open,
      terms: { ...openTerms, commercialUse: "no" as const },
      ...other(119),
    };
    expect(ruleFor(presets["internal-research"], facts, "internal-research").action).toBe("attribute");
    expect(ruleFor(presets.publish, facts, "publish").action).toBe("report");
  });

  test("only voice and cross-border require a check that does not exist yet", () => {
    const built: readonly CheckName[] = ["verbatim", "terms", "opt-out", "person", "secret"];
    const ahead = presetNames.filter((name) =>
      presets[name].requiredChecks.some((check) => !built.includes(check)),
    );
    expect(ahead).toEqual(["voice", "cross-border"]);
  });
});

describe("testPolicy", () => {
  test("shows an example that no longer holds, and the rule that decided instead", () => {
    const [first, ...rest] = presets.publish.rules;
    const broad = { id: "everything", when: {}, action: "report" as const, reason: "A rule put on top." };
    const { results } = testPolicy({ ...presets.publish, rules: [first!, broad, ...rest] });
    const failed = results.filter(({ passed }) => !passed);
    expect(failed[0]).toEqual({
      rule: "secret",
      example: 0,
      expected: "block",
      action: "report",
      decidedBy: "everything",
      passed: false,
    });
  });
});
