import * as fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "../src/search/edit-distance.ts";
import { plainDistance } from "./plain-distance.ts";

/** Few letters, so that much agrees; lengths on both sides of one, two and three words. */
const letters = fc
  .array(fc.constantFrom(0x61, 0x62, 0x63, 0x4e00, 0x1f600), { maxLength: 140 })
  .map((codes) => Uint32Array.from(codes));

/** A text and an edited copy of it: distances far below the lengths. */
const edited = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 200 }),
    fc.array(fc.tuple(fc.nat(200), fc.constantFrom("insert", "delete", "replace"), fc.nat(25)), {
      maxLength: 12,
    }),
  )
  .map(([text, edits]) => {
    const copy = [...text];
    for (const [at, kind, letter] of edits)
      copy.splice(at, kind === "insert" ? 0 : 1, ...(kind === "delete" ? [] : [letter]));
    return [Uint32Array.from(text), Uint32Array.from(copy)] as const;
  });

test("the distance is that of the plain table, for any two texts", () => {
  fc.assert(
    fc.property(letters, letters, (a, b) => {
      expect(editDistance(a, b)).toBe(plainDistance(a, b));
    }),
    { numRuns: 500 },
  );
});

test("with a limit it is the same up to the limit, and limit + 1 beyond", () => {
  fc.assert(
    fc.property(fc.oneof(edited, fc.tuple(letters, letters)), fc.nat(60), ([a, b], limit) => {
      expect(editDistance(a, b, limit)).toBe(Math.min(plainDistance(a, b), limit + 1));
    }),
    { numRuns: 1_000 },
  );
});

test("it is the same both ways, and zero for equal texts only", () => {
  fc.assert(
    fc.property(letters, letters, (a, b) => {
      const distance = editDistance(a, b);
      expect(editDistance(b, a)).toBe(distance);
      expect(distance === 0).toBe(a.length === b.length && a.every((code, i) => code === b[i]));
    }),
  );
});

test("an edit of every kind is found in texts of many words", () => {
  const text = Uint32Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 26);
  const copy = Uint32Array.from([
    ...text.subarray(0, 100),
    99,
    ...text.subarray(100, 3_000),
    ...text.subarray(3_005),
  ]);
  copy[4_000] = 99;
  expect(editDistance(text, copy, 64)).toBe(7);
});
