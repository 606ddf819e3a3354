/**
 * Postings of one file: sorted as src/sort-postings.ts does, packed as src/postings-writer.ts does, which are the
 * specification. AssemblyScript.
 *
 * Keys are hashes: dealt out by their upper bits they fall into buckets of some 2,000, which the processor's caches hold;
 * each is dealt out again into places of about two, which an insertion sort orders. Where keys crowd, a heap sort. A posting
 * is one store of 16 bytes.
 */
import { BUCKET, KEY_HI, KEY_LO, MAX_BUCKET, MAX_PLACES, PACKED, PLACES, SMALL_PLACES, VALUE } from "./writing-memory";

/** Up to so many, moving one after the other to its place is fastest. */
const INSERTION_COUNT: u32 = 24;

let postings: usize = 0;
let bucketBits: u32 = 0;
let bucketCount: u32 = 0;
let shift: u32 = 0;
let maxValue: f64 = 0;

/** Where the keys end that `distinctKeys` took: a posting's number. */
export let keysEnd: u32 = 0;

/** Begins a file whose postings lie at `at`, in 2 to the `bits` buckets (1 to 16). */
export function open(at: usize, bits: u32, largestValue: f64): void {
  postings = at;
  bucketBits = bits;
  bucketCount = 1 << bits;
  shift = 32 - bits;
  maxValue = largestValue;
  memory.fill(PLACES, 0, <usize>bucketCount << 2);
}

