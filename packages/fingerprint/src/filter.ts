/**
 * Binary fuse filters: which keys may be stored, answered from memory and never wrongly denied.
 *
 * Three-wise binary fuse filters with 12-bit fingerprints (T. M. Graf and D. Lemire, "Binary Fuse Filters: Fast and
 * Smaller Than Xor Filters", ACM JEA 27, 2022), one for each range of keys, so that a filter over any number of
 * keys is built with the memory of one range. A stored key always passes; another passes with chance 1/4096.
 *
 * The section `filter` of a postings file, version 1 of it, little-endian:
 *
 * | offset | size    | what                                                                          |
 * | ------ | ------- | ----------------------------------------------------------------------------- |
 * | 0      | 1       | algorithm, 1: three-wise binary fuse, hash below                              |
 * | 1      | 1       | bits of a fingerprint, 12                                                     |
 * | 2      | 1       | partition bits p, 0 to 16: a key belongs to the partition of its top p bits   |
 * | 3      | 5       | zero                                                                          |
 * | 8      | 8       | number of keys                                                                |
 * | 16     | 12 2^p  | one entry a partition:                                                        |
 * |        | 4       | seed                                                                          |
 * |        | 4       | number of keys n                                                              |
 * |        | 3       | number of segments s, 0 for a partition without keys                          |
 * |        | 1       | bits of a segment's length l                                                  |
 * |        |         | then each partition's (s + 2) 2^l fingerprints, packed, rounded up to bytes   |
 *
 * The hash of a key with a seed is a three-round Feistel network, so two keys never share all 64 bits of it:
 * `lo ^= mix(hi + seed); hi ^= mix(lo + 0x9e3779b9); lo ^= mix(hi ^ seed)`, all in 32 bits, mix being the
 * finaliser of MurmurHash3. Slots: `floor(hi * s * 2^l / 2^32)`; that plus 2^l, its low l bits xor-ed with lo; that
 * plus 2^(l+1), its low l bits xor-ed with `lo >>> 12`. Fingerprint: the low 12 bits of `hi ^ (lo >>> 20)`.
 */
import { readUint64, writeUint64 } from "./bit-packing.ts";
import { FingerprintError } from "./error.ts";

/** An opened filter: read-only tables beside the packed fingerprints. */
export interface Filter {
  readonly keyCount: number;
  readonly partitionBits: number;
  /** Of each partition: the seed, the number of segments, the bits of a segment's length, where its bytes begin. */
  readonly seeds: Uint32Array;
  readonly segmentCounts: Uint32Array;
  readonly segmentBits: Uint8Array;
  readonly starts: Float64Array;
  readonly bytes: Uint8Array;
}

/** The filter of one range of keys, built. */
export interface FilterPartition {
  readonly seed: number;
  readonly keyCount: number;
  readonly segmentCount: number;
  readonly segmentBits: number;
  /** Packed fingerprints. */
  readonly bytes: Uint8Array;
}

/** Keys in one partition, at most on average: its construction takes about 12 MB. */
export const partitionKeys = 262_144;

const headByteLength = 16;
const entryByteLength = 12;
const maxPartitionBits = 16;
const maxAttempts = 128;
/** Only a range that keys crowd into gets beyond 2^12; it shares bits of the hash between slots, which is harmless. */
const maxSegmentBits = 18;
const TWO_32 = 2 ** 32;

/** How many top bits of a key choose its partition when there are up to `keyCount` uniform keys: 0 to 16. */
export function partitionBitsFor(keyCount: number): number {
  return Math.min(maxPartitionBits, Math.max(0, Math.ceil(Math.log2(keyCount / partitionKeys))));
}

/** The partition of the key whose upper half is `hi`. */
export function partitionOf(hi: number, partitionBits: number): number {
  return partitionBits === 0 ? 0 : hi >>> (32 - partitionBits);
}

