/** Which keypoints of two pictures look alike, plainly: the specification of the kernel and its stand-in. */
import { hammingDistance, hashByteLength } from "./hamming.ts";
import type { Keypoints } from "./keypoints.ts";

/** No keypoint. */
export const noKeypoint = 0xffff;
/** Distances are counted up to this, which is as good as infinitely far: unrelated keypoints differ in about 128 bits. */
export const farAway = 255;
/** A keypoint nearer than this, across and down, in 65,535ths of the longer side, is the same corner in another size. */
export const samePlace = 1_000;

/** For each keypoint of a second picture the one of a first that looks most like it. */
export interface NearestKeypoints {
  /** Its number, the first of several; `noKeypoint` where none is near enough. */
  readonly nearest: Uint16Array;
  /** The one that looks most like it among those that lie elsewhere than `nearest`; `noKeypoint` where there is none. */
  readonly rivals: Uint16Array;
  /** Bits in which they differ; 255 where there is none. */
  readonly distances: Uint8Array;
  readonly rivalDistances: Uint8Array;
}

/** Finds the nearest as the kernel does, some thirty times slower. */
export function findNearestPlainly(first: Keypoints, second: Keypoints, within: number): NearestKeypoints {
  const found = {
    nearest: new Uint16Array(second.count).fill(noKeypoint),
    rivals: new Uint16Array(second.count).fill(noKeypoint),
    distances: new Uint8Array(second.count).fill(farAway),
    rivalDistances: new Uint8Array(second.count).fill(farAway),
  };
  const distances = new Uint8Array(first.count);
  for (let j = 0; j < second.count; j++) {
    for (let i = 0; i < first.count; i++)
      distances[i] = Math.min(
        farAway,
        hammingDistance(first.descriptors, second.descriptors, i * hashByteLength, j * hashByteLength),
      );
    const nearest = leastOf(distances);
    if (nearest === undefined || distances[nearest]! > within) continue;
    found.nearest[j] = nearest;
    found.distances[j] = distances[nearest]!;
    for (let i = 0; i < first.count; i++) if (isSamePlace(first, i, nearest)) distances[i] = farAway;
    const rival = leastOf(distances);
    if (rival === undefined) continue;
    found.rivals[j] = rival;
    found.rivalDistances[j] = distances[rival]!;
  }
  return found;
}

/** Number of the least below 255, the first of several. */
function leastOf(distances: Uint8Array): number | undefined {
  let least: number | undefined;
  for (let i = 0; i < distances.length; i++)
    if (distances[i]! < (least === undefined ? farAway : distances[least]!)) least = i;
  return least;
}

function isSamePlace({ x, y }: Keypoints, i: number, j: number): boolean {
  return Math.abs(x[i]! - x[j]!) < samePlace && Math.abs(y[i]! - y[j]!) < samePlace;
}
