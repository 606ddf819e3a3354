import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  actions,
  isExpired,
  isStopped,
  parse,
  policyHash,
  reaches,
  strictest,
  waiverSchema,
} from "@yurai/schema";
import type { Waiver } from "@yurai/schema";
import { examplePolicy } from "./examples.ts";

describe("a policy", () => {
  test("has a hash that any change to a rule, a reason or a threshold changes", () => {
    const before = policyHash(examplePolicy);
    expect(policyHash(structuredClone(examplePolicy))).toBe(before);
    expect(policyHash({ ...examplePolicy, otherwise: "block" })).not.toBe(before);
    const [first, ...rest] = examplePolicy.rules;
    const rules = [{ ...first!, reason: "Another reason." }, ...rest];
    expect(policyHash({ ...examplePolicy, rules })).not.toBe(before);
  });
});

describe("a threshold of length", () => {
  const guarantee = { dense: 50, other: 119 };

  test("is reached by exactly 50 dense or 119 other characters, and by no fewer", () => {
    expect(reaches({ dense: 50, other: 0 }, guarantee)).toBe(true);
    expect(reaches({ dense: 49, other: 0 }, guarantee)).toBe(false);
    expect(reaches({ dense: 0, other: 119 }, guarantee)).toBe(true);
    expect(reaches({ dense: 0, other: 118 }, guarantee)).toBe(false);
  });

  test("is reached by a mixed run whose parts together make up the whole", () => {
    expect(reaches({ dense: 25, other: 60 }, guarantee)).toBe(true);
    expect(reaches({ dense: 25, other: 59 }, guarantee)).toBe(false);
  });

  test("is monotone: a longer run never reaches less", () => {
    const length = fc.nat(1_000_000);
    const part = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(
        length,
        length,
        part,
        part,
        fc.nat(100),
        fc.nat(100),
        (dense, other, d, o, more, further) => {
          const threshold = { dense: d, other: o };
          const longer = { dense: dense + more, other: other + further };
          expect(reaches({ dense, other }, threshold) && !reaches(longer, threshold)).toBe(false);
        },
      ),
    );
  });
});

describe("actions", () => {
  test("the strictest wins; a block outweighs what could not be checked, and that outweighs an attribution", () => {
    expect(strictest([])).toBe("pass");
    expect(strictest(["report"])).toBe("pass");
    expect(strictest(["report", "attribute"])).toBe("attribute");
    expect(strictest(["incomplete", "attribute"])).toBe("incomplete");
    expect(strictest(["incomplete", "review", "attribute"])).toBe("review");
    expect(strictest(["review", "block", "incomplete"])).toBe("block");
  });

  test("only a pass or an attribution goes out", () => {
    expect(actions.filter((action) => !isStopped(action))).toEqual(["pass", "attribute"]);
  });
});

describe("a waiver", () => {
  const waiver: Waiver = {
    fingerprint: "a".repeat(64),
    owner: "Sato",
    approver: "Suzuki",
    reason: "The passage is our own press release.",
    createdAt: "2026-11-21T10:00:00Z",
    expires: "2026-12-31",
  };

  test("holds through its last day in UTC and no longer", () => {
    expect(isExpired(waiver, "2026-12-31T23:59:59Z")).toBe(false);
    expect(isExpired(waiver, "2027-01-01T08:59:59+09:00")).toBe(false);
    expect(isExpired(waiver, "2027-01-01T00:00:00Z")).toBe(true);
  });

  test("needs another approver than its owner, in whatever spelling", () => {
    expect(parse(waiverSchema, waiver, { what: "waiver" })).toEqual(waiver);
    for (const approver of ["Sato", "SATO", "Ｓａｔｏ"])
      expect(() =>
        parse(waiverSchema, { ...waiver, approver }, { what: "yurai.waivers.jsonl line 1" }),
      ).toThrow("yurai.waivers.jsonl line 1: approver must be someone else than the owner");
  });
});
