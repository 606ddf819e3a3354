/**
 * Postings sorted and packed in the writing kernel: the same file as the plain code of `postings-writer.ts` writes. Memory
 * is 16 bytes a posting, and what the filter of one partition takes.
 */
import { buildFilterInKernel, filterScratchByteLength, type FilterPartition } from "./filter-builder.ts";
import { partitionBitsFor } from "./filter.ts";
import { postingBits, type PostingsHead } from "./postings-format.ts";
import type { PostingColumnViews } from "./sort-postings.ts";
import { dropLargeKernel, reachesTo, writingKernel, type WritingKernel } from "../wasm/writing-kernel.ts";

/** Postings that lie sorted in the kernel. Dispose of them; nothing else may use the kernel until then. */
export interface SortedPostings extends Disposable {
  /** Yields the packed postings; each piece is only valid until the next. */
  packed(): Iterable<Uint8Array>;
  /** Returns the directory; only valid until something else is asked. */
  directory(): Uint8Array;
  /** Yields the filter of every partition, in order; its bytes are only valid until the next. */
  filters(): Iterable<FilterPartition>;
}

type Plan = Omit<PostingsHead, "sections">;

/** Keys of one partition: the number of its first posting, and how many different ones. */
interface KeyRange {
  readonly from: number;
  readonly keyCount: number;
}

/** Below this the plain code is as fast; beyond it the kernel would take half a gigabyte. */
const fewestPostings = 256;
const mostPostings = 2 ** 25;
/** Postings of one bucket, on average, so that it stays in the processor's caches while it is sorted. */
const bucketPostings = 2_048;
const maxBucketBits = 16;
const postingByteLength = 16;

/** Sorts columns in the kernel; null where it can't, or where a value isn't sound, which the plain code then says. */
export function sortInKernel(columns: PostingColumnViews, plan: Plan): SortedPostings | null {
  const { count, maxValue, bucketBits } = plan;
  const run = writingKernel();
  if (run === undefined || count < fewestPostings || count > mostPostings) return null;
  const bits = Math.min(maxBucketBits, Math.max(1, Math.ceil(Math.log2(count / bucketPostings))));
  const places = 4 * (2 ** Math.max(bits, bucketBits) + 1);
  const postings = run.PLACES.value + Math.ceil(places / postingByteLength) * postingByteLength;
  const end = postings + count * postingByteLength;
  if (!reachesTo(run, end)) return null;
  run.open(postings, bits, maxValue);
  if (!deal(run, columns, count)) return null;
  run.order();
  const ranges = keyRanges(run, count);
  const largest = ranges.reduce((most, { keyCount }) => Math.max(most, keyCount), 0);
  return reachesTo(run, end + filterScratchByteLength(largest)) ? sorted(run, plan, ranges, end) : null;
}

function deal(run: WritingKernel, { hi, lo, value }: PostingColumnViews, count: number): boolean {
  const copy = (column: Uint32Array, address: number, from: number, to: number): void =>
    new Uint32Array(run.memory.buffer, address, to - from).set(column.subarray(from, to));
  for (const [from, to] of pieces(run, count)) {
    copy(hi, run.KEY_HI.value, from, to);
    run.countSome(to - from);
  }
  run.startDealing();
  for (const [from, to] of pieces(run, count)) {
    copy(hi, run.KEY_HI.value, from, to);
    copy(lo, run.KEY_LO.value, from, to);
    new Float64Array(run.memory.buffer, run.VALUE.value, to - from).set(value.subarray(from, to));
    if (run.dealSome(to - from) === 0) return false;
  }
  return true;
}

function keyRanges(run: WritingKernel, count: number): readonly KeyRange[] {
  const partitionBits = partitionBitsFor(count);
  const ranges: KeyRange[] = [];
  for (let from = 0; ranges.length < 2 ** partitionBits; from = run.keysEnd.value) {
    const keyCount = run.distinctKeys(from, count, partitionBits, ranges.length, 0);
    ranges.push({ from, keyCount });
  }
  return ranges;
}

function sorted(run: WritingKernel, plan: Plan, ranges: readonly KeyRange[], end: number): SortedPostings {
  const { count, bucketBits, valueBits } = plan;
  return {
    *packed() {
      for (const [from, to] of pieces(run, count)) {
        run.packSome(from, to - from, bucketBits, valueBits);
        const byteLength = Math.ceil(((to - from) * postingBits(plan)) / 8);
        yield new Uint8Array(run.memory.buffer, run.PACKED.value, byteLength);
      }
    },
    directory() {
      run.listBuckets(count, bucketBits);
      return new Uint8Array(run.memory.buffer, run.PLACES.value, 4 * (2 ** bucketBits + 1));
    },
    *filters() {
      const partitionBits = partitionBitsFor(count);
      for (const [partition, { from, keyCount }] of ranges.entries()) {
        run.distinctKeys(from, count, partitionBits, partition, end);
        yield buildFilterInKernel(run, end, keyCount);
      }
    },
    [Symbol.dispose]: dropLargeKernel,
  };
}

function* pieces(run: WritingKernel, count: number): Generator<readonly [from: number, to: number]> {
  const size = run.MAX_POSTINGS.value;
  for (let from = 0; from < count; from += size) yield [from, Math.min(from + size, count)];
}
