/** Keypoints of two pictures that look alike. */
import { findNearest } from "../wasm/pairs-kernel.ts";
import type { Keypoints } from "./keypoints.ts";
import { noKeypoint } from "./nearest-keypoints.ts";

/** Two keypoints that look alike: numbers in the first and the second picture. */
export interface KeypointPair {
  readonly first: number;
  readonly second: number;
  /** Bits in which they differ. */
  readonly distance: number;
}

/** Pairs differ in at most so many bits; unrelated keypoints in about 128. */
const maxDistance = 72;
/** So much worse may the best partner elsewhere be. */
const maxLag = 12;

/**
 * Pairs each keypoint of the second picture with the one of the first that looks most like it, and with the best of those
 * elsewhere when that is nearly as good: letters and windows come many times. The best pairs first.
 */
export function pairUp(first: Keypoints, second: Keypoints): KeypointPair[] {
  const { nearest, rivals, distances, rivalDistances } = findNearest(first, second, maxDistance);
  const pairs: KeypointPair[] = [];
  for (let j = 0; j < second.count; j++) {
    const [partner, distance, lag] = [nearest[j]!, distances[j]!, rivalDistances[j]! - distances[j]!];
    if (partner === noKeypoint) continue;
    pairs.push({ first: partner, second: j, distance });
    if (lag <= maxLag && distance + lag <= maxDistance)
      pairs.push({ first: rivals[j]!, second: j, distance: distance + lag });
  }
  return pairs.sort((p, q) => p.distance - q.distance || p.second - q.second || p.first - q.first);
}
