import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Keypoints } from "../src/images/keypoints.ts";
import { farAway, findNearestPlainly, noKeypoint } from "../src/images/nearest-keypoints.ts";
import { countAgreeingPlainly } from "../src/images/agreeing-pairs.ts";
import {
  countAgreeing,
  countAgreeingByKernel,
  findNearest,
  findNearestByKernel,
} from "../src/wasm/pairs-kernel.ts";
import { drawnNumbers } from "./drawn-pictures.ts";

/** Keypoints of few sorts, so that many look alike or lie close, each off by a few bits. */
function keypoints(count: number, seed: number, { sorts = 9, spread = 3_000, noise = 20 } = {}): Keypoints {
  const next = drawnNumbers(seed);
  const kinds = Array.from({ length: sorts }, (_, sort) => {
    const kind = drawnNumbers(sort * 7_919 + 11);
    return Uint8Array.from({ length: 32 }, () => kind() & 255);
  });
  const descriptors = new Uint8Array(count * 32);
  for (let i = 0; i < count; i++) {
    descriptors.set(kinds[next() % sorts]!, i * 32);
    for (let bit = next() % (noise + 1); bit > 0; bit--)
      descriptors[i * 32 + (next() & 31)]! ^= 1 << (next() & 7);
  }
  const place = () => Uint16Array.from({ length: count }, () => next() % spread);
  const [level, angle, margins] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(0)];
  return { count, x: place(), y: place(), level, angle, descriptors, margins };
}

/** One descriptor of 32 equal bytes at each of some places. */
function alike(byte: number, places: readonly number[]): Keypoints {
  const count = places.length;
  const descriptors = new Uint8Array(count * 32).fill(byte);
  return { ...keypoints(count, 1), descriptors, x: Uint16Array.from(places), y: Uint16Array.from(places) };
}

describe("the nearest keypoint", () => {
  test("is found by the kernel: the first of equals, and its rival elsewhere", () => {
    const [first, second] = [alike(0x0f, [40_000, 40_999, 41_000, 9]), alike(0x0e, [5])];
    const found = findNearestByKernel(first, second, 72);
    expect(found).toBeDefined();
    expect([found!.nearest[0], found!.distances[0]]).toEqual([0, 32]);
    expect([found!.rivals[0], found!.rivalDistances[0]]).toEqual([2, 32]);
  });

  test("is none where all differ in more bits, and has no rival in the same place or at the other end of all bits", () => {
    const none = { nearest: noKeypoint, distance: farAway };
    const of = (first: Keypoints, within: number) => {
      const { nearest, distances, rivals } = findNearest(first, alike(0xff, [5]), within);
      return { nearest: nearest[0], distance: distances[0], rival: rivals[0] };
    };
    expect(of(alike(0x0f, [1, 2]), 127)).toEqual({ ...none, rival: noKeypoint });
    expect(of(alike(0x0f, [1, 2]), 128)).toEqual({ nearest: 0, distance: 128, rival: noKeypoint });
    expect(of(alike(0x00, [1, 9_000]), 254)).toEqual({ ...none, rival: noKeypoint });
    expect(of(alike(0x00, []), 254)).toEqual({ ...none, rival: noKeypoint });
  });

  test("is the same by kernel and twin, with its rival and both distances", () => {
    const count = fc.oneof(
      fc.integer({ min: 0, max: 150 }),
      fc.constantFrom(0, 1, 15, 16, 17, 63, 64, 65, 128),
    );
    const shape = fc.record({
      sorts: fc.integer({ min: 1, max: 40 }),
      spread: fc.constantFrom(1, 900, 3_000, 65_536),
      noise: fc.integer({ min: 0, max: 90 }),
    });
    fc.assert(
      fc.property(
        count,
        count,
        fc.nat(),
        shape,
        fc.integer({ min: 0, max: 254 }),
        (a, b, seed, shape, within) => {
          const [first, second] = [keypoints(a, seed, shape), keypoints(b, seed + 1, shape)];
          const found = findNearestByKernel(first, second, within);
          expect(found).toEqual(findNearestPlainly(first, second, within));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("of more keypoints than the kernel holds is found by the twin", () => {
    const [first, second] = [keypoints(8_193, 3), keypoints(2, 4)];
    expect(findNearestByKernel(first, second, 72)).toBeUndefined();
    expect(findNearest(first, second, 72)).toEqual(findNearestPlainly(first, second, 72));
    const most = keypoints(8_192, 3);
    expect(findNearestByKernel(most, second, 72)).toEqual(findNearestPlainly(most, second, 72));
  });
});

function places(count: number, seed: number) {
  const next = drawnNumbers(seed);
  const column = () => Float64Array.from({ length: count }, () => next() / 2 ** 24);
  return { fromX: column(), fromY: column(), toX: column(), toY: column() };
}

describe("pairs that agree with a placement", () => {
  const identity = Float64Array.of(1, 0, 0, 0, 1, 0);

  test("are counted by the kernel, those at the very tolerance not", () => {
    const from = { fromX: Float64Array.of(0, 0.5, 1), fromY: Float64Array.of(0, 0, 0) };
    const pairs = { ...from, toX: Float64Array.of(0.25, 0.75, 1), toY: Float64Array.of(0, 0, 0.2) };
    expect(countAgreeingByKernel(pairs, identity, 0.0625)).toEqual(Uint16Array.of(1));
    expect(countAgreeingByKernel(pairs, identity, 0.0626)).toEqual(Uint16Array.of(3));
  });

  test("are counted the same by kernel and twin, any number with any placements", () => {
    const numbers = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { maxLength: 300 });
    fc.assert(
      fc.property(
        fc.nat(70),
        fc.nat(),
        numbers,
        fc.double({ min: 0, max: 1 }),
        (count, seed, all, tolerance) => {
          const placements = Float64Array.from(all.slice(0, all.length - (all.length % 6)));
          const pairs = places(count, seed);
          const counted = countAgreeingByKernel(pairs, placements, tolerance);
          expect(counted).toEqual(countAgreeingPlainly(pairs, placements, tolerance));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("are counted for more placements than the kernel holds, and more pairs by the twin", () => {
    const placements = Float64Array.from({ length: 8_200 * 6 }, (_, i) => identity[i % 6]!);
    placements[8_199 * 6 + 2] = 9;
    const counted = countAgreeingByKernel(places(3, 5), placements, 4)!;
    expect([counted.length, counted[8_191], counted[8_198], counted[8_199]]).toEqual([8_200, 3, 3, 0]);
    expect(countAgreeingByKernel(places(8_192, 5), identity, 4)).toBeUndefined();
    expect(countAgreeing(places(8_192, 5), identity, 4)).toEqual(Uint16Array.of(8_192));
  });
});
