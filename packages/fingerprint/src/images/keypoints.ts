/**
 * Keypoints of a picture: corners in eight sizes, each with a direction and 256 bits that say how its surroundings look
 * when turned to that direction. The same place of a picture gives nearly the same bits after turning, scaling, cropping
 * and recompressing. After ORB (Rublee, Rabaud, Konolige, Bradski 2011).
 */
import { findCorners } from "./corners.ts";
import { greyOf, scaled, shrunk, smoothed, type GreyImage } from "./grey-image.ts";
import { hashByteLength } from "./hamming.ts";
import { keypointPattern } from "./keypoint-pattern.ts";
import type { Pixels } from "../wasm/pdq-kernel.ts";

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
}

const levels = 8;
/** Size of a level by the one before. */
export const levelStep = 1.2;
/** Pixels about a keypoint that its direction depends on. */
const patchRadius = 15;
/** Places that are compared lie within 15 pixels, so that no turn leads beyond it. */
const border = 17;
const bits = 256;
/** Directions that the pattern is turned to. */
const turns = 64;

/** Finds keypoints. Some milliseconds; a picture with a side below 35 pixels has none. */
export function findKeypoints(pixels: Pixels, options: KeypointOptions = {}): Keypoints {
  const { count = 250, maxSide = 384, margins = false } = options;
  const whole = shrunk(greyOf(pixels), maxSide);
  const found = new KeypointList(count, margins);
  let image = whole;
  for (let level = 0; level < levels; level++) {
    if (level > 0) image = scaled(image, sizeAt(whole.width, level), sizeAt(whole.height, level));
    if (Math.min(image.width, image.height) <= 2 * border) break;
    found.addLevel(image, whole, level, quotaOf(count, level));
  }
  return found.taken();
}

function sizeAt(length: number, level: number): number {
  return Math.round(length / levelStep ** level);
}

/** Keypoints of a level: by its side, so that copies of a fraction of the size find enough of them. */
function quotaOf(count: number, level: number): number {
  const all = Array.from({ length: levels }, (_, of) => levelStep ** -of).reduce((a, b) => a + b);
  return Math.round((count * levelStep ** -level) / all);
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
    this.#margins = new Uint8Array(margins ? most * bits : 0);
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
      this.#x[i] = Math.round((((x + 0.5) * whole.width) / image.width / longer) * 65_535);
      this.#y[i] = Math.round((((y + 0.5) * whole.height) / image.height / longer) * 65_535);
      this.#level[i] = level;
      this.#angle[i] = angle;
      this.#describe(smooth, at, angle, i);
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
      margins: this.#margins.slice(0, Math.min(this.#margins.length, count * bits)),
    };
  }

  #describe({ width, values }: GreyImage, at: number, angle: number, i: number): void {
    const places = turnedPattern[Math.round((angle * turns) / 256) % turns]!;
    const margins = this.#margins;
    for (let bit = 0; bit < bits; bit++) {
      const place = bit * 4;
      const a = values[at + places[place + 1]! * width + places[place]!]!;
      const b = values[at + places[place + 3]! * width + places[place + 2]!]!;
      if (a < b) this.#descriptors[i * hashByteLength + (bit >> 3)]! |= 1 << (bit & 7);
      if (margins.length > 0) margins[i * bits + bit] = Math.abs(a - b);
    }
  }
}

/** How far the disc about a keypoint reaches in each row. */
const discWidths = Int32Array.from({ length: patchRadius + 1 }, (_, y) =>
  Math.floor(Math.sqrt(patchRadius ** 2 - y ** 2)),
);

/** The direction from a keypoint to the centre of brightness of the disc about it, in 256ths of a turn. */
function angleAt({ width, values }: GreyImage, at: number): number {
  let right = 0;
  let down = 0;
  for (let y = -patchRadius; y <= patchRadius; y++) {
    const reach = discWidths[Math.abs(y)]!;
    const row = at + y * width;
    let sum = 0;
    for (let x = -reach; x <= reach; x++) {
      const value = values[row + x]!;
      sum += value;
      right += x * value;
    }
    down += y * sum;
  }
  return Math.round((Math.atan2(down, right) * 128) / Math.PI) & 255;
}

/** For each direction the 256 pairs of places, as x, y, x, y from the keypoint. */
const turnedPattern: readonly Int8Array[] = turnPattern();

function turnPattern(): Int8Array[] {
  const places = keypointPattern.map((quarters) => quarters / 4);
  return Array.from({ length: turns }, (_, turn) => {
    const [cos, sin] = [Math.cos((turn * 2 * Math.PI) / turns), Math.sin((turn * 2 * Math.PI) / turns)];
    const turned = new Int8Array(places.length);
    for (let i = 0; i < places.length; i += 2) {
      turned[i] = Math.round(places[i]! * cos - places[i + 1]! * sin);
      turned[i + 1] = Math.round(places[i]! * sin + places[i + 1]! * cos);
    }
    return turned;
  });
}
