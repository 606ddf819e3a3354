/** How sure a match is, by its hash and by what was seen of the record. */
import type { Alignment } from "./align-pictures.ts";

/** How sure it is that two pictures show the same. */
export type ImageBand = "same" | "near-copy" | "verify";

/** Distances of hashes up to which they stand alone. */
export const nearRadius = 31;
/** A smaller picture cannot be told apart by keypoints. */
export const smallSide = 200;

/** What must be seen of a record where a placement puts it: how alike, how many keypoints, in how many of 64 cells. */
interface Threshold {
  readonly likeness: number;
  readonly seen: number;
  readonly cells: number;
}

/** Practically certain, alone: most of the record, or a smaller part of it that is more alike. */
const strong: readonly Threshold[] = [
  { likeness: 0.4, seen: 100, cells: 20 },
  { likeness: 0.48, seen: 70, cells: 15 },
  { likeness: 0.67, seen: 40, cells: 9 },
  { likeness: 0.75, seen: 25, cells: 9 },
];
/**
 * More than unrelated pictures have, of which thousands were asked (MEASURED.md): windows with the same bars and rows
 * reach .35 with 130 keypoints, drawings with a bow like a logo's .45 with 58 and .65 with 43.
 */
const weak: readonly Threshold[] = [
  { likeness: 0.36, seen: 100, cells: 25 },
  { likeness: 0.42, seen: 61, cells: 14 },
  { likeness: 0.66, seen: 40, cells: 9 },
  { likeness: 0.7, seen: 20, cells: 9 },
];
/** With hashes at most 64 bits apart less does; with hashes at most 31 apart less than `doubtful` is doubtful. */
const confirming: readonly Threshold[] = [{ likeness: 0.38, seen: 30, cells: 12 }];
const doubtful = 0.05;

/**
 * The band of a candidate; undefined when it is none.
 *
 * @param distance of the hashes in bits, at most 64; null when the hash did not lead here
 * @param canTell whether keypoints can tell the two pictures apart: then a close hash alone is looked at by a person
 */
export function bandOf(
  distance: number | null,
  alignment: Alignment | undefined,
  canTell: boolean,
): ImageBand | undefined {
  const likeness = alignment?.likeness ?? 0;
  if (distance !== null && distance <= nearRadius)
    return canTell && likeness < doubtful ? "verify" : "near-copy";
  if (alignment !== undefined) {
    if (reaches(alignment, strong)) return "near-copy";
    if (distance !== null && reaches(alignment, confirming)) return "near-copy";
    if (reaches(alignment, weak)) return "verify";
  }
  return distance !== null && !canTell ? "verify" : undefined;
}

function reaches({ likeness, seen, cells }: Alignment, thresholds: readonly Threshold[]): boolean {
  return thresholds.some(
    (least) => likeness >= least.likeness && seen.length >= least.seen && cells >= least.cells,
  );
}
