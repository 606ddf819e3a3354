/** Corners, as src/images/corners.ts finds them: sixteen pixels at a time. AssemblyScript. */
import { CELLS, CHOSEN, CONTRASTS, PLACES, STRENGTHS, TAKEN } from "./keypoints-memory";

/** Bytes of a row of contrasts, and of what lies before its first pixel. */
const CONTRAST_ROW: usize = 0xa00;
const CONTRAST_START: usize = 0x20;
const GRID: u32 = 8;
const TAKEN_BIT: u32 = 0x80000000;

let candidates: u32 = 0;

/** Finds the strongest corners, spread over the picture; returns how many are in CHOSEN, strongest first. */
export function findCorners(
  image: usize,
  width: u32,
  height: u32,
  border: u32,
  threshold: u32,
  count: u32,
): u32 {
  candidates = 0;
  memory.fill(CONTRASTS, 0, 3 * CONTRAST_ROW);
  for (let y = border; y <= height - border; y++) {
    const row = rowOf(y);
    if (y < height - border) mark(image + y * width, row, width, border, threshold);
    else memory.fill(row, 0, CONTRAST_ROW - CONTRAST_START);
    if (y > border) peaks(image, y - 1, width, border);
  }
  return choose(width, height, count);
}

// @ts-ignore: decorator
@inline
function rowOf(y: u32): usize {
  return CONTRASTS + CONTRAST_START + <usize>(y % 3) * CONTRAST_ROW;
}

/** Writes the contrast of a row's corners, and 0 for all that is none. */
function mark(from: usize, row: usize, width: u32, border: u32, threshold: u32): void {
  const around = i8x16.splat(<i8>threshold);
  const end = width - border;
  for (let x = border; x < end; x += 16) {
    const at = from + x;
    const own = v128.load(at);
    const high = i8x16.add_sat_u(own, around);
    const low = i8x16.sub_sat_u(own, around);
    let first = i8x16.splat(0);
    let second = first;
    if (mayBeCorner(at, width, high, low)) {
      const corners = cornersAt(at, width, high, low);
      if (v128.any_true(corners)) {
        first = v128.and(i16x8.extend_low_i8x16_s(corners), contrast(at, width, own, false));
        second = v128.and(i16x8.extend_high_i8x16_s(corners), contrast(at, width, own, true));
      }
    }
    v128.store(row + (x << 1), first);
    v128.store(row + (x << 1), second, 16);
  }
  v128.store(row + (end << 1), i8x16.splat(0));
  v128.store(row + (end << 1), i8x16.splat(0), 16);
}

/** Nine in a row on a ring of sixteen hold two neighbours of these four. Most pictures are plain in most places. */
// @ts-ignore: decorator
@inline
function mayBeCorner(at: usize, w: usize, high: v128, low: v128): bool {
  const n = v128.load(at - 3 * w);
  const s = v128.load(at + 3 * w);
  const e = v128.load(at + 3);
  const t = v128.load(at - 3);
  const brightest = i8x16.min_u(i8x16.max_u(n, s), i8x16.max_u(e, t));
  const darkest = i8x16.max_u(i8x16.min_u(n, s), i8x16.min_u(e, t));
  return v128.any_true(v128.or(i8x16.sub_sat_u(brightest, high), i8x16.sub_sat_u(low, darkest)));
}

// @ts-ignore: decorator
@inline
function ring(at: usize, w: usize, i: i32): v128 {
  if (i == 0) return v128.load(at - 3 * w);
  if (i == 1) return v128.load(at - 3 * w + 1);
  if (i == 2) return v128.load(at - 2 * w + 2);
  if (i == 3) return v128.load(at - w + 3);
  if (i == 4) return v128.load(at + 3);
  if (i == 5) return v128.load(at + w + 3);
  if (i == 6) return v128.load(at + 2 * w + 2);
  if (i == 7) return v128.load(at + 3 * w + 1);
  if (i == 8) return v128.load(at + 3 * w);
  if (i == 9) return v128.load(at + 3 * w - 1);
  if (i == 10) return v128.load(at + 2 * w - 2);
  if (i == 11) return v128.load(at + w - 3);
  if (i == 12) return v128.load(at - 3);
  if (i == 13) return v128.load(at - w - 3);
  if (i == 14) return v128.load(at - 2 * w - 2);
  return v128.load(at - 3 * w - 1);
}

/**
 * 255 for each of sixteen pixels that is a corner. Of every nine in a row the least bright, and of all those the brightest:
 * above `high` there is a brighter arc. Two arcs that begin side by side have eight pixels in common.
 */
