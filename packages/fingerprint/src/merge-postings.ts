/** The merge of sorted postings: many files in, one stream out, a batch of each in memory. */
import type { Postings } from "./postings.ts";
import type { PostingBatch } from "./postings-writer.ts";

/** Postings that are handed on at once. */
const batchPostings = 4_096;

/** One segment's postings, walked a posting at a time. */
interface Cursor {
  readonly batches: Iterator<PostingBatch>;
  readonly base: number;
  batch: PostingBatch;
  at: number;
}

/** Merges the postings of several files into one sorted stream; values are shifted by each stream's base, so equal keys stay in their order. */
export function* mergedPostings(
  streams: readonly { readonly postings: Postings; readonly base: number }[],
): Generator<PostingBatch> {
  const cursors = streams.flatMap(({ postings, base }): Cursor[] => {
    const batches = postings.scan();
    const first = batches.next();
    return first.done === true ? [] : [{ batches, base, batch: first.value, at: 0 }];
  });
  let out = emptyBatch();
  let count = 0;
  while (cursors.length > 0) {
    const cursor = smallest(cursors);
    out.hi[count] = cursor.batch.hi[cursor.at]!;
    out.lo[count] = cursor.batch.lo[cursor.at]!;
    out.value[count++] = cursor.batch.value[cursor.at]! + cursor.base;
    if (!advance(cursor)) cursors.splice(cursors.indexOf(cursor), 1);
    if (count < batchPostings) continue;
    yield { ...out, count };
    out = emptyBatch();
    count = 0;
  }
  if (count > 0) yield { ...out, count };
}

/** A linear look: segments are merged by tens, and a heap wins only beyond that. */
function smallest(cursors: readonly Cursor[]): Cursor {
  let best = cursors[0]!;
  for (let i = 1; i < cursors.length; i++) {
    const cursor = cursors[i]!;
    const order =
      cursor.batch.hi[cursor.at]! - best.batch.hi[best.at]! ||
      cursor.batch.lo[cursor.at]! - best.batch.lo[best.at]! ||
      cursor.base - best.base;
    if (order < 0) best = cursor;
  }
  return best;
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
