/** Grey pictures: turned to grey, mirrored, halved, scaled, smoothed, as src/images/grey-image.ts does. AssemblyScript. */
import {
  COLUMN_PIXELS,
  COLUMN_STARTS,
  COLUMN_WEIGHTS,
  GREY,
  OTHER_GREY,
  PIXELS,
  SCALED_ROWS,
  SMOOTHED,
  SMOOTHED_ACROSS,
} from "./keypoints-memory";

/** Where the picture lies that is worked on. */
export let image: usize = GREY;
export let width: u32 = 0;
export let height: u32 = 0;

const SCALED_ROW_BYTES: usize = 0x1000;

/** Begins to work on the picture that was put into GREY. */
export function begin(across: u32, down: u32): void {
  image = GREY;
  width = across;
  height = down;
}

/** Turns pixels of one or three channels to grey, those of the negative if asked. */
export function readPixels(across: u32, down: u32, channels: u32, negative: bool): void {
  begin(across, down);
  const flip = i8x16.splat(negative ? -1 : 0);
  const count = across * down;
  if (channels == 1)
    for (let i: u32 = 0; i < count; i += 16) v128.store(GREY + i, v128.xor(v128.load(PIXELS + i), flip));
  else for (let i: u32 = 0; i < count; i += 8) v128.store64_lane(GREY + i, greyOf(PIXELS + i * 3, flip), 0);
}

// @ts-ignore: decorator
@inline
function greyOf(at: usize, flip: v128): v128 {
  // Eight pixels are 24 bytes: five are in the first vector and three in the second.
  const v = v128.xor(v128.load(at), flip);
  const w = v128.xor(v128.load(at, 8), flip);
  const r = v128.or(
    i8x16.swizzle(v, i8x16(0, -1, 3, -1, 6, -1, 9, -1, 12, -1, -1, -1, -1, -1, -1, -1)),
    i8x16.swizzle(w, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 7, -1, 10, -1, 13, -1)),
  );
  const g = v128.or(
    i8x16.swizzle(v, i8x16(1, -1, 4, -1, 7, -1, 10, -1, 13, -1, -1, -1, -1, -1, -1, -1)),
    i8x16.swizzle(w, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 8, -1, 11, -1, 14, -1)),
  );
  const b = v128.or(
    i8x16.swizzle(v, i8x16(2, -1, 5, -1, 8, -1, 11, -1, 14, -1, -1, -1, -1, -1, -1, -1)),
    i8x16.swizzle(w, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 9, -1, 12, -1, 15, -1)),
  );
  const sum = i16x8.add(
    i16x8.add(i16x8.mul(r, i16x8.splat(77)), i16x8.mul(g, i16x8.splat(150))),
    i16x8.add(i16x8.mul(b, i16x8.splat(29)), i16x8.splat(128)),
  );
  const grey = i16x8.shr_u(sum, 8);
  return i8x16.narrow_i16x8_u(grey, grey);
}

/** The buffer that the picture does not lie in. */
function other(): usize {
  return image == GREY ? OTHER_GREY : GREY;
}

/** Mirrors the picture left to right. */
export function mirror(): void {
  const to = other();
  const reversed = i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  for (let y: u32 = 0; y < height; y++) {
    const from = image + y * width;
    const end = to + (y + 1) * width;
    let x: u32 = 0;
    for (; x + 16 <= width; x += 16) v128.store(end - x - 16, i8x16.swizzle(v128.load(from + x), reversed));
    for (; x < width; x++) store<u8>(end - x - 1, load<u8>(from + x));
  }
  image = to;
}

/** Halves the picture: each pixel is the mean of four. Both sides have at least 2. */
export function halve(): void {
  const to = other();
  const across = width >> 1;
  const down = height >> 1;
  const two = i16x8.splat(2);
  for (let y: u32 = 0; y < down; y++) {
    const above = image + 2 * y * width;
    const below = above + width;
    const row = to + y * across;
    for (let x: u32 = 0; x < across; x += 8) {
      const sums = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(v128.load(above + 2 * x)),
        i16x8.extadd_pairwise_i8x16_u(v128.load(below + 2 * x)),
      );
      const means = i16x8.shr_u(i16x8.add(sums, two), 2);
      v128.store64_lane(row + x, i8x16.narrow_i16x8_u(means, means), 0);
    }
  }
  image = to;
  width = across;
  height = down;
}

/** Where a pixel of a scaled row or column lies in the row or column, in 256ths of a pixel. */
function placeOf(i: u32, from: u32, to: u32): i32 {
  const place = Math.floor((((<f64>i + 0.5) * <f64>from * 256) / <f64>to - 128) + 0.5);
  return max(0, min((<i32>from - 1) * 256, <i32>place));
}

/** Scales the picture by less than about two. */
export function scale(across: u32, down: u32): void {
  const to = other();
  prepareColumns(across);
  // Most rows lie between the same two as the row before, or use one of them again.
  let upper: i32 = -1;
  let lower: i32 = -1;
  let upperRow: usize = SCALED_ROWS;
  let lowerRow: usize = SCALED_ROWS + SCALED_ROW_BYTES;
  for (let y: u32 = 0; y < down; y++) {
    const place = placeOf(y, height, down);
    const top = place >> 8;
    const bottom = min(top + 1, <i32>height - 1);
    if (top == lower) {
      const row = upperRow;
      upperRow = lowerRow;
      lowerRow = row;
      lower = upper;
      upper = top;
    }
    if (top != upper) scaleRow(image + <usize>top * width, upperRow, across);
    upper = top;
    if (bottom != lower) scaleRow(image + <usize>bottom * width, lowerRow, across);
    lower = bottom;
    mixRows(upperRow, lowerRow, to + y * across, across, place & 255);
  }
  image = to;
  width = across;
  height = down;
}

