import { joinRanges } from "@yurai/ledger";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OrdinalSet, placeOf, RangeCollector, ReadPlaces } from "../src/position.ts";

const ordinals = fc.oneof(
  fc.nat(200),
  fc.integer({ min: 65_000, max: 66_000 }),
  fc.integer({ min: 0, max: 2 ** 52 }),
);

const file = (path: string, byteStart: number) => ({ kind: "file", path, byteStart, byteEnd: 9 }) as const;

describe("a set of ordinals", () => {
  test("says of each whether it was there, like a plain set, in any order", () => {
    fc.assert(
      fc.property(fc.array(ordinals, { maxLength: 300 }), (all) => {
        const [plain, set] = [new Set<number>(), new OrdinalSet()];
        for (const ordinal of all) {
          expect(set.add(ordinal)).toBe(!plain.has(ordinal));
          plain.add(ordinal);
        }
      }),
    );
  });

  test("holds whole ranges, full chunks and their edges", () => {
    const set = new OrdinalSet();
    set.addRange([10, 200_000]);
    const probes = [10, 65_535, 65_536, 131_071, 131_072, 199_999];
    for (const inside of probes) expect(set.add(inside)).toBe(false);
    for (const outside of [9, 200_000]) expect(set.add(outside)).toBe(true);
    for (let i = 262_144; i < 262_144 + 65_536; i++) expect(set.add(i)).toBe(true);
    expect(set.add(262_144 + 17)).toBe(false);
  });
});

describe("the place of a record", () => {
  test("is its row in its file, whoever pulls it when", () => {
    const row = { kind: "row", path: "a.jsonl", row: 7 } as const;
    expect(placeOf(row, "0", 1)).toEqual(placeOf(row, "9", 5));
  });

  test("differs between files, slices, streams and pulls", () => {
    const places = [
      placeOf(file("a", 0), "0", 0),
      placeOf(file("b", 0), "0", 0),
      placeOf(file("a", 5), "0", 0),
      placeOf(undefined, "0", 0),
      placeOf(undefined, "0", 1),
      placeOf(undefined, "1", 0),
      placeOf({ kind: "row", path: "a", row: 0 }, "0", 0),
    ].map((place) => JSON.stringify(place));
    expect(new Set(places).size).toBe(places.length);
    expect(Number.isSafeInteger(placeOf(file("a", 0), "0", 0).ordinal)).toBe(true);
  });

  test("is new once for each source", () => {
    const places = new ReadPlaces();
    places.addRanges("s", "pulls:0", [[0, 3]]);
    expect(places.add("s", { part: "pulls:0", ordinal: 2 })).toBe(false);
    expect(places.add("s", { part: "pulls:0", ordinal: 3 })).toBe(true);
    expect(places.add("t", { part: "pulls:0", ordinal: 2 })).toBe(true);
  });
});

test("collected ordinals come as ranges that hold them all", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50)), (all) => {
      const collector = new RangeCollector();
      for (const ordinal of all) collector.add(ordinal);
      const held = joinRanges(collector.ranges).flatMap(([first, end]) =>
        Array.from({ length: end - first }, (_, i) => first + i),
      );
      expect(held).toEqual(all.toSorted((a, b) => a - b));
    }),
  );
});
