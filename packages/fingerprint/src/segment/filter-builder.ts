/** Building of binary fuse filters, one range of keys at a time. What they are and how they lie is in `filter.ts`. */
import { FingerprintError } from "../error.ts";
import {
  encodeFilterHead,
  filterHeadByteLength,
  fingerprintOf,
  maxSegmentBits,
  mix,
  laterSlot,
  slotOf,
  packedByteLength,
  partitionOf,
  type FilterPartitionEntry,
} from "./filter.ts";
import { WritePosition, type FileWriter } from "./file-writer.ts";
import { reachesTo, writingKernel, type WritingKernel } from "../wasm/writing-kernel.ts";

/** The filter of one range of keys, built. */
export interface FilterPartition extends FilterPartitionEntry {
  /** Packed fingerprints. */
  readonly bytes: Uint8Array;
}

const maxAttempts = 128;

/** Gathers the different keys of one partition after the other and writes its filter. */
export class FilterWriter {
  readonly #writer: FileWriter;
  readonly #start: number;
  readonly #partitionBits: number;
  readonly #target: WritePosition;
  readonly #partitions: FilterPartitionEntry[] = [];
  #hi = new Uint32Array(1_024);
  #lo = new Uint32Array(1_024);
  #count = 0;
  #sealedKeys = 0;

  constructor(writer: FileWriter, partitionBits: number, start: number) {
    this.#writer = writer;
    this.#start = start;
    this.#partitionBits = partitionBits;
    this.#target = new WritePosition(writer, start + filterHeadByteLength(partitionBits));
  }

  /** Different keys in the partitions that are written. */
  get keyCount(): number {
    return this.#sealedKeys;
  }

  /** Writes a partition that was built elsewhere: the next one. */
  add({ bytes, ...entry }: FilterPartition): void {
    this.#target.append(bytes);
    this.#partitions.push(entry);
    this.#sealedKeys += entry.keyCount;
  }

  /** Adds the first `count` keys of two columns; keys come in ascending order, equal ones together. */
  append(hi: Uint32Array, lo: Uint32Array, count: number): void {
    for (let i = 0; i < count; i += 1) this.#push(hi[i]!, lo[i]!);
  }

  /** Writes the last partitions and the table; returns the section's byte length. */
  finish(): number {
    this.#sealBefore(2 ** this.#partitionBits);
    this.#target.flush();
    this.#writer.writeAt(this.#start, encodeFilterHead(this.#partitions, this.#partitionBits));
    return this.#target.position - this.#start;
  }

