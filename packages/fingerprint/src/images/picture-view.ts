/** A picture as others are looked for in it: its keypoints, and its grey values in many sizes. */
import { scaledFast, smoothedFast } from "../wasm/grey-kernel.ts";
import type { GreyImage } from "./grey-image.ts";
import { levelStep, type Keypoints } from "./keypoints.ts";

/** A picture, or its mirror image or negative, that others are looked for in. */
export interface PictureView {
  readonly keypoints: Keypoints;
  /** Pixels across and down of the largest size. */
  readonly width: number;
  readonly height: number;
  /** Grey values in the largest size (0) or in one of those below, each 1.2 times smaller; the last that there is at most. */
  readonly size: (level: number) => GreyImage;
  /** The same, smoothed as keypoints are described. */
  readonly smoothSize: (level: number) => GreyImage;
}

/** Sizes below this say nothing. */
const minSide = 24;

/** Views a picture. Sizes are made when they are first asked for. */
export function viewOf(grey: GreyImage, keypoints: Keypoints): PictureView {
  const sizes: GreyImage[] = [grey];
  const smooth: (GreyImage | undefined)[] = [];
  const size = (level: number): GreyImage => {
    for (let last = sizes.at(-1)!; sizes.length <= level; last = sizes.at(-1)!) {
      const [width, height] = [last.width, last.height].map((side) => Math.round(side / levelStep));
      if (Math.min(width!, height!) < minSide) break;
      sizes.push(scaledFast(last, width!, height!));
    }
    return sizes[Math.min(level, sizes.length - 1)]!;
  };
  const smoothSize = (level: number): GreyImage => {
    const image = size(level);
    return (smooth[Math.min(level, sizes.length - 1)] ??= smoothedFast(image));
  };
  return { keypoints, width: grey.width, height: grey.height, size, smoothSize };
}
