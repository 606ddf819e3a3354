import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HammingIndex } from "../src/images/hamming-index.ts";
import { complementOf, hammingDistance, searchPlainly, type HammingHit } from "../src/images/hamming.ts";
import { MultiIndex } from "../src/images/multi-index.ts";
import { drawnNumbers } from "./drawn-pictures.ts";

function randomHashes(count: number, seed: number): Uint8Array {
  const next = drawnNumbers(seed);
  return Uint8Array.from({ length: count * 32 }, () => next() >>> 16);
}

/** A copy of a hash with some bits changed, given by their numbers. */
function flipped(hash: Uint8Array, bits: readonly number[]): Uint8Array {
  const copy = new Uint8Array(hash);
  for (const bit of bits) copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

function indexOf(...parts: readonly Uint8Array[]): HammingIndex {
  const index = new HammingIndex();
  for (const part of parts) index.append(part);
  return index;
}

const anyBits = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 80 });

describe("a search among hashes", () => {
  test("finds exactly what comparing all of them finds, whatever was appended in whatever parts", () => {
    const parts = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        parts,
        fc.integer(),
        anyBits,
        fc.integer({ min: 0, max: 255 }),
        (counts, seed, bits, radius) => {
          const all = counts.map((count, i) => randomHashes(count, seed + i));
          const whole = Buffer.concat(all);
          const queries = Buffer.concat([
            randomHashes(2, seed - 1),
            flipped(whole.subarray(0, 32).length === 32 ? whole.subarray(0, 32) : randomHashes(1, 1), bits),
          ]);
          expect(indexOf(...all).search(queries, radius)).toEqual(searchPlainly(whole, queries, radius));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("finds more hits than one call of the kernel holds", () => {
    const one = randomHashes(1, 7);
    const many = Buffer.concat(Array.from({ length: 10_000 }, () => one));
    const queries = Buffer.concat([one, flipped(one, [3]), randomHashes(1, 8)]);
    expect(indexOf(many).search(queries, 5)).toHaveLength(20_000);
  });

  test("does not take the negative, 256 bits off, for the same", () => {
    const hash = randomHashes(1, 9);
    expect(indexOf(complementOf(hash)).search(hash, 64)).toEqual([]);
    expect(indexOf(complementOf(hash)).search(complementOf(hash), 0)).toEqual([
      { query: 0, number: 0, distance: 0 },
    ]);
  });

  test("does not find what fills its last block", () => {
    expect(indexOf(randomHashes(65, 10)).search(new Uint8Array(32), 40)).toEqual([]);
  });

  test("refuses what is no hash and no radius", () => {
    const index = indexOf(randomHashes(3, 1));
    const refused = expect.objectContaining({ code: "bad-input" });
    expect(() => index.append(new Uint8Array(33))).toThrow(refused);
    expect(() => index.search(new Uint8Array(31), 5)).toThrow(refused);
    for (const radius of [-1, 256, 1.5])
      expect(() => index.search(new Uint8Array(32), radius)).toThrow(refused);
  });

  test("of a hundred thousand goes by tables and finds the same as the scan", () => {
    const hashes = randomHashes(100_000, 3);
    const queries = Buffer.concat(
      [...Array(5).keys()].map((i) => flipped(hashes.subarray(i * 320, i * 320 + 32), [i, 99, 200])),
    );
    const byScan = indexOf(hashes.subarray(0, 32 * 99_000)).search(queries, 31);
    expect(byScan).toHaveLength(5);
    expect(indexOf(hashes).search(queries, 31)).toEqual(byScan);
  });
});

describe("tables of parts", () => {
  test("miss nothing at any distance up to 31", () => {
    const bits = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 });
    const hashes = randomHashes(500, 4);
    const tables = new MultiIndex(hashes);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 499 }),
        bits,
        fc.integer({ min: 0, max: 31 }),
        (number, flips, radius) => {
          const query = flipped(hashes.subarray(number * 32, number * 32 + 32), flips);
          expect(tables.search(query, radius)).toEqual(searchPlainly(hashes, query, radius));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("find a hash once, however many parts agree", () => {
    const hash = randomHashes(1, 5);
    const expected: HammingHit[] = [{ query: 0, number: 0, distance: 1 }];
    expect(new MultiIndex(hash).search(flipped(hash, [255]), 31)).toEqual(expected);
  });
});

test("the distance is the number of bits that differ", () => {
  fc.assert(
    fc.property(anyBits, (bits) => {
      const hash = randomHashes(1, 6);
      expect(hammingDistance(hash, flipped(hash, bits))).toBe(bits.length);
    }),
  );
});