  #push(hi: number, lo: number): void {
    const last = this.#count - 1;
    if (last >= 0 && this.#hi[last] === hi && this.#lo[last] === lo) return;
    this.#sealBefore(partitionOf(hi, this.#partitionBits));
    if (this.#count === this.#hi.length) this.#grow();
    this.#hi[this.#count] = hi;
    this.#lo[this.#count] = lo;
    this.#count += 1;
  }

  #sealBefore(partition: number): void {
    while (this.#partitions.length < partition) {
      this.add(buildFilter(this.#hi, this.#lo, this.#count));
      this.#count = 0;
    }
  }

  #grow(): void {
    const [hi, lo] = [this.#hi, this.#lo];
    this.#hi = new Uint32Array(hi.length * 2);
    this.#lo = new Uint32Array(lo.length * 2);
    this.#hi.set(hi);
    this.#lo.set(lo);
  }
}

/** Below this the plain code is as fast as the kernel with its copies. */
const fewestKeys = 256;

/** Builds a filter in the kernel where there is one, else by the plain code: the bytes are the same, and valid until the next. */
export function buildFilter(hi: Uint32Array, lo: Uint32Array, count: number): FilterPartition {
  const run = count < fewestKeys ? undefined : writingKernel();
  const keys = run?.PLACES.value ?? 0;
  if (run === undefined || !reachesTo(run, keys + filterScratchByteLength(count)))
    return buildFilterPartition(hi, lo, count);
  const pairs = new Uint32Array(run.memory.buffer, keys, 2 * count);
  for (let i = 0; i < count; i += 1) {
    pairs[2 * i] = lo[i]!;
    pairs[2 * i + 1] = hi[i]!;
  }
  return buildFilterInKernel(run, keys, count);
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
  const { segmentBits, segmentCount, slotCount } = planFilter(count);
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
  throw filterFailed(count);
}

/** Bytes that `buildFilterInKernel` takes for so many keys. */
export function filterScratchByteLength(keyCount: number): number {
  const { slotCount } = planFilter(Math.max(keyCount, 1));
  return keyCount * (keyByteLength + takenByteLength) + slotCount * (slotByteLength + 4 + 2) + 256;
}

/**
 * Builds the filter of keys that lie in the kernel's memory, in the room that `filterScratchByteLength` says. The bytes
 * are the kernel's, and those of `buildFilterPartition`.
 */
export function buildFilterInKernel(run: WritingKernel, keys: number, count: number): FilterPartition {
  if (count === 0) return buildFilterPartition(new Uint32Array(0), new Uint32Array(0), 0);
  const { segmentBits, segmentCount, slotCount } = planFilter(count);
  const taken = keys + count * keyByteLength;
  const slots = taken + count * takenByteLength;
  const queue = slots + slotCount * slotByteLength;
  const fingerprints = queue + Math.max(slotCount * 4, dealtByteLength);
  for (let seed = 0; seed < maxAttempts; seed += 1) {
    if (run.peel(keys, count, seed, segmentCount, segmentBits, taken, slots, queue) !== count) continue;
    const byteLength = run.assign(taken, count, segmentCount, fingerprints);
    const bytes = new Uint8Array(run.memory.buffer, slots, byteLength);
    return { seed, keyCount: count, segmentCount, segmentBits, bytes };
  }
  throw filterFailed(count);
}

/** The kernel deals hashes out over 64 counters, where the queue comes to lie later. */
const dealtByteLength = 256;
const keyByteLength = 8;
const takenByteLength = 16;
const slotByteLength = 16;

function planFilter(count: number): {
  readonly segmentBits: number;
  readonly segmentCount: number;
  readonly slotCount: number;
} {
  const segmentBits = segmentBitsFor(count);
  const segmentCount = Math.max(1, Math.ceil((count * sizeFactorFor(count)) / 2 ** segmentBits) - 2);
  return { segmentBits, segmentCount, slotCount: (segmentCount + 2) * 2 ** segmentBits };
}

function filterFailed(count: number): FingerprintError {
  const message = `A filter over ${count} keys could not be built with any of ${maxAttempts} seeds: keys repeat.`;
  return new FingerprintError("filter-failed", message);
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
    const first = slotOf(hi, segmentCount, segmentBits);
    putIn(scratch, first, 0, hi, lo);
    putIn(scratch, laterSlot(first, lo, 1, segmentBits), 1, hi, lo);
    putIn(scratch, laterSlot(first, lo, 2, segmentBits), 2, hi, lo);
  }
  let queued = 0;
  for (let slot = 0; slot < degrees.length; slot += 1) {
    queue[queued] = slot;
    if (degrees[slot]! >>> 2 === 1) queued += 1;
  }
  return takeOut(scratch, queued, segmentCount, segmentBits) === count;
}

function putIn(
  { degrees, hi, lo }: Scratch,
  slot: number,
  which: number,
  keyHi: number,
  keyLo: number,
): void {
  degrees[slot] = (degrees[slot]! + 4) ^ which;
  hi[slot]! ^= keyHi;
  lo[slot]! ^= keyLo;
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
    const first = slotOf(hi, segmentCount, segmentBits);
    for (let which = 0; which < 3; which += 1) {
      const other = which === 0 ? first : laterSlot(first, lo, which === 1 ? 1 : 2, segmentBits);
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
    const first = slotOf(hi, segmentCount, segmentBits);
    const second = laterSlot(first, lo, 1, segmentBits);
    const third = laterSlot(first, lo, 2, segmentBits);
    const free = alone === 0 ? first : alone === 1 ? second : third;
    slots[free] = 0;
    slots[free] = fingerprintOf(hi, lo) ^ slots[first]! ^ slots[second]! ^ slots[third]!;
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

/** Length of a segment and spare room, as in the paper's reference implementation for three slots a key. */
function segmentBitsFor(keyCount: number): number {
  return Math.min(maxSegmentBits, Math.floor(Math.log(keyCount) / Math.log(3.33) + 2.25));
}

function sizeFactorFor(keyCount: number): number {
  return Math.max(1.125, 0.875 + (0.25 * Math.log(1_000_000)) / Math.log(Math.max(keyCount, 2)));
}
