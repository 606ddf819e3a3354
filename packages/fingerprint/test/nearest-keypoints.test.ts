import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Keypoints } from "../src/images/keypoints.ts";
import { farAway, findNearestPlainly, noKeypoint } from "../src/images/nearest-keypoints.ts";
import { findNearest, findNearestByKernel } from "../src/wasm/pairs-kernel.ts";
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
