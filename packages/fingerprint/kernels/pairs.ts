/**
 * For each keypoint of one picture the one of another that looks most like it, and the one that does so elsewhere:
 * src/images/nearest-keypoints.ts in vectors. AssemblyScript.
 *
 * Descriptors of the first picture lie in blocks of 64, transposed, as in hamming.ts: a vector holds one byte of 16 of them.
 *
 * The kernel's memory, all of it; nothing is allocated, nothing grows:
 *
 * | from    | bytes   | what                                                                        |
 * | ------- | ------- | --------------------------------------------------------------------------- |
 * | 0x00000 | 512     | one descriptor, each byte 16 times                                          |
 * | 0x02000 | 8 KiB   | how far it is from each of the first picture (u8)                           |
 * | 0x04000 | 32 KiB  | places of the first picture's keypoints: x, then y (u16)    host -> kernel  |
 * | 0x0c000 | 32 KiB  | numbers of the nearest, then of the rivals (u16)            kernel -> host  |
 * | 0x14000 | 16 KiB  | how far they are, in the same order (u8)                    kernel -> host  |
 * | 0x20000 | 256 KiB | descriptors of the first picture, 32 bytes each             host -> kernel  |
 * | 0x60000 | 256 KiB | descriptors of the second                                   host -> kernel  |
 * | 0xa0000 | 256 KiB | those of the first, transposed                                              |
 * | 0xe0000 | 256 KiB | where pairs lie: x and y in the second, x and y in the first (f64, 64 KiB each)  host -> kernel |
 * | 0x120000 | 384 KiB | placements, six numbers each (f64)                          host -> kernel |
 * | 0x180000 | 16 KiB  | pairs that agree with each (u16)                            kernel -> host |
 * | 0x190000 |         | end                                                                        |
 */

const SPLATS: usize = 0x0;
const DISTANCES: usize = 0x2000;
export const FIRST_X: usize = 0x4000;
export const FIRST_Y: usize = 0x8000;
export const NEAREST: usize = 0xc000;
export const RIVALS: usize = 0x10000;
export const NEAREST_DISTANCES: usize = 0x14000;
export const RIVAL_DISTANCES: usize = 0x16000;
export const FIRST: usize = 0x20000;
export const SECOND: usize = 0x60000;
const BLOCKS: usize = 0xa0000;
export const FROM_X: usize = 0xe0000;
export const FROM_Y: usize = 0xf0000;
export const TO_X: usize = 0x100000;
export const TO_Y: usize = 0x110000;
export const PLACEMENTS: usize = 0x120000;
export const AGREEING: usize = 0x180000;
/** Keypoints of a picture, pairs, or placements at most. */
export const MAX_COUNT: u32 = 8192;

const BLOCK_KEYPOINTS: u32 = 64;
const BLOCK_BYTES: u32 = 2048;
const DESCRIPTOR_BYTES: u32 = 32;
const FAR: u32 = 255;
const NONE: u16 = 0xffff;

/** Finds the nearest that differs in at most `within` bits, and its rival; rivals lie at least `apart` away, across or down. */
export function pair(firstCount: u32, secondCount: u32, within: u32, apart: u32): void {
  transpose(firstCount);
  for (let j: u32 = 0; j < secondCount; j++) {
    store<u16>(NEAREST + (j << 1), NONE);
    store<u16>(RIVALS + (j << 1), NONE);
    store<u8>(NEAREST_DISTANCES + j, <u8>FAR);
    store<u8>(RIVAL_DISTANCES + j, <u8>FAR);
    const least = measure(SECOND + j * DESCRIPTOR_BYTES, firstCount);
    if (least > within || least == FAR) continue;
    const nearest = firstAt(least);
    store<u16>(NEAREST + (j << 1), <u16>nearest);
    store<u8>(NEAREST_DISTANCES + j, <u8>least);
    const rival = leaveOut(nearest, firstCount, apart);
    if (rival == FAR) continue;
    store<u16>(RIVALS + (j << 1), <u16>firstAt(rival));
    store<u8>(RIVAL_DISTANCES + j, <u8>rival);
  }
}

function transpose(count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const from = FIRST + i * DESCRIPTOR_BYTES;
    const to = BLOCKS + (i / BLOCK_KEYPOINTS) * BLOCK_BYTES + (i % BLOCK_KEYPOINTS);
    for (let byte: u32 = 0; byte < DESCRIPTOR_BYTES; byte++)
      store<u8>(to + byte * BLOCK_KEYPOINTS, load<u8>(from + byte));
  }
}

