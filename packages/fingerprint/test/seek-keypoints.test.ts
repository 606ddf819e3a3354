import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { greyOf, scaled, smoothed, type GreyImage } from "../src/images/grey-image.ts";
import { findKeypointsPlainly } from "../src/images/keypoints.ts";
import { inForm } from "../src/images/picture-form.ts";
import {
  seekEachPlainly,
  seekPlainly,
  type SeekingSize,
  type SoughtPlaces,
} from "../src/images/seek-keypoints.ts";
import { greyInForm, scaledFast, smoothedFast } from "../src/wasm/grey-kernel.ts";
import { seek, seekByKernel, seekEach, seekEachByKernel } from "../src/wasm/seek-kernel.ts";
import { drawnNumbers, drawRectangles } from "./drawn-pictures.ts";

function grey(width: number, height: number, seed: number): GreyImage {
  const next = drawnNumbers(seed);
  const { values } = greyOf(drawRectangles(width, height, seed));
  return { width, height, values: values.map((value) => value + (next() % 9)) };
}

/** A frame drawn from a source that is turned, scaled and moved by numbers. */
function drawingOf(source: GreyImage, height: number, seed: number) {
  const next = drawnNumbers(seed);
  const number = (most: number): number => ((next() % 20_001) / 10_000 - 1) * most;
  const [stepX, stepY] = [256 + number(300), number(200)];
  const rows = new Float64Array(height * 2);
  const [fromX, fromY] = [number(9_000), number(9_000)];
  for (let y = 0; y < height; y++) rows.set([fromX - y * stepY, fromY + y * stepX], 2 * y);
  return { source, rows, stepX, stepY };
}

function sizesOf(width: number, height: number, counts: readonly number[]): SeekingSize[] {
  return counts.map((count, level) => {
    const side = (length: number) => Math.max(1, Math.round(length / 1.2 ** level));
    return { width: side(width), height: side(height), count };
  });
}

function soughtIn(sizes: readonly SeekingSize[], seed: number, descriptors?: Uint8Array): SoughtPlaces {
  const next = drawnNumbers(seed);
  const total = sizes.reduce((sum, { count }) => sum + count, 0);
  const place = (of: "width" | "height") =>
    Int32Array.from(
      sizes.flatMap((size) => Array.from({ length: size.count }, () => (next() % (size[of] + 20)) - 10)),
    );
  return {
    x: place("width"),
    y: place("height"),
    turns: Uint8Array.from({ length: total }, () => next() & 63),
    descriptors: descriptors ?? Uint8Array.from({ length: total * 32 }, () => next() & next() & 255),
  };
}

/** The pixel of a row or column of a picture of 300 pixels. */
function pixel(place: number): number {
  return Math.round((place / 65_535) * 300 - 0.5);
}

