import { actions, undecided } from "@yurai/schema";
import type { Action, Coverage, Finding, Policy, Terms, VerbatimFinding, Waiver } from "@yurai/schema";
import { contentId } from "@yurai/schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../src/decide.ts";
import { presets } from "../src/presets.ts";
import { now, openTerms, refusal } from "./real-index.ts";

const hex = (digit: string): string => digit.repeat(64);

const complete: Coverage = {
  searched: { segments: 1, segmentsExpected: 1, runs: [], models: [], records: 1, characters: 1 },
  notSearched: [],
  notChecked: [],
};

const answer = fc.constantFrom("yes", "no", "conditions", "unknown");
const termsArbitrary: fc.Arbitrary<Terms> = fc.record({
  train: answer,
  distributeOutputs: answer,
  commercialUse: answer,
  attribution: answer,
  shareAlike: answer,
});

const match = fc.record({
  fingerprint: fc.constantFrom(hex("a"), hex("b"), hex("c")),
  otherRecords: fc.nat(100_000),
  nextSteps: fc.constant([]),
  provenance: fc.record(
    {
      record: fc.constant({ segment: hex("1"), ordinal: 0 }),
      source: fc.constantFrom("news", "left-pad"),
      origin: fc.constantFrom("crawled", "licensed", "own"),
      class: fc.constantFrom("public", "private"),
      locator: fc.constant({ kind: "ordinal" as const, ordinal: 0 }),
      licences: fc.constant([]),
      terms: termsArbitrary,
      basis: fc.constantFrom("declared", "detected", "concluded"),
      reliance: fc.constant(undecided),
      signals: fc.constantFrom([], [refusal]),
      runs: fc.constant([]),
    },
    {
      requiredKeys: [
        "record",
        "source",
        "origin",
        "class",
        "locator",
        "licences",
        "terms",
        "reliance",
        "signals",
        "runs",
      ],
    },
  ),
});

const length = fc.record({ dense: fc.nat(120), other: fc.nat(600) });

const verbatim: fc.Arbitrary<VerbatimFinding> = fc
  .tuple(match, length, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), fc.boolean())
  .map(([shared, characters, share, whole, isStandard]): VerbatimFinding => {
    const span = { output: { start: 0, end: 1 }, record: { start: 0, end: 1 } };
    return {
      kind: "verbatim",
      ...shared,
      characters,
      share,
      whole,
      guaranteed: true,
      spans: [span],
      unlistedSpans: 0,
      ...(isStandard ? { standardText: "MIT" } : { attribution: hex("d") }),
    };
  });

const finding: fc.Arbitrary<Finding> = fc.oneof(
  verbatim,
  match.map((shared): Finding => ({ kind: "terms", ...shared, question: "train", answer: "no" })),
  fc.tuple(match, fc.integer({ min: 1, max: 9 })).map(([shared, anchors]): Finding => {
    return { kind: "unverified", ...shared, spans: [{ start: 0, end: 9 }], anchors, reason: "not-kept" };
  }),
  fc.constantFrom("verbatim", "person", "terms").map((check): Finding => {
    return { kind: "check-failed", check: check as "verbatim", reason: "over-budget", nextSteps: [] };
  }),
);

const policies: readonly Policy[] = [
  ...Object.values(presets),
  { ...presets.publish, name: "strict", rules: [], otherwise: "block" },
  { ...presets.publish, name: "odd", rules: [...presets.publish.rules].reverse() },
];
const policy = fc.constantFrom(...policies);

const rank = (action: Action): number => actions.indexOf(action);