// @ts-ignore: decorator
@inline
function cornersAt(at: usize, w: usize, high: v128, low: v128): v128 {
  const p0 = ring(at, w, 0);
  const p1 = ring(at, w, 1);
  const p2 = ring(at, w, 2);
  const p3 = ring(at, w, 3);
  const p4 = ring(at, w, 4);
  const p5 = ring(at, w, 5);
  const p6 = ring(at, w, 6);
  const p7 = ring(at, w, 7);
  const p8 = ring(at, w, 8);
  const p9 = ring(at, w, 9);
  const p10 = ring(at, w, 10);
  const p11 = ring(at, w, 11);
  const p12 = ring(at, w, 12);
  const p13 = ring(at, w, 13);
  const p14 = ring(at, w, 14);
  const p15 = ring(at, w, 15);
  // Least of two, four, then eight from each odd place.
  const a1 = i8x16.min_u(p1, p2);
  const a3 = i8x16.min_u(p3, p4);
  const a5 = i8x16.min_u(p5, p6);
  const a7 = i8x16.min_u(p7, p8);
  const a9 = i8x16.min_u(p9, p10);
  const a11 = i8x16.min_u(p11, p12);
  const a13 = i8x16.min_u(p13, p14);
  const a15 = i8x16.min_u(p15, p0);
  const b1 = i8x16.min_u(a1, a3);
  const b3 = i8x16.min_u(a3, a5);
  const b5 = i8x16.min_u(a5, a7);
  const b7 = i8x16.min_u(a7, a9);
  const b9 = i8x16.min_u(a9, a11);
  const b11 = i8x16.min_u(a11, a13);
  const b13 = i8x16.min_u(a13, a15);
  const b15 = i8x16.min_u(a15, a1);
  let brightest = i8x16.min_u(i8x16.min_u(b1, b5), i8x16.max_u(p0, p9));
  brightest = i8x16.max_u(brightest, i8x16.min_u(i8x16.min_u(b3, b7), i8x16.max_u(p2, p11)));
  brightest = i8x16.max_u(brightest, i8x16.min_u(i8x16.min_u(b5, b9), i8x16.max_u(p4, p13)));
  brightest = i8x16.max_u(brightest, i8x16.min_u(i8x16.min_u(b7, b11), i8x16.max_u(p6, p15)));
  brightest = i8x16.max_u(brightest, i8x16.min_u(i8x16.min_u(b9, b13), i8x16.max_u(p8, p1)));
  brightest = i8x16.max_u(brightest, i8x16.min_u(i8x16.min_u(b11, b15), i8x16.max_u(p10, p3)));
  brightest = i8x16.max_u(brightest, i8x16.min_u(i8x16.min_u(b13, b1), i8x16.max_u(p12, p5)));
  brightest = i8x16.max_u(brightest, i8x16.min_u(i8x16.min_u(b15, b3), i8x16.max_u(p14, p7)));
  // The same for darker arcs: the brightest of nine, and of those the darkest.
  const c1 = i8x16.max_u(p1, p2);
  const c3 = i8x16.max_u(p3, p4);
  const c5 = i8x16.max_u(p5, p6);
  const c7 = i8x16.max_u(p7, p8);
  const c9 = i8x16.max_u(p9, p10);
  const c11 = i8x16.max_u(p11, p12);
  const c13 = i8x16.max_u(p13, p14);
  const c15 = i8x16.max_u(p15, p0);
  const d1 = i8x16.max_u(c1, c3);
  const d3 = i8x16.max_u(c3, c5);
  const d5 = i8x16.max_u(c5, c7);
  const d7 = i8x16.max_u(c7, c9);
  const d9 = i8x16.max_u(c9, c11);
  const d11 = i8x16.max_u(c11, c13);
  const d13 = i8x16.max_u(c13, c15);
  const d15 = i8x16.max_u(c15, c1);
  let darkest = i8x16.max_u(i8x16.max_u(d1, d5), i8x16.min_u(p0, p9));
  darkest = i8x16.min_u(darkest, i8x16.max_u(i8x16.max_u(d3, d7), i8x16.min_u(p2, p11)));
  darkest = i8x16.min_u(darkest, i8x16.max_u(i8x16.max_u(d5, d9), i8x16.min_u(p4, p13)));
  darkest = i8x16.min_u(darkest, i8x16.max_u(i8x16.max_u(d7, d11), i8x16.min_u(p6, p15)));
  darkest = i8x16.min_u(darkest, i8x16.max_u(i8x16.max_u(d9, d13), i8x16.min_u(p8, p1)));
  darkest = i8x16.min_u(darkest, i8x16.max_u(i8x16.max_u(d11, d15), i8x16.min_u(p10, p3)));
  darkest = i8x16.min_u(darkest, i8x16.max_u(i8x16.max_u(d13, d1), i8x16.min_u(p12, p5)));
  darkest = i8x16.min_u(darkest, i8x16.max_u(i8x16.max_u(d15, d3), i8x16.min_u(p14, p7)));
  const beyond = v128.or(i8x16.sub_sat_u(brightest, high), i8x16.sub_sat_u(low, darkest));
  return i8x16.ne(beyond, i8x16.splat(0));
}