/** Writes how far a descriptor is from each of the first picture, 255 for all that is farther or beyond the last; the least of it. */
function measure(descriptor: usize, count: u32): u32 {
  for (let byte: u32 = 0; byte < DESCRIPTOR_BYTES; byte++)
    v128.store(SPLATS + (byte << 4), v128.load8_splat(descriptor + byte));
  for (let i: u32 = 0; i < count; i += BLOCK_KEYPOINTS) {
    const block = BLOCKS + (i / BLOCK_KEYPOINTS) * BLOCK_BYTES;
    let a = i8x16.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let byte: u32 = 0; byte < DESCRIPTOR_BYTES; byte++) {
      const splat = v128.load(SPLATS + (byte << 4));
      const row = block + byte * BLOCK_KEYPOINTS;
      a = i8x16.add_sat_u(a, i8x16.popcnt(v128.xor(v128.load(row), splat)));
      b = i8x16.add_sat_u(b, i8x16.popcnt(v128.xor(v128.load(row, 16), splat)));
      c = i8x16.add_sat_u(c, i8x16.popcnt(v128.xor(v128.load(row, 32), splat)));
      d = i8x16.add_sat_u(d, i8x16.popcnt(v128.xor(v128.load(row, 48), splat)));
    }
    v128.store(DISTANCES + i, a);
    v128.store(DISTANCES + i, b, 16);
    v128.store(DISTANCES + i, c, 32);
    v128.store(DISTANCES + i, d, 48);
  }
  const end = (count + BLOCK_KEYPOINTS - 1) & ~(BLOCK_KEYPOINTS - 1);
  memory.fill(DISTANCES + count, <u8>FAR, end - count);
  let least = i8x16.splat(-1);
  for (let i: u32 = 0; i < count; i += 16) least = i8x16.min_u(least, v128.load(DISTANCES + i));
  return leastLane(least);
}

/** The first keypoint that is so far; there is one. */
function firstAt(distance: u32): u32 {
  const wanted = i8x16.splat(<i8>distance);
  let i: u32 = 0;
  let found = 0;
  for (; found == 0; i += 16) found = i8x16.bitmask(i8x16.eq(v128.load(DISTANCES + i), wanted));
  return i - 16 + ctz(found);
}

/** Sets the distances of all that lies where a keypoint does to 255; the least of the others. */
function leaveOut(keypoint: u32, count: u32, apart: u32): u32 {
  const x = v128.load16_splat(FIRST_X + (keypoint << 1));
  const y = v128.load16_splat(FIRST_Y + (keypoint << 1));
  const limit = i16x8.splat(<i16>apart);
  let least = i8x16.splat(-1);
  for (let i: u32 = 0; i < count; i += 16) {
    const low = v128.and(isNear(FIRST_X + (i << 1), x, limit), isNear(FIRST_Y + (i << 1), y, limit));
    const high = v128.and(isNear(FIRST_X + (i << 1) + 16, x, limit), isNear(FIRST_Y + (i << 1) + 16, y, limit));
    const others = v128.or(v128.load(DISTANCES + i), i8x16.narrow_i16x8_s(low, high));
    v128.store(DISTANCES + i, others);
    least = i8x16.min_u(least, others);
  }
  return leastLane(least);
}

// @ts-ignore: decorator
@inline
function isNear(at: usize, place: v128, limit: v128): v128 {
  const v = v128.load(at);
  return i16x8.lt_u(v128.or(i16x8.sub_sat_u(v, place), i16x8.sub_sat_u(place, v)), limit);
}

function leastLane(v: v128): u32 {
  let least = i8x16.min_u(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  least = i8x16.min_u(least, i8x16.shuffle(least, least, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  least = i8x16.min_u(least, i8x16.shuffle(least, least, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  return min(<u32>i8x16.extract_lane_u(least, 0), <u32>i8x16.extract_lane_u(least, 1));
}

/** Counts for each placement the pairs whose place in the first picture is less than a distance, squared, from where it puts them. */
export function countAgreeing(pairs: u32, placements: u32, tolerance: f64): void {
  const limit = f64x2.splat(tolerance);
  for (let i: u32 = 0; i < placements; i++) {
    const placement = PLACEMENTS + i * 48;
    const a = v128.load64_splat(placement);
    const b = v128.load64_splat(placement, 8);
    const c = v128.load64_splat(placement, 16);
    const d = v128.load64_splat(placement, 24);
    const e = v128.load64_splat(placement, 32);
    const f = v128.load64_splat(placement, 40);
    let counts = i64x2.splat(0);
    for (let at: u32 = 0; at < pairs << 3; at += 16) {
      const fromX = v128.load(FROM_X + at);
      const fromY = v128.load(FROM_Y + at);
      const x = f64x2.sub(
        f64x2.add(f64x2.add(f64x2.mul(a, fromX), f64x2.mul(b, fromY)), c),
        v128.load(TO_X + at),
      );
      const y = f64x2.sub(
        f64x2.add(f64x2.add(f64x2.mul(d, fromX), f64x2.mul(e, fromY)), f),
        v128.load(TO_Y + at),
      );
      counts = i64x2.sub(counts, f64x2.lt(f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)), limit));
    }
    const count = i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1);
    store<u16>(AGREEING + (i << 1), <u16>count);
  }
}
