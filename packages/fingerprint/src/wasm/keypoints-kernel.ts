/** Keypoints by the kernel where it runs, else by the twin in keypoints.ts. Both find the same. */
import { threshold } from "../images/corners.ts";
import { greyOf, shrinkingOf, shrunk } from "../images/grey-image.ts";
import { hashBits, hashByteLength } from "../images/hamming.ts";
import {
  border,
  findKeypointsPlainly,
  keypointSizes,
  optionsOf,
  placeIn,
  type KeypointOptions,
  type Keypoints,
  type KeypointSize,
} from "../images/keypoints.ts";
import { inForm } from "../images/picture-form.ts";
import { keypointModule, sizeNumbers, type KeypointModule } from "./keypoint-module.ts";
import type { Pixels } from "./pdq-kernel.ts";

/**
 * Finds the keypoints of a picture; one with a side below 35 pixels has none. Some 2 ms for 250 keypoints in 384 by 288 pixels,
 * 3 for 700 in 512 by 384.
 */
export function findKeypoints(pixels: Pixels, options: KeypointOptions = {}): Keypoints {
  return findByKernel(pixels, options) ?? findKeypointsPlainly(pixels, options);
}

/** The same by the kernel; undefined where it does not run or the picture does not fit its memory. */
export function findByKernel(pixels: Pixels, options: KeypointOptions = {}): Keypoints | undefined {
  const kernel = keypointModule();
  const asked = optionsOf(options);
  if (kernel === undefined || asked.count > kernel.MAX_COUNT.value) return undefined;
  const most = kernel.MAX_SIDE.value;
  if (Math.max(pixels.width, pixels.height) <= most) return findIn(kernel, pixels, asked);
  if (asked.maxSide > most) return undefined;
  const { width, height, values } = shrunk(greyOf(inForm(pixels, asked.form)), asked.maxSide);
  const form = { mirrored: false, negative: false };
  return findIn(kernel, { width, height, channels: 1, bytes: values }, { ...asked, form });
}

function findIn(
  kernel: KeypointModule,
  { width, height, channels, bytes }: Pixels,
  { count, maxSide, margins, form }: Required<KeypointOptions>,
): Keypoints {
  const { halvings, ...whole } = shrinkingOf(width, height, maxSide);
  const sizes = keypointSizes(whole.width, whole.height, count);
  if (sizes.length === 0) return keypointsIn(kernel, whole, [], new Uint32Array(), false);
  const { buffer } = kernel.memory;
  new Uint8Array(buffer).set(bytes.subarray(0, width * height * channels), kernel.PIXELS.value);
  const table = new Uint32Array(buffer, kernel.SIZES.value, sizes.length * sizeNumbers);
  for (const [i, size] of sizes.entries()) table.set([size.width, size.height, size.count], i * sizeNumbers);
  kernel.find(
    width,
    height,
    channels,
    form.mirrored,
    form.negative,
    halvings,
    sizes.length,
    border,
    threshold,
    margins,
  );
  return keypointsIn(kernel, whole, sizes, table, margins);
}

/** Copies the kernel's keypoints, their places in 65,535ths of the longer side. */
function keypointsIn(
  { memory: { buffer }, X, Y, ANGLES, DESCRIPTORS, MARGINS }: KeypointModule,
  whole: Pick<KeypointSize, "width" | "height">,
  sizes: readonly KeypointSize[],
  table: Uint32Array,
  margins: boolean,
): Keypoints {
  const count = sizes.length === 0 ? 0 : table[sizes.length * sizeNumbers - 1]!;
  const x = new Uint16Array(buffer, X.value, count).slice();
  const y = new Uint16Array(buffer, Y.value, count).slice();
  const level = new Uint8Array(count);
  const longer = Math.max(whole.width, whole.height);
  let i = 0;
  for (const [number, size] of sizes.entries())
    for (const end = table[number * sizeNumbers + 3]!; i < end; i++) {
      x[i] = placeIn(x[i]!, size.width, whole.width, longer);
      y[i] = placeIn(y[i]!, size.height, whole.height, longer);
      level[i] = number;
    }
  return {
    count,
    x,
    y,
    level,
    angle: new Uint8Array(buffer, ANGLES.value, count).slice(),
    descriptors: new Uint8Array(buffer, DESCRIPTORS.value, count * hashByteLength).slice(),
    margins: new Uint8Array(buffer, MARGINS.value, margins ? count * hashBits : 0).slice(),
  };
}
