/** Fields of a TIFF structure (TIFF 6.0, EXIF 3.0): of a TIFF file, and of the EXIF of any other. */
import { maxStoreBytes, maxXmpBytes, type ImageParts } from "./image-parts.ts";

/** A field as it lies there, without its byte order put right. */
export type TiffFields = ReadonlyMap<number, Uint8Array>;

const tags = { xmp: 700, iptc: 33_723, photoshop: 34_377, exif: 34_665, c2pa: 52_545 } as const;
const maxFields = 1_000;
/** Bytes of one value of each type, by its number. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/** Reads the first folder of a TIFF file. */
export function readTiff(bytes: Buffer): ImageParts {
  const fields = readTiffFields(bytes);
  const field = (tag: number, limit: number): Uint8Array | undefined => {
    const value = fields.get(tag);
    return value !== undefined && value.length <= limit ? value : undefined;
  };
  const [xmp, iptc] = [field(tags.xmp, maxXmpBytes), field(tags.iptc, maxXmpBytes)];
  const [photoshop, c2pa] = [field(tags.photoshop, maxStoreBytes), field(tags.c2pa, maxStoreBytes)];
  return {
    format: "tiff",
    xmp: xmp === undefined ? [] : [xmp],
    ...(iptc !== undefined && { iptc }),
    ...(photoshop !== undefined && { photoshop }),
    ...(c2pa !== undefined && { c2pa }),
    exif: bytes,
    isBroken: fields.size === 0,
  };
}

/** Reads the fields of the first folder and of its EXIF folder; none when it is broken. Never throws. */
export function readTiffFields(structure: Uint8Array): TiffFields {
  const bytes = Buffer.from(structure.buffer, structure.byteOffset, structure.byteLength);
  const isLittle = bytes.toString("latin1", 0, 2) === "II";
  const u16 = (at: number): number => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const fields = new Map<number, Uint8Array>();
  const readFolder = (start: number): number | undefined => {
    let inner: number | undefined;
    const count = Math.min(u16(start), maxFields);
    for (let i = 0; i < count; i++) {
      const at = start + 2 + i * 12;
      const tag = u16(at);
      const byteLength = (typeBytes[u16(at + 2)] ?? 0) * u32(at + 4);
      const from = byteLength <= 4 ? at + 8 : u32(at + 8);
      if (tag === tags.exif) inner = u32(at + 8);
      if (from + byteLength <= bytes.length && !fields.has(tag))
        fields.set(tag, bytes.subarray(from, from + byteLength));
    }
    return inner;
  };
  try {
    const inner = readFolder(u32(4));
    if (inner !== undefined) readFolder(inner);
  } catch {
    // A folder beyond the end: what was read before it counts.
  }
  return fields;
}
