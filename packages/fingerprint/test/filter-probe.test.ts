import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildFilterPartition } from "../src/segment/filter-builder.ts";
import { encodeFilterHead, openFilter, partitionOf, type Filter } from "../src/segment/filter.ts";
import { openFilterProbe, twinProbe } from "../src/segment/filter-probe.ts";
import { bytesOf, giveBack, searchKernel, takeRegion, type Region } from "../src/wasm/search-kernel.ts";
import { randomNumbers } from "./stored-bytes.ts";

interface Keys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
}

function filterOf({ hi, lo }: Keys, partitionBits: number): Filter {
  const partitions = Array.from({ length: 2 ** partitionBits }, (_, partition) => {
    const mine = [...hi.keys()].filter((i) => partitionOf(hi[i]!, partitionBits) === partition);
    const columns = [hi, lo].map((column) => Uint32Array.from(mine, (i) => column[i]!));
    return buildFilterPartition(columns[0]!, columns[1]!, mine.length);
  });
  const head = encodeFilterHead(partitions, partitionBits);
  return openFilter(Uint8Array.from([head, ...partitions.map(({ bytes }) => bytes)].flatMap((b) => [...b])));
}

function randomKeys(count: number, seed: number): Keys {
  const random = randomNumbers(seed);
  return {
    hi: Uint32Array.from({ length: count }, () => random()),
    lo: Uint32Array.from({ length: count }, () => random()),
  };
}

const half = fc.oneof(fc.nat(3), fc.integer({ min: 0xfffffff0, max: 0xffffffff }), fc.nat(0xffffffff));
const keyPairs = fc.array(fc.tuple(half, half), { maxLength: 300 });

function distinct(pairs: readonly (readonly [number, number])[]): Keys {
  const unique = [...new Map(pairs.map((pair) => [pair.join(), pair])).values()];
  return { hi: Uint32Array.from(unique, ([hi]) => hi), lo: Uint32Array.from(unique, ([, lo]) => lo) };
}

describe("probing filters in the search kernel", () => {
  test("the kernel is there, so that what follows compares two implementations", () => {
    expect(searchKernel()).toBeDefined();
    using probe = openFilterProbe(filterOf(randomKeys(10, 1), 0));
    expect([probe.madeBy, twinProbe(filterOf(randomKeys(10, 1), 0)).madeBy]).toEqual(["kernel", "twin"]);
  });

  test("any keys get the twin's answers from any filter, in any number at once", () => {
    fc.assert(
      fc.property(keyPairs, keyPairs, fc.constantFrom(0, 1, 4, 6, 9), (pairs, others, partitionBits) => {
        const stored = distinct(pairs);
        const filter = filterOf(stored, partitionBits);
        const hi = Uint32Array.from([...stored.hi, ...others.map(([hi]) => hi)]);
        const lo = Uint32Array.from([...stored.lo, ...others.map(([, lo]) => lo)]);
        const twin = twinProbe(filter);
        using probe = openFilterProbe(filter);
        for (const count of [hi.length, Math.max(0, hi.length - 1)])
          expect(probe.probe(hi, lo, count)).toEqual(twin.probe(hi, lo, count));
        for (let i = 0; i < Math.min(hi.length, 20); i++)
          expect(probe.mayContain(hi[i]!, lo[i]!)).toBe(twin.mayContain(hi[i]!, lo[i]!));
      }),
      { numRuns: 150 },
    );
  });

  test("fifty thousand keys, more than one call takes, pass and fail as the twin says", () => {
    const stored = randomKeys(20_000, 7);
    const filter = filterOf(stored, 2);
    const other = randomKeys(30_000, 8);
    const hi = Uint32Array.from([...other.hi, ...stored.hi]);
    const lo = Uint32Array.from([...other.lo, ...stored.lo]);
    using probe = openFilterProbe(filter);
    const found = probe.probe(hi, lo, hi.length);
    expect(found).toEqual(twinProbe(filter).probe(hi, lo, hi.length));
    expect(found.subarray(-20_000)).toEqual(Uint32Array.from({ length: 20_000 }, (_, i) => 30_000 + i));
  });

  test("many open filters never disturb each other, and one that is closed leaves its room to the next", () => {
    const run = searchKernel()!;
    const filters = Array.from({ length: 12 }, (_, i) => filterOf(randomKeys(3_000 + i, i + 20), i % 3));
    const grownTo = (): number => run.memory.buffer.byteLength;
    const probes = filters.map(openFilterProbe);
    for (const i of [3, 4, 9]) {
      probes[i]![Symbol.dispose]();
      probes[i]![Symbol.dispose]();
      probes[i] = openFilterProbe(filters[i]!);
    }
    const size = grownTo();
    for (const [i, filter] of filters.entries()) {
      const asked = randomKeys(3_000 + i, i + 20);
      expect(probes[i]!.probe(asked.hi, asked.lo, asked.hi.length).length).toBe(asked.hi.length);
      expect(filter.keyCount).toBe(probes[i]!.keyCount);
    }
    for (const probe of probes) probe[Symbol.dispose]();
    for (let round = 0; round < 200; round++) openFilterProbe(filters[round % 12]!)[Symbol.dispose]();
    expect(grownTo()).toBe(size);
  });

  test("regions taken and given back in any order never overlap", () => {
    const run = searchKernel()!;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.nat(9)), { maxLength: 30 }),
        (steps) => {
          const held: Region[] = [];
          for (const [byteLength, which] of steps) {
            if (which < 4 && held.length > 0) giveBack(held.splice(which % held.length, 1)[0]!);
            const region = takeRegion(run, byteLength)!;
            expect(region.end - region.start).toBeGreaterThanOrEqual(byteLength);
            expect(held.some(({ start, end }) => start < region.end && region.start < end)).toBe(false);
            bytesOf(run, region).fill(1);
            held.push(region);
          }
          for (const region of held) giveBack(region);
        },
      ),
      { numRuns: 60 },
    );
  });
});
