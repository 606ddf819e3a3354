/** Directions and descriptors of keypoints, plainly. */
import type { GreyImage } from "./grey-image.ts";
import { hashBits, hashByteLength } from "./hamming.ts";
import { keypointPattern } from "./keypoint-pattern.ts";

/** Pixels about a keypoint that its direction and its bits depend on, in each direction; no turn leads beyond. */
export const reach = 15;
/** Directions that the pattern is turned to. */
export const turns = 64;

/** How far the disc about a keypoint reaches in each row, from its own down. */
export const discWidths: Int32Array = Int32Array.from({ length: reach + 1 }, (_, y) =>
  Math.floor(Math.sqrt(reach ** 2 - y ** 2)),
);

/** The direction from a keypoint to the centre of brightness of the disc about it, in 256ths of a turn. */
export function angleAt({ width, values }: GreyImage, at: number): number {
  let right = 0;
  let down = 0;
  for (let y = -reach; y <= reach; y++) {
    const across = discWidths[Math.abs(y)]!;
    const row = at + y * width;
    let sum = 0;
    for (let x = -across; x <= across; x++) {
      const value = values[row + x]!;
      sum += value;
      right += x * value;
    }
    down += y * sum;
  }
  return directionOf(right, down);
}

/** The 64 directions of a quarter turn at which an angle in 256ths of a turn rounds up. */
export const halfway: { readonly cosines: Float64Array; readonly sines: Float64Array } = {
  cosines: Float64Array.from({ length: 64 }, (_, i) => Math.cos(((i + 0.5) * Math.PI) / 128)),
  sines: Float64Array.from({ length: 64 }, (_, i) => Math.sin(((i + 0.5) * Math.PI) / 128)),
};

/**
 * A direction in 256ths of a turn, rounded; 0 when there is none. By comparing, because a kernel's arc tangent could differ
 * from this one in its last bit.
 *
 * @param right whole number
 * @param down whole number
 */
export function directionOf(right: number, down: number): number {
  const [x, y] = [Math.abs(right), Math.abs(down)];
  let [from, to] = [0, 64];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (y * halfway.cosines[middle]! > x * halfway.sines[middle]!) from = middle + 1;
    else to = middle;
  }
  const turned = right < 0 ? 128 - from : from;
  return (down < 0 ? -turned : turned) & 255;
}

/** Writes the bits of a keypoint, and its margins where there is room for any. */
export function describe(
  { width, values }: GreyImage,
  at: number,
  angle: number,
  {
    i,
    descriptors,
    margins,
  }: { readonly i: number; readonly descriptors: Uint8Array; readonly margins: Uint8Array },
): void {
  const places = turnedPattern[Math.round((angle * turns) / 256) % turns]!;
  for (let bit = 0; bit < hashBits; bit++) {
    const place = bit * 4;
    const a = values[at + places[place + 1]! * width + places[place]!]!;
    const b = values[at + places[place + 3]! * width + places[place + 2]!]!;
    if (a < b) descriptors[i * hashByteLength + (bit >> 3)]! |= 1 << (bit & 7);
    if (margins.length > 0) margins[i * hashBits + bit] = Math.abs(a - b);
  }
}

/** For each direction the 256 pairs of places, as x, y, x, y from the keypoint. */
export const turnedPattern: readonly Int8Array[] = turnPattern();

function turnPattern(): Int8Array[] {
  const places = keypointPattern.map((quarters) => quarters / 4);
  return Array.from({ length: turns }, (_, turn) => {
    const [cos, sin] = [Math.cos((turn * 2 * Math.PI) / turns), Math.sin((turn * 2 * Math.PI) / turns)];
    const turned = new Int8Array(places.length);
    for (let i = 0; i < places.length; i += 2) {
      turned[i] = Math.round(places[i]! * cos - places[i + 1]! * sin);
      turned[i + 1] = Math.round(places[i]! * sin + places[i + 1]! * cos);
    }
    return turned;
  });
}
