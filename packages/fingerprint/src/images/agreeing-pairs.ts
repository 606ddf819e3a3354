/** How many pairs of keypoints agree with placements, plainly: the specification of the kernel and its stand-in. */

/** Where pairs lie, in longer sides: in the second picture, and in the first. */
export interface PairPlaces {
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
  readonly toX: Float64Array;
  readonly toY: Float64Array;
}

/** Numbers of a placement. */
export const placementNumbers = 6;

/** Counts as the kernel does, some five times slower. */
export function countAgreeingPlainly(
  { fromX, fromY, toX, toY }: PairPlaces,
  placements: Float64Array,
  tolerance: number,
): Uint16Array {
  const counts = new Uint16Array(placements.length / placementNumbers);
  for (let i = 0; i < counts.length; i++) {
    const at = i * placementNumbers;
    const [a, b, c] = [placements[at]!, placements[at + 1]!, placements[at + 2]!];
    const [d, e, f] = [placements[at + 3]!, placements[at + 4]!, placements[at + 5]!];
    for (let pair = 0; pair < fromX.length; pair++) {
      const x = a * fromX[pair]! + b * fromY[pair]! + c - toX[pair]!;
      const y = d * fromX[pair]! + e * fromY[pair]! + f - toY[pair]!;
      if (x * x + y * y < tolerance) counts[i]!++;
    }
  }
  return counts;
}
