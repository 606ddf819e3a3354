/**
 * PDQ in vectors: grey values, box filters and the cosine transform of src/pdq.ts, rounded where it rounds.
 * AssemblyScript.
 *
 * The kernel's memory, all of it; nothing is allocated, nothing grows:
 *
 * | from       | bytes   | what                                                                     |
 * | ---------- | ------- | ------------------------------------------------------------------------ |
 * | 0x00000000 | 4 KiB   | cosines, 16 rows of 64 (f32)                          host -> kernel     |
 * | 0x00001000 | 4 KiB   | the same, 64 rows of 16                               host -> kernel     |
 * | 0x00002000 | 2 KiB   | running sums of a row (f32)                                              |
 * | 0x00003000 | 4 KiB   | transform of the columns, 16 by 64 (f32)                                 |
 * | 0x00004000 | 1 KiB   | coefficients, 16 by 16 (f32)                          kernel -> host     |
 * | 0x00005000 | 512     | columns, then rows that are sampled (u16)             host -> kernel     |
 * | 0x00008000 | 16 KiB  | the small picture, 64 by 64 (f32)                     kernel -> host     |
 * | 0x00010000 | 128 KiB | the second round's columns (f32)                                         |
 * | 0x00030000 | 128 KiB | the same, filtered (f32)                                                 |
 * | 0x00060000 | 772 KiB | pixels: three bytes or one                            host -> kernel     |
 * | 0x00130000 | 1 MiB   | grey values and four rows that vectors may touch (f32)                   |
 * | 0x00240000 | 1 MiB   | filtered grey values, and four rows                                      |
 * | 0x00350000 |         | end                                                                      |
 */

export const COSINES: usize = 0x0;
export const COSINES_TURNED: usize = 0x1000;
const SUMS: usize = 0x2000;
const HALF: usize = 0x3000;
export const COEFFICIENTS: usize = 0x4000;
export const SAMPLED: usize = 0x5000;
export const SMALL: usize = 0x8000;
const NARROW: usize = 0x10000;
const NARROW_FILTERED: usize = 0x30000;
export const PIXELS: usize = 0x60000;
const GREY: usize = 0x130000;
const FILTERED: usize = 0x240000;
export const MAX_SIDE: u32 = 512;

const SIDE: u32 = 64;
const KEPT: u32 = 16;

/** Turns the pixels into grey values. */
export function readGrey(count: u32): void {
  for (let i: u32 = 0; i < count; i += 4) {
    const v = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(PIXELS + i)));
    v128.store(GREY + (i << 2), f32x4.convert_i32x4_s(v));
  }
}

/** Turns pixels of red, green and blue into grey values. */
export function readColour(count: u32): void {
  const red = i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1);
  const green = i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1);
  const blue = i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1);
  for (let i: u32 = 0; i < count; i += 4) {
    const v = v128.load(PIXELS + i * 3);
    const r = f32x4.convert_i32x4_s(i8x16.swizzle(v, red));
    const g = f32x4.convert_i32x4_s(i8x16.swizzle(v, green));
    const b = f32x4.convert_i32x4_s(i8x16.swizzle(v, blue));
    const redGreen = f32x4.add(
      f32x4.mul(f32x4.splat(0.299), r),
      f32x4.mul(f32x4.splat(0.587), g),
    );
    v128.store(GREY + (i << 2), f32x4.add(redGreen, f32x4.mul(f32x4.splat(0.114), b)));
  }
}

/** The small picture and the coefficients of the grey values. */
export function hash(width: u32, height: u32): void {
  if (width == SIDE && height == SIDE) memory.copy(SMALL, GREY, SIDE * SIDE * 4);
  else shrink(width, height);
  transform();
}

function shrink(width: u32, height: u32): void {
  const across = windowOf(width);
  const down = windowOf(height);
  for (let row: u32 = 0; row < height; row += 4) boxRows(GREY + row * width * 4, FILTERED + row * width * 4, width, across);
  boxColumns(FILTERED, GREY, width, height, down);
  for (let row: u32 = 0; row < height; row += 4) {
    // Rows that were read already make room: FILTERED holds four at a time.
    boxRows(GREY + row * width * 4, FILTERED, width, across);
    for (let lane: u32 = 0; lane < 4 && row + lane < height; lane++) {
      const from = FILTERED + lane * width * 4;
      const to = NARROW + (row + lane) * SIDE * 4;
      for (let i: u32 = 0; i < SIDE; i++)
        store<f32>(to + (i << 2), load<f32>(from + (<usize>load<u16>(SAMPLED + (i << 1)) << 2)));
    }
  }
  boxColumns(NARROW, NARROW_FILTERED, SIDE, height, down);
  for (let i: u32 = 0; i < SIDE; i++) {
    const row = <usize>load<u16>(SAMPLED + ((SIDE + i) << 1));
    memory.copy(SMALL + i * SIDE * 4, NARROW_FILTERED + row * SIDE * 4, SIDE * 4);
  }
}

