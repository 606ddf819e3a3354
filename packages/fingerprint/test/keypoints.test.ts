import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directionOf } from "../src/images/descriptors.ts";
import { findKeypointsPlainly, type KeypointOptions, type Keypoints } from "../src/images/keypoints.ts";
import { findByKernel, findKeypoints } from "../src/wasm/keypoints-kernel.ts";
import type { Pixels } from "../src/wasm/pdq-kernel.ts";
import { drawnNumbers, drawRectangles } from "./drawn-pictures.ts";

type Sort = "rectangles" | "grain" | "grain on rectangles" | "black and white" | "flat";

function picture(width: number, height: number, channels: 1 | 3, sort: Sort, seed: number): Pixels {
  const next = drawnNumbers(seed);
  const { bytes } = drawRectangles(width, height, seed);
  const length = width * height * channels;
  const value = (i: number): number => {
    if (sort === "flat") return seed & 255;
    if (sort === "grain") return next() & 255;
    if (sort === "black and white") return (next() & 7) === 0 ? 255 : 0;
    return bytes[i]! + (sort === "rectangles" ? 0 : next() % 24);
  };
  return { width, height, channels, bytes: Uint8Array.from({ length }, (_, i) => value(i)) };
}

const form = fc.record({ mirrored: fc.boolean(), negative: fc.boolean() });
const sorts = fc.constantFrom<Sort>("rectangles", "grain", "grain on rectangles", "black and white", "flat");
const channels = fc.constantFrom<1 | 3>(1, 3);

function expectTheSame(pixels: Pixels, options: KeypointOptions): void {
  const found = findByKernel(pixels, options);
  expect(found).toEqual(findKeypointsPlainly(pixels, options));
}

describe("keypoints", () => {
  test("are found by the kernel, and those of a drawing are many, in every size", () => {
    const found = findByKernel(drawRectangles(512, 384, 3), { count: 700, maxSide: 512, margins: true });
    expect(found).toBeDefined();
    expect(found!.count).toBeGreaterThan(300);
    expect(new Set(found!.level).size).toBe(8);
    expect(found!.margins.length).toBe(found!.count * 256);
    expect(findKeypoints(drawRectangles(512, 384, 3)).margins.length).toBe(0);
  });

  test("are the same by kernel and twin, bit for bit, whatever is in the picture", () => {
    const side = fc.oneof(fc.integer({ min: 1, max: 140 }), fc.constantFrom(34, 35, 36, 47, 48, 49));
    fc.assert(
      fc.property(
        side,
        side,
        channels,
        sorts,
        fc.nat(),
        fc.record({
          count: fc.integer({ min: 1, max: 800 }),
          maxSide: fc.integer({ min: 30, max: 160 }),
          margins: fc.boolean(),
          form,
        }),
        (width, height, channels, sort, seed, options) =>
          expectTheSame(picture(width, height, channels, sort, seed), options),
      ),
      { numRuns: 250 },
    );
  });

  const asked: KeypointOptions = { count: 700, maxSide: 512, margins: true };
  test.each<readonly [number, number, KeypointOptions]>([
    [1, 1, asked],
    [1, 700, asked],
    [700, 1, asked],
    [2, 1_024, asked],
    [36, 1_000, asked],
    [1_024, 37, { count: 4_096, maxSide: 1_024 }],
    [1_023, 767, {}],
    [1_024, 1_024, { count: 4_096, maxSide: 1_024 }],
    [512, 341, asked],
  ])("are the same by kernel and twin in %d by %d pixels", (width, height, options) => {
    expectTheSame(picture(width, height, 3, "grain on rectangles", width + height), options);
  });

  test("of a picture larger than the kernel's memory are the same, shrunk first or by the twin alone", () => {
    const large = picture(1_300, 500, 3, "grain on rectangles", 5);
    const options = { form: { mirrored: true, negative: true } };
    expectTheSame(large, options);
    expect(findByKernel(large, { maxSide: 1_200 })).toBeUndefined();
    expect(findByKernel(large, { count: 5_000 })).toBeUndefined();
    expect(findKeypoints(large, { maxSide: 1_200 }).count).toBeGreaterThan(200);
  });

  test("of one picture are not those of the picture before", () => {
    const [first, second] = [picture(200, 150, 3, "rectangles", 1), picture(90, 120, 1, "grain", 2)];
    const alone: readonly Keypoints[] = [findKeypoints(first), findKeypoints(second)];
    expect([findKeypoints(first), findKeypoints(second)]).toEqual(alone);
    expect(findKeypoints(picture(200, 150, 1, "flat", 3)).count).toBe(0);
  });

  test("have the direction that an arc tangent gives, rounded", () => {
    const whole = fc.oneof(fc.integer({ min: -1_500_000, max: 1_500_000 }), fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(whole, whole, (right, down) => {
        expect(directionOf(right, down)).toBe(Math.round((Math.atan2(down, right) * 128) / Math.PI) & 255);
      }),
      { numRuns: 5_000 },
    );
  });
});
