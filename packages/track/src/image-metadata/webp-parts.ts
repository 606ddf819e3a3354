/** Where WebP files keep XMP, EXIF and C2PA. */
import { maxParts, maxStoreBytes, type ImageParts } from "./image-parts.ts";

/** Reads the chunks of a WebP file. */
export function readWebp(bytes: Buffer): ImageParts {
  const xmp: Uint8Array[] = [];
  let c2pa: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  let at = 12;
  let isBroken = bytes.length < 12 || bytes.readUInt32LE(4) + 8 > bytes.length;
  for (let i = 0; i < maxParts && at + 8 <= bytes.length; i++) {
    const type = bytes.toString("latin1", at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (length > bytes.length - at - 8) {
      isBroken = true;
      break;
    }
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === "XMP " && xmp.length < 10) xmp.push(content);
    if (type === "C2PA" && length <= maxStoreBytes) c2pa ??= content;
    // Some writers begin it as a JPEG would.
    if (type === "EXIF") exif ??= content.toString("latin1", 0, 4) === "Exif" ? content.subarray(6) : content;
    at += 8 + length + (length % 2);
  }
  return {
    format: "webp",
    xmp,
    ...(c2pa !== undefined && { c2pa }),
    ...(exif !== undefined && { exif }),
    isBroken,
  };
}
