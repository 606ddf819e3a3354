/**
 * Probing of binary fuse filters. AssemblyScript. The twin is `filterMayContain`.
 *
 * Keys are taken once for all filters that are asked: dealt out by their top 8 bits, so that those of a partition lie
 * together, and hashed with seed 0, which nearly every partition has. What is left for each filter is where to look.
 */
import {
  ENDS,
  FOUND,
  HASH_HALF,
  HASHES,
  KEY_HI,
  KEY_LO,
  ORDER,
  OTHER_HASHES,
  SORTED_HI,
  SORTED_LO,
} from "./search-memory";

/** Top bits by which keys are dealt out. */
const DEALT_BITS: u32 = 8;
const DEALS: u32 = 1 << DEALT_BITS;
/** Above so many slots a product of hash and slots is rounded by the twin. */
const EXACT_SLOTS: u32 = 1 << 21;

/** Keys that were taken. */
let taken: u32 = 0;

/** Takes the first `count` keys in KEY_HI and KEY_LO for all probes that follow. */
export function takeKeys(count: u32): void {
  taken = count;
  memory.fill(ENDS, 0, (DEALS + 1) << 2);
  const end = <usize>count << 2;
  for (let at: usize = 0; at < end; at += 4) {
    const cell = ENDS + 4 + <usize>((load<u32>(KEY_HI + at) >>> (32 - DEALT_BITS)) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
  let sum: u32 = 0;
  for (let deal: u32 = 0; deal < DEALS; deal++) {
    const cell = ENDS + <usize>(deal << 2);
    sum += load<u32>(cell);
    store<u32>(cell, sum);
  }
  // Each cell counts up from where its keys begin to where they end.
  for (let at: usize = 0; at < end; at += 4) {
    const hi = load<u32>(KEY_HI + at);
    const cell = ENDS + <usize>((hi >>> (32 - DEALT_BITS)) << 2);
    const place = load<u32>(cell);
    store<u32>(cell, place + 1);
    const to = <usize>place << 2;
    store<u32>(ORDER + to, <u32>(at >> 2));
    store<u32>(SORTED_HI + to, hi);
    store<u32>(SORTED_LO + to, load<u32>(KEY_LO + at));
  }
  hash(0, count, 0, HASHES);
}

/**
 * Probes the keys that were taken against the filter at `table` and leaves the positions of those that pass in FOUND,
 * in no order; returns how many they are.
 */
export function probeFilter(table: usize, partitionBits: u32): u32 {
  let found: usize = FOUND;
  if (partitionBits > DEALT_BITS) {
    for (let i: u32 = 0; i < taken; i++) {
      const partition = load<u32>(SORTED_HI + (<usize>i << 2)) >>> (32 - partitionBits);
      found = probeRange(i, i + 1, table + (<usize>partition << 4), found);
    }
    return <u32>(found - FOUND) >> 2;
  }
  let from: u32 = 0;
  const deals = DEALS >> partitionBits;
  for (let last = deals - 1, entry = table; last < DEALS; last += deals, entry += 16) {
    const to = load<u32>(ENDS + <usize>(last << 2));
    if (to > from) found = probeRange(from, to, entry, found);
    from = to;
  }
  return <u32>(found - FOUND) >> 2;
}

/** Whether one key may be in the filter at `table`; the keys that were taken stay. */
export function probeOne(keyHi: u32, keyLo: u32, table: usize, partitionBits: u32): bool {
  // A shift by 32 would be one by 0.
  const entry = table + (<usize>(<u64>keyHi >> (32 - partitionBits)) << 4);
  const segments = load<u32>(entry, 4);
  if (segments == 0) return false;
  const bits = load<u32>(entry, 8);
  const seed = load<u32>(entry);
  let lo = keyLo ^ mixedOne(keyHi + seed);
  const hi = keyHi ^ mixedOne(lo + 0x9e3779b9);
  lo ^= mixedOne(hi ^ seed);
  const slots = <f64>segments * <f64>(<u32>1 << bits);
  return passes(<u32>((<f64>hi * slots) / 4294967296.0), hi, lo, bits, load<u32>(entry, 12));
}

/** Probes the dealt keys [from, to), all of one partition. */
function probeRange(from: u32, to: u32, entry: usize, found: usize): usize {
  const segments = load<u32>(entry, 4);
  if (segments == 0) return found;
  const bits = load<u32>(entry, 8);
  const start = <usize>load<u32>(entry, 12);
  const seed = load<u32>(entry);
  let hashes = HASHES;
  if (seed != 0) {
    hashes = OTHER_HASHES;
    hash(from, to, seed, hashes);
  }
  const slots = segments << bits;
  const isExact = <u64>segments << <u64>bits <= <u64>EXACT_SLOTS;
  const slotsInAll = v128.splat<u32>(slots);
  const one = v128.splat<u32>(<u32>1 << bits);
  const two = v128.splat<u32>(<u32>2 << bits);
  const mask = v128.splat<u32>((<u32>1 << bits) - 1);
  for (let i = from; i < to; i += 4) {
    const at = hashes + (<usize>i << 2);
    const hi = v128.load(at);
    const lo = v128.load(at, HASH_HALF);
    const first = isExact ? upperHalves(hi, slotsInAll) : rounded(hi, segments, bits);
    const second = v128.xor(i32x4.add(first, one), v128.and(lo, mask));
    const third = v128.xor(i32x4.add(first, two), v128.and(i32x4.shr_u(lo, 12), mask));
    const wanted = v128.xor(hi, i32x4.shr_u(lo, 20));
    // Written for every key and kept for few: a branch would be mispredicted for those.
    const left = to - i;
    const order = ORDER + (<usize>i << 2);
    store<u32>(found, load<u32>(order));
    found += <usize>keep(start, lane0(first), lane0(second), lane0(third), lane0(wanted)) << 2;
    store<u32>(found, load<u32>(order, 4));
    found += <usize>(keep(start, lane1(first), lane1(second), lane1(third), lane1(wanted)) & u32(left > 1)) << 2;
    store<u32>(found, load<u32>(order, 8));
    found += <usize>(keep(start, lane2(first), lane2(second), lane2(third), lane2(wanted)) & u32(left > 2)) << 2;
    store<u32>(found, load<u32>(order, 12));
    found += <usize>(keep(start, lane3(first), lane3(second), lane3(third), lane3(wanted)) & u32(left > 3)) << 2;
  }
  return found;
}

/** 1 for a key that passes, else 0. */
@inline
function keep(start: usize, first: u32, second: u32, third: u32, wanted: u32): u32 {
  const word = fingerprintAt(start, first) ^ fingerprintAt(start, second) ^ fingerprintAt(start, third) ^ wanted;
  return u32((word & 0xfff) == 0);
}

@inline
function passes(first: u32, hi: u32, lo: u32, bits: u32, start: u32): bool {
  const mask = (<u32>1 << bits) - 1;
  const second = (first + (<u32>1 << bits)) ^ (lo & mask);
  const third = (first + (<u32>2 << bits)) ^ ((lo >> 12) & mask);
  return keep(start, first, second, third, hi ^ (lo >> 20)) == 1;
}

/** The upper 32 bits of four products. */
@inline
function upperHalves(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b);
  const high = i64x2.extmul_high_i32x4_u(a, b);
  return i32x4.shuffle(low, high, 1, 3, 5, 7);
}

/** The same in 64-bit floats, as the twin computes it: beyond 2^21 slots it rounds, and both must round alike. */
function rounded(hi: v128, segments: u32, bits: u32): v128 {
  const slots = <f64>segments * <f64>(<u32>1 << bits);
  let first = v128.splat<u32>(<u32>((<f64>lane0(hi) * slots) / 4294967296.0));
  first = v128.replace_lane<u32>(first, 1, <u32>((<f64>lane1(hi) * slots) / 4294967296.0));
  first = v128.replace_lane<u32>(first, 2, <u32>((<f64>lane2(hi) * slots) / 4294967296.0));
  return v128.replace_lane<u32>(first, 3, <u32>((<f64>lane3(hi) * slots) / 4294967296.0));
}

/** Hashes the dealt keys [from, to), four at a time; what lies behind the last is overwritten. */
function hash(from: u32, to: u32, seed: u32, target: usize): void {
  const seeds = v128.splat<u32>(seed);
  const golden = v128.splat<u32>(0x9e3779b9);
  for (let i = from; i < to; i += 4) {
    const at = <usize>i << 2;
    const keyHi = v128.load(SORTED_HI + at);
    let lo = v128.xor(v128.load(SORTED_LO + at), mixed(i32x4.add(keyHi, seeds)));
    const hi = v128.xor(keyHi, mixed(i32x4.add(lo, golden)));
    lo = v128.xor(lo, mixed(v128.xor(hi, seeds)));
    v128.store(target + at, hi);
    v128.store(target + at, lo, HASH_HALF);
  }
}

@inline
function lane0(value: v128): u32 {
  return v128.extract_lane<u32>(value, 0);
}

@inline
function lane1(value: v128): u32 {
  return v128.extract_lane<u32>(value, 1);
}

@inline
function lane2(value: v128): u32 {
  return v128.extract_lane<u32>(value, 2);
}

@inline
function lane3(value: v128): u32 {
  return v128.extract_lane<u32>(value, 3);
}

/** The 12 bits of a slot, with others above them. */
@inline
function fingerprintAt(start: usize, slot: u32): u32 {
  return <u32>load<u16>(start + slot + (slot >> 1)) >> ((slot & 1) << 2);
}

/** The finaliser of MurmurHash3. */
@inline
function mixed(value: v128): v128 {
  let hash = v128.xor(value, i32x4.shr_u(value, 16));
  hash = i32x4.mul(hash, i32x4.splat(0x85ebca6b));
  hash = v128.xor(hash, i32x4.shr_u(hash, 13));
  hash = i32x4.mul(hash, i32x4.splat(0xc2b2ae35));
  return v128.xor(hash, i32x4.shr_u(hash, 16));
}

@inline
function mixedOne(value: u32): u32 {
  let hash = (value ^ (value >>> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
  return hash ^ (hash >>> 16);
}
