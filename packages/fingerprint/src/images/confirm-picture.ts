/**
 * Whether a picture shows a record's where a placement says: the picture is drawn as the record's would lie in it, and each
 * of the record's keypoints is described there again. Where the same is seen, descriptions differ in 5 to 30 bits of 256,
 * in any other picture in about 115. So a record is held against the picture itself, without its own pixels, and a
 * keypoint need not have been found twice.
 */
import type { RecordPicture } from "./align-pictures.ts";
import { seek, seekEach } from "../wasm/seek-kernel.ts";
import { turns } from "./descriptors.ts";
import { hashByteLength } from "./hamming.ts";
import { keypointSide, levelStep, type Keypoints } from "./keypoints.ts";
import type { PictureView } from "./picture-view.ts";
import { scaleOf, type Placement, type PlacePair } from "./placement.ts";
import { seekingBorder, type Drawing, type SeekingSize, type SeenPlaces } from "./seek-keypoints.ts";

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
  /** How alike, 0 to 1: each keypoint counts by how much closer its description is than chance would have it. */
  readonly likeness: number;
}

/** A keypoint is seen where its description differs in at most so many bits: 1 in 100 does by chance. */
const seenDistance = 56;
/** A glance looks for so many keypoints, less exactly, and is worth a second look from this likeness on. */
const glanced = { keypoints: 20, distance: 76, seen: 4, likeness: 0.1 } as const;
/** Large keypoints come first. After so many, less likeness than this is not worth going on. */
const firstLook = { keypoints: 20, likeness: 0.1 } as const;
const largestLevel = 7;

/** The size in which a record's keypoints were looked for. */
interface Frame {
  readonly width: number;
  readonly height: number;
  readonly longer: number;
}

/** Looks for some keypoints in the nearest size of the picture: how alike, 0 when too little to go on. Some 0.2 ms. */
export function glance(view: PictureView, record: RecordPicture, placement: Placement): number {
  const { level, angle, descriptors } = record.keypoints;
  const frame = frameOf(record);
  const sought = soughtOf(view, record.keypoints, frame, placement);
  const step = Math.max(1, sought.length / glanced.keypoints);
  const pixels = pixelsOf(view, frame, placement);
  const [a, b, c, d, e, f] = placement;
  const turn = (Math.atan2(d, a) * 128) / Math.PI;
  const looked: SoughtKeypoint[] = [];
  for (let i = 0; i < sought.length; i += step) looked.push(sought[Math.floor(i)]!);
  const images = looked.map(({ keypoint }) =>
    view.smoothSize(sizeFor(pixels * levelStep ** level[keypoint]!, Math.round)),
  );
  const pixelOf = (i: number, place: number): number =>
    Math.round(place * Math.max(images[i]!.width, images[i]!.height) - 0.5);
  const { distances } = seekEach(images, {
    x: Int32Array.from(looked, ({ x, y }, i) => pixelOf(i, a * x + b * y + c)),
    y: Int32Array.from(looked, ({ x, y }, i) => pixelOf(i, d * x + e * y + f)),
    turns: Uint8Array.from(looked, ({ keypoint }) => turnOf(angle[keypoint]! + turn)),
    descriptors: descriptorsOf(looked, descriptors),
  });
  let [seen, likeness] = [0, 0];
  for (const distance of distances) {
    if (distance > glanced.distance) continue;
    seen++;
    likeness += 1 - distance / glanced.distance;
  }
  return seen < glanced.seen || likeness < glanced.likeness * looked.length ? 0 : likeness / looked.length;
}

/** The size of a picture, a number of steps of 1.2 below its largest, that is about `pixels` times smaller. */
function sizeFor(pixels: number, rounded: (steps: number) => number): number {
  return Math.max(0, rounded(Math.log(pixels) / Math.log(levelStep)));
}

/** Looks for all of a record's keypoints in a picture under a placement, large ones first. Some 2 ms. */
export function confirm(view: PictureView, record: RecordPicture, placement: Placement): Confirmation {
  const frame = frameOf(record);
  const all = soughtOf(view, record.keypoints, frame, placement);
  const sought: SoughtKeypoint[] = [];
  const seen: SeenKeypoint[] = [];
  let likeness = 0;
  for (let level = largestLevel; level >= 0; level--) {
    const here = all.filter(({ keypoint }) => record.keypoints.level[keypoint] === level);
    if (here.length === 0) continue;
    sought.push(...here);
    for (const found of seenIn(view, record.keypoints, here, { frame, level, placement })) {
      seen.push(found);
      likeness += 1 - found.distance / seenDistance;
    }
    if (sought.length >= firstLook.keypoints && likeness < firstLook.likeness * sought.length) break;
  }
  return { placement, sought, seen, likeness: likeness / Math.max(1, sought.length) };
}

/**
 * How alike what was seen is when each keypoint also has to look unlike what lies a little beside: lines of text, bars and
 * edges look the same for a long way, so that a wrong place on them says nothing. As `likeness`, and never more. Four times
 * the work of `confirm`.
 */
export function distinctLikeness(
  view: PictureView,
  { width, height, keypoints }: RecordPicture,
  { placement, sought, seen }: Confirmation,
): number {
  const frame = frameOf({ width, height, keypoints });
  let likeness = 0;
  for (let level = largestLevel; level >= 0; level--) {
    const here = seen.filter(({ keypoint }) => keypoints.level[keypoint] === level);
    if (here.length === 0) continue;
    const places = here.map(({ keypoint, fromX, fromY }) => ({ keypoint, x: fromX, y: fromY }));
    const rivals = new Uint16Array(here.length).fill(seenDistance);
    for (const [aside, below] of asides) {
      const found = lookFor(view, keypoints, places, { frame, level, placement }, { aside, below });
      for (let i = 0; i < rivals.length; i++) rivals[i] = Math.min(rivals[i]!, found.distances[i]!);
    }
    for (const [i, { distance }] of here.entries())
      likeness += Math.max(0, rivals[i]! - distance) / seenDistance;
  }
  return likeness / Math.max(1, sought.length);
}

