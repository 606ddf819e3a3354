/**
 * Whether two pictures show the same: guesses where one lies in the other, glanced at first and then held against the
 * picture itself.
 */
import { confirm, distinctLikeness, glance, type Confirmation } from "./confirm-picture.ts";
import { findPlacements } from "./find-placements.ts";
import type { Keypoints } from "./keypoints.ts";
import { fit, isPlausible, scaleOf, type Placement } from "./placement.ts";
import type { PictureView } from "./picture-view.ts";

/** What is kept of a record's picture. */
export interface RecordPicture {
  /** Pixels across and down, as shown. */
  readonly width: number;
  readonly height: number;
  readonly keypoints: Keypoints;
}

/** How a record's picture lies in another. */
export interface Alignment {
  readonly placement: Placement;
  /** Size of the record's content in the picture: 1 when it is as large, counted in longer sides. */
  readonly scale: number;
  /** Numbers of the record's keypoints that were seen where the placement puts them. */
  readonly seen: readonly number[];
  /** How many of them could have been seen: those whose surroundings lie within the picture. */
  readonly sought: number;
  /**
   * How alike what was seen is to what was sought, 0 to 1: each keypoint counts by how much closer its description is than
   * chance, or what lies beside it, would have it; one that wasn't seen counts nothing.
   */
  readonly likeness: number;
  /** How many of 64 cells hold one that was seen, when the box about those sought is cut 8 by 8. */
  readonly cells: number;
}

/** Guesses that are held against the picture, after a glance. */
const confirmedGuesses = 2;
/** Below this likeness it is not looked at more closely. */
const unlikely = 0.1;
/** From this likeness on no other guess is looked at. */
const surely = 0.4;
/** Keypoints without which there is no alignment. */
const minSeen = 4;

/**
 * Looks for a record's picture in another; undefined when it isn't seen. A few milliseconds, and some more for each guess
 * that is worth it.
 *
 * @param known placements that are guessed for other reasons
 */
export function align(
  view: PictureView,
  record: RecordPicture,
  known: readonly Placement[] = [],
): Alignment | undefined {
  const guesses = [
    ...known,
    ...findPlacements(view.keypoints, record.keypoints).map(({ placement }) => placement),
  ];
  const glances = guesses
    .map((placement) => ({ placement, likeness: glance(view, record, placement) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, confirmedGuesses);
  let best: Alignment | undefined;
  for (const { placement } of glances) {
    const found = settled(view, record, placement);
    if (found !== undefined && evidenceOf(found) > evidenceOf(best)) best = found;
    if (best !== undefined && best.likeness > surely) break;
  }
  return best;
}

function evidenceOf(alignment: Alignment | undefined): number {
  return alignment === undefined ? 0 : alignment.likeness * alignment.sought;
}

/** Confirms a placement, and once more when what was seen says that it was a little off. */
function settled(view: PictureView, record: RecordPicture, placement: Placement): Alignment | undefined {
  let found = confirm(view, record, placement);
  for (let round = 0; round < 2 && isImprovable(found); round++) {
    const better = fit(found.seen);
    if (better === undefined || !isPlausible(better)) break;
    const again = confirm(view, record, better);
    if (again.likeness <= found.likeness) break;
    found = again;
  }
  if (found.seen.length < minSeen) return undefined;
  return {
    placement: found.placement,
    scale: scaleOf(found.placement),
    seen: found.seen.map(({ keypoint }) => keypoint),
    sought: found.sought.length,
    likeness: found.likeness < unlikely ? found.likeness : distinctLikeness(view, record, found),
    cells: cellsOf(found),
  };
}

function isImprovable({ seen, sought, likeness }: Confirmation): boolean {
  return seen.length >= 6 && likeness > 0.08 && seen.length < 0.9 * sought.length;
}

/** What was seen only on two letters of a word fills few cells. */
function cellsOf({ seen, sought }: Confirmation): number {
  const [left, right] = rangeOf(sought.map(({ x }) => x));
  const [top, bottom] = rangeOf(sought.map(({ y }) => y));
  return new Set(seen.map(({ fromX, fromY }) => cell(fromY, top, bottom) * 8 + cell(fromX, left, right)))
    .size;
}

function cell(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(7, Math.floor((8 * (value - from)) / Math.max(to - from, 1e-6))));
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return [values.reduce((a, b) => Math.min(a, b), 1), values.reduce((a, b) => Math.max(a, b), 0)];
}