function windowOf(length: u32): u32 {
  return (length + 2 * SIDE - 1) / (2 * SIDE);
}

// @ts-ignore: decorator
@inline
function gather(at: usize, stride: usize): v128 {
  let v = v128.load32_zero(at);
  v = v128.load_lane<f32>(at + stride, v, 1);
  v = v128.load_lane<f32>(at + stride * 2, v, 2);
  return v128.load_lane<f32>(at + stride * 3, v, 3);
}

// @ts-ignore: decorator
@inline
function scatter(at: usize, stride: usize, v: v128): void {
  v128.store_lane<f32>(at, v, 0);
  v128.store_lane<f32>(at + stride, v, 1);
  v128.store_lane<f32>(at + stride * 2, v, 2);
  v128.store_lane<f32>(at + stride * 3, v, 3);
}

/** The box filter along four rows at once: each is a chain of sums, so lanes are rows. */
function boxRows(from: usize, to: usize, width: u32, window: u32): void {
  const stride = <usize>width << 2;
  const lead = (window + 2) / 2 - 1;
  const end = to + stride;
  const back = <usize>window << 2;
  let read = from;
  let sum = f32x4.splat(0);
  for (; read < from + (lead << 2); read += 4) sum = f32x4.add(sum, gather(read, stride));
  let count: f32 = <f32>lead;
  for (; read < from + back; read += 4) {
    sum = f32x4.add(sum, gather(read, stride));
    count += 1;
    scatter(to, stride, f32x4.div(sum, f32x4.splat(count)));
    to += 4;
  }
  const whole = f32x4.splat(count);
  for (; read < from + stride; read += 4) {
    sum = f32x4.sub(f32x4.add(sum, gather(read, stride)), gather(read - back, stride));
    scatter(to, stride, f32x4.div(sum, whole));
    to += 4;
  }
  for (; to < end; to += 4) {
    sum = f32x4.sub(sum, gather(read - back, stride));
    read += 4;
    count -= 1;
    scatter(to, stride, f32x4.div(sum, f32x4.splat(count)));
  }
}

/** The box filter down the columns, a row at a time. */
function boxColumns(from: usize, to: usize, width: u32, height: u32, window: u32): void {
  const lead = (window + 2) / 2 - 1;
  const stride = <usize>width << 2;
  memory.fill(SUMS, 0, stride + 16);
  let count: u32 = 0;
  for (let i: u32 = 0; i < height + lead; i++) {
    const adds = i < height;
    const drops = i >= window;
    count += <u32>adds;
    count -= <u32>drops;
    const divisor = f32x4.splat(<f32>count);
    const added = from + i * stride;
    const dropped = added - window * stride;
    const written = to + (i - lead) * stride;
    for (let j: usize = 0; j < stride; j += 16) {
      let sum = v128.load(SUMS + j);
      if (adds) sum = f32x4.add(sum, v128.load(added + j));
      if (drops) sum = f32x4.sub(sum, v128.load(dropped + j));
      v128.store(SUMS + j, sum);
      // What the last vector writes past the row's end is the next row's, which is written after it.
      if (i >= lead) v128.store(written + j, f32x4.div(sum, divisor));
    }
  }
}

function transform(): void {
  for (let i: u32 = 0; i < KEPT; i++)
    for (let j: u32 = 0; j < SIDE; j += 4) {
      let sum = f32x4.splat(0);
      for (let k: u32 = 0; k < SIDE; k++)
        sum = f32x4.add(
          sum,
          f32x4.mul(v128.load32_splat(COSINES + ((i * SIDE + k) << 2)), v128.load(SMALL + ((k * SIDE + j) << 2))),
        );
      v128.store(HALF + ((i * SIDE + j) << 2), sum);
    }
  for (let i: u32 = 0; i < KEPT; i++)
    for (let j: u32 = 0; j < KEPT; j += 4) {
      let sum = f32x4.splat(0);
      for (let k: u32 = 0; k < SIDE; k++)
        sum = f32x4.add(
          sum,
          f32x4.mul(
            v128.load32_splat(HALF + ((i * SIDE + k) << 2)),
            v128.load(COSINES_TURNED + ((k * KEPT + j) << 2)),
          ),
        );
      v128.store(COEFFICIENTS + ((i * KEPT + j) << 2), sum);
    }
}
