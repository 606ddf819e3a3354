/** Directions and descriptors of keypoints, as src/images/keypoints.ts makes them. AssemblyScript. */
import { lanesOf } from "./corners";
import {
  BRIGHTNESS,
  COSINES,
  DESCRIPTORS,
  DISC,
  MARGINS,
  PATTERN,
  SINES,
  SURROUNDINGS,
} from "./keypoints-memory";

const RADIUS: usize = 15;
const ROWS: usize = 31;
const ROW: usize = 32;
const SURROUNDINGS_ROW: usize = 64;
const BITS: usize = 256;
const QUARTER: usize = 64;

/** The direction from a pixel to the centre of brightness of the disc about it, in 256ths of a turn. */
export function angleAt(at: usize, width: usize): u32 {
  const x0 = i16x8(-15, -14, -13, -12, -11, -10, -9, -8);
  const x1 = i16x8(-7, -6, -5, -4, -3, -2, -1, 0);
  const x2 = i16x8(1, 2, 3, 4, 5, 6, 7, 8);
  const x3 = i16x8(9, 10, 11, 12, 13, 14, 15, 0);
  let right = i32x4.splat(0);
  let down = right;
  let row = at - RADIUS * width - RADIUS;
  for (let y: usize = 0; y < ROWS; y++, row += width) {
    const v = v128.and(v128.load(row), v128.load(DISC + y * ROW));
    const w = v128.and(v128.load(row, 16), v128.load(DISC + y * ROW, 16));
    const a = i16x8.extend_low_i8x16_u(v);
    const b = i16x8.extend_high_i8x16_u(v);
    const c = i16x8.extend_low_i8x16_u(w);
    const d = i16x8.extend_high_i8x16_u(w);
    right = i32x4.add(
      right,
      i32x4.add(
        i32x4.add(i32x4.dot_i16x8_s(a, x0), i32x4.dot_i16x8_s(b, x1)),
        i32x4.add(i32x4.dot_i16x8_s(c, x2), i32x4.dot_i16x8_s(d, x3)),
      ),
    );
    const sum = i16x8.add(i16x8.add(a, b), i16x8.add(c, d));
    down = i32x4.add(down, i32x4.dot_i16x8_s(sum, i16x8.splat(<i16>(<i32>y - <i32>RADIUS))));
  }
  return directionOf(lanesOf(right), lanesOf(down));
}

/** How many of the 64 directions of a quarter at which an angle rounds up lie before this one, turned to its quarter. */
function directionOf(right: i32, down: i32): u32 {
  const x = <f64>abs(right);
  const y = <f64>abs(down);
  let from: u32 = 0;
  let to: u32 = 64;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (y * load<f64>(COSINES + (<usize>middle << 3)) > x * load<f64>(SINES + (<usize>middle << 3)))
      from = middle + 1;
    else to = middle;
  }
  const turned = right < 0 ? 128 - from : from;
  return (down < 0 ? -turned : turned) & 255;
}

/** Writes the bits of keypoint `i`, and its margins if asked. */
export function describe(at: usize, width: usize, angle: u32, i: u32, withMargins: bool): void {
  let row = at - RADIUS * width - RADIUS;
  for (let y: usize = 0; y < ROWS; y++, row += width) {
    v128.store(SURROUNDINGS + y * SURROUNDINGS_ROW, v128.load(row));
    v128.store(SURROUNDINGS + y * SURROUNDINGS_ROW, v128.load(row, 16), 16);
  }
  for (let quarter: u32 = 0; quarter < 4; quarter++) {
    const bits = bitsAt(SURROUNDINGS, ((angle + 2) >> 2) & 63, quarter);
    store<u64>(DESCRIPTORS + (<usize>i << 5) + (<usize>quarter << 3), bits);
    if (withMargins) keepMargins(MARGINS + <usize>i * BITS + <usize>quarter * QUARTER);
  }
}

/** A quarter of the bits of what is about a place, whose upper left corner in SURROUNDINGS is given. */
export function bitsAt(corner: usize, turn: u32, quarter: u32): u64 {
  const places = PATTERN + <usize>turn * BITS * 4 + <usize>quarter * QUARTER * 2;
  readPlaces(corner, places, BRIGHTNESS);
  readPlaces(corner, places + BITS * 2, BRIGHTNESS + QUARTER);
  let bits: u64 = 0;
  for (let bit: usize = 0; bit < QUARTER; bit += 16) {
    const isSet = i8x16.lt_u(v128.load(BRIGHTNESS + bit), v128.load(BRIGHTNESS + bit, QUARTER));
    bits |= <u64>i8x16.bitmask(isSet) << bit;
  }
  return bits;
}

// @ts-ignore: decorator
@inline
function readPlaces(corner: usize, places: usize, to: usize): void {
  for (let place: usize = 0; place < QUARTER; place += 8) {
    const four = load<u64>(places + (place << 1));
    const more = load<u64>(places + (place << 1), 8);
    store<u8>(to + place, load<u8>(corner + <usize>(four & 0xffff)));
    store<u8>(to + place, load<u8>(corner + <usize>((four >> 16) & 0xffff)), 1);
    store<u8>(to + place, load<u8>(corner + <usize>((four >> 32) & 0xffff)), 2);
    store<u8>(to + place, load<u8>(corner + <usize>(four >> 48)), 3);
    store<u8>(to + place, load<u8>(corner + <usize>(more & 0xffff)), 4);
    store<u8>(to + place, load<u8>(corner + <usize>((more >> 16) & 0xffff)), 5);
    store<u8>(to + place, load<u8>(corner + <usize>((more >> 32) & 0xffff)), 6);
    store<u8>(to + place, load<u8>(corner + <usize>(more >> 48)), 7);
  }
}

/** How far apart the brightness of the last quarter's places is. */
function keepMargins(to: usize): void {
  for (let bit: usize = 0; bit < QUARTER; bit += 16) {
    const first = v128.load(BRIGHTNESS + bit);
    const second = v128.load(BRIGHTNESS + bit, QUARTER);
    v128.store(to + bit, v128.or(i8x16.sub_sat_u(first, second), i8x16.sub_sat_u(second, first)));
  }
}
