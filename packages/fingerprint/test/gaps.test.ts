import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Gaps } from "../src/merge/gaps.ts";

test("numbers that stay are called by how many of those before them do, and the kept stretches are those numbers", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (keep) => {
      const gaps = new Gaps();
      for (const [i, stays] of keep.entries()) if (!stays) gaps.push(i, i + 1);
      expect(gaps.removed).toBe(keep.filter((stays) => !stays).length);
      const expected = keep.map((stays, i) => (stays ? keep.slice(0, i).filter(Boolean).length : -1));
      expect(keep.map((_, i) => gaps.moved(i))).toEqual(expected);
      const kept = [...gaps.kept(keep.length)].flatMap(({ start, end }) =>
        Array.from({ length: end - start }, (_, i) => start + i),
      );
      expect(kept).toEqual(keep.flatMap((stays, i) => (stays ? [i] : [])));
    }),
  );
});

test("numbers beyond 2^32 are moved as well, and gaps without numbers are none", () => {
  const gaps = new Gaps();
  gaps.push(5, 5);
  gaps.push(2 ** 33, 2 ** 40);
  gaps.push(2 ** 41, 2 ** 41 + 1);
  expect(gaps.removed).toBe(2 ** 40 - 2 ** 33 + 1);
  expect(gaps.moved(2 ** 40)).toBe(2 ** 33);
  expect(gaps.moved(2 ** 39)).toBe(-1);
  expect(gaps.moved(2 ** 41 + 1)).toBe(2 ** 33 + 2 ** 40);
  expect([...gaps.kept(2 ** 42)]).toEqual([
    { start: 0, end: 2 ** 33 },
    { start: 2 ** 40, end: 2 ** 41 },
    { start: 2 ** 41 + 1, end: 2 ** 42 },
  ]);
});
