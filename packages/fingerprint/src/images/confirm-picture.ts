/**
 * Whether a picture shows a record's where a placement says: the picture is drawn as the record's would lie in it, and each
 * of the record's keypoints is described there again. Where the same is seen, descriptions differ in 5 to 30 bits of 256,
 * in any other picture in about 115. So a record is held against the picture itself, without its own pixels, and a
 * keypoint need not have been found twice.
 */
import type { RecordPicture } from "./align-pictures.ts";
import { scaled, smoothed, type GreyImage } from "./grey-image.ts";
import { hashByteLength } from "./hamming.ts";
import { turnedPattern } from "./descriptors.ts";
import { keypointSide, levelStep, type Keypoints } from "./keypoints.ts";
import type { PictureView } from "./picture-view.ts";
import { scaleOf, type Placement, type PlacePair } from "./placement.ts";

/** A keypoint of the record that may be seen in the picture. */
interface SoughtKeypoint {
  readonly keypoint: number;
  /** Its place in the record's picture, in longer sides. */
  readonly x: number;
  readonly y: number;
}

/** A keypoint that was seen: its places in both pictures. */
interface SeenKeypoint extends PlacePair {
  readonly keypoint: number;
  readonly distance: number;
}

/** What of a record was looked for under a placement, and what was seen. */
export interface Confirmation {
  readonly placement: Placement;
  /** Keypoints whose surroundings lie within the picture, and are no finer than its pixels. */
  readonly sought: readonly SoughtKeypoint[];
  readonly seen: readonly SeenKeypoint[];
}

/** A keypoint is seen where its description differs in at most so many bits: 1 in 100 does by chance. */
export const seenDistance = 56;
/** Pixels about a keypoint that its description depends on. */
const reach = 17;
/** A glance looks for so many keypoints, less exactly, and is worth a second look when this share of them is seen. */
const glanced = { keypoints: 20, distance: 76, share: 0.2 } as const;

/** The size in which a record's keypoints were looked for. */
interface Frame {
  readonly width: number;
  readonly height: number;
  readonly longer: number;
}

/** Looks for some keypoints in the nearest size of the picture: the share that is seen, 0 when too few are to go on. Some 0.2 ms. */
export function glance(view: PictureView, record: RecordPicture, placement: Placement): number {
  const frame = frameOf(record);
  const sought = soughtOf(view, record.keypoints, frame, placement);
  const step = Math.max(1, sought.length / glanced.keypoints);
  const [longer, pixels] = [longerOf(view), pixelsOf(view, frame, placement)];
  const [a, b, c, d, e, f] = placement;
  const turn = (Math.atan2(d, a) * 128) / Math.PI;
  let [looked, seen] = [0, 0];
  for (let i = 0; i < sought.length; i += step) {
    const { keypoint, x, y } = sought[Math.floor(i)]!;
    const size = pixels * levelStep ** record.keypoints.level[keypoint]!;
    const image = view.smoothSize(Math.max(0, Math.round(Math.log(size) / Math.log(levelStep))));
    const factor = Math.max(image.width, image.height);
    const at = {
      x: Math.round((a * x + b * y + c) * factor - 0.5),
      y: Math.round((d * x + e * y + f) * factor - 0.5),
    };
    const angle = record.keypoints.angle[keypoint]! + turn;
    looked++;
    if (distanceAbout(image, at, angle, record.keypoints, keypoint).distance <= glanced.distance) seen++;
  }
  return longer === 0 || seen < 3 || seen < glanced.share * looked ? 0 : seen / looked;
}

/** Looks for all of a record's keypoints in a picture under a placement. Some milliseconds. */
export function confirm(view: PictureView, record: RecordPicture, placement: Placement): Confirmation {
  const frame = frameOf(record);
  const sought = soughtOf(view, record.keypoints, frame, placement);
  const last = sought.reduce((most, { keypoint }) => Math.max(most, record.keypoints.level[keypoint]!), 0);
  const seen: SeenKeypoint[] = [];
  let image = draw(view, frame, placement);
  for (let level = 0; level <= last; level++) {
    const side = (length: number): number => Math.round(length / levelStep ** level);
    if (level > 0) image = scaled(image, side(frame.width), side(frame.height));
    const here = sought.filter(({ keypoint }) => record.keypoints.level[keypoint] === level);
    if (here.length === 0) continue;
    const smooth = smoothed(image);
    for (const one of here) {
      const found = seenAt(smooth, frame, record.keypoints, one, placement);
      if (found !== undefined) seen.push(found);
    }
  }
  return { placement, sought, seen };
}

