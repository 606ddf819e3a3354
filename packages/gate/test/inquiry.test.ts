import fc from "fast-check";
import { expect, test } from "vitest";
import { answerTarget, type TargetSearch } from "../src/index.ts";

const nothing: TargetSearch = { same: 0, alike: 0, covered: 0, unverified: 0, isPartial: false };

const searches: fc.Arbitrary<TargetSearch> = fc.record({
  same: fc.nat(3),
  alike: fc.nat(3),
  covered: fc.double({ min: 0, max: 1, noNaN: true }),
  unverified: fc.nat(3),
  isPartial: fc.boolean(),
});

test("not found is said only when everything was searched and every hit compared", () => {
  expect(answerTarget(nothing)).toBe("not-found");
  fc.assert(
    fc.property(searches, (search) => {
      const isWhole = !search.isPartial && search.unverified === 0 && search.same === 0 && search.alike === 0;
      expect(answerTarget(search) === "not-found").toBe(isWhole && search.covered < 0.9);
    }),
  );
});

test("what is found stays found, whatever else could not be searched", () => {
  fc.assert(
    fc.property(searches, (search) => {
      expect(answerTarget({ ...search, same: 1 })).toBe("included");
      expect(["included", "similar"]).toContain(answerTarget({ ...search, alike: 1 }));
    }),
  );
});
