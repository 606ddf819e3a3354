/**
 * Keypoints looked for where they should be in another picture, plainly: the specification of the kernel and its stand-in. The
 * picture is drawn into the frame in which the keypoints were found, brought to the same sizes, and described about each place.
 */
import { turnedPattern } from "./descriptors.ts";
import { scaled, smoothed, type GreyImage } from "./grey-image.ts";
import { hashByteLength } from "./hamming.ts";

/** Lines of a picture along which the rows of a frame are drawn. Places are in 256ths of a pixel. */
export interface Drawing {
  readonly source: GreyImage;
  /** Where each row of the frame begins: x, y. */
  readonly rows: Float64Array;
  /** From one pixel of a row to the next. */
  readonly stepX: number;
  readonly stepY: number;
}

/** A size of the frame, the first being its own, and how many of the keypoints belong to it. */
export interface SeekingSize {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

/** Keypoints that are looked for, those of the first size first. */
export interface SoughtPlaces {
  /** Pixel of the size. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Direction, 0 to 63. */
  readonly turns: Uint8Array;
  /** 32 bytes each. */
  readonly descriptors: Uint8Array;
}

/** What looks most like each of them, at most three pixels off. */
export interface SeenPlaces {
  /** Bits in which descriptions differ, in 128ths of what chance would give; 256 where none is worth the count. */
  readonly distances: Uint16Array;
  readonly offX: Int8Array;
  readonly offY: Int8Array;
}

/** Pixels about a keypoint that its description depends on. */
export const seekingBorder = 17;
/** So near needs no better place; so far there is none; of the first quarter of the bits so many are too many. */
export const sureDistance = 40;
export const hopelessDistance = 100;
export const hopelessInQuarter = 25;

/** Looks for keypoints as the kernel does, some ten times slower. */
export function seekPlainly(
  drawing: Drawing,
  sizes: readonly SeekingSize[],
  sought: SoughtPlaces,
): SeenPlaces {
  const total = sought.turns.length;
  const seen = {
    distances: new Uint16Array(total),
    offX: new Int8Array(total),
    offY: new Int8Array(total),
  };
  let image = draw(drawing, sizes[0]!);
  let i = 0;
  for (const [level, { width, height, count }] of sizes.entries()) {
    if (level > 0) image = scaled(image, width, height);
    if (count === 0) continue;
    const smooth = smoothed(image);
    for (const end = i + count; i < end; i++) put(seen, i, smooth, sought);
  }
  return seen;
}

/** Looks for each keypoint in a smoothed picture of its own, as the kernel does. */
export function seekEachPlainly(images: readonly GreyImage[], sought: SoughtPlaces): SeenPlaces {
  const seen = {
    distances: new Uint16Array(images.length),
    offX: new Int8Array(images.length),
    offY: new Int8Array(images.length),
  };
  for (const [i, image] of images.entries()) put(seen, i, image, sought);
  return seen;
}

function put(
  seen: { readonly distances: Uint16Array; readonly offX: Int8Array; readonly offY: Int8Array },
  i: number,
  image: GreyImage,
  { x, y, turns, descriptors }: SoughtPlaces,
): void {
  const description = descriptors.subarray(i * hashByteLength, (i + 1) * hashByteLength);
  const { distance, offX, offY } = nearestAbout(image, { x: x[i]!, y: y[i]! }, turns[i]!, description);
  seen.distances[i] = distance;
  seen.offX[i] = offX;
  seen.offY[i] = offY;
}

function draw({ source, rows, stepX, stepY }: Drawing, { width, height }: SeekingSize): GreyImage {
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * width, (y + 1) * width);
    drawRow(source, row, rows[2 * y]!, rows[2 * y + 1]!, stepX, stepY);
  }
  return { width, height, values };
}