describe("decide", () => {
  test("one more finding never makes the action milder, under any policy and with any waiver", () => {
    fc.assert(
      fc.property(
        policy,
        fc.array(finding, { maxLength: 6 }),
        finding,
        fc.boolean(),
        (policy, findings, more, waived) => {
          const waivers = waived ? [waiver({ fingerprint: hex("a") })] : [];
          const options = { coverage: complete, now, waivers };
          const before = decide(policy, findings, options).action;
          const after = decide(policy, [...findings, more], options).action;
          expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("the order of the findings changes no decision", () => {
    fc.assert(
      fc.property(policy, fc.array(finding, { maxLength: 6 }), (policy, findings) => {
        const options = { coverage: complete, now };
        const there = decide(policy, findings, options);
        const back = decide(policy, findings.toReversed(), options);
        expect(back.action).toBe(there.action);
        const asked = back.decisions.map(({ action, rule }) => ({ action, rule })).reverse();
        expect(asked).toEqual(there.decisions.map(({ action, rule }) => ({ action, rule })));
      }),
    );
  });

  test("a required check that did not run to its end never lets an output out", () => {
    fc.assert(
      fc.property(policy, fc.array(finding, { maxLength: 4 }), (policy, findings) => {
        const [check] = policy.requiredChecks;
        const notChecked = [{ check: check!, reason: "failed" as const, required: true }];
        const { action } = decide(policy, findings, { coverage: { ...complete, notChecked }, now });
        expect(["incomplete", "review", "block"]).toContain(action);
        const stopped = decide(policy, findings, { coverage: complete, now }).action;
        // Incomplete, unless a finding alone asks for more than that.
        expect(action).toBe(rank(stopped) > rank("incomplete") ? stopped : "incomplete");
      }),
    );
  });

  test("how many records share a passage changes nothing", () => {
    fc.assert(
      fc.property(policy, verbatim, fc.nat(), (policy, finding, otherRecords) => {
        const options = { coverage: complete, now };
        const common = decide(policy, [{ ...finding, otherRecords }], options);
        expect(common).toEqual(decide(policy, [finding], options));
      }),
    );
  });

  test("a longer run never makes the action milder under a preset", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(presets)), verbatim, length, (policy, finding, more) => {
        const characters = {
          dense: finding.characters.dense + more.dense,
          other: finding.characters.other + more.other,
        };
        const options = { coverage: complete, now };
        const short = decide(policy, [finding], options).action;
        expect(rank(decide(policy, [{ ...finding, characters }], options).action)).toBeGreaterThanOrEqual(
          rank(short),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test("standard text never stops, even where the policy forgot it and stops everything else", () => {
    fc.assert(
      fc.property(verbatim, (finding) => {
        const policy: Policy = {
          ...presets.publish,
          rules: [{ id: "all", when: { kind: "verbatim" }, action: "block", reason: "Everything." }],
          otherwise: "block",
        };
        const { action } = decide(policy, [{ ...finding, standardText: "MIT" }], { coverage: complete, now });
        expect(action).toBe("pass");
      }),
    );
  });

  test("a check that failed and is not required is reported and stops nothing", () => {
    const failed: Finding = { kind: "check-failed", check: "voice", reason: "over-budget", nextSteps: [] };
    const strict: Policy = { ...presets.publish, otherwise: "block" };
    expect(decide(strict, [failed], { coverage: complete, now })).toMatchObject({ action: "pass" });
    const required: Policy = { ...strict, requiredChecks: ["voice"] };
    expect(decide(required, [failed], { coverage: complete, now }).action).toBe("incomplete");
    const all = { id: "all", when: {}, action: "block" as const, reason: "Everything." };
    expect(decide({ ...strict, rules: [all] }, [failed], { coverage: complete, now }).action).toBe("pass");
    const named = { ...all, when: { kind: "check-failed" as const } };
    expect(decide({ ...strict, rules: [named] }, [failed], { coverage: complete, now }).action).toBe("block");
  });
});

const reviewed: VerbatimFinding = {
  kind: "verbatim",
  fingerprint: hex("a"),
  otherRecords: 0,
  nextSteps: [],
  provenance: {
    record: { segment: hex("1"), ordinal: 0 },
    source: "news",
    origin: "crawled",
    class: "public",
    locator: { kind: "ordinal", ordinal: 0 },
    licences: [],
    terms: { ...openTerms, distributeOutputs: "unknown" },
    reliance: undecided,
    signals: [refusal],
    runs: [],
  },
  characters: { dense: 60, other: 0 },
  share: 0.5,
  whole: false,
  guaranteed: true,
  spans: [{ output: { start: 0, end: 60 }, record: { start: 0, end: 180 } }],
  unlistedSpans: 0,
};

function waiver(more: Partial<Waiver> = {}): Waiver {
  return {
    fingerprint: hex("a"),
    owner: "sato",
    approver: "suzuki",
    reason: "A quotation that the holder agreed to.",
    createdAt: "2026-01-01T00:00:00Z",
    expires: "2026-12-31",
    ...more,
  };
}

describe("waivers in a decision", () => {
  test("a waiver sets the action aside and is named", () => {
    const given = waiver();
    const judged = decide(presets.publish, [reviewed], { coverage: complete, now, waivers: [given] });
    const id = contentId(given);
    expect(judged).toEqual({
      action: "pass",
      decisions: [{ finding: 0, rule: "opted-out", action: "review", waiver: id }],
      waivers: [id],
    });
  });

  test("an expired waiver sets nothing aside and is named too", () => {
    const given = waiver({ expires: "2026-11-20" });
    const judged = decide(presets.publish, [reviewed], { coverage: complete, now, waivers: [given] });
    expect(judged.action).toBe("review");
    expect(judged.decisions[0]).toMatchObject({ expiredWaiver: contentId(given) });
    expect(judged.waivers).toEqual([]);
  });

  test("it holds through the whole of its last day, in UTC", () => {
    const waivers = [waiver({ expires: "2026-11-21" })];
    const at = (moment: string): Action =>
      decide(presets.publish, [reviewed], { coverage: complete, now: new Date(moment), waivers }).action;
    expect(at("2026-11-21T23:59:59Z")).toBe("pass");
    expect(at("2026-11-22T00:00:00Z")).toBe("review");
    expect(at("2026-11-22T08:00:00+09:00")).toBe("pass");
  });

  test.each<[string, Partial<Waiver>]>([
    ["another content", { fingerprint: hex("b") }],
    ["another kind", { kinds: ["near-copy"] }],
    ["another source", { source: "blog" }],
    ["another rule", { rule: "not-permissive" }],
    ["another use", { use: "internal-research" }],
    ["another model", { model: "kaede-7b" }],
  ])("it does not reach %s", (_what, scope) => {
    const options = { coverage: complete, now, model: { name: "kaede-1b" }, waivers: [waiver(scope)] };
    expect(decide(presets.publish, [reviewed], options).action).toBe("review");
  });

  test("it holds within its scope", () => {
    const scope = {
      kinds: ["verbatim" as const],
      source: "news",
      rule: "opted-out",
      use: "publish",
      model: "kaede-1b",
    };
    const options = { coverage: complete, now, model: { name: "kaede-1b" }, waivers: [waiver(scope)] };
    expect(decide(presets.publish, [reviewed], options).action).toBe("pass");
  });

  test("it never turns what could not be checked into a pass", () => {
    const notChecked = [{ check: "verbatim" as const, reason: "over-budget" as const, required: true }];
    const options = { coverage: { ...complete, notChecked }, now, waivers: [waiver()] };
    expect(decide(presets.publish, [reviewed], options).action).toBe("incomplete");
  });

  test("it does not take an attribution away", () => {
    const open = { ...reviewed.provenance, terms: openTerms, basis: "detected" as const, signals: [] };
    const finding = { ...reviewed, provenance: open, attribution: hex("d") };
    const judged = decide(presets.publish, [finding], { coverage: complete, now, waivers: [waiver()] });
    expect(judged).toMatchObject({ action: "attribute", waivers: [] });
  });

  test("of several the one that expires last is named, whatever their order", () => {
    const [old, fresh] = [waiver({ expires: "2026-01-01" }), waiver({ expires: "2027-01-01" })];
    for (const waivers of [
      [old, fresh],
      [fresh, old],
    ]) {
      const judged = decide(presets.publish, [reviewed], { coverage: complete, now, waivers });
      expect(judged.decisions[0]?.waiver).toBe(contentId(fresh));
    }
  });
});
