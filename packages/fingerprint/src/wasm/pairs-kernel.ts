/**
 * Keypoints that look alike, and placements that pairs of them agree with, by the kernel where it runs, else by the twins in nearest-keypoints.ts and
 * agreeing-pairs.ts. Both find the same.
 */
import { countAgreeingPlainly, placementNumbers, type PairPlaces } from "../images/agreeing-pairs.ts";
import type { Keypoints } from "../images/keypoints.ts";
import { findNearestPlainly, samePlace, type NearestKeypoints } from "../images/nearest-keypoints.ts";
import { pairsWasm } from "./pairs.wasm.ts";
import { instantiate, type Global } from "./wasm.ts";

/** What the kernel exports; its memory map is in kernels/pairs.ts. */
interface PairsKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly FIRST: Global;
  readonly FIRST_X: Global;
  readonly FIRST_Y: Global;
  readonly SECOND: Global;
  readonly NEAREST: Global;
  readonly RIVALS: Global;
  readonly NEAREST_DISTANCES: Global;
  readonly RIVAL_DISTANCES: Global;
  readonly FROM_X: Global;
  readonly FROM_Y: Global;
  readonly TO_X: Global;
  readonly TO_Y: Global;
  readonly PLACEMENTS: Global;
  readonly AGREEING: Global;
  readonly MAX_COUNT: Global;
  pair(firstCount: number, secondCount: number, within: number, apart: number): void;
  countAgreeing(pairs: number, placements: number, tolerance: number): void;
}

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let loaded: PairsKernel | undefined | null = null;

function pairsKernel(): PairsKernel | undefined {
  // The shape is that of kernels/pairs.ts, whose build is compared with the checked-in module.
  if (loaded === null) loaded = instantiate(pairsWasm) as PairsKernel | undefined;
  return loaded;
}

/**
 * Finds for each keypoint of the second picture the one of the first that looks most like it, and its rival. Every keypoint
 * of one is held against every one of the other: 0.4 ms for 700 and 250.
 *
 * @param within bits in which the nearest may differ, up to 254
 */
export function findNearest(first: Keypoints, second: Keypoints, within: number): NearestKeypoints {
  return findNearestByKernel(first, second, within) ?? findNearestPlainly(first, second, within);
}

/** The same by the kernel; undefined where it does not run or the keypoints are too many for its memory. */
export function findNearestByKernel(
  first: Keypoints,
  second: Keypoints,
  within: number,
): NearestKeypoints | undefined {
  const kernel = pairsKernel();
  if (kernel === undefined || Math.max(first.count, second.count) > kernel.MAX_COUNT.value) return undefined;
  const { buffer } = kernel.memory;
  const bytes = new Uint8Array(buffer);
  bytes.set(first.descriptors, kernel.FIRST.value);
  bytes.set(second.descriptors, kernel.SECOND.value);
  new Uint16Array(buffer, kernel.FIRST_X.value, first.count).set(first.x);
  new Uint16Array(buffer, kernel.FIRST_Y.value, first.count).set(first.y);
  kernel.pair(first.count, second.count, within, samePlace);
  const { count } = second;
  return {
    nearest: new Uint16Array(buffer, kernel.NEAREST.value, count).slice(),
    rivals: new Uint16Array(buffer, kernel.RIVALS.value, count).slice(),
    distances: new Uint8Array(buffer, kernel.NEAREST_DISTANCES.value, count).slice(),
    rivalDistances: new Uint8Array(buffer, kernel.RIVAL_DISTANCES.value, count).slice(),
  };
}

/**
 * Counts for each placement the pairs that agree with it: those whose place in the first picture is nearer to where it puts them than
 * the root of the tolerance. A microsecond for 300 pairs.
 *
 * @param placements six numbers each
 * @param tolerance square of a distance, in longer sides
 */
export function countAgreeing(pairs: PairPlaces, placements: Float64Array, tolerance: number): Uint16Array {
  return (
    countAgreeingByKernel(pairs, placements, tolerance) ?? countAgreeingPlainly(pairs, placements, tolerance)
  );
}

/** The same by the kernel; undefined where it does not run or the pairs are too many for its memory. */
export function countAgreeingByKernel(
  { fromX, fromY, toX, toY }: PairPlaces,
  placements: Float64Array,
  tolerance: number,
): Uint16Array | undefined {
  const kernel = pairsKernel();
  const most = kernel?.MAX_COUNT.value ?? 0;
  const pairs = fromX.length;
  if (kernel === undefined || pairs >= most) return undefined;
  const { buffer } = kernel.memory;
  for (const [values, at] of [
    [fromX, kernel.FROM_X],
    [fromY, kernel.FROM_Y],
    [toX, kernel.TO_X],
    [toY, kernel.TO_Y],
  ] as const) {
    const column = new Float64Array(buffer, at.value, pairs + 1);
    column.set(values);
    // The other half of the last vector is no number and agrees with nothing.
    column[pairs] = Number.NaN;
  }
  const counts = new Uint16Array(placements.length / placementNumbers);
  for (let from = 0; from < counts.length; from += most) {
    const some = placements.subarray(from * placementNumbers, (from + most) * placementNumbers);
    new Float64Array(buffer, kernel.PLACEMENTS.value, some.length).set(some);
    const count = some.length / placementNumbers;
    kernel.countAgreeing(pairs, count, tolerance);
    counts.set(new Uint16Array(buffer, kernel.AGREEING.value, count), from);
  }
  return counts;
}
