/** Keypoints by the kernel where it runs, else by the twin in keypoints.ts. Both find the same. */
import { threshold } from "../images/corners.ts";
import { discWidths, halfway, reach, turnedPattern, turns } from "../images/descriptors.ts";
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
import { keypointsWasm } from "./keypoints.wasm.ts";
import type { Pixels } from "./pdq-kernel.ts";
import { instantiate, type Global } from "./wasm.ts";

/** What the kernel exports; its memory map is in kernels/keypoints-memory.ts. */
interface KeypointKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly SIZES: Global;
  readonly COSINES: Global;
  readonly SINES: Global;
  readonly DISC: Global;
  readonly PATTERN: Global;
  readonly PIXELS: Global;
  readonly X: Global;
  readonly Y: Global;
  readonly ANGLES: Global;
  readonly DESCRIPTORS: Global;
  readonly MARGINS: Global;
  readonly MAX_SIDE: Global;
  readonly MAX_COUNT: Global;
  find(
    width: number,
    height: number,
    channels: number,
    mirrored: boolean,
    negative: boolean,
    halvings: number,
    sizes: number,
    border: number,
    threshold: number,
    margins: boolean,
  ): void;
}

/** Numbers of a size in the kernel's memory: pixels across, down, keypoints to take, keypoints found so far. */
const sizeNumbers = 4;
/** Pixels of a row of what is about a keypoint, in the kernel. */
const rowBytes = 32;

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let kernel: KeypointKernel | undefined | null = null;

/**
 * Finds the keypoints of a picture; one with a side below 35 pixels has none. Some 2 ms for 250 keypoints in 384 by 288 pixels,
 * 3 for 700 in 512 by 384.
 */
export function findKeypoints(pixels: Pixels, options: KeypointOptions = {}): Keypoints {
  return findByKernel(pixels, options) ?? findKeypointsPlainly(pixels, options);
}

/** The same by the kernel; undefined where it does not run or the picture does not fit its memory. */
export function findByKernel(pixels: Pixels, options: KeypointOptions = {}): Keypoints | undefined {
  if (kernel === null) kernel = loadKernel();
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
  kernel: KeypointKernel,
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
  { memory: { buffer }, X, Y, ANGLES, DESCRIPTORS, MARGINS }: KeypointKernel,
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

function loadKernel(): KeypointKernel | undefined {
  // The shape is that of kernels/keypoints.ts, whose build is compared with the checked-in module.
  const exports = instantiate(keypointsWasm) as KeypointKernel | undefined;
  if (exports === undefined) return undefined;
  const { buffer } = exports.memory;
  new Float64Array(buffer, exports.COSINES.value, 64).set(halfway.cosines);
  new Float64Array(buffer, exports.SINES.value, 64).set(halfway.sines);
  const disc = new Uint8Array(buffer, exports.DISC.value, (2 * reach + 1) * rowBytes);
  for (let y = -reach; y <= reach; y++) {
    const across = discWidths[Math.abs(y)]!;
    disc.fill(255, (y + reach) * rowBytes + reach - across, (y + reach) * rowBytes + reach + across + 1);
  }
  const pattern = new Uint16Array(buffer, exports.PATTERN.value, turns * 2 * hashBits);
  for (const [turn, places] of turnedPattern.entries())
    for (let i = 0; i < 2 * hashBits; i++) {
      const [bit, isSecond] = [i >> 1, i & 1];
      pattern[(turn * 2 + isSecond) * hashBits + bit] =
        (places[i * 2 + 1]! + reach) * rowBytes + places[i * 2]! + reach;
    }
  return exports;
}