/** The bytes before the first partition's fingerprints: head and table. Known before any key is. */
export function filterHeadByteLength(partitionBits: number): number {
  return headByteLength + entryByteLength * 2 ** partitionBits;
}

/** Encodes head and table; the fingerprints of each partition follow in order. */
export function encodeFilterHead(partitions: readonly FilterPartition[], partitionBits: number): Uint8Array {
  const bytes = new Uint8Array(filterHeadByteLength(partitionBits));
  const view = new DataView(bytes.buffer);
  bytes.set([1, 12, partitionBits]);
  writeUint64(
    view,
    8,
    partitions.reduce((sum, { keyCount }) => sum + keyCount, 0),
  );
  partitions.forEach((partition, i) => {
    const at = headByteLength + i * entryByteLength;
    view.setUint32(at, partition.seed, true);
    view.setUint32(at + 4, partition.keyCount, true);
    view.setUint32(at + 8, partition.segmentCount, true);
    view.setUint8(at + 11, partition.segmentBits);
  });
  return bytes;
}

/**
 * Builds the filter of one range of keys. The same keys always give the same bytes.
 *
 * @param hi upper halves of distinct keys
 * @param lo lower halves
 * @param count how many of them count, up to about 2^24
 * @throws FingerprintError `filter-failed` when no seed works, which means that keys repeat
 */
export function buildFilterPartition(hi: Uint32Array, lo: Uint32Array, count: number): FilterPartition {
  if (count === 0) {
    return { seed: 0, keyCount: 0, segmentCount: 0, segmentBits: 0, bytes: new Uint8Array(0) };
  }
  const segmentBits = segmentBitsFor(count);
  const segmentCount = Math.max(1, Math.ceil((count * sizeFactorFor(count)) / 2 ** segmentBits) - 2);
  const slotCount = (segmentCount + 2) * 2 ** segmentBits;
  const scratch = {
    degrees: new Uint32Array(slotCount),
    hi: new Uint32Array(slotCount),
    lo: new Uint32Array(slotCount),
    queue: new Uint32Array(slotCount),
    orderHi: new Uint32Array(count),
    orderLo: new Uint32Array(count),
    orderSlot: new Uint8Array(count),
  };
  for (let seed = 0; seed < maxAttempts; seed += 1) {
    if (!peel(scratch, hi, lo, count, seed, segmentCount, segmentBits)) continue;
    const bytes = assign(scratch, count, segmentCount, segmentBits);
    return { seed, keyCount: count, segmentCount, segmentBits, bytes };
  }
  const message = `A filter over ${count} keys could not be built with any of ${maxAttempts} seeds: keys repeat.`;
  throw new FingerprintError("filter-failed", message);
}

/**
 * Opens the bytes of a filter section, which it keeps.
 *
 * @throws FingerprintError `segment-version` for another algorithm, `segment-damaged` for lengths that do not agree
 */
export function openFilter(bytes: Uint8Array): Filter {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headByteLength) throw damaged();
  if (bytes[0] !== 1 || bytes[1] !== 12) {
    const message =
      "A filter has an algorithm this version of Yurai does not know. Use the version that wrote it.";
    throw new FingerprintError("segment-version", message);
  }
  const partitionBits = bytes[2]!;
  const isSound = partitionBits <= maxPartitionBits && filterHeadByteLength(partitionBits) <= bytes.length;
  if (!isSound || bytes.subarray(3, 8).some((byte) => byte !== 0)) throw damaged();
  return readPartitions(bytes, view, partitionBits);
}