/** Notes for every four columns which pixels they are made of, and their weights. */
function prepareColumns(across: u32): void {
  for (let x: u32 = 0; x < across; x += 4) {
    const first = placeOf(x, width, across) >> 8;
    store<u32>(COLUMN_STARTS + x, first);
    for (let lane: u32 = 0; lane < 4; lane++) {
      const place = placeOf(x + lane, width, across);
      const left = place >> 8;
      const right = min(left + 1, <i32>width - 1);
      const at = ((x + lane) << 2);
      store<u32>(COLUMN_PIXELS + at, <u32>(left - first) | (<u32>(right - first) << 16) | 0xff00ff00);
      store<u32>(COLUMN_WEIGHTS + at, (256 - (place & 255)) | ((place & 255) << 16));
    }
  }
}

function scaleRow(from: usize, to: usize, across: u32): void {
  for (let x: u32 = 0; x < across; x += 4) {
    const pixels = i8x16.swizzle(v128.load(from + load<u32>(COLUMN_STARTS + x)), v128.load(COLUMN_PIXELS + (x << 2)));
    v128.store(to + (x << 2), i32x4.dot_i16x8_s(pixels, v128.load(COLUMN_WEIGHTS + (x << 2))));
  }
}

function mixRows(upper: usize, lower: usize, to: usize, across: u32, down: i32): void {
  const above = i32x4.splat(256 - down);
  const below = i32x4.splat(down);
  for (let x: u32 = 0; x < across; x += 8) {
    const first = mix(v128.load(upper + (x << 2)), v128.load(lower + (x << 2)), above, below);
    const second = mix(v128.load(upper + (x << 2), 16), v128.load(lower + (x << 2), 16), above, below);
    const both = i16x8.narrow_i32x4_u(first, second);
    v128.store64_lane(to + x, i8x16.narrow_i16x8_u(both, both), 0);
  }
}

// @ts-ignore: decorator
@inline
function mix(upper: v128, lower: v128, above: v128, below: v128): v128 {
  const sum = i32x4.add(i32x4.mul(upper, above), i32x4.mul(lower, below));
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(0x8000)), 16);
}

/** Smooths the picture into SMOOTHED. */
export function smooth(): void {
  const count = width * height;
  for (let y: u32 = 0; y < height; y++) {
    const from = image + y * width;
    const to = SMOOTHED_ACROSS + y * width;
    for (let x: u32 = 0; x < width; x += 16) v128.store(to + x, weighed(from + x, 1));
    // The three outermost pixels stay. What is written past the end is the next row's, which comes later.
    copyThree(to, from);
    copyThree(to + width - 3, from + width - 3);
  }
  memory.copy(SMOOTHED, image, 3 * width);
  for (let i: u32 = 3 * width; i < count - 3 * width; i += 16)
    v128.store(SMOOTHED + i, weighed(SMOOTHED_ACROSS + i, width));
  memory.copy(SMOOTHED + count - 3 * width, image + count - 3 * width, 3 * width);
}

function copyThree(to: usize, from: usize): void {
  store<u16>(to, load<u16>(from));
  store<u8>(to, load<u8>(from, 2), 2);
}

/** Sixteen pixels and their six neighbours along a step, by 1, 6, 15, 20, 15, 6, 1. */
// @ts-ignore: decorator
@inline
function weighed(at: usize, step: usize): v128 {
  const a = v128.load(at - 3 * step);
  const b = v128.load(at - 2 * step);
  const c = v128.load(at - step);
  const d = v128.load(at);
  const e = v128.load(at + step);
  const f = v128.load(at + 2 * step);
  const g = v128.load(at + 3 * step);
  const low = sumOf(
    i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(g)),
    i16x8.add(i16x8.extend_low_i8x16_u(b), i16x8.extend_low_i8x16_u(f)),
    i16x8.add(i16x8.extend_low_i8x16_u(c), i16x8.extend_low_i8x16_u(e)),
    i16x8.extend_low_i8x16_u(d),
  );
  const high = sumOf(
    i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(g)),
    i16x8.add(i16x8.extend_high_i8x16_u(b), i16x8.extend_high_i8x16_u(f)),
    i16x8.add(i16x8.extend_high_i8x16_u(c), i16x8.extend_high_i8x16_u(e)),
    i16x8.extend_high_i8x16_u(d),
  );
  return i8x16.narrow_i16x8_u(low, high);
}

// @ts-ignore: decorator
@inline
function sumOf(far: v128, middle: v128, near: v128, own: v128): v128 {
  const outer = i16x8.add(far, i16x8.mul(middle, i16x8.splat(6)));
  const inner = i16x8.add(i16x8.mul(near, i16x8.splat(15)), i16x8.mul(own, i16x8.splat(20)));
  return i16x8.shr_u(i16x8.add(i16x8.add(outer, inner), i16x8.splat(32)), 6);
}
