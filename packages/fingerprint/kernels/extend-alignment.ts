/** Extension of alignments. AssemblyScript. The twin and the way it works are in src/extend-alignment.ts. */
import { hopelessSeen, isHopeless } from "./hopeless-extension";
import { REACH, REACH_BEFORE } from "./search-memory";

/** What the last extension came to. */
export let extendedOutput: i32 = 0;
export let extendedRecord: i32 = 0;
/** Characters of the record that it looked at: at the record's length, its end has been looked for. */
export let seenRecord: i32 = 0;

/** Room in front of a column for two diagonals that nothing reaches. */
const SENTINELS: usize = 8;

/**
 * Extends from the characters at `output` and `record`, of which so many lie ahead; with `isBackwards` they are the
 * last ones and what lies ahead is before them. Returns the edits.
 */
export function extendAlignment(
  output: usize,
  outputLength: i32,
  record: usize,
  recordLength: i32,
  isBackwards: bool,
  gain: f64,
  patience: f64,
  maxEdits: i32,
): i32 {
  const start = isBackwards
    ? slideBack(output, record, min(outputLength, recordLength))
    : slide(output, record, min(outputLength, recordLength));
  extendedOutput = start;
  extendedRecord = start;
  seenRecord = start;
  if (
    start == 0 &&
    isHopeless(output, outputLength, record, recordLength, isBackwards, gain, patience)
  ) {
    seenRecord = hopelessSeen;
    return 0;
  }
  let bestScore: f64 = gain * 2 * <f64>start;
  let bestEdits: i32 = 0;
  let column = REACH + SENTINELS;
  let isFirst = true;
  store<i32>(column, start);
  close(column, 1);
  let width: i32 = 1;
  let lowest: i32 = 0;
  for (let edits: i32 = 1; edits <= maxEdits && width > 0; edits++) {
    const next = (isFirst ? REACH_BEFORE : REACH) + SENTINELS;
    isFirst = !isFirst;
    for (let i: i32 = 0; i < width + 2; i++) {
      const diagonal = lowest - 1 + i;
      const cell = next + (<usize>i << 2);
      store<i32>(cell, -1);
      const from = furthest(column + (<usize>i << 2), diagonal, min(outputLength, recordLength + diagonal));
      if (from < 0) continue;
      const ahead = min(outputLength - from, recordLength - (from - diagonal));
      const shiftA = <isize>from << 2;
      const shiftB = <isize>(from - diagonal) << 2;
      const at =
        from +
        (isBackwards
          ? slideBack(output - shiftA, record - shiftB, ahead)
          : slide(output + shiftA, record + shiftB, ahead));
      seenRecord = max(seenRecord, at - diagonal);
      const score = gain * <f64>(2 * at - diagonal) - <f64>edits;
      if (score < bestScore - patience) continue;
      store<i32>(cell, at);
      if (score <= bestScore) continue;
      bestScore = score;
      bestEdits = edits;
      extendedOutput = at;
      extendedRecord = at - diagonal;
    }
    let first: i32 = 0;
    let end = width + 2;
    while (first < end && load<i32>(next + (<usize>first << 2)) < 0) first++;
    while (end > first && load<i32>(next + (<usize>(end - 1) << 2)) < 0) end--;
    column = next + (<usize>first << 2);
    width = end - first;
    lowest += first - 1;
    close(column, width);
  }
  return bestEdits;
}

/** Marks both neighbours on either side of a column as reached by nothing. */
@inline
function close(column: usize, width: i32): void {
  store<i64>(column - SENTINELS, -1);
  store<i64>(column + (<usize>width << 2), -1);
}

/** How far a diagonal reaches with one edit more, before what agrees; -1 for nowhere. `cell` is the one above it. */
@inline
function furthest(cell: usize, diagonal: i32, most: i32): i32 {
  const inserted = after(load<i32>(cell - 8));
  const replaced = after(load<i32>(cell - 4));
  const deleted = load<i32>(cell);
  let found: i32 = -1;
  if (inserted <= most && inserted >= diagonal && inserted > found) found = inserted;
  if (replaced <= most && replaced >= diagonal && replaced > found) found = replaced;
  if (deleted <= most && deleted >= diagonal && deleted > found) found = deleted;
  return found;
}

@inline
function after(at: i32): i32 {
  return at < 0 ? -1 : at + 1;
}

/** How many characters agree from two places on. */
function slide(a: usize, b: usize, most: i32): i32 {
  let length: i32 = 0;
  while (length + 4 <= most) {
    const at = <usize>length << 2;
    const equal = i32x4.bitmask(i32x4.eq(v128.load(a + at), v128.load(b + at)));
    if (equal != 15) return length + ctz(~equal);
    length += 4;
  }
  while (length < most && load<u32>(a + (<usize>length << 2)) == load<u32>(b + (<usize>length << 2))) length++;
  return length;
}

/** The same backwards; both places belong to what is compared. */
function slideBack(a: usize, b: usize, most: i32): i32 {
  let length: i32 = 0;
  while (length + 4 <= most) {
    const at = (<usize>length << 2) + 12;
    const equal = i32x4.bitmask(i32x4.eq(v128.load(a - at), v128.load(b - at)));
    if (equal != 15) return length + clz(~(equal << 28) & <i32>0xf0000000);
    length += 4;
  }
  while (length < most && load<u32>(a - (<usize>length << 2)) == load<u32>(b - (<usize>length << 2))) length++;
  return length;
}
