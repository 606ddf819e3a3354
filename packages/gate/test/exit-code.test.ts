import type { Action, Decision, Verdict } from "@yurai/schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exitCodeOf, exitCodeOfVerdict } from "../src/exit-code.ts";

type Judged = Pick<Verdict, "action" | "decisions">;

const verdict = (action: Action, decisions: readonly Partial<Decision>[] = []): Judged => ({
  action,
  decisions: decisions.map((decision, finding) => ({ finding, action: "review", ...decision })),
});
const expired = verdict("review", [{ expiredWaiver: "a".repeat(64) }]);
const stopped = verdict("review", [{}]);
const [passed, attributed, incomplete] = [verdict("pass"), verdict("attribute"), verdict("incomplete")];

describe("the exit code", () => {
  test.each<[string, readonly Judged[], number]>([
    ["no output at all", [], 0],
    ["every output passes", [passed, attributed], 0],
    ["one is to be reviewed", [passed, stopped], 1],
    ["one is blocked", [passed, verdict("block", [{ action: "block" }])], 1],
    ["one is incomplete", [passed, incomplete], 3],
    ["one is stopped and one incomplete", [incomplete, stopped], 1],
    ["everything stopped had an expired waiver", [passed, expired], 5],
    ["an expired waiver, and one that is incomplete", [expired, incomplete], 5],
    ["an expired waiver, and one stopped without", [expired, stopped], 1],
    [
      "one finding with an expired waiver and one without",
      [verdict("review", [{ expiredWaiver: "a" }, {}])],
      1,
    ],
    [
      "one finding with an expired waiver and one waived",
      [verdict("review", [{ expiredWaiver: "a" }, { waiver: "b" }])],
      5,
    ],
  ])("%s", (_what, verdicts, code) => {
    expect(exitCodeOf(verdicts)).toBe(code);
    expect(exitCodeOf(verdicts, { shadow: true })).toBe(0);
    expect(exitCodeOf(verdicts, { badInput: true, shadow: true })).toBe(2);
    expect(exitCodeOf(verdicts, { badInput: true, storeFailed: true, shadow: true })).toBe(4);
    expect(exitCodeOf(verdicts, { badInput: true, storeFailed: true, interrupted: true })).toBe(130);
  });

  test("is the first of 1, 5, 3, 0 that any verdict alone would lead to, in any order", () => {
    const any = fc.constantFrom(passed, attributed, incomplete, stopped, expired);
    fc.assert(
      fc.property(fc.array(any), (verdicts) => {
        const alone = verdicts.map(exitCodeOfVerdict);
        const first = ([1, 5, 3] as const).find((code) => alone.includes(code)) ?? 0;
        expect(exitCodeOf(verdicts)).toBe(first);
        expect(exitCodeOf(verdicts.toReversed())).toBe(first);
      }),
    );
  });
});
