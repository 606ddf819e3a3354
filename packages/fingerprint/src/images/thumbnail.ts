/** Small pictures to be shown: made anew from pixels, so that nothing of the file they come from goes along. */
import { decodeImage, encodeWebp, type ImageLimits } from "./decode-image.ts";

/** A small picture as a WebP file. */
export interface Thumbnail {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** How a thumbnail is made. */
export interface ThumbnailOptions {
  /** The longer side in pixels. Default: 320. */
  readonly maxSide?: number;
  readonly limits?: ImageLimits;
}

/**
 * Makes a small picture: the first page, turned as its EXIF says, transparent parts on white, without metadata.
 *
 * @throws FingerprintError as `decodeImage`
 */
export async function thumbnailOf(bytes: Uint8Array, options: ThumbnailOptions = {}): Promise<Thumbnail> {
  const { maxSide = 320, limits = {} } = options;
  const { pixels } = await decodeImage(bytes, { maxSide, limits });
  return { bytes: await encodeWebp(pixels), width: pixels.width, height: pixels.height };
}
