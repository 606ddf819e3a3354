/** Keypoints of another picture looked for where they should be, as src/images/seek-keypoints.ts does. AssemblyScript. */
import { bitsAt } from "./descriptors";
import { begin as beginWith, height, scale, smooth, width } from "./grey-image";
import {
  GREY,
  OTHER_GREY,
  ROW_STARTS,
  SIZES,
  SMOOTHED,
  SOUGHT_DESCRIPTORS,
  SOUGHT_IN,
  SOUGHT_TURNS,
  SOUGHT_X,
  SOUGHT_Y,
  SEEN,
  SURROUNDINGS,
} from "./keypoints-memory";

/** How far off a keypoint is looked for, across and down. */
const OFF: i32 = 3;
/** Pixels about a keypoint that are copied: those of its description wherever it is looked for. */
const AROUND: i32 = 15 + OFF;
const ROWS: i32 = 2 * AROUND + 1;
const ROW: i32 = 64;
const NOWHERE: u32 = 256;

/** The smoothed picture that keypoints are looked for in. */
let from: usize = 0;
let across: i32 = 0;
let down: i32 = 0;
let reach: i32 = 0;
let sureDistance: u32 = 0;
let hopelessDistance: u32 = 0;
let hopelessInQuarter: u32 = 0;

/** What was found of the keypoint that is looked for: where, and how far its description is. */
let best: u32 = 0;
let bestX: i32 = 0;
let bestY: i32 = 0;
/** The keypoint that is looked for: its place, the pixels of its size, its direction and description. */
let atX: i32 = 0;
let atY: i32 = 0;
let turn: u32 = 0;
let description: usize = 0;
let onesSought: u32 = 0;

/** What is looked for: how far off it may be, in what units see src/images/seek-keypoints.ts. */
export function begin(border: i32, sure: u32, hopeless: u32, hopelessQuarter: u32): void {
  reach = border;
  sureDistance = sure;
  hopelessDistance = hopeless;
  hopelessInQuarter = hopelessQuarter;
}

/**
 * Looks for keypoints in smoothed pictures of which SOUGHT_IN says, for each, where it lies, how many pixels across and down
 * (u32 each). Writes what was seen as `seek` does.
 */
export function seekEach(count: u32): void {
  for (let target: u32 = 0; target < count; target++) {
    const picture = SOUGHT_IN + <usize>target * 12;
    from = load<u32>(picture);
    across = load<i32>(picture, 4);
    down = load<i32>(picture, 8);
    lookFor(target);
  }
}

/**
 * Draws the picture in OTHER_GREY into a frame, and looks for keypoints in each of the sizes in SIZES, of which the first is
 * the frame's and the third number says how many come next. Writes for each how far it is (u16), and how far off (i8, i8).
 */
export function seek(
  sourceWidth: u32,
  sourceHeight: u32,
  stepX: f64,
  stepY: f64,
  sizes: u32,
): void {
  beginWith(load<u32>(SIZES), load<u32>(SIZES, 4));
  draw(sourceWidth, sourceHeight, stepX, stepY);
  let target: u32 = 0;
  for (let i: u32 = 0; i < sizes; i++) {
    const size = SIZES + (<usize>i << 4);
    if (i > 0) scale(load<u32>(size), load<u32>(size, 4));
    const count = load<u32>(size, 8);
    if (count == 0) continue;
    const hasRoom = min(width, height) > <u32>(2 * reach);
    if (hasRoom) smooth();
    from = SMOOTHED;
    across = width;
    down = height;
    for (const end = target + count; target < end; target++) lookFor(target);
  }
}

/** Draws along lines of the source, whose places are in 256ths of a pixel; what lies outside is the nearest that lies within. */
function draw(sourceWidth: u32, sourceHeight: u32, stepX: f64, stepY: f64): void {
  const lastX = f64x2.splat(<f64>(sourceWidth - 1) * 256);
  const lastY = f64x2.splat(<f64>(sourceHeight - 1) * 256);
  const xs = f64x2.splat(stepX);
  const ys = f64x2.splat(stepY);
  for (let y: u32 = 0; y < height; y++) {
    const fromX = f64x2.splat(load<f64>(ROW_STARTS + (<usize>y << 4)));
    const fromY = f64x2.splat(load<f64>(ROW_STARTS + (<usize>y << 4), 8));
    const row = GREY + y * width;
    let first = f64x2(0, 1);
    for (let x: u32 = 0; x < width; x += 4) {
      const second = f64x2.add(first, f64x2.splat(2));
      const placeX = placesOf(first, second, fromX, xs, lastX);
      const placeY = placesOf(first, second, fromY, ys, lastY);
      const four = mixed(placeX, placeY, sourceWidth);
      // What is written past the end is the next row's, which comes later.
      store<u32>(row + x, i32x4.extract_lane(i8x16.swizzle(four, i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)), 0));
      first = f64x2.add(first, f64x2.splat(4));
    }
  }
}

