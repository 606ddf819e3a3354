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
import { FingerprintError } from "../error.ts";

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

/** What the table says of one partition. */
export interface FilterPartitionEntry {
  readonly seed: number;
  readonly keyCount: number;
  /** 0 for a partition without keys. */
  readonly segmentCount: number;
  readonly segmentBits: number;
}

/** Keys in one partition, at most on average: its construction takes about 12 MB. */
const partitionKeys = 262_144;

const headByteLength = 16;
const entryByteLength = 12;
const maxPartitionBits = 16;
/** The most bits a segment's length may have. Only a range that keys crowd into gets beyond 2^12; it shares bits of the hash between slots, which is harmless. */
export const maxSegmentBits = 18;
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
export function encodeFilterHead(
  partitions: readonly FilterPartitionEntry[],
  partitionBits: number,
): Uint8Array {
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
  const slot = slotOf(hi, segmentCount, bits);
  const found =
    loadFingerprint(filter.bytes, start, slot) ^
    loadFingerprint(filter.bytes, start, laterSlot(slot, lo, 1, bits)) ^
    loadFingerprint(filter.bytes, start, laterSlot(slot, lo, 2, bits));
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

/** Slot 0 of a key's hash. */
export function slotOf(hi: number, segmentCount: number, segmentBits: number): number {
  // Above 2^21 slots the product is rounded, by far too little to reach the next segment, and always alike.
  // (A shift, not 2 ** segmentBits: a power costs more than all the rest of a probe.)
  return Math.floor(((hi >>> 0) * (segmentCount * (1 << segmentBits))) / TWO_32);
}

/** Slot 1 or 2 of a key's hash, whose slot 0 is known. */
export function laterSlot(first: number, lo: number, which: 1 | 2, segmentBits: number): number {
  const mask = (1 << segmentBits) - 1;
  return (first + (which << segmentBits)) ^ ((which === 1 ? lo : lo >>> 12) & mask);
}

/** The 12 bits that a key's three slots xor to. */
export function fingerprintOf(hi: number, lo: number): number {
  return (hi ^ (lo >>> 20)) & 0xfff;
}

function loadFingerprint(bytes: Uint8Array, start: number, slot: number): number {
  const at = start + Math.floor((slot * 3) / 2);
  return ((bytes[at]! | (bytes[at + 1]! << 8)) >>> ((slot & 1) * 4)) & 0xfff;
}

/** The finaliser of MurmurHash3: a permutation of 32 bits. */
export function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Bytes that hold so many fingerprints. */
export function packedByteLength(slotCount: number): number {
  return Math.ceil((slotCount * 12) / 8);
}

function damaged(): FingerprintError {
  const message =
    "A filter's lengths do not agree. Restore the segment from a copy, or track its sources again.";
  return new FingerprintError("segment-damaged", message);
}
