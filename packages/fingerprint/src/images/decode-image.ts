/**
 * Bytes to pixels by sharp, an optional peer: what comes from outside is measured before it is decoded, and whatever is
 * wrong with it becomes a code.
 *
 * The picture that is compared is always made in one way: the first page, turned as its EXIF says, in sRGB, transparent
 * parts on white, shrunk to 512 pixels on its longer side (JPEG and WebP while they are decoded). Another decoder or
 * another version of it gives slightly other pixels, and hashes that differ by a few bits.
 */
import type { Sharp, SharpOptions } from "sharp";
import { FingerprintError } from "../error.ts";
import { imageFormatOf, type ImageFormat } from "./image-format.ts";
import type { Pixels } from "../wasm/pdq-kernel.ts";

/** What a picture may cost. */
export interface ImageLimits {
  /** Bytes of the file. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Pixels of one page, before shrinking. Default: 100 million. */
  readonly maxPixels?: number;
  /** Pages or frames; only the first is decoded. Default: 10,000. */
  readonly maxPages?: number;
  /** Seconds for decoding, rounded up to whole ones. Default: 20. */
  readonly maxSeconds?: number;
}

/** How a picture is decoded. */
export interface DecodeOptions {
  readonly limits?: ImageLimits;
  /**
   * The longer side to shrink to, in pixels; null keeps every pixel, which is slower and what exchanging hashes with others
   * asks for. Default: 512.
   */
  readonly maxSide?: number | null;
}

/** A decoded picture. */
export interface DecodedImage {
  readonly format: ImageFormat;
  /** Pixels across, as shown, before shrinking. */
  readonly width: number;
  readonly height: number;
  /** Pages or frames; 1 for a still picture. */
  readonly pages: number;
  /** What is compared: red, green and blue. */
  readonly pixels: Pixels;
}

/** The longer side of the picture that is compared. */
const defaultMaxSide = 512;

const defaults: Required<ImageLimits> = {
  maxBytes: 64 * 1024 * 1024,
  maxPixels: 100_000_000,
  maxPages: 10_000,
  maxSeconds: 20,
};

type SharpModule = (input: Uint8Array, options?: SharpOptions) => Sharp;

/**
 * Decodes a picture.
 *
 * @throws FingerprintError `image-unsupported`, `image-damaged`, `image-too-large`, `image-timeout`, `missing-peer`
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedImage> {
  const limits = { ...defaults, ...options.limits };
  if (bytes.byteLength > limits.maxBytes)
    throw tooLarge(`has ${bytes.byteLength} bytes; the limit is ${limits.maxBytes}`);
  const format = imageFormatOf(bytes);
  if (format === undefined)
    throw new FingerprintError(
      "image-unsupported",
      "A file is no picture in a format that Yurai reads (JPEG, PNG, GIF, WebP, TIFF, AVIF, SVG). Convert it.",
    );
  const { sharp } = await loadSharp();
  const { maxSide = defaultMaxSide } = options;
  try {
    const { pages, ...size } = await measure(sharp, bytes, limits);
    const opened = sharp(bytes, { ...reading, limitInputPixels: limits.maxPixels });
    const upright = opened.autoOrient().flatten({ background: "#ffffff" }).toColourspace("srgb");
    const shrunk =
      maxSide === null ? upright : upright.resize({ ...shrinking, width: maxSide, height: maxSide });
    const { data, info } = await shrunk
      .removeAlpha()
      .timeout({ seconds: Math.ceil(limits.maxSeconds) })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const channels = info.channels === 1 ? 1 : 3;
    return {
      format,
      pages,
      ...size,
      pixels: { width: info.width, height: info.height, channels, bytes: data },
    };
  } catch (error) {
    throw asImageError(error);
  }
}

/** Encodes pixels as WebP, without metadata. */
export async function encodeWebp({ width, height, channels, bytes }: Pixels): Promise<Uint8Array> {
  const { sharp } = await loadSharp();
  return sharp(bytes, { raw: { width, height, channels } }).webp({ quality: 72 }).toBuffer();
}

/** Name and versions of what decodes here, such as `sharp-0.35.5/libvips-8.18.7/512`. Throws `missing-peer`. */
export async function decoderVersion(): Promise<string> {
  const { versions } = await loadSharp();
  return `sharp-${versions["sharp"]}/libvips-${versions["vips"]}/${defaultMaxSide}`;
}

/** Truncated and broken files fail; mere warnings don't, because the picture is there. */
const reading: SharpOptions = { failOn: "error", pages: 1, sequentialRead: true };

const shrinking = { fit: "inside", withoutEnlargement: true } as const;

/** Reads the head alone. Bombs end here: they say how large they are. */
async function measure(
  sharp: SharpModule,
  bytes: Uint8Array,
  limits: Required<ImageLimits>,
): Promise<{ readonly width: number; readonly height: number; readonly pages: number }> {
  // The limit must not keep the head from being read: it is held against what the head says.
  const head = await sharp(bytes, { ...reading, limitInputPixels: false }).metadata();
  const { width, height } = head.autoOrient;
  const pages = head.pages ?? 1;
  if (width * height > limits.maxPixels)
    throw tooLarge(`has ${width} by ${height} pixels; the limit is ${limits.maxPixels}`);
  if (pages > limits.maxPages) throw tooLarge(`has ${pages} pages; the limit is ${limits.maxPages}`);
  return { width, height, pages };
}

interface LoadedSharp {
  readonly sharp: SharpModule;
  /** Versions of sharp and of every library in it. */
  readonly versions: Readonly<Record<string, string | undefined>>;
}

let loaded: Promise<LoadedSharp> | undefined;

function loadSharp(): Promise<LoadedSharp> {
  loaded ??= import("sharp").then(
    ({ default: sharp }) => ({ sharp, versions: { ...sharp.versions } }),
    (cause: unknown) => {
      throw new FingerprintError(
        "missing-peer",
        "Pictures are decoded by the package sharp, which is not installed or does not load here. Install it: npm install sharp",
        { cause },
      );
    },
  );
  return loaded;
}

/** libvips tells what went wrong in words only. Its words stay in `cause`. */
function asImageError(cause: unknown): FingerprintError {
  if (cause instanceof FingerprintError) return cause;
  const words = cause instanceof Error ? cause.message : "";
  if (/timeout/i.test(words))
    return new FingerprintError(
      "image-timeout",
      "A picture took too long to decode. Raise the limit, or leave it out.",
      { cause },
    );
  if (/exceeds pixel limit/i.test(words)) return tooLarge("has more pixels than the limit allows", cause);
  return new FingerprintError(
    "image-damaged",
    "A picture is truncated or breaks its format. Restore it from a copy, or leave it out.",
    { cause },
  );
}

function tooLarge(what: string, cause?: unknown): FingerprintError {
  return new FingerprintError("image-too-large", `A picture ${what}. Raise the limit, or leave it out.`, {
    cause,
  });
}