describe("keypoints looked for where they should be", () => {
  test("are seen by the kernel in the picture that they come from, off by as much as they were put off", () => {
    const pixels = drawRectangles(300, 220, 8);
    const { count, level, x, y, angle, descriptors } = findKeypointsPlainly(pixels, { maxSide: 300 });
    const own = Array.from({ length: count }, (_, i) => i).filter((i) => level[i] === 0);
    const sought = {
      x: Int32Array.from(own, (i) => pixel(x[i]!) - 2),
      y: Int32Array.from(own, (i) => pixel(y[i]!) + 1),
      turns: Uint8Array.from(own, (i) => Math.round(angle[i]! / 4) % 64),
      descriptors: Uint8Array.from(own.flatMap((i) => [...descriptors.subarray(i * 32, (i + 1) * 32)])),
    };
    const rows = Float64Array.from({ length: 440 }, (_, i) => (i % 2 === 0 ? 0 : ((i - 1) / 2) * 256));
    const drawing = { source: greyOf(pixels), rows, stepX: 256, stepY: 0 };
    const seen = seekByKernel(drawing, [{ width: 300, height: 220, count: own.length }], sought);
    expect(seen).toBeDefined();
    const numbers = Array.from(own.keys());
    expect(numbers.filter((i) => seen!.distances[i]! <= 40).length).toBeGreaterThan(0.9 * own.length);
    // A place that is near enough is not left for a better one, so not all are put right.
    const exact = numbers.filter((i) => seen!.distances[i] === 0);
    expect(exact.length).toBeGreaterThan(0.4 * own.length);
    expect(exact.map((i) => [seen!.offX[i], seen!.offY[i]])).toEqual(exact.map(() => [2, -1]));
  });

  test("are seen the same by kernel and twin, however the picture lies in the frame", () => {
    const side = fc.integer({ min: 1, max: 120 });
    const counts = fc.array(fc.nat(12), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(side, side, side, side, counts, fc.nat(), (across, down, width, height, counts, seed) => {
        const drawing = drawingOf(grey(across, down, seed), height, seed + 1);
        const sizes = sizesOf(width, height, counts);
        const sought = soughtIn(sizes, seed + 2);
        expect(seekByKernel(drawing, sizes, sought)).toEqual(seekPlainly(drawing, sizes, sought));
      }),
      { numRuns: 150 },
    );
  });

  test("are seen the same in pictures and frames as large as they get, and beyond by the twin", () => {
    for (const [across, down, width, height] of [
      [512, 384, 384, 288],
      [1_024, 700, 300, 384],
    ] as const) {
      const drawing = drawingOf(grey(across, down, 5), height, 6);
      const sizes = sizesOf(width, height, [20, 0, 20, 20]);
      const sought = soughtIn(sizes, 7);
      expect(seekByKernel(drawing, sizes, sought)).toEqual(seekPlainly(drawing, sizes, sought));
    }
    const large = drawingOf(grey(1_025, 40, 5), 60, 6);
    const sizes = sizesOf(60, 60, [9]);
    const sought = soughtIn(sizes, 8);
    expect(seekByKernel(large, sizes, sought)).toBeUndefined();
    expect(seek(large, sizes, sought)).toEqual(seekPlainly(large, sizes, sought));
  });
});

describe("keypoints looked for in pictures of their own", () => {
  test("are seen the same by kernel and twin, whichever pictures were there before", () => {
    const side = fc.integer({ min: 1, max: 90 });
    const pictures = fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(pictures, fc.nat(40), fc.nat(), (pictures, count, seed) => {
        const all = pictures.map(([width, height], i) => grey(width, height, seed + i));
        const images = Array.from({ length: count }, (_, i) => all[(i * 7) % all.length]!);
        const sought = soughtIn([{ width: 60, height: 60, count }], seed);
        expect(seekEachByKernel(images, sought)).toEqual(seekEachPlainly(images, sought));
        expect(seekEachByKernel(images.toReversed(), sought)).toEqual(
          seekEachPlainly(images.toReversed(), sought),
        );
      }),
      { numRuns: 100 },
    );
  });

  test("are seen when pictures fill the kernel's memory again and again, and by the twin when they never fit", () => {
    const large = Array.from({ length: 5 }, (_, i) => grey(900, 700, i));
    const sought = soughtIn([{ width: 900, height: 700, count: 3 }], 1);
    for (const images of [large.slice(0, 3), large.slice(1, 4), large.slice(2), large.slice(0, 3)])
      expect(seekEachByKernel(images, sought)).toEqual(seekEachPlainly(images, sought));
    const five = soughtIn([{ width: 900, height: 700, count: 5 }], 2);
    expect(seekEachByKernel(large, five)).toBeUndefined();
    expect(seekEach(large, five)).toEqual(seekEachPlainly(large, five));
  });
});

test("grey values, sizes and smoothed pictures are the same by kernel and twin", () => {
  const side = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constantFrom(255, 256, 257));
  fc.assert(
    fc.property(
      side,
      side,
      fc.nat(),
      fc.boolean(),
      fc.boolean(),
      (width, height, seed, mirrored, negative) => {
        const pixels = drawRectangles(width, height, seed);
        const image = greyInForm(pixels, { mirrored, negative });
        expect(image).toEqual(greyOf(inForm(pixels, { mirrored, negative })));
        const [across, down] = [Math.ceil(width / 1.2), Math.ceil(height / 1.7)];
        expect(scaledFast(image, across, down)).toEqual(scaled(image, across, down));
        expect(smoothedFast(image)).toEqual(smoothed(image));
      },
    ),
    { numRuns: 80 },
  );
});
