/**
 * Sorting of postings over columns, linear in their length. Keys are hashes: dealt out by their upper bits they fall
 * into buckets of about two, which an insertion sort orders. Where keys crowd, a radix sort takes the bucket.
 */
import { FingerprintError } from "../error.ts";

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
/** Up to so many, moving one after the other to its place is fastest. */
const insertionCount = 24;
/** Counters of at most 8 MB. */
const maxBucketBits = 21;

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
  const dealt: PostingColumnViews = {
    hi: new Uint32Array(count),
    lo: new Uint32Array(count),
    value: new Float64Array(count),
  };
  const bits = Math.min(maxBucketBits, Math.ceil(Math.log2(count)) - 1);
  const ends = deal(columns, dealt, count, 32 - bits);
  for (let bucket = 0, start = 0; bucket < ends.length; bucket += 1) {
    sortBucket(dealt, start, ends[bucket]!);
    start = ends[bucket]!;
  }
  columns.hi.set(dealt.hi);
  columns.lo.set(dealt.lo);
  columns.value.set(dealt.value);
}

/** Moves every posting to the bucket of its key's upper bits; returns where each bucket ends. */
function deal(
  { hi, lo, value }: PostingColumnViews,
  target: PostingColumnViews,
  count: number,
  shift: number,
): Uint32Array {
  const places = new Uint32Array(2 ** (32 - shift));
  for (let i = 0; i < count; i += 1) places[hi[i]! >>> shift]! += 1;
  let place = 0;
  for (let i = 0; i < places.length; i += 1) {
    const size = places[i]!;
    places[i] = place;
    place += size;
  }
  for (let i = 0; i < count; i += 1) {
    const to = places[hi[i]! >>> shift]!++;
    target.hi[to] = hi[i]!;
    target.lo[to] = lo[i]!;
    target.value[to] = value[i]!;
  }
  return places;
}

function sortBucket(columns: PostingColumnViews, start: number, end: number): void {
  if (end - start <= insertionCount) return insert(columns, start, end);
  const bucket = {
    hi: columns.hi.subarray(start, end),
    lo: columns.lo.subarray(start, end),
    value: columns.value.subarray(start, end),
  };
  if (end - start < smallCount) sortSmall(bucket, end - start);
  else sortByDigits(bucket, end - start);
}

function insert({ hi, lo, value }: PostingColumnViews, start: number, end: number): void {
  for (let i = start + 1; i < end; i += 1) {
    const [keyHi, keyLo, keyValue] = [hi[i]!, lo[i]!, value[i]!];
    let at = i;
    while (at > start && (hi[at - 1]! - keyHi || lo[at - 1]! - keyLo || value[at - 1]! - keyValue) > 0) {
      hi[at] = hi[at - 1]!;
      lo[at] = lo[at - 1]!;
      value[at] = value[at - 1]!;
      at -= 1;
    }
    hi[at] = keyHi;
    lo[at] = keyLo;
    value[at] = keyValue;
  }
}

function sortByDigits(columns: PostingColumnViews, count: number): void {
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