/** Draws one row along a line of the source, in 256ths of a pixel; what lies outside is the nearest that lies within. */
function drawRow(
  { width, height, values: from }: GreyImage,
  row: Uint8Array,
  fromX: number,
  fromY: number,
  stepX: number,
  stepY: number,
): void {
  const [lastX, lastY] = [(width - 1) * 256, (height - 1) * 256];
  for (let i = 0; i < row.length; i++) {
    const x = Math.max(0, Math.min(lastX, fromX + i * stepX)) | 0;
    const y = Math.max(0, Math.min(lastY, fromY + i * stepY)) | 0;
    const right = x === lastX ? 0 : 1;
    const below = y === lastY ? 0 : width;
    const at = (y >> 8) * width + (x >> 8);
    const across = x & 255;
    const above = from[at]! * (256 - across) + from[at + right]! * across;
    const under = from[at + below]! * (256 - across) + from[at + below + right]! * across;
    row[i] = (above * (256 - (y & 255)) + under * (y & 255) + 32_768) >> 16;
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface NearestDescription {
  readonly distance: number;
  readonly offX: number;
  readonly offY: number;
}

const nowhere: NearestDescription = { distance: 256, offX: 0, offY: 0 };

/**
 * Describes places about where a keypoint should be: the one most like it.
 *
 * @param turn its direction, 0 to 63
 */
function nearestAbout(
  image: GreyImage,
  at: Place,
  turn: number,
  description: Uint8Array,
): NearestDescription {
  const places = turnedPattern[turn]!;
  const first = nearestOf(image, at, [[0, 0]], places, description, nowhere);
  if (first.distance <= sureDistance) return first;
  const coarse = nearestOf(image, at, coarseSteps, places, description, first);
  if (coarse.distance > hopelessDistance) return coarse;
  const steps = fineSteps.map(([x, y]) => [coarse.offX + x, coarse.offY + y] as const);
  return nearestOf(image, at, steps, places, description, coarse);
}

const around = [-1, 0, 1]
  .flatMap((y) => [-1, 0, 1].map((x) => [x, y] as const))
  .filter(([x, y]) => x !== 0 || y !== 0);
const fineSteps: readonly (readonly [number, number])[] = around;
const coarseSteps: readonly (readonly [number, number])[] = around.map(([x, y]) => [2 * x, 2 * y]);

function nearestOf(
  { width, height, values }: GreyImage,
  { x, y }: Place,
  steps: readonly (readonly [number, number])[],
  places: Int8Array,
  description: Uint8Array,
  known: NearestDescription,
): NearestDescription {
  let best = known;
  for (const [offX, offY] of steps) {
    const [atX, atY] = [x + offX, y + offY];
    if (
      atX < seekingBorder ||
      atY < seekingBorder ||
      atX >= width - seekingBorder ||
      atY >= height - seekingBorder
    )
      continue;
    const distance = distanceAt(values, width, atY * width + atX, places, description);
    if (distance < best.distance) best = { distance, offX, offY };
  }
  return best;
}

/**
 * Bits in which what is seen differs, in 128ths of what chance would give: on paper that is blank nearly all bits are 0,
 * and so are they of a thin stroke, which says nothing. 256 once the first quarter is hopeless.
 */
function distanceAt(
  values: Uint8Array,
  width: number,
  at: number,
  places: Int8Array,
  description: Uint8Array,
): number {
  let [distance, onesSeen, onesSought] = [0, 0, 0];
  for (let byte = 0, place = 0; byte < hashByteLength; byte++) {
    let value = description[byte]!;
    for (let bit = 0; bit < 8; bit++, place += 4, value >>= 1) {
      const a = values[at + places[place + 1]! * width + places[place]!]!;
      const b = values[at + places[place + 3]! * width + places[place + 2]!]!;
      const seen = a < b ? 1 : 0;
      const sought = value & 1;
      distance += seen ^ sought;
      onesSeen += seen;
      onesSought += sought;
    }
    if (byte === 7 && distance > hopelessInQuarter) return 256;
  }
  const byChance = (onesSeen * (256 - onesSought) + onesSought * (256 - onesSeen)) / 256;
  return Math.round((128 * distance) / Math.max(32, byChance));
}
