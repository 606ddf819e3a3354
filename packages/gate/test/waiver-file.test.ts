import { contentId } from "@yurai/schema";
import type { Waiver } from "@yurai/schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GateError } from "../src/error.ts";
import { draftWaiver, staleWaivers, waiverState } from "../src/waive.ts";
import { readWaivers, writeWaivers } from "../src/waiver-file.ts";

const base: Waiver = {
  fingerprint: "a".repeat(64),
  owner: "sato",
  approver: "suzuki",
  reason: "A quotation that the holder agreed to.",
  createdAt: "2026-01-01T00:00:00Z",
  expires: "2026-12-31",
};

const waiver: fc.Arbitrary<Waiver> = fc
  .tuple(
    fc.constantFrom(..."0123456789abcdef"),
    fc.integer({ min: 2020, max: 2030 }),
    fc.string({ minLength: 1, unit: "grapheme" }),
  )
  .map(([digit, year, reason]) => ({
    ...base,
    fingerprint: digit.repeat(64),
    expires: `${year}-01-31`,
    reason,
  }));

function codeOf(run: () => unknown): unknown {
  try {
    run();
    return "read";
  } catch (error) {
    return error instanceof GateError ? error.code : error;
  }
}

describe("yurai.waivers.jsonl", () => {
  test("reads back what it wrote, sorted and without repetitions", () => {
    fc.assert(
      fc.property(fc.array(waiver), (waivers) => {
        const text = writeWaivers(waivers);
        const read = readWaivers(text);
        expect(new Set(read.map(contentId))).toEqual(new Set(waivers.map(contentId)));
        expect(writeWaivers(read)).toBe(text);
        expect(writeWaivers(waivers.toReversed())).toBe(text);
        expect(text.split("\n").slice(0, -1)).toEqual(text.split("\n").slice(0, -1).toSorted());
      }),
    );
  });

  test("the lines of two branches, one after the other, are the waivers of both", () => {
    const [mine, theirs] = [
      { ...base, owner: "tanaka" },
      { ...base, expires: "2027-01-31" },
    ];
    const merged = writeWaivers([base, mine]) + writeWaivers([base, theirs]);
    expect(writeWaivers(readWaivers(merged))).toBe(writeWaivers([base, mine, theirs]));
  });

  test("empty lines, a byte order mark and Windows line ends change nothing", () => {
    const text = `\u{feff}\r\n${writeWaivers([base]).replace("\n", "\r\n")}\r\n  \r\n`;
    expect(readWaivers(text)).toEqual([base]);
  });

  test.each<[string, string, RegExp]>([
    ["no JSON", "fingerprint: a", /w\.jsonl:2:1: is not JSON/],
    ["a merge marker", "<<<<<<< HEAD", /:2:1: is left over from a merge/],
    [
      "an unknown field",
      JSON.stringify({ ...base, expiry: "2026-12-31" }),
      /:2:1: has an unknown field "expiry"/,
    ],
    ["no expiry", JSON.stringify({ ...base, expires: undefined }), /:2:1: expires is missing/],
    [
      "an owner who approves",
      JSON.stringify({ ...base, approver: " SATO".trim() }),
      /:2:1: approver must be someone else/,
    ],
    [
      "an expiry that is no day",
      JSON.stringify({ ...base, expires: "2026-02-30" }),
      /:2:1: expires must be a day/,
    ],
    ["a list", "[]", /:2:1: must be an object/],
    ["an endless line", JSON.stringify({ ...base, reason: "x".repeat(200_000) }), /:2:1: is longer than/],
  ])("a line with %s is refused by its number", (_what, line, message) => {
    const text = `${writeWaivers([base])}${line}\n`;
    expect(() => readWaivers(text, { file: "w.jsonl" })).toThrow(message);
    expect(() => readWaivers(text)).toThrow(
      expect.objectContaining({ code: "bad-waivers", details: { line: 2, problems: 1 } }),
    );
  });

  test("a hundred thousand bad lines cost one message", () => {
    expect(() => readWaivers("x\n".repeat(100_000))).toThrow(/and 95 more$/);
  });

  test("any text is waivers or a refusal with a code", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
        expect(["read", "bad-waivers"]).toContain(codeOf(() => readWaivers(text)));
      }),
    );
  });
});

describe("the state of a waiver", () => {
  test.each([
    ["2026-11-21", "2026-11-20", "expired"],
    ["2026-11-21", "2026-11-21", "expiring"],
    ["2026-11-21", "2026-12-04", "expiring"],
    ["2026-11-21", "2026-12-05", "active"],
  ])("on %s one that ends on %s is %s", (today, expires, state) => {
    expect(waiverState({ ...base, expires }, new Date(`${today}T12:00:00Z`))).toBe(state);
  });

  test("one that no verdict named is stale", () => {
    const other = { ...base, owner: "tanaka" };
    expect(staleWaivers([base, other], [contentId(other)])).toEqual([base]);
  });

  test("a draft is as narrow as the finding", () => {
    const words = {
      owner: "sato",
      approver: "suzuki",
      reason: "Agreed.",
      createdAt: base.createdAt,
      expires: base.expires,
      use: "publish",
    };
    const failed = { kind: "check-failed", check: "verbatim", reason: "over-budget", nextSteps: [] } as const;
    expect(draftWaiver(failed, {}, words)).toBeUndefined();
  });
});
