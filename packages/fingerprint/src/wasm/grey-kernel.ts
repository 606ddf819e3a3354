/** Grey pictures by the kernel where it runs, else by the twins in grey-image.ts. Both make the same. */
import { greyOf, scaled, smoothed, type GreyImage } from "../images/grey-image.ts";
import { inForm, type PictureForm } from "../images/picture-form.ts";
import { keypointModule, type KeypointModule } from "./keypoint-module.ts";
import type { Pixels } from "./pdq-kernel.ts";

/** Sides below which the twins are as fast; smoothing by vectors needs 7 pixels. */
const minSide = 16;

/** The grey values of a picture, its mirror image or its negative. */
export function greyInForm(pixels: Pixels, form: PictureForm): GreyImage {
  const { width, height, channels, bytes } = pixels;
  const kernel = moduleFor(width, height);
  if (kernel === undefined) return greyOf(inForm(pixels, form));
  const { buffer } = kernel.memory;
  new Uint8Array(buffer).set(bytes.subarray(0, width * height * channels), kernel.PIXELS.value);
  const at = kernel.toGrey(width, height, channels, form.mirrored, form.negative);
  return copied(kernel, at, width, height);
}

/** Scales a picture by less than two, as `scaled`. */
export function scaledFast(image: GreyImage, width: number, height: number): GreyImage {
  const kernel = moduleFor(image.width, image.height);
  if (kernel === undefined || 2 * Math.min(width / image.width, height / image.height) <= 1)
    return scaled(image, width, height);
  new Uint8Array(kernel.memory.buffer).set(image.values, kernel.GREY.value);
  return copied(kernel, kernel.toSize(image.width, image.height, width, height), width, height);
}

/** Smooths a picture, as `smoothed`. */
export function smoothedFast(image: GreyImage): GreyImage {
  const { width, height, values } = image;
  const kernel = moduleFor(width, height);
  if (kernel === undefined) return smoothed(image);
  new Uint8Array(kernel.memory.buffer).set(values, kernel.GREY.value);
  kernel.toSmooth(width, height);
  return copied(kernel, kernel.SMOOTHED.value, width, height);
}

function moduleFor(width: number, height: number): KeypointModule | undefined {
  const kernel = keypointModule();
  const fits = Math.min(width, height) >= minSide && Math.max(width, height) <= (kernel?.MAX_SIDE.value ?? 0);
  return fits ? kernel : undefined;
}

function copied({ memory }: KeypointModule, at: number, width: number, height: number): GreyImage {
  return { width, height, values: new Uint8Array(memory.buffer, at, width * height).slice() };
}
