/** Where image files keep XMP, IPTC, EXIF and C2PA. Pure byte parsers; pixels are not looked at. */
import { readGif } from "./gif-parts.ts";
import { readIsoMedia } from "./iso-media-parts.ts";
import { readJpeg } from "./jpeg-parts.ts";
import { readPng } from "./png-parts.ts";
import { readTiff } from "./tiff-parts.ts";
import { maxXmpBytes, type ImageParts } from "./image-parts.ts";
import { readWebp } from "./webp-parts.ts";

const pngHeader = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Takes a file apart; undefined when it is none of these formats. Linear; never throws. */
export function readImageParts(file: Uint8Array): ImageParts | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const first = bytes.toString("latin1", 0, 12);
  if (first.startsWith("\xff\xd8")) return readJpeg(bytes);
  if (bytes.subarray(0, 8).equals(pngHeader)) return readPng(bytes);
  if (first.startsWith("RIFF") && first.startsWith("WEBP", 8)) return readWebp(bytes);
  if (/^GIF8[79]a/.test(first)) return readGif(bytes);
  if (/^(?:II\*\0|MM\0\*)/.test(first)) return readTiff(bytes);
  if (first.startsWith("ftyp", 4)) return readIsoMedia(bytes);
  // An SVG is XML, and so is the packet in it.
  if (isSvg(bytes))
    return {
      format: "svg",
      xmp: bytes.length > maxXmpBytes ? [] : [bytes],
      isBroken: bytes.length > maxXmpBytes,
    };
  return undefined;
}

function isSvg(bytes: Buffer): boolean {
  const start = bytes.toString("latin1", 0, 4_096);
  return /^(?:\xef\xbb\xbf)?\s*</.test(start) && /<(?:[\w-]+:)?svg[\s>]/.test(start);
}
