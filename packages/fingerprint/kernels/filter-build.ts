/**
 * Building of binary fuse filters: the same as src/filter-builder.ts, which is the specification, and in the same order,
 * so that both give the same bytes. AssemblyScript. What is known of a slot lies in 16 bytes, so that each of a key's three
 * slots costs one look into memory.
 */

/** Bits by which hashes are dealt out: into 64 parts. */
const DEALT_BITS: u32 = 6;

let segmentBits: u32 = 0;
let slots: usize = 0;
let slotCount: f64 = 0;

/** Takes out, again and again, a key that is alone in one of its slots; returns how many could be. */
export function peel(
  keys: usize,
  count: u32,
  seed: u32,
  segmentCount: u32,
  bitsOfSegment: u32,
  taken: usize,
  slotsAt: usize,
  queue: usize,
): u32 {
  segmentBits = bitsOfSegment;
  slots = slotsAt;
  slotCount = <f64>segmentCount * <f64>(<u32>1 << bitsOfSegment);
  const all = <usize>((segmentCount + 2) << bitsOfSegment);
  memory.fill(slots, 0, all << 4);
  dealHashes(keys, count, seed, taken, queue);
  const hashes = taken + (<usize>count << 3);
  for (let at = hashes; at < hashes + (<usize>count << 3); at += 8) {
    const hi = load<u32>(at, 4);
    const lo = load<u32>(at);
    const first = firstSlot(hi);
    putIn(first, 0, hi, lo);
    putIn(laterSlot(first, lo, 1), 1, hi, lo);
    putIn(laterSlot(first, lo >> 12, 2), 2, hi, lo);
  }
  let queued = queue;
  for (let slot: usize = 0; slot < all; slot++) {
    store<u32>(queued, <u32>slot);
    if (load<u32>(slots + (slot << 4)) >> 2 == 1) queued += 4;
  }
  return takeOut(queue, queued, taken);
}

/**
 * Hashes every key and deals the hashes out by their upper bits, so that those that follow one another have slots near one
 * another, which the processor's caches hold. They come to lie in the second half of `taken`.
 */
function dealHashes(keys: usize, count: u32, seed: u32, taken: usize, places: usize): void {
  const bytes = <usize>count << 3;
  memory.fill(places, 0, 4 << DEALT_BITS);
  for (let at: usize = 0; at < bytes; at += 8) {
    const keyHi = load<u32>(keys + at, 4);
    let lo = load<u32>(keys + at) ^ mixed(keyHi + seed);
    const hi = keyHi ^ mixed(lo + 0x9e3779b9);
    lo ^= mixed(hi ^ seed);
    store<u32>(taken + at, lo);
    store<u32>(taken + at, hi, 4);
    const place = places + (<usize>(hi >> (32 - DEALT_BITS)) << 2);
    store<u32>(place, load<u32>(place) + 8);
  }
  let next = <u32>(taken + bytes);
  for (let place = places; place < places + (4 << DEALT_BITS); place += 4) {
    const size = load<u32>(place);
    store<u32>(place, next);
    next += size;
  }
  for (let at = taken; at < taken + bytes; at += 8) {
    const place = places + (<usize>(load<u32>(at, 4) >> (32 - DEALT_BITS)) << 2);
    const to = load<u32>(place);
    store<u32>(place, to + 8);
    store<u64>(to, load<u64>(at));
  }
}

@inline
function putIn(slot: u32, which: u32, hi: u32, lo: u32): void {
  const at = slots + (<usize>slot << 4);
  store<u32>(at, (load<u32>(at) + 4) ^ which);
  store<u32>(at, load<u32>(at, 4) ^ hi, 4);
  store<u32>(at, load<u32>(at, 8) ^ lo, 8);
}

function takeOut(queue: usize, queueEnd: usize, taken: usize): u32 {
  let queued = queueEnd;
  let out = taken;
  while (queued > queue) {
    queued -= 4;
    const at = slots + (<usize>load<u32>(queued) << 4);
    const degree = load<u32>(at);
    if (degree >> 2 != 1) continue;
    const hi = load<u32>(at, 4);
    const lo = load<u32>(at, 8);
    store<u32>(out, hi);
    store<u32>(out, lo, 4);
    store<u32>(out, degree & 3, 8);
    out += 16;
    const first = firstSlot(hi);
    queued = leave(first, 0, hi, lo, queued);
    queued = leave(laterSlot(first, lo, 1), 1, hi, lo, queued);
    queued = leave(laterSlot(first, lo >> 12, 2), 2, hi, lo, queued);
  }
  return <u32>(out - taken) >> 4;
}

@inline
function leave(slot: u32, which: u32, hi: u32, lo: u32, queued: usize): usize {
  const at = slots + (<usize>slot << 4);
  const degree = (load<u32>(at) ^ which) - 4;
  store<u32>(at, degree);
  store<u32>(at, load<u32>(at, 4) ^ hi, 4);
  store<u32>(at, load<u32>(at, 8) ^ lo, 8);
  store<u32>(queued, slot);
  return queued + (degree >> 2 == 1 ? 4 : 0);
}

/**
 * Gives fingerprints to slots in the reverse order, so that a key's last free slot makes its three agree, and packs them
 * over the slots; returns the bytes. After `peel`, of the same range.
 */
export function assign(taken: usize, count: u32, segmentCount: u32, fingerprints: usize): u32 {
  const all = <usize>((segmentCount + 2) << segmentBits);
  memory.fill(fingerprints, 0, all << 1);
  for (let at = taken + (<usize>count << 4) - 16; at >= taken; at -= 16) {
    const hi = load<u32>(at);
    const lo = load<u32>(at, 4);
    const alone = load<u32>(at, 8);
    const first = firstSlot(hi);
    const a = fingerprints + (<usize>first << 1);
    const b = fingerprints + (<usize>laterSlot(first, lo, 1) << 1);
    const c = fingerprints + (<usize>laterSlot(first, lo >> 12, 2) << 1);
    const free = alone == 0 ? a : alone == 1 ? b : c;
    store<u16>(free, 0);
    store<u16>(free, <u16>((hi ^ (lo >> 20)) & 0xfff) ^ load<u16>(a) ^ load<u16>(b) ^ load<u16>(c));
  }
  // Slots are even in number: a segment has at least four.
  let out = slots;
  for (let at = fingerprints; at < fingerprints + (all << 1); at += 4) {
    const two = load<u32>(at);
    store<u32>(out, (two & 0xfff) | ((two >> 16) << 12));
    out += 3;
  }
  return <u32>(out - slots);
}

@inline
function firstSlot(hi: u32): u32 {
  // In 64-bit floats, as the twin computes it: beyond 2^21 slots it rounds, and both must round alike.
  return <u32>((<f64>hi * slotCount) / 4294967296.0);
}

@inline
function laterSlot(first: u32, bits: u32, which: u32): u32 {
  return (first + (which << segmentBits)) ^ (bits & ((1 << segmentBits) - 1));
}

/** The finaliser of MurmurHash3. */
@inline
function mixed(value: u32): u32 {
  let hash = (value ^ (value >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}
