/** Grey pictures of bytes: what keypoints are looked for in. */
import type { Pixels } from "../wasm/pdq-kernel.ts";

/** A grey picture, row by row. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** Turns pixels to grey in whole numbers, so that every machine gets the same. */
export function greyOf({ width, height, channels, bytes }: Pixels): GreyImage {
  const count = width * height;
  if (channels === 1) return { width, height, values: bytes.subarray(0, count) };
  const values = new Uint8Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 3)
    values[i] = (bytes[at]! * 77 + bytes[at + 1]! * 150 + bytes[at + 2]! * 29 + 128) >> 8;
  return { width, height, values };
}

/** Scales a picture, to each pixel the mean of four about its place; for steps of less than two. */
export function scaled(image: GreyImage, width: number, height: number): GreyImage {
  const { values: from } = image;
  const values = new Uint8Array(width * height);
  const columns = places(image.width, width);
  const rows = places(image.height, height);
  for (let y = 0; y < height; y++) {
    const top = (rows[y]! >> 8) * image.width;
    const bottom = Math.min((rows[y]! >> 8) + 1, image.height - 1) * image.width;
    const down = rows[y]! & 255;
    for (let x = 0; x < width; x++) {
      const left = columns[x]! >> 8;
      const right = Math.min(left + 1, image.width - 1);
      const across = columns[x]! & 255;
      const above = from[top + left]! * (256 - across) + from[top + right]! * across;
      const below = from[bottom + left]! * (256 - across) + from[bottom + right]! * across;
      values[y * width + x] = (above * (256 - down) + below * down + 32_768) >> 16;
    }
  }
  return { width, height, values };
}

/** Where the pixels of a scaled row lie in the row, in 256ths of a pixel. */
function places(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to }, (_, i) =>
    Math.max(0, Math.min((from - 1) * 256, Math.round(((i + 0.5) * from * 256) / to - 128))),
  );
}

/** How a picture is brought to a size: halved so often, then scaled to this. */
export interface Shrinking {
  readonly halvings: number;
  readonly width: number;
  readonly height: number;
}

/** Halved until the longer side is less than twice as long as asked, then scaled to that. Never enlarged. */
export function shrinkingOf(width: number, height: number, maxSide: number): Shrinking {
  let halvings = 0;
  let [across, down] = [width, height];
  for (; Math.max(across, down) >= 2 * maxSide; halvings++)
    [across, down] = [Math.max(1, across >> 1), Math.max(1, down >> 1)];
  const longer = Math.max(across, down);
  if (longer <= maxSide) return { halvings, width: across, height: down };
  const side = (length: number): number => Math.max(1, Math.round((length * maxSide) / longer));
  return { halvings, width: side(across), height: side(down) };
}

/** Shrinks a picture to a longer side, as `shrinkingOf` says. */
export function shrunk(image: GreyImage, maxSide: number): GreyImage {
  const { halvings, width, height } = shrinkingOf(image.width, image.height, maxSide);
  let small = image;
  for (let i = 0; i < halvings; i++) small = halved(small);
  return small.width === width && small.height === height ? small : scaled(small, width, height);
}

function halved(image: GreyImage): GreyImage {
  const width = Math.max(1, image.width >> 1);
  const height = Math.max(1, image.height >> 1);
  const values = new Uint8Array(width * height);
  const right = image.width > 1 ? 1 : 0;
  const below = image.height > 1 ? image.width : 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 2 * (y * image.width + x);
      const above = image.values[at]! + image.values[at + right]!;
      const sum = above + image.values[at + below]! + image.values[at + below + right]!;
      values[y * width + x] = (sum + 2) >> 2;
    }
  return { width, height, values };
}

/** Smooths a picture by 1, 6, 15, 20, 15, 6, 1 along rows and columns. The three outermost pixels stay as they are. */
export function smoothed({ width, height, values }: GreyImage): GreyImage {
  const across = values.slice();
  const both = values.slice();
  for (let y = 0; y < height; y++)
    for (let at = y * width + 3, end = (y + 1) * width - 3; at < end; at++)
      across[at] = weighed(values, at, 1);
  for (let at = 3 * width, end = (height - 3) * width; at < end; at++) both[at] = weighed(across, at, width);
  return { width, height, values: both };
}

function weighed(values: Uint8Array, at: number, step: number): number {
  const far = values[at - 3 * step]! + values[at + 3 * step]!;
  const middle = values[at - 2 * step]! + values[at + 2 * step]!;
  const near = values[at - step]! + values[at + step]!;
  return (far + 6 * middle + 15 * near + 20 * values[at]! + 32) >> 6;
}
