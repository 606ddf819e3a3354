/**
 * Whether a picture shows a record's where a placement says: the picture is drawn as the record's would lie in it, and each
 * of the record's keypoints is described there again. Where the same is seen, descriptions differ in 5 to 30 bits of 256,
 * in any other picture in about 115. So a record is held against the picture itself, without its own pixels, and a
 * keypoint need not have been found twice.
 */
import type { RecordPicture } from "./align-pictures.ts";
import { seek } from "../wasm/seek-kernel.ts";
import { turns } from "./descriptors.ts";
import { hashByteLength } from "./hamming.ts";
import { keypointSide, levelStep, type Keypoints } from "./keypoints.ts";
import type { PictureView } from "./picture-view.ts";
import { scaleOf, type Placement, type PlacePair } from "./placement.ts";
import { nearestAbout, seekingBorder, type Drawing, type SeekingSize } from "./seek-keypoints.ts";

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
    const from = keypoint * hashByteLength;
    const description = record.keypoints.descriptors.subarray(from, from + hashByteLength);
    looked++;
    if (nearestAbout(image, at, turnOf(angle), description).distance <= glanced.distance) seen++;
  }
  return longer === 0 || seen < 3 || seen < glanced.share * looked ? 0 : seen / looked;
}

/** Looks for all of a record's keypoints in a picture under a placement. Some 2 ms. */
export function confirm(view: PictureView, record: RecordPicture, placement: Placement): Confirmation {
  const frame = frameOf(record);
  const { level, descriptors, angle } = record.keypoints;
  const sought = soughtOf(view, record.keypoints, frame, placement);
  if (sought.length === 0) return { placement, sought, seen: [] };
  const inOrder = sought.toSorted((p, q) => level[p.keypoint]! - level[q.keypoint]!);
  const sizes = sizesOf(frame, inOrder, level);
  const places = {
    x: new Int32Array(inOrder.length),
    y: new Int32Array(inOrder.length),
    turns: new Uint8Array(inOrder.length),
    descriptors: new Uint8Array(inOrder.length * hashByteLength),
  };
  for (const [i, { keypoint, x, y }] of inOrder.entries()) {
    const { width, height } = sizes[level[keypoint]!]!;
    places.x[i] = Math.round(x * frame.longer * (width / frame.width) - 0.5);
    places.y[i] = Math.round(y * frame.longer * (height / frame.height) - 0.5);
    places.turns[i] = turnOf(angle[keypoint]!);
    const from = keypoint * hashByteLength;
    places.descriptors.set(descriptors.subarray(from, from + hashByteLength), i * hashByteLength);
  }
  const found = seek(drawingOf(view, frame, placement), sizes, places);
  const seen = inOrder.flatMap((one, i): readonly SeenKeypoint[] => {
    const distance = found.distances[i]!;
    if (distance > seenDistance) return [];
    const { width, height } = sizes[level[one.keypoint]!]!;
    const alongX = one.x + (found.offX[i]! / width) * (frame.width / frame.longer);
    const alongY = one.y + (found.offY[i]! / height) * (frame.height / frame.longer);
    return [seenAt(one, distance, alongX, alongY, placement)];
  });
  return { placement, sought, seen };
}

/** The sizes of the frame, down to the last one that a keypoint belongs to. */
function sizesOf(frame: Frame, inOrder: readonly SoughtKeypoint[], level: Uint8Array): SeekingSize[] {
  const last = level[inOrder.at(-1)!.keypoint]!;
  const counts = new Uint32Array(last + 1);
  for (const { keypoint } of inOrder) counts[level[keypoint]!]!++;
  return Array.from(counts, (count, number) => {
    const side = (length: number): number => Math.round(length / levelStep ** number);
    return { width: side(frame.width), height: side(frame.height), count };
  });
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

/** How the picture is drawn in the record's frame: from the size just above it, as the record's own sizes were made. */
function drawingOf(view: PictureView, frame: Frame, placement: Placement): Drawing {
  const [a, b, c, d, e, f] = placement;
  const level = Math.floor(Math.log(pixelsOf(view, frame, placement)) / Math.log(levelStep));
  const source = view.size(Math.max(0, level));
  const longer = Math.max(source.width, source.height);
  const step = (longer / frame.longer) * 256;
  const rows = new Float64Array(frame.height * 2);
  for (let y = 0; y < frame.height; y++) {
    rows[2 * y] = (a * 0.5 + b * (y + 0.5)) * step + (c * longer - 0.5) * 256;
    rows[2 * y + 1] = (d * 0.5 + e * (y + 0.5)) * step + (f * longer - 0.5) * 256;
  }
  return { source, rows, stepX: a * step, stepY: d * step };
}
