/**
 * Turns and scales a face so that eyes, nose and mouth come to lie where SFace was trained to see them (Zhong et al.,
 * "SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition", 2021): 112 by 112 pixels.
 */
import type { FacePicture, Point } from "./picture.ts";

/** Side of an aligned face in pixels. */
export const alignedSide = 112;

/** Where the five points lie in an aligned face, in the order of the detector's. */
export const alignedPoints: readonly Point[] = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/** x' = ax - by + c, y' = bx + ay + d: turned, scaled and moved, never mirrored. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/**
 * The similarity that brings points closest to others, by least squares (Umeyama 1991, without reflection).
 *
 * @returns undefined when the points all lie in one place, or are not numbers
 */
export function similarityBetween(from: readonly Point[], to: readonly Point[]): Similarity | undefined {
  const [center, target] = [centerOf(from), centerOf(to)];
  let [along, across, spread] = [0, 0, 0];
  for (const [i, point] of from.entries()) {
    const [x, y] = [point.x - center.x, point.y - center.y];
    const [u, v] = [to[i]!.x - target.x, to[i]!.y - target.y];
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  }
  const [a, b] = [along / spread, across / spread];
  if (!Number.isFinite(a) || !Number.isFinite(b) || (a === 0 && b === 0)) return undefined;
  return {
    a,
    b,
    c: target.x - a * center.x + b * center.y,
    d: target.y - b * center.x - a * center.y,
  };
}

/**
 * Cuts an aligned face out of a picture, bilinear, black outside: red, green and blue planes, 0 to 255.
 *
 * @param points the five points in pixels of the picture
 */
export function alignFace(picture: FacePicture, points: readonly Point[]): Float32Array | undefined {
  const placed = similarityBetween(points, alignedPoints);
  if (placed === undefined) return undefined;
  const { a, b, c, d } = placed;
  const size = a * a + b * b;
  const plane = alignedSide * alignedSide;
  const face = new Float32Array(3 * plane);
  for (let y = 0; y < alignedSide; y++)
    for (let x = 0; x < alignedSide; x++) {
      // Each pixel asks where it comes from: the similarity the other way round.
      const [u, v] = [x - c, y - d];
      const from = { x: (a * u + b * v) / size, y: (a * v - b * u) / size };
      for (let channel = 0; channel < 3; channel++)
        face[channel * plane + y * alignedSide + x] = sampled(picture, from, channel);
    }
  return face;
}

function sampled(picture: FacePicture, { x, y }: Point, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, below] = [x - left, y - top];
  const upper = mixed(pixel(picture, left, top, channel), pixel(picture, left + 1, top, channel), right);
  const lower = mixed(
    pixel(picture, left, top + 1, channel),
    pixel(picture, left + 1, top + 1, channel),
    right,
  );
  return mixed(upper, lower, below);
}

function mixed(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function pixel(
  { width, height, channels, bytes }: FacePicture,
  x: number,
  y: number,
  channel: number,
): number {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  return bytes[(y * width + x) * channels + (channels === 1 ? 0 : channel)]!;
}

function centerOf(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