/** Places of four pixels along a line, cut to the source, as whole numbers. */
// @ts-ignore: decorator
@inline
function placesOf(first: v128, second: v128, from: v128, step: v128, last: v128): v128 {
  const zero = f64x2.splat(0);
  const a = f64x2.max(zero, f64x2.min(last, f64x2.add(from, f64x2.mul(first, step))));
  const b = f64x2.max(zero, f64x2.min(last, f64x2.add(from, f64x2.mul(second, step))));
  const low = i32x4.trunc_sat_f64x2_s_zero(a);
  const high = i32x4.trunc_sat_f64x2_s_zero(b);
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** Four pixels, each the mean of four about its place. At the last column and row the neighbour beyond weighs nothing. */
// @ts-ignore: decorator
@inline
function mixed(x: v128, y: v128, sourceWidth: u32): v128 {
  const at = i32x4.add(i32x4.mul(i32x4.shr_u(y, 8), i32x4.splat(sourceWidth)), i32x4.shr_u(x, 8));
  const a = OTHER_GREY + <usize>i32x4.extract_lane(at, 0);
  const b = OTHER_GREY + <usize>i32x4.extract_lane(at, 1);
  const c = OTHER_GREY + <usize>i32x4.extract_lane(at, 2);
  const d = OTHER_GREY + <usize>i32x4.extract_lane(at, 3);
  let upper = i16x8.splat(0);
  upper = v128.load16_lane(a, upper, 0);
  upper = v128.load16_lane(b, upper, 1);
  upper = v128.load16_lane(c, upper, 2);
  upper = v128.load16_lane(d, upper, 3);
  let lower = i16x8.splat(0);
  lower = v128.load16_lane(a + sourceWidth, lower, 0);
  lower = v128.load16_lane(b + sourceWidth, lower, 1);
  lower = v128.load16_lane(c + sourceWidth, lower, 2);
  lower = v128.load16_lane(d + sourceWidth, lower, 3);
  const right = v128.and(x, i32x4.splat(255));
  const across = v128.or(i32x4.sub(i32x4.splat(256), right), i32x4.shl(right, 16));
  const above = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(upper), across);
  const under = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(lower), across);
  const down = v128.and(y, i32x4.splat(255));
  const sum = i32x4.add(i32x4.mul(above, i32x4.sub(i32x4.splat(256), down)), i32x4.mul(under, down));
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(0x8000)), 16);
}

/** Looks for a keypoint and writes what was seen. */
function lookFor(target: u32): void {
  findBest(target);
  const seen = SEEN + (<usize>target << 2);
  store<u16>(seen, <u16>best);
  store<i8>(seen, <i8>bestX, 2);
  store<i8>(seen, <i8>bestY, 3);
}

function findBest(target: u32): void {
  atX = load<i32>(SOUGHT_X + (<usize>target << 2));
  atY = load<i32>(SOUGHT_Y + (<usize>target << 2));
  best = NOWHERE;
  bestX = 0;
  bestY = 0;
  const isNear =
    across > 2 * reach &&
    down > 2 * reach &&
    atX + OFF >= reach &&
    atY + OFF >= reach &&
    atX - OFF < across - reach &&
    atY - OFF < down - reach;
  if (!isNear) return;
  turn = load<u8>(SOUGHT_TURNS + target);
  description = SOUGHT_DESCRIPTORS + (<usize>target << 5);
  onesSought = <u32>(
    popcnt(load<u64>(description)) +
    popcnt(load<u64>(description, 8)) +
    popcnt(load<u64>(description, 16)) +
    popcnt(load<u64>(description, 24))
  );
  copySurroundings();
  lookAt(0, 0);
  if (best <= sureDistance) return;
  lookAround(0, 0, 2);
  if (best <= hopelessDistance) lookAround(bestX, bestY, 1);
}

function copySurroundings(): void {
  let row = from + (atY - AROUND) * across + (atX - AROUND);
  for (let y = 0; y < ROWS; y++, row += across) {
    const to = SURROUNDINGS + <usize>(y * ROW);
    v128.store(to, v128.load(row));
    v128.store(to, v128.load(row, 16), 16);
    v128.store(to, v128.load(row, 32), 32);
  }
}

function lookAround(x: i32, y: i32, step: i32): void {
  for (let offY = -step; offY <= step; offY += step)
    for (let offX = -step; offX <= step; offX += step)
      if (offX != 0 || offY != 0) lookAt(x + offX, y + offY);
}

/** Keeps this place when the description there is nearer than any before. */
function lookAt(offX: i32, offY: i32): void {
  const x = atX + offX;
  const y = atY + offY;
  if (x < reach || y < reach || x >= across - reach || y >= down - reach) return;
  const distance = distanceAt(SURROUNDINGS + <usize>((offY + OFF) * ROW + offX + OFF));
  if (distance >= best) return;
  best = distance;
  bestX = offX;
  bestY = offY;
}

/** Bits in which what is seen differs, in 128ths of what chance would give; 256 once the first quarter is hopeless. */
function distanceAt(corner: usize): u32 {
  let distance: u32 = 0;
  let onesSeen: u32 = 0;
  for (let quarter: u32 = 0; quarter < 4; quarter++) {
    const seen = bitsAt(corner, turn, quarter);
    distance += <u32>popcnt(seen ^ load<u64>(description + (<usize>quarter << 3)));
    onesSeen += <u32>popcnt(seen);
    if (quarter == 0 && distance > hopelessInQuarter) return NOWHERE;
  }
  const byChance = <f64>(onesSeen * (256 - onesSought) + onesSought * (256 - onesSeen)) / 256;
  return <u32>Math.floor((128 * <f64>distance) / max(32, byChance) + 0.5);
}
