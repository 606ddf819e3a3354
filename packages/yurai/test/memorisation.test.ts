import fc from "fast-check";
import { expect, test } from "vitest";
import { readCsv } from "../src/screen/csv.ts";
import { measureLatency } from "../src/check/latency.ts";
import { wilson } from "../src/check/memorisation.ts";

test("Wilson's interval is that of the examples in Newcombe, Statistics in Medicine 17 (1998), table I, method 3", () => {
  const examples = [
    [81, 263, "0.2553", "0.3662"],
    [15, 148, "0.0624", "0.1605"],
    [0, 20, "0.0000", "0.1611"],
    [1, 29, "0.0061", "0.1718"],
  ] as const;
  for (const [successes, trials, low, high] of examples) {
    const interval = wilson(successes, trials);
    expect([interval.low.toFixed(4), interval.high.toFixed(4)]).toEqual([low, high]);
  }
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
});

test("Wilson's interval holds the share and grows tighter with more trials", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(1_000), (trials, some) => {
      const successes = Math.min(some, trials);
      const few = wilson(successes, trials);
      const many = wilson(successes * 10, trials * 10);
      const share = successes / trials;
      expect(few.low).toBeLessThanOrEqual(share + 1e-12);
      expect(few.high).toBeGreaterThanOrEqual(share - 1e-12);
      expect(many.high - many.low).toBeLessThan(few.high - few.low);
    }),
  );
});

test("whatever is written as CSV is read back, however it is cut into pieces", async () => {
  const field = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "日", " ", "𠮷") });
  const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(records, fc.integer({ min: 1, max: 7 }), async (rows, step) => {
      const text = rows
        .map((row) => `${row.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\r\n`)
        .join("");
      const pieces = async function* (): AsyncGenerator<string> {
        const characters = [...text];
        for (let at = 0; at < characters.length; at += step) yield characters.slice(at, at + step).join("");
      };
      const read: (readonly string[])[] = [];
      for await (const { fields } of readCsv(pieces(), { maxRecordLength: 100_000 })) read.push(fields);
      expect(read).toEqual(rows);
    }),
  );
});

test("a quantile of many times is within 2 % of the true one", () => {
  const latency = measureLatency();
  expect(latency.quantile(0.95)).toBeUndefined();
  for (let ms = 1; ms <= 1_000; ms += 1) latency.add(ms);
  expect(latency.quantile(0.95) ?? 0).toBeGreaterThan(950 * 0.98);
  expect(latency.quantile(0.95) ?? 0).toBeLessThan(950 * 1.02);
});