/** Counts some postings, by KEY_HI. */
export function countSome(count: u32): void {
  for (let at: usize = 0; at < <usize>count << 2; at += 4) {
    const place = PLACES + (<usize>(load<u32>(KEY_HI + at) >> shift) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
}

/** All are counted: gives the buckets their places. */
export function startDealing(): void {
  let next: u32 = 0;
  for (let at = PLACES; at < PLACES + (<usize>bucketCount << 2); at += 4) {
    const size = load<u32>(at);
    store<u32>(at, next);
    next += size;
  }
}

/** Moves some postings to their buckets; false where a value is no whole number from 0 to the largest. */
export function dealSome(count: u32): bool {
  let areSound = true;
  for (let i: usize = 0; i < count; i++) {
    const hi = load<u32>(KEY_HI + (i << 2));
    const place = PLACES + (<usize>(hi >> shift) << 2);
    const to = load<u32>(place);
    store<u32>(place, to + 1);
    const value = load<f64>(VALUE + (i << 3));
    if (!(value >= 0 && value <= maxValue && Math.floor(value) == value)) areSound = false;
    const at = postings + (<usize>to << 4);
    store<u64>(at, (<u64>hi << 32) | load<u32>(KEY_LO + (i << 2)));
    store<u64>(at, areSound ? <u64>value : 0, 8);
  }
  return areSound;
}

/** Sorts every bucket. */
export function order(): void {
  let start = postings;
  for (let bucket: u32 = 0; bucket < bucketCount; bucket++) {
    const end = postings + (<usize>load<u32>(PLACES + (<usize>bucket << 2)) << 4);
    const count = <u32>(end - start) >> 4;
    if (count <= INSERTION_COUNT) insert(start, end);
    else if (count <= MAX_BUCKET) sortBucket(start, end, count);
    else sortCrowd(start, end);
    start = end;
  }
}

/** Deals a bucket out by the bits that follow, in room of its own, and brings it back sorted. */
function sortBucket(start: usize, end: usize, count: u32): void {
  const bits: u32 = min(31 - clz(count), MAX_PLACES);
  const up = <u64>bucketBits;
  const drop = <u64>(64 - bits);
  const placesEnd = SMALL_PLACES + (<usize>4 << bits);
  memory.fill(SMALL_PLACES, 0, placesEnd - SMALL_PLACES);
  for (let at = start; at < end; at += 16) {
    const place = SMALL_PLACES + (<usize>((load<u64>(at) << up) >> drop) << 2);
    store<u32>(place, load<u32>(place) + 16);
  }
  let next = <u32>BUCKET;
  for (let place = SMALL_PLACES; place < placesEnd; place += 4) {
    const size = load<u32>(place);
    store<u32>(place, next);
    next += size;
  }
  for (let at = start; at < end; at += 16) {
    const place = SMALL_PLACES + (<usize>((load<u64>(at) << up) >> drop) << 2);
    const to = load<u32>(place);
    store<u32>(place, to + 16);
    v128.store(to, v128.load(at));
  }
  let from = BUCKET;
  for (let place = SMALL_PLACES; place < placesEnd; place += 4) {
    const to = <usize>load<u32>(place);
    if (to - from <= <usize>INSERTION_COUNT << 4) insert(from, to);
    else sortCrowd(from, to);
    from = to;
  }
  memory.copy(start, BUCKET, end - start);
}

function sortCrowd(start: usize, end: usize): void {
  if (!isSorted(start, end)) heapSort(start, <u32>(end - start) >> 4);
}

/** Packs some postings, from a multiple of 8 on; returns the bytes. */
export function packSome(from: u32, count: u32, bucketBits: u32, valueBits: u32): u32 {
  const keyBits = 64 - bucketBits;
  const mask: u64 = keyBits == 64 ? ~0 : ((<u64>1) << keyBits) - 1;
  let at = postings + (<usize>from << 4);
  const end = at + (<usize>count << 4);
  let out = PACKED;
  let open: u64 = 0;
  let filled: u64 = 0;
  for (; at < end; at += 16) {
    const key = load<u64>(at) & mask;
    open |= key << filled;
    filled += keyBits;
    if (filled >= 64) {
      store<u64>(out, open);
      out += 8;
      filled -= 64;
      open = filled == 0 ? 0 : key >> (<u64>keyBits - filled);
    }
    const value = load<u64>(at, 8);
    open |= value << filled;
    filled += valueBits;
    if (filled >= 64) {
      store<u64>(out, open);
      out += 8;
      filled -= 64;
      open = filled == 0 ? 0 : value >> (<u64>valueBits - filled);
    }
  }
  store<u64>(out, open);
  return <u32>(out - PACKED) + <u32>((filled + 7) >> 3);
}

/** Writes, at PLACES, how many postings come before each of the 2 to the `bits` buckets of the file, and all. */
export function listBuckets(count: u32, bits: u32): void {
  const drop = <u64>(64 - bits);
  let bucket: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const own = bits == 0 ? 0 : load<u64>(postings + (<usize>i << 4)) >> drop;
    for (; bucket <= own; bucket++) store<u32>(PLACES + (<usize>bucket << 2), i);
  }
  for (; bucket <= (<u64>1) << bits; bucket++) store<u32>(PLACES + (<usize>bucket << 2), count);
}

/**
 * Counts the different keys, from posting `from` on, that belong to a partition by their top bits; writes them to `keys`
 * unless that is 0.
 */
export function distinctKeys(from: u32, count: u32, partitionBits: u32, partition: u32, keys: usize): u32 {
  const drop = <u64>(64 - partitionBits);
  let last: u64 = 0;
  let found: u32 = 0;
  let i = from;
  for (; i < count; i++) {
    const key = load<u64>(postings + (<usize>i << 4));
    if (partitionBits > 0 && <u32>(key >> drop) != partition) break;
    if (found > 0 && key == last) continue;
    last = key;
    if (keys != 0) store<u64>(keys + (<usize>found << 3), key);
    found++;
  }
  keysEnd = i;
  return found;
}

@inline
function isAfter(at: usize, key: u64, value: u64): bool {
  const own = load<u64>(at);
  return own > key || (own == key && load<u64>(at, 8) > value);
}

@inline
function insert(start: usize, end: usize): void {
  for (let i = start + 16; i < end; i += 16) {
    const key = load<u64>(i);
    const value = load<u64>(i, 8);
    let at = i;
    while (at > start && isAfter(at - 16, key, value)) {
      v128.store(at, v128.load(at - 16));
      at -= 16;
    }
    store<u64>(at, key);
    store<u64>(at, value, 8);
  }
}

function isSorted(start: usize, end: usize): bool {
  for (let at = start; at + 16 < end; at += 16)
    if (isAfter(at, load<u64>(at, 16), load<u64>(at, 24))) return false;
  return true;
}

function heapSort(start: usize, count: u32): void {
  for (let i = count >> 1; i > 0; i--) sink(start, i - 1, count);
  for (let end = count - 1; end > 0; end--) {
    const first = v128.load(start);
    v128.store(start, v128.load(start + (<usize>end << 4)));
    v128.store(start + (<usize>end << 4), first);
    sink(start, 0, end);
  }
}

function sink(start: usize, from: u32, count: u32): void {
  let parent = from;
  const key = load<u64>(start + (<usize>from << 4));
  const value = load<u64>(start + (<usize>from << 4), 8);
  for (;;) {
    let child = parent * 2 + 1;
    if (child >= count) break;
    const left = start + (<usize>child << 4);
    if (child + 1 < count && isAfter(left + 16, load<u64>(left), load<u64>(left, 8))) child++;
    const at = start + (<usize>child << 4);
    if (!isAfter(at, key, value)) break;
    v128.store(start + (<usize>parent << 4), v128.load(at));
    parent = child;
  }
  store<u64>(start + (<usize>parent << 4), key);
  store<u64>(start + (<usize>parent << 4), value, 8);
}
