import { countCharacters } from "./folded-view.ts";
import type { LabelGroup } from "./labels.ts";

/** A label beside a value. */
export interface ContextMark {
  readonly label: LabelGroup;
  readonly side: "before" | "after";
  /** Characters between the two. */
  readonly distance: number;
  /** Log-odds that it adds. */
  readonly weight: number;
}

/** Labels in order of their place. */
export interface LabelPlaces {
  readonly groups: readonly LabelGroup[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Start, end and number of digits of each group of digits, in threes. */
  readonly numbers: Uint32Array;
}

/** How far a label is heard, in characters, and what it is worth before and after the value. */
const steps = [
  { within: 40, before: 5, after: 3 },
  { within: 100, before: 3, after: 1.5 },
  { within: 300, before: 1, after: 0.5 },
] as const;
const reachBytes = 900;
/** A value may begin before the digits it was found by, or end after them. */
const longestToken = 150;
/** What is left of a label's worth when one of another kind, or what it spoke of, stands between it and the value. */
const secondHand = 0.4;
/** Labels looked at on either side, so that a text of nothing but labels stays linear. */
const mostLabels = 24;

/** The best label of these groups near the bytes `start` to `end`, or null. */
export function labelNear(
  bytes: Uint8Array,
  places: LabelPlaces,
  groups: readonly LabelGroup[],
  start: number,
  end: number,
): ContextMark | null {
  const from = firstAtOrAfter(places.starts, start);
  let best: ContextMark | null = null;
  let nearer = false;
  for (let at = from - 1; at >= Math.max(0, from - mostLabels); at--) {
    const labelEnd = places.ends[at]!;
    if (start - labelEnd > reachBytes) break;
    if (labelEnd > start) continue;
    const group = places.groups[at]!;
    if (groups.includes(group)) {
      const part = nearer || isSpent(bytes, places.numbers, labelEnd, start) ? secondHand : 1;
      best = markOf(group, "before", countCharacters(bytes, labelEnd, start), part);
      break;
    }
    nearer ||= group !== "person";
  }
  for (let at = from; at < Math.min(places.starts.length, from + mostLabels); at++) {
    const labelStart = places.starts[at]!;
    if (labelStart - end > reachBytes) break;
    if (labelStart < end || !groups.includes(places.groups[at]!)) continue;
    const after = markOf(places.groups[at]!, "after", countCharacters(bytes, end, labelStart), 1);
    return after !== null && (best === null || after.weight > best.weight) ? after : best;
  }
  return best;
}

/** Digits that a label speaks of, and characters beyond them up to which it may speak of the next in a list too. */
const spokenOf = 10;
const listGap = 3;
/** Numbers looked at between a label and a value. */
const mostNumbers = 4;

/** Whether a long number between the label and the value took the label for itself. */
function isSpent(bytes: Uint8Array, numbers: Uint32Array, labelEnd: number, start: number): boolean {
  let at = firstNumberAtOrAfter(numbers, start) - 1;
  for (let count = 0; count < mostNumbers && at >= 0 && numbers[at * 3]! >= labelEnd; count++, at--) {
    const end = numbers[at * 3 + 1]!;
    if (numbers[at * 3 + 2]! >= spokenOf && end <= start && countCharacters(bytes, end, start) > listGap)
      return true;
  }
  return false;
}

/** The first of the triples that does not start below `value`. */
function firstNumberAtOrAfter(numbers: Uint32Array, value: number): number {
  let low = 0;
  let high = numbers.length / 3;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle * 3]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const noGroups: ReadonlySet<LabelGroup> = new Set();

/** The groups of all labels that {@link labelNear} could find for a value within these bytes. */
export function labelsAround(places: LabelPlaces, start: number, end: number): ReadonlySet<LabelGroup> {
  const first = firstAtOrAfter(places.starts, start - reachBytes - longestToken);
  if (first === places.starts.length) return noGroups;
  const groups = new Set<LabelGroup>();
  for (
    let at = first;
    at < places.starts.length && places.starts[at]! <= end + reachBytes + longestToken;
    at++
  )
    groups.add(places.groups[at]!);
  return groups;
}

/** The first place in the ascending list that is not below `value`. */
export function firstAtOrAfter(list: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function markOf(
  label: LabelGroup,
  side: "before" | "after",
  distance: number,
  part: number,
): ContextMark | null {
  const step = steps.find(({ within }) => distance <= within);
  return step === undefined ? null : { label, side, distance, weight: step[side] * part };
}
