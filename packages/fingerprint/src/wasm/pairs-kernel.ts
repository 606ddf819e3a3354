/** Keypoints that look alike, by the kernel where it runs, else by the twin in nearest-keypoints.ts. Both find the same. */
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
  readonly MAX_COUNT: Global;
  pair(firstCount: number, secondCount: number, within: number, apart: number): void;
}

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let kernel: PairsKernel | undefined | null = null;

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
  // The shape is that of kernels/pairs.ts, whose build is compared with the checked-in module.
  if (kernel === null) kernel = instantiate(pairsWasm) as PairsKernel | undefined;
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
