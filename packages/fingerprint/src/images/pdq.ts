/**
 * PDQ, a perceptual hash of 256 bits by Meta, and its quality.
 *
 * Source: "PDQ and TMK+PDQF", Meta 2019, and the reference code in facebook/ThreatExchange (BSD). The steps and the
 * 32-bit floating point are the reference's, so that equal pixels give equal bits: every intermediate value is rounded
 * where the reference rounds it. What no later step reads is not computed.
 */

/** Bytes of a hash. */
const pdqByteLength = 32;
/** Name and version of the hash, as findings and manifests give it. */
export const pdqVersion = "pdq-1";
/** Below this quality a hash says nothing: featureless pictures all have nearly the same one. */
export const pdqMinQuality = 50;

/** Side of the picture that the transform sees. */
const side = 64;
/** Coefficients kept in each direction. */
const kept = 16;
/** Numbers of a transform. */
export const coefficientCount: number = kept * kept;
/** A picture with a shorter side has no hash. */
const minSide = 5;

/** Grey values of a picture, row by row, each from 0 to 255. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  /** `width * height` values. */
  readonly values: Float32Array;
}

/** A picture's hash before it is turned into bits: what turning and mirroring work on. */
export interface PdqTransform {
  /** 16 by 16 coefficients, row by row, without those of frequency 0. */
  readonly coefficients: Float32Array;
  /** 0 to 100; how much there is to tell pictures apart by. */
  readonly quality: number;
}

/** The eight ways to turn and mirror a picture. `mirrored` is left to right; the last two are along the diagonals. */
export const orientations = [
  "upright",
  "rotated-90",
  "rotated-180",
  "rotated-270",
  "mirrored",
  "flipped",
  "transposed",
  "transverse",
] as const;

/** How a picture is turned or mirrored; rotations are anticlockwise. */
export type Orientation = (typeof orientations)[number];

/** Where the coefficient (row i, column j) goes, and whether its sign changes. */
const moves: Readonly<
  Record<Orientation, { readonly transposes: boolean; readonly negates: (i: number, j: number) => boolean }>
> = {
  upright: { transposes: false, negates: () => false },
  "rotated-90": { transposes: true, negates: (_, j) => j % 2 === 0 },
  "rotated-180": { transposes: false, negates: (i, j) => (i + j) % 2 === 1 },
  "rotated-270": { transposes: true, negates: (i) => i % 2 === 0 },
  mirrored: { transposes: false, negates: (_, j) => j % 2 === 0 },
  flipped: { transposes: false, negates: (i) => i % 2 === 0 },
  transposed: { transposes: true, negates: () => false },
  transverse: { transposes: true, negates: (i, j) => (i + j) % 2 === 1 },
};

/**
 * Turns bytes of red, green and blue into grey values by the reference's weights.
 *
 * @param pixels `width * height * channels` bytes, row by row
 * @param channels 1 for grey, 3 for red, green, blue
 */
export function lumaOf(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Luma {
  const values = new Float32Array(width * height);
  if (channels === 1) values.set(pixels.subarray(0, values.length));
  else
    for (let i = 0, at = 0; i < values.length; i++, at += 3) {
      const redGreen = Math.fround(
        Math.fround(redWeight * pixels[at]!) + Math.fround(greenWeight * pixels[at + 1]!),
      );
      values[i] = redGreen + Math.fround(blueWeight * pixels[at + 2]!);
    }
  return { width, height, values };
}

const redWeight = Math.fround(0.299);
const greenWeight = Math.fround(0.587);
const blueWeight = Math.fround(0.114);

/**
 * Returns the transform of a picture; null when a side is shorter than 5. Linear in its pixels, about 8 ns each.
 */
export function pdqTransform(luma: Luma): PdqTransform | null {
  if (luma.width < minSide || luma.height < minSide) return null;
  const small = luma.width === side && luma.height === side ? luma.values : shrink(luma);
  return { coefficients: transform(small), quality: qualityOf(small) };
}

/** Returns the 32 bytes of a hash, the first bit of the reference's hexadecimal digits first. */
export function pdqHash({ coefficients }: PdqTransform, orientation: Orientation = "upright"): Uint8Array {
  const turned = orientation === "upright" ? coefficients : turn(coefficients, orientation);
  const median = turned.toSorted()[(kept * kept) / 2 - 1]!;
  const hash = new Uint8Array(pdqByteLength);
  for (let bit = 0; bit < kept * kept; bit++)
    if (turned[bit]! > median) hash[pdqByteLength - 1 - (bit >> 3)]! |= 1 << (bit & 7);
  return hash;
}

function turn(coefficients: Float32Array, orientation: Orientation): Float32Array {
  const { transposes, negates } = moves[orientation];
  const turned = new Float32Array(kept * kept);
  for (let i = 0; i < kept; i++)
    for (let j = 0; j < kept; j++) {
      const value = coefficients[i * kept + j]!;
      turned[transposes ? j * kept + i : i * kept + j] = negates(i, j) ? -value : value;
    }
  return turned;
}

/** Two box filters in each direction, and of the result 64 by 64 values. */
function shrink({ width, height, values }: Luma): Float32Array {
  const across = windowOf(width);
  const down = windowOf(height);
  const first = new Float32Array(values.length);
  const second = new Float32Array(values.length);
  boxRows(values, first, width, height, across);
  boxColumns(first, second, width, height, down);
  // Of the second round only 64 columns, and of those 64 rows, are ever read.
  const columns = sampled(width);
  const narrow = new Float32Array(side * height);
  boxRowsAt(second, narrow, { width, height, window: across, columns });
  const filtered = new Float32Array(side * height);
  boxColumns(narrow, filtered, side, height, down);
  const small = new Float32Array(side * side);
  for (const [i, row] of sampled(height).entries())
    small.set(filtered.subarray(row * side, (row + 1) * side), i * side);
  return small;
}

function windowOf(length: number): number {
  return Math.floor((length + 2 * side - 1) / (2 * side));
}

/** The 64 places of a row or column that are kept. */
export function sampled(length: number): Int32Array {
  return Int32Array.from({ length: side }, (_, i) => Math.floor(((i + 0.5) * length) / side));
}

/** The mean of a window about each value; near the ends the window is cut. Sums run on, as in the reference. */
function boxRows(from: Float32Array, to: Float32Array, width: number, height: number, window: number): void {
  const lead = Math.floor((window + 2) / 2) - 1;
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const end = start + width;
    let read = start;
    let written = start;
    let sum = 0;
    for (; read < start + lead; read++) sum = Math.fround(sum + from[read]!);
    for (; read < start + window; read++) {
      sum = Math.fround(sum + from[read]!);
      to[written++] = sum / (read - start + 1);
    }
    for (; read < end; read++) {
      sum = Math.fround(Math.fround(sum + from[read]!) - from[read - window]!);
      to[written++] = sum / window;
    }
    for (let count = window - 1; written < end; count--) {
      sum = Math.fround(sum - from[read++ - window]!);
      to[written++] = sum / count;
    }
  }
}

