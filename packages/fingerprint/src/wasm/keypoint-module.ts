/** The module of kernels that work on grey pictures, loaded once: keypoints-kernel.ts, seek-kernel.ts and grey-kernel.ts use it. */
import { discWidths, halfway, reach, turnedPattern, turns } from "../images/descriptors.ts";
import { hashBits } from "../images/hamming.ts";
import {
  hopelessDistance,
  hopelessInQuarter,
  seekingBorder,
  sureDistance,
} from "../images/seek-keypoints.ts";
import { keypointsWasm } from "./keypoints.wasm.ts";
import { instantiate, type Global } from "./wasm.ts";

/** What the kernel exports; its memory map is in kernels/keypoints-memory.ts. */
export interface KeypointModule {
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
  readonly GREY: Global;
  readonly OTHER_GREY: Global;
  readonly SMOOTHED: Global;
  readonly ROW_STARTS: Global;
  readonly SOUGHT_X: Global;
  readonly SOUGHT_Y: Global;
  readonly SOUGHT_TURNS: Global;
  readonly SOUGHT_DESCRIPTORS: Global;
  readonly SOUGHT_IN: Global;
  readonly SEEN: Global;
  readonly VIEWS: Global;
  readonly VIEW_BYTES: Global;
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
  beginSeeking(
    border: number,
    sureDistance: number,
    hopelessDistance: number,
    hopelessInQuarter: number,
  ): void;
  seek(sourceWidth: number, sourceHeight: number, stepX: number, stepY: number, sizes: number): void;
  seekEach(count: number): void;
  toGrey(width: number, height: number, channels: number, mirrored: boolean, negative: boolean): number;
  toSize(width: number, height: number, toWidth: number, toHeight: number): number;
  toSmooth(width: number, height: number): void;
}

/** Numbers of a size in SIZES: pixels across, down, keypoints to take or look for, keypoints found so far. */
export const sizeNumbers = 4;
/** Pixels of a row of the disc, and of what is about a keypoint. */
const discRow = 32;
const surroundingsRow = 64;

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let module: KeypointModule | undefined | null = null;

/** Returns the module; undefined where it does not run. */
export function keypointModule(): KeypointModule | undefined {
  if (module === null) module = load();
  return module;
}

function load(): KeypointModule | undefined {
  // The shape is that of kernels/keypoints.ts, whose build is compared with the checked-in module.
  const exports = instantiate(keypointsWasm) as KeypointModule | undefined;
  if (exports === undefined) return undefined;
  const { buffer } = exports.memory;
  new Float64Array(buffer, exports.COSINES.value, 64).set(halfway.cosines);
  new Float64Array(buffer, exports.SINES.value, 64).set(halfway.sines);
  const disc = new Uint8Array(buffer, exports.DISC.value, (2 * reach + 1) * discRow);
  for (let y = -reach; y <= reach; y++) {
    const across = discWidths[Math.abs(y)]!;
    const middle = (y + reach) * discRow + reach;
    disc.fill(255, middle - across, middle + across + 1);
  }
  const pattern = new Uint16Array(buffer, exports.PATTERN.value, turns * 2 * hashBits);
  for (const [turn, places] of turnedPattern.entries())
    for (let i = 0; i < 2 * hashBits; i++) {
      const [bit, isSecond] = [i >> 1, i & 1];
      pattern[(turn * 2 + isSecond) * hashBits + bit] =
        (places[i * 2 + 1]! + reach) * surroundingsRow + places[i * 2]! + reach;
    }
  exports.beginSeeking(seekingBorder, sureDistance, hopelessDistance, hopelessInQuarter);
  return exports;
}
