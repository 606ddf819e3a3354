/** Keypoints looked for in another picture by the kernel where it runs, else by the twin in seek-keypoints.ts. Both see the same. */
import { hashByteLength } from "../images/hamming.ts";
import {
  hopelessDistance,
  hopelessInQuarter,
  seekingBorder,
  seekPlainly,
  sureDistance,
  type Drawing,
  type SeekingSize,
  type SeenPlaces,
  type SoughtPlaces,
} from "../images/seek-keypoints.ts";
import { keypointModule, sizeNumbers } from "./keypoint-module.ts";

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
  const bytes = new Uint8Array(buffer);
  bytes.set(source.values, kernel.OTHER_GREY.value);
  bytes.set(sought.turns, kernel.SOUGHT_TURNS.value);
  bytes.set(sought.descriptors.subarray(0, count * hashByteLength), kernel.SOUGHT_DESCRIPTORS.value);
  new Float64Array(buffer, kernel.ROW_STARTS.value, rows.length).set(rows);
  new Int32Array(buffer, kernel.SOUGHT_X.value, count).set(sought.x);
  new Int32Array(buffer, kernel.SOUGHT_Y.value, count).set(sought.y);
  const table = new Uint32Array(buffer, kernel.SIZES.value, sizes.length * sizeNumbers);
  for (const [i, size] of sizes.entries()) table.set([size.width, size.height, size.count], i * sizeNumbers);
  kernel.seek(
    source.width,
    source.height,
    stepX,
    stepY,
    sizes.length,
    seekingBorder,
    sureDistance,
    hopelessDistance,
    hopelessInQuarter,
  );
  const seen = new DataView(buffer, kernel.SEEN.value, count * 4);
  return {
    distances: Uint16Array.from({ length: count }, (_, i) => seen.getUint16(i * 4, true)),
    offX: Int8Array.from({ length: count }, (_, i) => seen.getInt8(i * 4 + 2)),
    offY: Int8Array.from({ length: count }, (_, i) => seen.getInt8(i * 4 + 3)),
  };
}