/** Whether a key may be stored: never false for a key that is, true for another one in 4,096. */
export function filterMayContain(filter: Filter, keyHi: number, keyLo: number): boolean {
  const partition = partitionOf(keyHi, filter.partitionBits);
  const segmentCount = filter.segmentCounts[partition]!;
  if (segmentCount === 0) return false;
  const seed = filter.seeds[partition]!;
  const bits = filter.segmentBits[partition]!;
  const start = filter.starts[partition]!;
  let lo = keyLo ^ mix(keyHi + seed);
  const hi = keyHi ^ mix(lo + 0x9e3779b9);
  lo ^= mix(hi ^ seed);
  const mask = (1 << bits) - 1;
  const slot = slotOf(hi, segmentCount, bits);
  const found =
    loadFingerprint(filter.bytes, start, slot) ^
    loadFingerprint(filter.bytes, start, (slot + (1 << bits)) ^ (lo & mask)) ^
    loadFingerprint(filter.bytes, start, (slot + (2 << bits)) ^ ((lo >>> 12) & mask));
  return found === fingerprintOf(hi, lo);
}

function readPartitions(bytes: Uint8Array, view: DataView, partitionBits: number): Filter {
  const count = 2 ** partitionBits;
  const filter = {
    keyCount: readUint64(view, 8),
    partitionBits,
    seeds: new Uint32Array(count),
    segmentCounts: new Uint32Array(count),
    segmentBits: new Uint8Array(count),
    starts: new Float64Array(count),
    bytes,
  };
  let start = filterHeadByteLength(partitionBits);
  let keyCount = 0;
  for (let i = 0; i < count; i += 1) {
    const at = headByteLength + i * entryByteLength;
    const segmentCount = view.getUint32(at + 8, true) & 0xffffff;
    const bits = view.getUint8(at + 11);
    const keys = view.getUint32(at + 4, true);
    if (bits > maxSegmentBits || (keys === 0) !== (segmentCount === 0)) throw damaged();
    filter.seeds[i] = view.getUint32(at, true);
    filter.segmentCounts[i] = segmentCount;
    filter.segmentBits[i] = bits;
    filter.starts[i] = start;
    start += segmentCount === 0 ? 0 : packedByteLength((segmentCount + 2) * 2 ** bits);
    keyCount += keys;
  }
  if (start !== bytes.length || keyCount !== filter.keyCount) throw damaged();
  return filter;
}

interface Scratch {
  /** Of each slot: four times the number of keys there, xor-ed with which of its three slots this is to each. */
  readonly degrees: Uint32Array;
  /** Of each slot: the xor of the hashes of the keys there. */
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly queue: Uint32Array;
  /** The keys in the order they were taken out, and which of its slots each was alone in. */
  readonly orderHi: Uint32Array;
  readonly orderLo: Uint32Array;
  readonly orderSlot: Uint8Array;
}

/** Takes out, again and again, a key that is alone in one of its slots. True when every key could be. */
function peel(
  scratch: Scratch,
  keyHi: Uint32Array,
  keyLo: Uint32Array,
  count: number,
  seed: number,
  segmentCount: number,
  segmentBits: number,
): boolean {
  const { degrees, queue } = scratch;
  degrees.fill(0);
  scratch.hi.fill(0);
  scratch.lo.fill(0);
  for (let i = 0; i < count; i += 1) {
    let lo = keyLo[i]! ^ mix(keyHi[i]! + seed);
    const hi = keyHi[i]! ^ mix(lo + 0x9e3779b9);
    lo ^= mix(hi ^ seed);
    for (let which = 0; which < 3; which += 1) {
      const slot = nthSlot(hi, lo, which, segmentCount, segmentBits);
      degrees[slot] = (degrees[slot]! + 4) ^ which;
      scratch.hi[slot]! ^= hi;
      scratch.lo[slot]! ^= lo;
    }
  }
  let queued = 0;
  for (let slot = 0; slot < degrees.length; slot += 1) {
    queue[queued] = slot;
    if (degrees[slot]! >>> 2 === 1) queued += 1;
  }
  return takeOut(scratch, queued, segmentCount, segmentBits) === count;
}

