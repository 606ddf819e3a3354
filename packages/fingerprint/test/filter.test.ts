import * as fc from "fast-check";
import { expect, test } from "vitest";
import { buildFilter, buildFilterPartition } from "../src/segment/filter-builder.ts";
import {
  encodeFilterHead,
  filterMayContain,
  openFilter,
  partitionBitsFor,
  partitionOf,
  type Filter,
} from "../src/segment/filter.ts";
import { codeOf, randomNumbers } from "./stored-bytes.ts";

interface Keys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
}

function sectionBytes(keys: Keys, partitionBits: number): Uint8Array {
  const partitions = Array.from({ length: 2 ** partitionBits }, (_, partition) => {
    const mine = [...keys.hi.keys()].filter((i) => partitionOf(keys.hi[i]!, partitionBits) === partition);
    const hi = Uint32Array.from(mine, (i) => keys.hi[i]!);
    return buildFilterPartition(
      hi,
      Uint32Array.from(mine, (i) => keys.lo[i]!),
      mine.length,
    );
  });
  const head = encodeFilterHead(partitions, partitionBits);
  return Uint8Array.from([head, ...partitions.map(({ bytes }) => bytes)].flatMap((bytes) => [...bytes]));
}

function distinctKeys(pairs: readonly (readonly [number, number])[]): Keys {
  const unique = [...new Map(pairs.map((pair) => [pair.join(), pair])).values()];
  return { hi: Uint32Array.from(unique, ([hi]) => hi), lo: Uint32Array.from(unique, ([, lo]) => lo) };
}

function randomKeys(count: number, seed: number): Keys {
  const random = randomNumbers(seed);
  const hi = new Uint32Array(count);
  const lo = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    hi[i] = random();
    lo[i] = random();
  }
  return { hi, lo };
}

function missed(filter: Filter, keys: Keys): number {
  let count = 0;
  keys.hi.forEach((hi, i) => (count += filterMayContain(filter, hi, keys.lo[i]!) ? 0 : 1));
  return count;
}

// Clustered halves: keys that are no hashes at all must pass too.
const half = fc.oneof(fc.nat(3), fc.integer({ min: 0xfffffff0, max: 0xffffffff }), fc.nat(0xffffffff));

test("a stored key always passes, whatever the keys and the number of partitions", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 400 }), fc.nat(6), (pairs, partitionBits) => {
      const keys = distinctKeys(pairs);
      const filter = openFilter(sectionBytes(keys, partitionBits));
      expect(filter.keyCount).toBe(keys.hi.length);
      expect(missed(filter, keys)).toBe(0);
    }),
  );
});

test("filters of 0 to 300 keys build and hold every one", () => {
  for (let count = 0; count <= 300; count += 1) {
    const keys = randomKeys(count, count);
    expect(missed(openFilter(sectionBytes(keys, 0)), keys)).toBe(0);
  }
});

test("an empty filter passes nothing", () => {
  const filter = openFilter(sectionBytes(randomKeys(0, 1), 3));
  expect(missed(filter, randomKeys(1_000, 2))).toBe(1_000);
});

test("of a million keys that are not stored fewer than one in a thousand passes, at under 14.2 bits a key", () => {
  const keys = randomKeys(200_000, 3);
  const partition = buildFilterPartition(keys.hi, keys.lo, keys.hi.length);
  const head = encodeFilterHead([partition], 0);
  const bytes = new Uint8Array(head.length + partition.bytes.length);
  bytes.set(head);
  bytes.set(partition.bytes, head.length);
  const filter = openFilter(bytes);
  expect(missed(filter, keys)).toBe(0);
  const passed = 1_000_000 - missed(filter, randomKeys(1_000_000, 4));
  expect(passed).toBeLessThan(1_000);
  expect(passed).toBeGreaterThan(100); // 244 by theory; far fewer would mean that the probes are not random
  expect((bytes.length * 8) / 200_000).toBeLessThan(14.2);
});

test("the same keys give the same bytes", () => {
  const keys = randomKeys(5_000, 5);
  expect(sectionBytes(keys, 2)).toEqual(sectionBytes(keys, 2));
});

test("a construction that fails is tried again with the next seed, and repeated keys end in an error", () => {
  const seeds = Array.from({ length: 400 }, (_, i) => {
    const keys = randomKeys(40, i + 1_000);
    return buildFilterPartition(keys.hi, keys.lo, 40).seed;
  });
  expect(Math.max(...seeds)).toBeGreaterThan(0);
  expect(codeOf(() => buildFilterPartition(Uint32Array.of(7, 7), Uint32Array.of(8, 8), 2))).toBe(
    "filter-failed",
  );
});

test("partitions hold at most about 2^18 uniform keys", () => {
  expect([0, 1, 262_144, 262_145, 1_000_000, 10_000_000].map(partitionBitsFor)).toEqual([0, 0, 0, 1, 2, 6]);
  expect(partitionOf(0xffffffff, 0)).toBe(0);
  expect(partitionOf(0xffffffff, 16)).toBe(65_535);
});

test("any change of a byte or of the length is opened or refused with a code, never another error", () => {
  const keys = randomKeys(20, 6);
  const bytes = sectionBytes(keys, 1);
  const codes = ["no error", "segment-damaged", "segment-version"];
  for (let at = 0; at < bytes.length; at += 1) {
    for (const value of [0, 1, 17, 127, 255]) {
      const copy = Uint8Array.from(bytes);
      copy[at] = value;
      expect(codes).toContain(codeOf(() => missed(openFilter(copy), keys)));
    }
    expect(codeOf(() => openFilter(bytes.slice(0, at)))).toBe("segment-damaged");
  }
  expect(codeOf(() => openFilter(Uint8Array.from([...bytes, 0])))).toBe("segment-damaged");
  expect(codeOf(() => openFilter(Uint8Array.from([2, ...bytes.slice(1)])))).toBe("segment-version");
});

test("the writing kernel builds the very filter that the plain code builds", () => {
  for (const count of [255, 256, 1_000, 60_000]) {
    const random = randomNumbers(count);
    const keys = [0, 1].map(() => Uint32Array.from({ length: count }, () => random()));
    const { bytes, ...entry } = buildFilter(keys[0]!, keys[1]!, count);
    expect({ ...entry, bytes: Uint8Array.from(bytes) }).toEqual(
      buildFilterPartition(keys[0]!, keys[1]!, count),
    );
    // The kernel's bytes lie in its memory, the plain code's in their own.
    expect(bytes.byteLength < bytes.buffer.byteLength).toBe(count >= 256);
  }
});
