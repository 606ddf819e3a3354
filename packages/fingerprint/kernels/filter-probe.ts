/** Probing of binary fuse filters. AssemblyScript. The twin is `filterMayContain`. */
import { FOUND, KEY_HI, KEY_LO, PLACES } from "./search-memory";

/**
 * Keys whose places are computed before any is looked at. Looking takes so little then that the processor has the
 * memory of many keys under way at once; with both in one loop it waits for every fourth key.
 */
const BLOCK_BYTES: usize = 2048;
/** Bytes of a key's places: three slots, the address of the first, and the key's own fingerprint. */
const PLACE_SHIFT: usize = 5;

/**
 * Probes `count` keys against the filter at `table` and leaves the positions of those that pass in FOUND, ascending;
 * returns how many they are.
 */
export function probeFilter(count: u32, table: usize, partitionBits: u32): u32 {
  let found: usize = FOUND;
  const bytes = <usize>count << 2;
  for (let from: usize = 0; from < bytes; from += BLOCK_BYTES) {
    const to = min(bytes, from + BLOCK_BYTES);
    for (let at = from; at < to; at += 16) place(at, placesOf(at - from), table, partitionBits);
    for (let at = from; at < to; at += 4) {
      const places = placesOf(at - from);
      const start = <usize>load<u32>(places, 12);
      const word =
        fingerprintAt(start, load<u32>(places)) ^
        fingerprintAt(start, load<u32>(places, 4)) ^
        fingerprintAt(start, load<u32>(places, 8)) ^
        load<u32>(places, 16);
      // Written for every key and kept for few: a branch would be mispredicted for those.
      store<u32>(found, <u32>(at >> 2));
      found += <usize>((word & 0xfff) == 0) << 2;
    }
  }
  return <u32>(found - FOUND) >> 2;
}

@inline
function placesOf(keyBytes: usize): usize {
  return PLACES + ((keyBytes >> 2) << PLACE_SHIFT);
}

/** The places of four keys. */
@inline
function place(at: usize, places: usize, table: usize, partitionBits: u32): void {
  const keyHi = v128.load(KEY_HI + at);
  const p0 = entryOf(table, v128.extract_lane<u32>(keyHi, 0), partitionBits);
  const p1 = entryOf(table, v128.extract_lane<u32>(keyHi, 1), partitionBits);
  const p2 = entryOf(table, v128.extract_lane<u32>(keyHi, 2), partitionBits);
  const p3 = entryOf(table, v128.extract_lane<u32>(keyHi, 3), partitionBits);
  let seeds = v128.load32_zero(p0);
  seeds = v128.load_lane<u32>(p1, seeds, 1);
  seeds = v128.load_lane<u32>(p2, seeds, 2);
  seeds = v128.load_lane<u32>(p3, seeds, 3);
  let lo = v128.xor(v128.load(KEY_LO + at), mixed(i32x4.add(keyHi, seeds)));
  const hi = v128.xor(keyHi, mixed(i32x4.add(lo, i32x4.splat(0x9e3779b9))));
  lo = v128.xor(lo, mixed(v128.xor(hi, seeds)));
  placeOne(places, p0, v128.extract_lane<u32>(hi, 0), v128.extract_lane<u32>(lo, 0));
  placeOne(places + 32, p1, v128.extract_lane<u32>(hi, 1), v128.extract_lane<u32>(lo, 1));
  placeOne(places + 64, p2, v128.extract_lane<u32>(hi, 2), v128.extract_lane<u32>(lo, 2));
  placeOne(places + 96, p3, v128.extract_lane<u32>(hi, 3), v128.extract_lane<u32>(lo, 3));
}

@inline
function entryOf(table: usize, keyHi: u32, partitionBits: u32): usize {
  // A shift by 32 would be one by 0.
  return table + (<usize>(<u64>keyHi >> (32 - partitionBits)) << 4);
}

@inline
function placeOne(places: usize, entry: usize, hi: u32, lo: u32): void {
  const segments = load<u32>(entry, 4);
  const bits = load<u32>(entry, 8);
  const start = load<u32>(entry, 12);
  // In 64-bit floats, as the twin computes it: beyond 2^21 slots it rounds, and both must round alike.
  const slots = <f64>segments * <f64>(<u32>1 << bits);
  const first = <u32>((<f64>hi * slots) / 4294967296.0);
  const mask = (<u32>1 << bits) - 1;
  const second = (first + (<u32>1 << bits)) ^ (lo & mask);
  const third = (first + (<u32>2 << bits)) ^ ((lo >> 12) & mask);
  if (segments == 0) {
    // No key passes: what is compared differs in every bit.
    v128.store(places, v128.splat<u64>(0));
    store<u32>(places, <u32>entry, 12);
    store<u32>(places, ~fingerprintAt(entry, 0), 16);
    return;
  }
  store<u32>(places, first);
  store<u32>(places, second, 4);
  store<u32>(places, third, 8);
  store<u32>(places, start, 12);
  store<u32>(places, hi ^ (lo >> 20), 16);
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
