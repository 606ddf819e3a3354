import fc from "fast-check";
import { expect, test } from "vitest";
import { actions } from "@yurai/schema";
import { collectVerdicts, stoppedCount, verdictSetOf } from "../src/index.ts";
import { rows, verdict } from "./fixture.ts";

test("every output is counted, whatever is kept", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...rows), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (given, limit) => {
        const set = verdictSetOf(given, { limit });
        expect(set.outputs).toBe(given.length);
        expect(actions.reduce((sum, action) => sum + set.counts[action], 0)).toBe(given.length);
        expect(set.rows.length).toBeLessThanOrEqual(limit);
        const noted = given.filter((row) => row.verdict.action !== "pass" || row.verdict.findings.length > 0);
        const leftOut = actions.reduce((sum, action) => sum + set.leftOut[action], 0);
        expect(set.rows.length + leftOut).toBe(noted.length);
      },
    ),
  );
});

test("the gravest are kept, wherever they stood", () => {
  const set = verdictSetOf([...rows, ...rows], { limit: 4 });
  expect(set.rows.map((row) => row.verdict.action)).toEqual(["block", "block", "block", "block"]);
  expect(stoppedCount(set.counts)).toBe(14);
});

test("coverage over several outputs claims no more than holds for each", () => {
  const one = verdict("1", "pass");
  const less = verdict("2", "pass", [], [], {
    coverage: {
      ...one.coverage,
      searched: {
        ...one.coverage.searched,
        segments: 40,
        records: 5,
        exactRunsFrom: { dense: 60, other: 100 },
      },
      notSearched: [{ kind: "no-index" }],
    },
  });
  for (const order of [
    [one, less],
    [less, one],
  ]) {
    const { coverage } = verdictSetOf(order.map((item) => ({ verdict: item })));
    expect(coverage?.searched).toMatchObject({ segments: 40, segmentsExpected: 41, records: 5 });
    expect(coverage?.searched.exactRunsFrom).toEqual({ dense: 60, other: 119 });
    expect(coverage?.notSearched).toHaveLength(2);
    expect(coverage?.notChecked[0]?.outputs).toBe(2);
  }
});

test("a collector can be asked before its end and goes on", () => {
  const collector = collectVerdicts();
  collector.add({ verdict: verdict("1", "pass") });
  expect(collector.finish().outputs).toBe(1);
  collector.add({ verdict: verdict("2", "block") });
  expect(collector.finish().counts).toMatchObject({ pass: 1, block: 1 });
});
