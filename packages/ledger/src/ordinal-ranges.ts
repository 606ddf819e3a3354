// Sets of ordinals as sorted ranges: what was read, without a row a record.
import type { OrdinalRange } from "./row-kinds.ts";

/** Joins ranges into the fewest that cover the same ordinals, ascending. Empty ranges vanish. Costs O(n log n). */
export function joinRanges(ranges: readonly OrdinalRange[]): readonly OrdinalRange[] {
  const sorted = ranges.filter(([first, end]) => end > first).sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [first, end] of sorted) {
    const last = joined.at(-1);
    if (last && first <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([first, end]);
  }
  return joined;
}

/** True when some ordinal lies in more than one of the ranges. */
export function rangesOverlap(ranges: readonly OrdinalRange[]): boolean {
  const sorted = ranges.filter(([first, end]) => end > first).sort((a, b) => a[0] - b[0]);
  return sorted.some(([first], index) => index > 0 && first < (sorted[index - 1]?.[1] ?? 0));
}

/** True when the ranges, as {@link joinRanges} gives them, hold the ordinal. Costs O(log n). */
export function hasOrdinal(ranges: readonly OrdinalRange[], ordinal: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ranges[middle]?.[1] ?? 0) <= ordinal) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.[0] ?? Number.POSITIVE_INFINITY) <= ordinal;
}

/** True for ranges a caller may commit: whole, not negative, ascending, not overlapping. */
export function areOrdinalRanges(ranges: readonly OrdinalRange[]): boolean {
  return ranges.every(([first, end], index) => {
    const before = ranges[index - 1]?.[1] ?? 0;
    return Number.isSafeInteger(first) && Number.isSafeInteger(end) && first >= before && end > first;
  });
}