function takeOut(scratch: Scratch, firstQueued: number, segmentCount: number, segmentBits: number): number {
  const { degrees, queue } = scratch;
  let queued = firstQueued;
  let taken = 0;
  while (queued > 0) {
    const slot = queue[--queued]!;
    if (degrees[slot]! >>> 2 !== 1) continue;
    const alone = degrees[slot]! & 3;
    const hi = scratch.hi[slot]!;
    const lo = scratch.lo[slot]!;
    scratch.orderHi[taken] = hi;
    scratch.orderLo[taken] = lo;
    scratch.orderSlot[taken++] = alone;
    for (let which = 0; which < 3; which += 1) {
      const other = nthSlot(hi, lo, which, segmentCount, segmentBits);
      degrees[other] = (degrees[other]! ^ which) - 4;
      scratch.hi[other]! ^= hi;
      scratch.lo[other]! ^= lo;
      if (degrees[other]! >>> 2 === 1) queue[queued++] = other;
    }
  }
  return taken;
}

/** Gives fingerprints to slots in the reverse order, so that a key's last free slot makes its three agree. */
function assign(scratch: Scratch, count: number, segmentCount: number, segmentBits: number): Uint8Array {
  const slots = new Uint16Array(scratch.degrees.length);
  for (let i = count - 1; i >= 0; i -= 1) {
    const hi = scratch.orderHi[i]!;
    const lo = scratch.orderLo[i]!;
    const alone = scratch.orderSlot[i]!;
    let fingerprint = fingerprintOf(hi, lo);
    for (let which = 0; which < 3; which += 1) {
      if (which !== alone) fingerprint ^= slots[nthSlot(hi, lo, which, segmentCount, segmentBits)]!;
    }
    slots[nthSlot(hi, lo, alone, segmentCount, segmentBits)] = fingerprint;
  }
  const bytes = new Uint8Array(packedByteLength(slots.length));
  for (let slot = 0; slot < slots.length; slot += 1) {
    const at = (slot * 3) >>> 1;
    const shifted = slots[slot]! << ((slot & 1) * 4);
    bytes[at]! |= shifted;
    bytes[at + 1]! |= shifted >>> 8;
  }
  return bytes;
}

function nthSlot(hi: number, lo: number, which: number, segmentCount: number, segmentBits: number): number {
  const slot = slotOf(hi, segmentCount, segmentBits);
  if (which === 0) return slot;
  const mask = (1 << segmentBits) - 1;
  return (slot + (which << segmentBits)) ^ ((which === 1 ? lo : lo >>> 12) & mask);
}

function slotOf(hi: number, segmentCount: number, segmentBits: number): number {
  // Above 2^21 slots the product is rounded, by far too little to reach the next segment, and always alike.
  return Math.floor(((hi >>> 0) * (segmentCount * 2 ** segmentBits)) / TWO_32);
}

function fingerprintOf(hi: number, lo: number): number {
  return (hi ^ (lo >>> 20)) & 0xfff;
}

function loadFingerprint(bytes: Uint8Array, start: number, slot: number): number {
  const at = start + Math.floor((slot * 3) / 2);
  return ((bytes[at]! | (bytes[at + 1]! << 8)) >>> ((slot & 1) * 4)) & 0xfff;
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Length of a segment and spare room, as in the paper's reference implementation for three slots a key. */
function segmentBitsFor(keyCount: number): number {
  return Math.min(maxSegmentBits, Math.floor(Math.log(keyCount) / Math.log(3.33) + 2.25));
}

function sizeFactorFor(keyCount: number): number {
  return Math.max(1.125, 0.875 + (0.25 * Math.log(1_000_000)) / Math.log(Math.max(keyCount, 2)));
}

function packedByteLength(slotCount: number): number {
  return Math.ceil((slotCount * 12) / 8);
}

function damaged(): FingerprintError {
  const message =
    "A filter's lengths do not agree. Restore the segment from a copy, or track its sources again.";
  return new FingerprintError("segment-damaged", message);
}
