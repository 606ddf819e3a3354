import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatProgress,
  formatScaled,
  formatShare,
} from "../src/index.ts";

test("numbers read as on the screens", () => {
  expect(formatCount(1_204_331)).toBe("1,204,331");
  expect(formatScaled(3_104_000_000, "en")).toBe("3.1 G");
  expect(formatScaled(3_104_000_000, "ja")).toBe("31億");
  expect(formatScaled(1_230_000, "ja")).toBe("123万");
  expect(formatScaled(999_999, "en")).toBe("999,999");
  expect(formatBytes(331_000_000)).toBe("331 MB");
  expect(formatBytes(999_999)).toBe("1 MB");
  expect(formatBytes(12)).toBe("12 B");
  expect(formatDuration(0.0017)).toBe("1.7 µs");
  expect(formatDuration(3.9)).toBe("3.9 ms");
  expect(formatDuration(21_000)).toBe("21 s");
  expect(formatDuration(200_000)).toBe("3 min 20 s");
  expect(formatDuration(7_500_000)).toBe("2 h 5 min");
  expect(formatDate("2026-03-02T09:30:00+09:00")).toBe("2026-03-02");
  expect(formatProgress(1200, 5_000_000, 1000)).toBe("1,200  5 MB  5 MB/s");
});

test("only a whole reads 100 %, and only nothing 0 %", () => {
  expect(formatShare(0.034)).toBe("3.4 %");
  expect(formatShare(0.379)).toBe("38 %");
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      expect(formatShare(share) === "100 %").toBe(share === 1);
      expect(formatShare(share) === "0 %").toBe(share === 0);
    }),
  );
});

test("what is not a number reads as a question, never as zero", () => {
  expect([formatCount(Number.NaN), formatShare(Number.NaN), formatDuration(Number.NaN)]).toEqual([
    "?",
    "?",
    "?",
  ]);
});