/** How far the ring is from the pixel, summed: of the lower or the upper eight of sixteen pixels. */
// @ts-ignore: decorator
@inline
function contrast(at: usize, w: usize, own: v128, upper: bool): v128 {
  let sum = i16x8.splat(0);
  sum = i16x8.add(sum, apart(ring(at, w, 0), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 1), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 2), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 3), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 4), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 5), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 6), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 7), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 8), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 9), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 10), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 11), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 12), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 13), own, upper));
  sum = i16x8.add(sum, apart(ring(at, w, 14), own, upper));
  return i16x8.add(sum, apart(ring(at, w, 15), own, upper));
}

// @ts-ignore: decorator
@inline
function apart(a: v128, b: v128, upper: bool): v128 {
  const distance = v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
  return upper ? i16x8.extend_high_i8x16_u(distance) : i16x8.extend_low_i8x16_u(distance);
}

/** Adds the corners of a row that no neighbour outdoes; of equal neighbours the first. */
function peaks(image: usize, y: u32, width: u32, border: u32): void {
  const above = rowOf(y - 1);
  const row = rowOf(y);
  const below = rowOf(y + 1);
  const end = width - border;
  for (let x = border; x < end; x += 8) {
    const own = v128.load(row + (x << 1));
    if (!v128.any_true(own)) continue;
    const at: usize = x << 1;
    const before = i16x8.max_s(
      i16x8.max_s(v128.load(above + at - 2), v128.load(above + at)),
      i16x8.max_s(v128.load(above + at + 2), v128.load(row + at - 2)),
    );
    const after = i16x8.max_s(
      i16x8.max_s(v128.load(below + at - 2), v128.load(below + at)),
      i16x8.max_s(v128.load(below + at + 2), v128.load(row + at + 2)),
    );
    let found = i16x8.bitmask(v128.and(i16x8.gt_s(own, before), i16x8.ge_s(own, after)));
    for (; found != 0; found &= found - 1) {
      const column = x + ctz(found);
      store<u32>(PLACES + (<usize>candidates << 2), (y << 16) | column);
      store<f64>(STRENGTHS + (<usize>candidates << 3), strengthOf(image + y * width + column, width));
      candidates++;
    }
  }
}

/** The Harris measure over 7 by 7 pixels. */
function strengthOf(at: usize, w: usize): f64 {
  const seven = i16x8(-1, -1, -1, -1, -1, -1, -1, 0);
  let xx = i32x4.splat(0);
  let yy = xx;
  let xy = xx;
  let row = at - 3 * w - 3;
  for (let i: u32 = 0; i < 7; i++, row += w) {
    const right = v128.load8x8_u(row + 1);
    const left = v128.load8x8_u(row - 1);
    const below = v128.load8x8_u(row + w);
    const above = v128.load8x8_u(row - w);
    const dx = v128.and(i16x8.sub(right, left), seven);
    const dy = v128.and(i16x8.sub(below, above), seven);
    xx = i32x4.add(xx, i32x4.dot_i16x8_s(dx, dx));
    yy = i32x4.add(yy, i32x4.dot_i16x8_s(dy, dy));
    xy = i32x4.add(xy, i32x4.dot_i16x8_s(dx, dy));
  }
  const x = <f64>lanesOf(xx);
  const y = <f64>lanesOf(yy);
  const both = <f64>lanesOf(xy);
  const strength = x * y - both * both - 0.04 * (x + y) * (x + y);
  return strength > 1 ? strength : 1;
}

// @ts-ignore: decorator
@inline
export function lanesOf(v: v128): i32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}

/** Whether a candidate is stronger than another, or as strong and found before it. */
// @ts-ignore: decorator
@inline
function outranks(a: u32, b: u32): bool {
  const own = load<f64>(STRENGTHS + (<usize>a << 3));
  const its = load<f64>(STRENGTHS + (<usize>b << 3));
  return own > its || (own == its && a < b);
}

