/** Sorting of postings: a stable radix sort over columns, linear in their length. */
import { FingerprintError } from "./error.ts";

/** Postings as columns of one length. A key is 64 bits in two halves; a value is a whole number below 2^48. */
export interface PostingColumnViews {
  /** Upper halves of the keys. */
  readonly hi: Uint32Array;
  /** Lower halves. */
  readonly lo: Uint32Array;
  readonly value: Float64Array;
}

type Digits = (columns: PostingColumnViews, index: number) => number;

const TWO_32 = 2 ** 32;
const digitOf: readonly Digits[] = [
  ({ value }, i) => value[i]! & 0xffff,
  ({ value }, i) => (value[i]! >>> 16) & 0xffff,
  ({ value }, i) => Math.floor(value[i]! / TWO_32) & 0xffff,
  ({ lo }, i) => lo[i]! & 0xffff,
  ({ lo }, i) => lo[i]! >>> 16,
  ({ hi }, i) => hi[i]! & 0xffff,
  ({ hi }, i) => hi[i]! >>> 16,
];
const valuePasses = 3;
/** Below this, comparing is faster than clearing 65,536 counters for every digit. */
const smallCount = 4_096;

/**
 * Sorts the first `count` postings in place by key, then value. Stable. Takes O(n) time and as much memory again
 * as the columns. Values that ascend already, as a writer gives them, are not sorted again.
 *
 * @throws FingerprintError `bad-input` when the columns are shorter than `count`
 */
export function sortPostings(columns: PostingColumnViews, count: number = columns.hi.length): void {
  const length = Math.min(columns.hi.length, columns.lo.length, columns.value.length);
  if (count > length)
    throw new FingerprintError("bad-input", "A column of postings is shorter than their count.");
  if (count < 2) return;
  if (count < smallCount) return sortSmall(columns, count);
  let source = columns;
  let target: PostingColumnViews = {
    hi: new Uint32Array(count),
    lo: new Uint32Array(count),
    value: new Float64Array(count),
  };
  for (let pass = ascends(columns.value, count) ? valuePasses : 0; pass < digitOf.length; pass += 1) {
    if (!distribute(source, target, count, digitOf[pass]!)) continue;
    [source, target] = [target, source];
  }
  if (source === columns) return;
  columns.hi.set(source.hi);
  columns.lo.set(source.lo);
  columns.value.set(source.value);
}

/** One pass: moves every posting to its place by one digit. False, with nothing moved, when the digit is all one. */
function distribute(
  source: PostingColumnViews,
  target: PostingColumnViews,
  count: number,
  digit: Digits,
): boolean {
  const places = new Uint32Array(65_536);
  for (let i = 0; i < count; i += 1) places[digit(source, i)]! += 1;
  if (places[digit(source, 0)] === count) return false;
  let place = 0;
  for (let i = 0; i < places.length; i += 1) {
    const size = places[i]!;
    places[i] = place;
    place += size;
  }
  for (let i = 0; i < count; i += 1) {
    const to = places[digit(source, i)]!++;
    target.hi[to] = source.hi[i]!;
    target.lo[to] = source.lo[i]!;
    target.value[to] = source.value[i]!;
  }
  return true;
}

function sortSmall({ hi, lo, value }: PostingColumnViews, count: number): void {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => hi[a]! - hi[b]! || lo[a]! - lo[b]! || value[a]! - value[b]! || a - b);
  const from = { hi: hi.slice(0, count), lo: lo.slice(0, count), value: value.slice(0, count) };
  order.forEach((index, to) => {
    hi[to] = from.hi[index]!;
    lo[to] = from.lo[index]!;
    value[to] = from.value[index]!;
  });
}

function ascends(value: Float64Array, count: number): boolean {
  for (let i = 1; i < count; i += 1) {
    if (value[i - 1]! > value[i]!) return false;
  }
  return true;
}
