/** Pictures made of numbers alone, the same on every machine and in every language. */
import type { Pixels } from "../src/wasm/pdq-kernel.ts";

/** Whole numbers below 2^24, always the same for a seed. */
export function drawnNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

/** Forty rectangles of random places and colours, each added to what lies below it. */
export function drawRectangles(width: number, height: number, seed: number): Pixels {
  const next = drawnNumbers(seed);
  const bytes = new Uint8Array(width * height * 3);
  for (let i = 0; i < 40; i++) {
    const [left, top, across, down] = [
      next() % width,
      next() % height,
      1 + (next() % width),
      1 + (next() % height),
    ];
    const colour = [next() % 97, next() % 97, next() % 97];
    const [right, bottom] = [Math.min(width, left + across), Math.min(height, top + down)];
    for (let y = top; y < bottom; y++)
      for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at++) bytes[at]! += colour[at % 3]!;
  }
  return { width, height, channels: 3, bytes };
}