/** Looks for a keypoint where it should be, and a little off, in a picture that was drawn in the record's frame. */
function seenAt(
  image: GreyImage,
  frame: Frame,
  keypoints: Keypoints,
  { keypoint, x, y }: SoughtKeypoint,
  [a, b, c, d, e, f]: Placement,
): SeenKeypoint | undefined {
  const at = {
    x: Math.round(x * frame.longer * (image.width / frame.width) - 0.5),
    y: Math.round(y * frame.longer * (image.height / frame.height) - 0.5),
  };
  const { distance, offX, offY } = distanceAbout(image, at, keypoints.angle[keypoint]!, keypoints, keypoint);
  if (distance > seenDistance) return undefined;
  const [alongX, alongY] = [
    x + (offX / image.width) * (frame.width / frame.longer),
    y + (offY / image.height) * (frame.height / frame.longer),
  ];
  return {
    keypoint,
    distance,
    fromX: x,
    fromY: y,
    toX: a * alongX + b * alongY + c,
    toY: d * alongX + e * alongY + f,
  };
}

function frameOf({ width, height }: RecordPicture): Frame {
  const longer = Math.max(width, height);
  const factor = Math.min(1, keypointSide / longer);
  const side = (length: number): number => Math.max(1, Math.round(length * factor));
  return { width: side(width), height: side(height), longer: side(longer) };
}

function longerOf({ width, height }: PictureView): number {
  return Math.max(width, height);
}

/** Pixels of the picture for one of the record's frame. */
function pixelsOf(view: PictureView, frame: Frame, placement: Placement): number {
  return (scaleOf(placement) * longerOf(view)) / frame.longer;
}

function soughtOf(
  view: PictureView,
  keypoints: Keypoints,
  frame: Frame,
  placement: Placement,
): readonly SoughtKeypoint[] {
  const [a, b, c, d, e, f] = placement;
  const longer = longerOf(view);
  const [right, bottom] = [view.width / longer, view.height / longer];
  const pixels = pixelsOf(view, frame, placement);
  const sought: SoughtKeypoint[] = [];
  for (let keypoint = 0; keypoint < keypoints.count; keypoint++) {
    const size = levelStep ** keypoints.level[keypoint]!;
    if (size * pixels < 0.7) continue;
    const [x, y] = [keypoints.x[keypoint]! / 65_535, keypoints.y[keypoint]! / 65_535];
    const [atX, atY] = [a * x + b * y + c, d * x + e * y + f];
    const radius = (0.8 * reach * size) / frame.longer;
    const [across, down] = [radius * (Math.abs(a) + Math.abs(b)), radius * (Math.abs(d) + Math.abs(e))];
    const isWithin = atX >= across && atY >= down && atX <= right - across && atY <= bottom - down;
    if (isWithin) sought.push({ keypoint, x, y });
  }
  return sought;
}

/** Draws the picture in the record's frame, from the size just above it, as the record's own sizes were made. */
function draw(view: PictureView, frame: Frame, placement: Placement): GreyImage {
  const [a, b, c, d, e, f] = placement;
  const level = Math.floor(Math.log(pixelsOf(view, frame, placement)) / Math.log(levelStep));
  const source = view.size(Math.max(0, level));
  const longer = Math.max(source.width, source.height);
  const step = (longer / frame.longer) * 256;
  const values = new Uint8Array(frame.width * frame.height);
  for (let y = 0; y < frame.height; y++) {
    const fromX = (a * 0.5 + b * (y + 0.5)) * step + (c * longer - 0.5) * 256;
    const fromY = (d * 0.5 + e * (y + 0.5)) * step + (f * longer - 0.5) * 256;
    drawRow(
      source,
      values.subarray(y * frame.width, (y + 1) * frame.width),
      fromX,
      fromY,
      a * step,
      d * step,
    );
  }
  return { width: frame.width, height: frame.height, values };
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

/** Describes places about where a keypoint should be: the one most like it. */
function distanceAbout(
  image: GreyImage,
  at: Place,
  angle: number,
  keypoints: Keypoints,
  keypoint: number,
): NearestDescription {
  const turns = turnedPattern.length;
  const places = turnedPattern[((Math.round((angle * turns) / 256) % turns) + turns) % turns]!;
  const from = keypoint * hashByteLength;
  const description = keypoints.descriptors.subarray(from, from + hashByteLength);
  const first = nearestOf(image, at, [[0, 0]], places, description, nowhere);
  if (first.distance <= sureDistance) return first;
  const coarse = nearestOf(image, at, coarseSteps, places, description, first);
  if (coarse.distance > hopelessDistance) return coarse;
  const steps = fineSteps.map(([x, y]) => [coarse.offX + x, coarse.offY + y] as const);
  return nearestOf(image, at, steps, places, description, coarse);
}

const sureDistance = 40;
const hopelessDistance = 100;
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
    if (atX < reach || atY < reach || atX >= width - reach || atY >= height - reach) continue;
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

const hopelessInQuarter = 25;
