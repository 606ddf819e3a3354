/** Pictures as they are, mirrored, and as negatives. */
import type { Pixels } from "../wasm/pdq-kernel.ts";

/** How the keypoints of a picture are taken: those of its mirror image and of its negative are others. */
export interface PictureForm {
  readonly mirrored: boolean;
  readonly negative: boolean;
}

/** Returns the mirror image, the negative, or both. */
export function inForm(pixels: Pixels, { mirrored, negative }: PictureForm): Pixels {
  const turned = mirrored ? mirrorOf(pixels) : pixels;
  return negative ? { ...turned, bytes: turned.bytes.map((byte) => 255 - byte) } : turned;
}

function mirrorOf({ width, height, channels, bytes }: Pixels): Pixels {
  const mirrored = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++)
    for (let i = 0; i < width * channels; i++) {
      const channel = i % channels;
      const from = width * channels - channels - (i - channel) + channel;
      mirrored[y * width * channels + i] = bytes[y * width * channels + from]!;
    }
  return { width, height, channels, bytes: mirrored };
}
