/** The merge of sorted postings: many files in, one stream out, a batch of each in memory. */
import type { Gaps } from "./gaps.ts";
import type { Postings } from "../segment/postings.ts";
import type { PostingBatch } from "../segment/postings-writer.ts";

/** Postings that are handed on at once. */
const batchPostings = 4_096;

/** The postings of one file, and what becomes of their values. */
export interface PostingStream {
  readonly postings: Postings;
  /** Added to every value. */
  readonly base: number;
  /** Values that are left out, before the base is added. */
  readonly gaps: Gaps;
}

/** One segment's postings, walked a posting at a time. */
interface Cursor {
  readonly batches: Iterator<PostingBatch>;
  readonly base: number;
  /** Which stream: decides between equal keys. */
  readonly number: number;
  batch: PostingBatch;
  at: number;
}

/** How many postings there are without those that are left out. Reads every posting of a file that has gaps. */
export function remainingPostings(streams: readonly PostingStream[]): number {
  let count = 0;
  for (const { postings, gaps } of streams) {
    if (gaps.removed === 0) count += postings.count;
    else for (const batch of moved(postings.scan(), gaps)) count += batch.count;
  }
  return count;
}

/** Merges the postings of several files into one sorted stream; values are shifted by each stream's base, so equal keys stay in their order. Each batch is valid until the next. */
export function* mergedPostings(streams: readonly PostingStream[]): Generator<PostingBatch> {
  const cursors = streams.flatMap(({ postings, base, gaps }, number): Cursor[] => {
    const all = postings.scan();
    const batches = gaps.removed === 0 ? all : moved(all, gaps);
    const first = batches.next();
    return first.done === true ? [] : [{ batches, base, number, batch: first.value, at: 0 }];
  });
  for (let i = cursors.length - 1; i >= 0; i -= 1) settle(cursors, i);
  const out = emptyBatch();
  let count = 0;
  while (cursors.length > 0) {
    const cursor = cursors[0]!;
    out.hi[count] = cursor.batch.hi[cursor.at]!;
    out.lo[count] = cursor.batch.lo[cursor.at]!;
    out.value[count++] = cursor.batch.value[cursor.at]! + cursor.base;
    if (!advance(cursor)) dropFirst(cursors);
    settle(cursors, 0);
    if (count < batchPostings) continue;
    yield { ...out, count };
    count = 0;
  }
  if (count > 0) yield { ...out, count };
}

/** Leaves out the postings whose values are, and gives the others their new ones; batches without any are not handed on. */
function* moved(batches: Iterable<PostingBatch>, gaps: Gaps): Generator<PostingBatch> {
  for (const { hi, lo, value, count } of batches) {
    let kept = 0;
    for (let i = 0; i < count; i += 1) {
      const to = gaps.moved(value[i]!);
      if (to < 0) continue;
      hi[kept] = hi[i]!;
      lo[kept] = lo[i]!;
      value[kept++] = to;
    }
    if (kept > 0) yield { hi, lo, value, count: kept };
  }
}

/** Lets a cursor sink to its place in a binary heap whose first is the smallest. */
function settle(heap: Cursor[], start: number): void {
  let at = start;
  for (;;) {
    let least = 2 * at + 1;
    if (least >= heap.length) return;
    if (least + 1 < heap.length && isBefore(heap[least + 1]!, heap[least]!)) least += 1;
    if (!isBefore(heap[least]!, heap[at]!)) return;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}

function dropFirst(heap: Cursor[]): void {
  const last = heap.pop()!;
  if (heap.length > 0) heap[0] = last;
}

function isBefore(a: Cursor, b: Cursor): boolean {
  const order =
    a.batch.hi[a.at]! - b.batch.hi[b.at]! || a.batch.lo[a.at]! - b.batch.lo[b.at]! || a.number - b.number;
  return order < 0;
}

function advance(cursor: Cursor): boolean {
  if (++cursor.at < cursor.batch.count) return true;
  const next = cursor.batches.next();
  if (next.done === true) return false;
  cursor.batch = next.value;
  cursor.at = 0;
  return true;
}

function emptyBatch(): Omit<PostingBatch, "count"> {
  return {
    hi: new Uint32Array(batchPostings),
    lo: new Uint32Array(batchPostings),
    value: new Float64Array(batchPostings),
  };
}
