/**
 * Corners: pixels that a ring of brighter or darker ones surrounds (FAST-9; Rosten, Drummond 2006), ranked by how much the
 * picture changes in both directions (Harris, Stephens 1988). All in whole numbers.
 */
import type { GreyImage } from "./grey-image.ts";

/** A corner in a picture. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  /** Larger is stronger; comparable within one picture. */
  readonly strength: number;
}

/** How much brighter or darker than the middle the ring must be. */
export const threshold = 12;
/** Neighbours on the ring that must be so, one after the other. */
const arcLength = 9;
/** Cells across and down among which corners are shared out, so that one busy patch can't have them all. */
const cells = 8;

/**
 * Finds the strongest corners, spread over the picture, strongest first.
 *
 * @param border pixels from the edge that are left out, at least 4
 * @param count corners at most
 */
export function findCorners(image: GreyImage, border: number, count: number): Corner[] {
  const candidates = strongest(image, mark(image, border));
  candidates.sort((a, b) => b.strength - a.strength || a.y - b.y || a.x - b.x);
  return spread(candidates, image, count);
}

/** Marks corners by their contrast to the ring in a map of the picture. */
function mark(image: GreyImage, border: number): Uint16Array {
  const { width, height, values } = image;
  const marks = new Uint16Array(width * height);
  const ring = Int32Array.from(ringOffsets, ([x, y]) => y * width + x);
  const north = ring[0]!;
  const east = ring[4]!;
  const south = ring[8]!;
  const west = ring[12]!;
  for (let y = border; y < height - border; y++)
    for (let at = y * width + border, end = (y + 1) * width - border; at < end; at++) {
      const high = values[at]! + threshold;
      const low = values[at]! - threshold;
      // Nine in a row on a ring of sixteen always hold two of these four. Looked at one by one: most pixels end here.
      const n = values[at + north]!;
      const e = values[at + east]!;
      const s = values[at + south]!;
      const w = values[at + west]!;
      const brighter = +(n > high) + +(e > high) + +(s > high) + +(w > high);
      const darker = +(n < low) + +(e < low) + +(s < low) + +(w < low);
      if (brighter < 2 && darker < 2) continue;
      if (hasArc(values, at, ring, high, low)) marks[at] = contrastOf(values, at, ring);
    }
  return marks;
}

/** The ring of radius 3 about a pixel, clockwise from the top. */
const ringOffsets: readonly (readonly [x: number, y: number])[] = [
  [0, -3],
  [1, -3],
  [2, -2],
  [3, -1],
  [3, 0],
  [3, 1],
  [2, 2],
  [1, 3],
  [0, 3],
  [-1, 3],
  [-2, 2],
  [-3, 1],
  [-3, 0],
  [-3, -1],
  [-2, -2],
  [-1, -3],
];

function hasArc(values: Uint8Array, at: number, ring: Int32Array, high: number, low: number): boolean {
  let brighter = 0;
  let darker = 0;
  for (let i = 0; i < 16 + arcLength - 1; i++) {
    const value = values[at + ring[i & 15]!]!;
    brighter = value > high ? brighter + 1 : 0;
    darker = value < low ? darker + 1 : 0;
    if (brighter === arcLength || darker === arcLength) return true;
  }
  return false;
}

/** Which of several corners side by side is meant; the Harris measure is for those that are left. */
function contrastOf(values: Uint8Array, at: number, ring: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < 16; i++) sum += Math.abs(values[at + ring[i]!]! - values[at]!);
  return sum;
}

/** The Harris measure over 7 by 7 pixels; at least a little, so that every corner has a rank. */
function strengthOf(values: Uint8Array, at: number, width: number): number {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let row = -3; row <= 3; row++)
    for (let i = at + row * width - 3, end = i + 7; i < end; i++) {
      const dx = values[i + 1]! - values[i - 1]!;
      const dy = values[i + width]! - values[i - width]!;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
  return Math.max(1, xx * yy - xy * xy - 0.04 * (xx + yy) * (xx + yy));
}

/** Corners that no neighbour outdoes. */
function strongest({ width, height, values }: GreyImage, marks: Uint16Array): Corner[] {
  const corners: Corner[] = [];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      if (marks[at]! > 0 && isPeak(marks, at, width))
        corners.push({ x, y, strength: strengthOf(values, at, width) });
    }
  return corners;
}

/** Of equal neighbours the first is the peak. */
function isPeak(marks: Uint16Array, at: number, width: number): boolean {
  const own = marks[at]!;
  for (let i = at - width - 1; i <= at - width + 1; i++) if (marks[i]! >= own) return false;
  for (let i = at + width - 1; i <= at + width + 1; i++) if (marks[i]! > own) return false;
  return marks[at - 1]! < own && marks[at + 1]! <= own;
}

/** Takes the strongest of each cell up to a share, then the strongest of the rest. */
function spread(sorted: readonly Corner[], { width, height }: GreyImage, count: number): Corner[] {
  if (sorted.length <= count) return [...sorted];
  const share = Math.max(1, Math.ceil((2 * count) / (cells * cells)));
  const taken = new Uint32Array(cells * cells);
  const chosen: Corner[] = [];
  const rest: Corner[] = [];
  for (const corner of sorted) {
    const cell = Math.floor((corner.y * cells) / height) * cells + Math.floor((corner.x * cells) / width);
    if (taken[cell]!++ < share) chosen.push(corner);
    else rest.push(corner);
  }
  return [...chosen, ...rest].slice(0, count);
}