/** As `boxRows`, writing only some columns. */
function boxRowsAt(
  from: Float32Array,
  to: Float32Array,
  {
    width,
    height,
    window,
    columns,
  }: {
    readonly width: number;
    readonly height: number;
    readonly window: number;
    readonly columns: Int32Array;
  },
): void {
  const whole = new Float32Array(width);
  for (let row = 0; row < height; row++) {
    boxRows(from.subarray(row * width, (row + 1) * width), whole, width, 1, window);
    for (let i = 0; i < side; i++) to[row * side + i] = whole[columns[i]!]!;
  }
}

/** As `boxRows` down the columns: all of them a row at a time, which memory likes better. */
function boxColumns(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  window: number,
): void {
  const lead = Math.floor((window + 2) / 2) - 1;
  const sums = new Float32Array(width);
  let count = 0;
  for (let i = 0; i < height + lead; i++) {
    if (i < height) {
      const added = i * width;
      for (let j = 0; j < width; j++) sums[j] = sums[j]! + from[added + j]!;
      count++;
    }
    if (i >= window) {
      const dropped = (i - window) * width;
      for (let j = 0; j < width; j++) sums[j] = sums[j]! - from[dropped + j]!;
      count--;
    }
    if (i < lead) continue;
    const written = (i - lead) * width;
    for (let j = 0; j < width; j++) to[written + j] = sums[j]! / count;
  }
}

/** Sum of the steps between neighbours, in whole percents of the range: gradients that can be seen. */
export function qualityOf(small: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const at = i * side + j;
      if (i < side - 1) sum += step(small[at]!, small[at + side]!);
      if (j < side - 1) sum += step(small[at]!, small[at + 1]!);
    }
  return Math.min(100, Math.trunc(sum / 90));
}

function step(a: number, b: number): number {
  return Math.abs(Math.trunc(Math.fround(Math.fround(Math.fround(a - b) * 100) / 255)));
}

/** Rows 1 to 16 of the cosine transform's matrix. */
export const cosines: Float32Array = Float32Array.from({ length: kept * side }, (_, at) => {
  const [i, j] = [Math.floor(at / side), at % side];
  return Math.fround(Math.sqrt(2 / side)) * Math.cos((Math.PI / 2 / side) * (i + 1) * (2 * j + 1));
});

function transform(small: Float32Array): Float32Array {
  const half = new Float32Array(kept * side);
  for (let i = 0; i < kept; i++)
    for (let j = 0; j < side; j++) {
      let sum = 0;
      for (let k = 0; k < side; k++)
        sum = Math.fround(sum + Math.fround(cosines[i * side + k]! * small[k * side + j]!));
      half[i * side + j] = sum;
    }
  const whole = new Float32Array(kept * kept);
  for (let i = 0; i < kept; i++)
    for (let j = 0; j < kept; j++) {
      let sum = 0;
      for (let k = 0; k < side; k++)
        sum = Math.fround(sum + Math.fround(half[i * side + k]! * cosines[j * side + k]!));
      whole[i * kept + j] = sum;
    }
  return whole;
}
