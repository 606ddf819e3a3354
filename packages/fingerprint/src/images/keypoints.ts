/**
 * Keypoints of a picture: corners in eight sizes, each with a direction and 256 bits that say how its surroundings look
 * when turned to that direction. The same place of a picture gives nearly the same bits after turning, scaling, cropping
 * and recompressing. After ORB (Rublee, Rabaud, Konolige, Bradski 2011). Found plainly here: the specification of the kernel
 * (keypoints-kernel.ts) and its stand-in.
 */
import type { Pixels } from "../wasm/pdq-kernel.ts";
import { findCorners } from "./corners.ts";
import { angleAt, describe, reach } from "./descriptors.ts";
import { greyOf, scaled, shrunk, smoothed, type GreyImage } from "./grey-image.ts";
import { hashBits, hashByteLength } from "./hamming.ts";
import { inForm, type PictureForm } from "./picture-form.ts";

/** Name and version of keypoints and descriptors. */
export const keypointVersion = "orb-yurai-1";
/** Bytes of one keypoint's place as it is stored. */
export const pointByteLength = 6;

/** The keypoints of a picture, strongest sizes first. */
export interface Keypoints {
  readonly count: number;
  /** From the left, in 65,535ths of the longer side. */
  readonly x: Uint16Array;
  /** From the top, in 65,535ths of the longer side. */
  readonly y: Uint16Array;
  /** Number of the size, 0 to 7; each is 1.2 times the one before. */
  readonly level: Uint8Array;
  /** Direction in 256ths of a turn. */
  readonly angle: Uint8Array;
  /** 32 bytes each. */
  readonly descriptors: Uint8Array;
  /** 256 bytes each: how far apart the two places of each bit are. Empty unless asked for. */
  readonly margins: Uint8Array;
}

/** How keypoints are looked for. */
export interface KeypointOptions {
  /** Keypoints at most. Default: 250. */
  readonly count?: number;
  /** The longer side of the picture that they are looked for in. Default: 384. */
  readonly maxSide?: number;
  /** Say how certain each bit is, too. Default: false. */
  readonly margins?: boolean;
  /** Whether those of its mirror image or of its negative are looked for. Default: neither. */
  readonly form?: PictureForm;
}

/** The longer side of the picture that a record's keypoints are looked for in. */
export const keypointSide = 384;
const levels = 8;
/** Size of a level by the one before. */
export const levelStep = 1.2;
/** Pixels from the edge that have no keypoint: what is about one lies within the picture, and a pixel to spare. */
export const border: number = reach + 2;

/** A size of a picture that keypoints are looked for in. */
export interface KeypointSize {
  readonly width: number;
  readonly height: number;
  /** Keypoints to take. */
  readonly count: number;
}

/** What was asked for, or what is taken where nothing was. */
export function optionsOf({
  count = 250,
  maxSide = keypointSide,
  margins = false,
  form = { mirrored: false, negative: false },
}: KeypointOptions): Required<KeypointOptions> {
  return { count, maxSide, margins, form };
}

/** The sizes of a picture that are large enough to have keypoints, from its own down. */
export function keypointSizes(width: number, height: number, count: number): readonly KeypointSize[] {
  const all = Array.from({ length: levels }, (_, level) => ({
    width: Math.round(width / levelStep ** level),
    height: Math.round(height / levelStep ** level),
    count: quotaOf(count, level),
  }));
  const end = all.findIndex((size) => Math.min(size.width, size.height) <= 2 * border);
  return end < 0 ? all : all.slice(0, end);
}

/** Keypoints of a level: by its side, so that copies of a fraction of the size find enough of them. */
function quotaOf(count: number, level: number): number {
  const all = Array.from({ length: levels }, (_, of) => levelStep ** -of).reduce((a, b) => a + b);
  return Math.round((count * levelStep ** -level) / all);
}

/** A pixel of a row or column of a level, in 65,535ths of the longer side of the whole picture. */
export function placeIn(pixel: number, length: number, wholeLength: number, longer: number): number {
  return Math.round((((pixel + 0.5) * wholeLength) / length / longer) * 65_535);
}

/** Finds keypoints as the kernel does, some ten times slower. */
export function findKeypointsPlainly(pixels: Pixels, options: KeypointOptions = {}): Keypoints {
  const { count, maxSide, margins, form } = optionsOf(options);
  const whole = shrunk(greyOf(inForm(pixels, form)), maxSide);
  const found = new KeypointList(count, margins);
  let image = whole;
  for (const [level, size] of keypointSizes(whole.width, whole.height, count).entries()) {
    if (level > 0) image = scaled(image, size.width, size.height);
    found.addLevel(image, whole, level, size.count);
  }
  return found.taken();
}

class KeypointList {
  readonly #x: Uint16Array;
  readonly #y: Uint16Array;
  readonly #level: Uint8Array;
  readonly #angle: Uint8Array;
  readonly #descriptors: Uint8Array;
  readonly #margins: Uint8Array;
  #count = 0;

  constructor(count: number, margins: boolean) {
    const most = count + levels;
    this.#x = new Uint16Array(most);
    this.#y = new Uint16Array(most);
    this.#level = new Uint8Array(most);
    this.#angle = new Uint8Array(most);
    this.#descriptors = new Uint8Array(most * hashByteLength);
    this.#margins = new Uint8Array(margins ? most * hashBits : 0);
  }

  addLevel(image: GreyImage, whole: GreyImage, level: number, quota: number): void {
    const corners = findCorners(image, border, quota);
    if (corners.length === 0) return;
    const smooth = smoothed(image);
    const longer = Math.max(whole.width, whole.height);
    for (const { x, y } of corners) {
      const i = this.#count++;
      const at = y * image.width + x;
      const angle = angleAt(image, at);
      this.#x[i] = placeIn(x, image.width, whole.width, longer);
      this.#y[i] = placeIn(y, image.height, whole.height, longer);
      this.#level[i] = level;
      this.#angle[i] = angle;
      describe(smooth, at, angle, { i, descriptors: this.#descriptors, margins: this.#margins });
    }
  }

  taken(): Keypoints {
    const count = this.#count;
    return {
      count,
      x: this.#x.slice(0, count),
      y: this.#y.slice(0, count),
      level: this.#level.slice(0, count),
      angle: this.#angle.slice(0, count),
      descriptors: this.#descriptors.slice(0, count * hashByteLength),
      margins: this.#margins.slice(0, Math.min(this.#margins.length, count * hashBits)),
    };
  }
}