/** Pixels to what lies beside: beyond those that a keypoint is looked for in. */
const beside = 9;
const asides = [
  [beside, 0],
  [-beside, 0],
  [0, beside],
  [0, -beside],
] as const;

/** One of the sizes in which the record's keypoints were found, and where the record is to lie. */
interface PlacedSize {
  readonly frame: Frame;
  readonly level: number;
  readonly placement: Placement;
}

/** Draws the picture in one size of the record's frame and looks there for the keypoints of that size. */
function seenIn(
  view: PictureView,
  keypoints: Keypoints,
  here: readonly SoughtKeypoint[],
  placed: PlacedSize,
): readonly SeenKeypoint[] {
  const { frame, placement } = placed;
  const { width, height, distances, offX, offY } = lookFor(view, keypoints, here, placed);
  return here.flatMap((one, i): readonly SeenKeypoint[] => {
    const distance = distances[i]!;
    if (distance > seenDistance) return [];
    const alongX = one.x + (offX[i]! / width) * (frame.width / frame.longer);
    const alongY = one.y + (offY[i]! / height) * (frame.height / frame.longer);
    return [seenAt(one, distance, alongX, alongY, placement)];
  });
}

/** Looks for keypoints of one size about their places, or some pixels beside. Returns the size, too. */
function lookFor(
  view: PictureView,
  keypoints: Keypoints,
  here: readonly SoughtKeypoint[],
  { frame, level, placement }: PlacedSize,
  { aside, below } = { aside: 0, below: 0 },
): SeenPlaces & Omit<SeekingSize, "count"> {
  const side = (length: number): number => Math.max(1, Math.round(length / levelStep ** level));
  const size = { width: side(frame.width), height: side(frame.height), count: here.length };
  const pixelOf = (place: number, length: number, whole: number): number =>
    Math.round(place * frame.longer * (length / whole) - 0.5);
  const places = {
    x: Int32Array.from(here, ({ x }) => pixelOf(x, size.width, frame.width) + aside),
    y: Int32Array.from(here, ({ y }) => pixelOf(y, size.height, frame.height) + below),
    turns: Uint8Array.from(here, ({ keypoint }) => turnOf(keypoints.angle[keypoint]!)),
    descriptors: descriptorsOf(here, keypoints.descriptors),
  };
  const drawing = drawingOf(view, size, { frame, level, placement });
  return { ...seek(drawing, [size], places), width: size.width, height: size.height };
}

function descriptorsOf(sought: readonly SoughtKeypoint[], descriptors: Uint8Array): Uint8Array {
  const some = new Uint8Array(sought.length * hashByteLength);
  for (const [i, { keypoint }] of sought.entries()) {
    const from = keypoint * hashByteLength;
    some.set(descriptors.subarray(from, from + hashByteLength), i * hashByteLength);
  }
  return some;
}

function seenAt(
  { keypoint, x, y }: SoughtKeypoint,
  distance: number,
  alongX: number,
  alongY: number,
  [a, b, c, d, e, f]: Placement,
): SeenKeypoint {
  const toX = a * alongX + b * alongY + c;
  const toY = d * alongX + e * alongY + f;
  return { keypoint, distance, fromX: x, fromY: y, toX, toY };
}

function frameOf({ width, height }: RecordPicture): Frame {
  const longer = Math.max(width, height);
  const factor = Math.min(1, keypointSide / longer);
  const side = (length: number): number => Math.max(1, Math.round(length * factor));
  return { width: side(width), height: side(height), longer: side(longer) };
}

/** A direction in 256ths of a turn, of whatever turn, as the number of a turned pattern. */
function turnOf(angle: number): number {
  return ((Math.round((angle * turns) / 256) % turns) + turns) % turns;
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
    const radius = (0.8 * seekingBorder * size) / frame.longer;
    const [across, down] = [radius * (Math.abs(a) + Math.abs(b)), radius * (Math.abs(d) + Math.abs(e))];
    const isWithin = atX >= across && atY >= down && atX <= right - across && atY <= bottom - down;
    if (isWithin) sought.push({ keypoint, x, y });
  }
  return sought;
}

/** How the picture is drawn in a size of the record's frame: from its own size just above that, as the record's were made. */
function drawingOf(
  view: PictureView,
  { width, height }: SeekingSize,
  { frame, level, placement }: PlacedSize,
): Drawing {
  const [a, b, c, d, e, f] = placement;
  const source = view.size(sizeFor(pixelsOf(view, frame, placement) * levelStep ** level, Math.floor));
  const longer = Math.max(source.width, source.height);
  // What a pixel of this size is across and down, in longer sides of the record, then in 256ths of the source's pixels.
  const across = (frame.width / frame.longer / width) * longer * 256;
  const down = (frame.height / frame.longer / height) * longer * 256;
  const rows = new Float64Array(height * 2);
  for (let y = 0; y < height; y++) {
    rows[2 * y] = a * 0.5 * across + b * (y + 0.5) * down + (c * longer - 0.5) * 256;
    rows[2 * y + 1] = d * 0.5 * across + e * (y + 0.5) * down + (f * longer - 0.5) * 256;
  }
  return { source, rows, stepX: a * across, stepY: d * across };
}
