/** What is kept of a picture, and what is asked with one: hash, quality, keypoints; never its pixels. */
import { contentDigest } from "../text/content-key.ts";
import { decodeImage, type DecodeOptions } from "./decode-image.ts";
import type { ImageFormat } from "./image-format.ts";
import { greyInForm } from "../wasm/grey-kernel.ts";
import { findKeypoints } from "../wasm/keypoints-kernel.ts";
import { transformOf, type Pixels } from "../wasm/pdq-kernel.ts";
import type { Keypoints } from "./keypoints.ts";
import type { PictureForm } from "./picture-form.ts";
import { viewOf, type PictureView } from "./picture-view.ts";
import { pdqHash, pdqMinQuality, type PdqTransform } from "./pdq.ts";

/** What is stored of a picture. */
export interface ImagePrint {
  /** PDQ, 32 bytes; zeros when the picture has none. */
  readonly hash: Uint8Array;
  /** 0 to 100; below 50 the hash says nothing and is not compared. */
  readonly quality: number;
  /** Pixels across, as shown, before shrinking. */
  readonly width: number;
  readonly height: number;
  /** Pages or frames, of which only the first was looked at. */
  readonly pages: number;
  readonly keypoints: Keypoints;
}

/** Keypoints from which on a picture can be told from others by them. */
export const comparableKeypoints = 60;

/** Tells whether there is enough in a picture for it to be found again as more than the very same file. */
export function isComparable({ quality, keypoints }: Pick<ImagePrint, "quality" | "keypoints">): boolean {
  return quality >= pdqMinQuality || keypoints.count >= comparableKeypoints;
}

/** A picture as it is held against an index. */
export interface ImageQuery {
  /** First half of the SHA-256 of the file. */
  readonly digest: Uint8Array;
  /** Null for a picture with a side below 5 pixels. */
  readonly transform: PdqTransform | null;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  readonly format: ImageFormat;
  /** What others are looked for in: keypoints with margins, more than an index stores. Made when first asked for. */
  readonly view: (form: PictureForm) => PictureView;
}

/** Keypoints of a picture that is asked about: its copy may be a small part of it. */
const sought = { count: 1_500, maxSide: 512, margins: true } as const;

/**
 * Decodes a picture and takes its print for an index.
 *
 * @throws FingerprintError as `decodeImage`
 */
export async function printImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<ImagePrint> {
  const { width, height, pages, pixels } = await decodeImage(bytes, options);
  const transform = transformOf(pixels);
  return {
    hash: transform === null ? new Uint8Array(32) : pdqHash(transform),
    quality: transform?.quality ?? 0,
    width,
    height,
    pages,
    keypoints: findKeypoints(pixels),
  };
}

/**
 * Decodes a picture to be held against an index.
 *
 * @throws FingerprintError as `decodeImage`
 */
export async function queryImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<ImageQuery> {
  const { width, height, pages, format, pixels } = await decodeImage(bytes, options);
  const views = new Map<string, PictureView>();
  return {
    digest: contentDigest(bytes),
    transform: transformOf(pixels),
    width,
    height,
    pages,
    format,
    view: (form) => {
      const key = `${form.mirrored} ${form.negative}`;
      const known = views.get(key) ?? viewIn(pixels, form);
      views.set(key, known);
      return known;
    },
  };
}

function viewIn(pixels: Pixels, form: PictureForm): PictureView {
  return viewOf(greyInForm(pixels, form), findKeypoints(pixels, { ...sought, form }));
}
