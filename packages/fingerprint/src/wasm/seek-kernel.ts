/** Keypoints looked for in another picture by the kernel where it runs, else by the twin in seek-keypoints.ts. Both see the same. */
import { hashByteLength } from "../images/hamming.ts";
import type { GreyImage } from "../images/grey-image.ts";
import {
  seekEachPlainly,
  seekPlainly,
  type Drawing,
  type SeekingSize,
  type SeenPlaces,
  type SoughtPlaces,
} from "../images/seek-keypoints.ts";
import { keypointModule, sizeNumbers, type KeypointModule } from "./keypoint-module.ts";

const maxSizes = 16;

/**
 * Draws a picture into a frame and looks for keypoints about the places where they should be. Some 2 ms for a frame of 384
 * pixels and 250 keypoints.
 */
export function seek(drawing: Drawing, sizes: readonly SeekingSize[], sought: SoughtPlaces): SeenPlaces {
  return seekByKernel(drawing, sizes, sought) ?? seekPlainly(drawing, sizes, sought);
}

/** The same by the kernel; undefined where it does not run or its memory is too small. */
export function seekByKernel(
  { source, rows, stepX, stepY }: Drawing,
  sizes: readonly SeekingSize[],
  sought: SoughtPlaces,
): SeenPlaces | undefined {
  const kernel = keypointModule();
  const count = sought.turns.length;
  const longest = Math.max(source.width, source.height, sizes[0]!.width, sizes[0]!.height);
  if (kernel === undefined || longest > kernel.MAX_SIDE.value) return undefined;
  const last = sizes.at(-1)!;
  if (count > kernel.MAX_COUNT.value || sizes.length > maxSizes || last.width * last.height === 0)
    return undefined;
  const { buffer } = kernel.memory;
  new Uint8Array(buffer).set(source.values, kernel.OTHER_GREY.value);
  new Float64Array(buffer, kernel.ROW_STARTS.value, rows.length).set(rows);
  putSought(kernel, sought);
  const table = new Uint32Array(buffer, kernel.SIZES.value, sizes.length * sizeNumbers);
  for (const [i, size] of sizes.entries()) table.set([size.width, size.height, size.count], i * sizeNumbers);
  kernel.seek(source.width, source.height, stepX, stepY, sizes.length);
  return seenOf(kernel, count);
}

/**
 * Looks for each keypoint in a smoothed picture of its own; those of one view are few, and stay in the kernel's memory for the
 * next call.
 *
 * @param images one a keypoint
 */
export function seekEach(images: readonly GreyImage[], sought: SoughtPlaces): SeenPlaces {
  return seekEachByKernel(images, sought) ?? seekEachPlainly(images, sought);
}

/** The same by the kernel; undefined where it does not run or its memory is too small. */
export function seekEachByKernel(images: readonly GreyImage[], sought: SoughtPlaces): SeenPlaces | undefined {
  const kernel = keypointModule();
  if (kernel === undefined || images.length > kernel.MAX_COUNT.value) return undefined;
  const different = new Set(images);
  if (!keep(kernel, different)) return undefined;
  const places = new Uint32Array(kernel.memory.buffer, kernel.SOUGHT_IN.value, images.length * 3);
  for (const [i, image] of images.entries())
    places.set([kernel.VIEWS.value + kept.get(image)!, image.width, image.height], i * 3);
  putSought(kernel, sought);
  kernel.seekEach(images.length);
  return seenOf(kernel, images.length);
}

/** Pictures in the kernel's memory, and the byte where each begins. */
const kept = new Map<GreyImage, number>();
let keptBytes = 0;

/** Puts pictures there that aren't; all others make room when it is full. False when there never is room enough. */
function keep(kernel: KeypointModule, images: ReadonlySet<GreyImage>): boolean {
  const room = kernel.VIEW_BYTES.value;
  let missing = [...images].filter((image) => !kept.has(image));
  if (keptBytes + byteLengthOf(missing) > room) {
    kept.clear();
    keptBytes = 0;
    missing = [...images];
    if (byteLengthOf(missing) > room) return false;
  }
  for (const image of missing) {
    new Uint8Array(kernel.memory.buffer).set(image.values, kernel.VIEWS.value + keptBytes);
    kept.set(image, keptBytes);
    keptBytes += image.values.length;
  }
  return true;
}

function byteLengthOf(images: readonly GreyImage[]): number {
  return images.reduce((sum, { values }) => sum + values.length, 0);
}

function putSought(kernel: KeypointModule, { x, y, turns, descriptors }: SoughtPlaces): void {
  const { buffer } = kernel.memory;
  const bytes = new Uint8Array(buffer);
  bytes.set(turns, kernel.SOUGHT_TURNS.value);
  bytes.set(descriptors.subarray(0, turns.length * hashByteLength), kernel.SOUGHT_DESCRIPTORS.value);
  new Int32Array(buffer, kernel.SOUGHT_X.value, turns.length).set(x);
  new Int32Array(buffer, kernel.SOUGHT_Y.value, turns.length).set(y);
}

function seenOf({ memory, SEEN }: KeypointModule, count: number): SeenPlaces {
  const seen = new DataView(memory.buffer, SEEN.value, count * 4);
  return {
    distances: Uint16Array.from({ length: count }, (_, i) => seen.getUint16(i * 4, true)),
    offX: Int8Array.from({ length: count }, (_, i) => seen.getInt8(i * 4 + 2)),
    offY: Int8Array.from({ length: count }, (_, i) => seen.getInt8(i * 4 + 3)),
  };
}
