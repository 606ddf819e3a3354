/** Picture formats told by their first bytes, so that only decoders of known formats ever see what comes from outside. */

/** A format that pictures are decoded from. */
export type ImageFormat = "jpeg" | "png" | "gif" | "webp" | "tiff" | "avif" | "svg";

/** How far into a text the opening tag of an SVG may lie: comments and declarations come before it. */
const svgSearchBytes = 4_096;

/** Tells the format of a picture, undefined for anything else. Looks at the first 4 KiB at most. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  const first = String.fromCharCode(...bytes.subarray(0, 16));
  if (first.startsWith("\xff\xd8\xff")) return "jpeg";
  if (first.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (first.startsWith("GIF87a") || first.startsWith("GIF89a")) return "gif";
  if (first.startsWith("RIFF") && first.startsWith("WEBP", 8)) return "webp";
  if (/^(?:II[*+]\0|MM\0[*+])/.test(first)) return "tiff";
  if (first.startsWith("ftyp", 4)) return isAvif(bytes) ? "avif" : undefined;
  return isSvg(bytes) ? "svg" : undefined;
}

/** Tells whether an ISO media file names AVIF among its brands; HEIC has a patented codec, which sharp comes without. */
function isAvif(bytes: Uint8Array): boolean {
  const boxLength = Math.min(
    new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    bytes.byteLength,
    256,
  );
  const brands = String.fromCharCode(...bytes.subarray(8, boxLength));
  return /avi[fs]/.test(brands);
}

function isSvg(bytes: Uint8Array): boolean {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, svgSearchBytes));
  return /^(?:\xef\xbb\xbf)?\s*</.test(start) && /<(?:[\w-]+:)?svg[\s>]/.test(start);
}