/** The strongest of each cell up to a share, then the strongest of the rest; CHOSEN holds them in this order. */
function choose(width: u32, height: u32, count: u32): u32 {
  if (candidates <= count) {
    for (let i: u32 = 0; i < candidates; i++) store<u32>(CHOSEN + (<usize>i << 2), i);
    sort(CHOSEN, candidates);
    return candidates;
  }
  const fromCells = chooseFromCells(width, height, max(1, (2 * count + GRID * GRID - 1) / (GRID * GRID)));
  // More come out of the cells than are taken at most: there is room for them behind CHOSEN's end.
  sort(CHOSEN, fromCells);
  if (fromCells >= count) return count;
  chooseRest(CHOSEN + (<usize>fromCells << 2), count - fromCells);
  return count;
}

function chooseFromCells(width: u32, height: u32, share: u32): u32 {
  memory.fill(TAKEN, 0, GRID * GRID * 4);
  for (let i: u32 = 0; i < candidates; i++) {
    const place = load<u32>(PLACES + (<usize>i << 2));
    const cell = (((place >> 16) * GRID) / height) * GRID + ((place & 0xffff) * GRID) / width;
    offer(CELLS + <usize>(cell * share * 4), TAKEN + (<usize>cell << 2), share, i);
  }
  let chosen: u32 = 0;
  for (let cell: u32 = 0; cell < GRID * GRID; cell++) {
    const taken = load<u32>(TAKEN + (<usize>cell << 2));
    for (let i: u32 = 0; i < taken; i++, chosen++) {
      const candidate = load<u32>(CELLS + (<usize>(cell * share + i) << 2));
      const place = PLACES + (<usize>candidate << 2);
      store<u32>(place, load<u32>(place) | TAKEN_BIT);
      store<u32>(CHOSEN + (<usize>chosen << 2), candidate);
    }
  }
  return chosen;
}

/** Puts a candidate into a list of at most `share`, strongest first, if it belongs there. */
function offer(list: usize, counter: usize, share: u32, candidate: u32): void {
  let i = load<u32>(counter);
  if (i < share) store<u32>(counter, i + 1);
  else {
    i--;
    if (!outranks(candidate, load<u32>(list + (<usize>i << 2)))) return;
  }
  for (; i > 0; i--) {
    const before = load<u32>(list + (<usize>(i - 1) << 2));
    if (!outranks(candidate, before)) break;
    store<u32>(list + (<usize>i << 2), before);
  }
  store<u32>(list + (<usize>i << 2), candidate);
}

/** The strongest `count` of those not taken yet, of which there are at least as many, in order. */
function chooseRest(heap: usize, count: u32): void {
  let size: u32 = 0;
  for (let i: u32 = 0; i < candidates; i++) {
    if ((load<u32>(PLACES + (<usize>i << 2)) & TAKEN_BIT) != 0) continue;
    if (size < count) {
      store<u32>(heap + (<usize>size << 2), i);
      size++;
      if (size == count) for (let j = size / 2; j > 0; j--) sink(heap, size, j - 1);
    } else if (outranks(i, load<u32>(heap))) {
      store<u32>(heap, i);
      sink(heap, size, 0);
    }
  }
  unheap(heap, size);
}

/** Sorts a list of candidates, strongest first. */
function sort(list: usize, size: u32): void {
  for (let i = size / 2; i > 0; i--) sink(list, size, i - 1);
  unheap(list, size);
}

function unheap(heap: usize, size: u32): void {
  while (size > 1) {
    size--;
    const weakest = load<u32>(heap);
    store<u32>(heap, load<u32>(heap + (<usize>size << 2)));
    store<u32>(heap + (<usize>size << 2), weakest);
    sink(heap, size, 0);
  }
}

/** Lets an entry of a heap, whose top is its weakest, sink to its place. */
function sink(heap: usize, size: u32, i: u32): void {
  const own = load<u32>(heap + (<usize>i << 2));
  for (let child: u32 = 2 * i + 1; child < size; child = 2 * i + 1) {
    let weaker = load<u32>(heap + (<usize>child << 2));
    if (child + 1 < size) {
      const other = load<u32>(heap + (<usize>(child + 1) << 2));
      if (outranks(weaker, other)) {
        weaker = other;
        child++;
      }
    }
    if (!outranks(own, weaker)) break;
    store<u32>(heap + (<usize>i << 2), weaker);
    i = child;
  }
  store<u32>(heap + (<usize>i << 2), own);
}
