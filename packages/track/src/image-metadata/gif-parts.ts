/** Where GIF files keep XMP and C2PA: in application extensions. */
import { maxParts, maxStoreBytes, maxXmpBytes, type ImageParts } from "./image-parts.ts";

const extension = 0x21;
const application = 0xff;
const image = 0x2c;
const trailer = 0x3b;
/** XMP is not cut into sub-blocks: 258 bytes that read as lengths lead any reader to its end. */
const magicTrailer = 258;

/** Reads the blocks of a GIF file. */
export function readGif(bytes: Buffer): ImageParts {
  const found: { xmp: Uint8Array[]; c2pa?: Uint8Array } = { xmp: [] };
  let at = 13 + colourTable(bytes[10] ?? 0);
  let isBroken = true;
  for (let i = 0; i < maxParts && at < bytes.length; i++) {
    const kind = bytes[at]!;
    if (kind === trailer) {
      isBroken = false;
      break;
    }
    if (kind === extension) {
      const start = at + 2;
      const end = blocksEnd(bytes, start);
      if (end < 0) break;
      if (bytes[at + 1] === application) noteApplication(bytes.subarray(start, end), found);
      at = end;
    } else if (kind === image && at + 10 < bytes.length) {
      const end = blocksEnd(bytes, at + 11 + colourTable(bytes[at + 9]!));
      if (end < 0) break;
      at = end;
    } else break;
  }
  return { format: "gif", xmp: found.xmp, ...(found.c2pa !== undefined && { c2pa: found.c2pa }), isBroken };
}

function colourTable(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** The place behind a chain of sub-blocks, each with its length before it, up to an empty one; -1 when it is cut. */
function blocksEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const length = bytes[at]!;
    at += length + 1;
    if (length === 0) return at;
  }
  return -1;
}

/** Eleven bytes of name and code, then what the application wrote. */
function noteApplication(block: Buffer, found: { xmp: Uint8Array[]; c2pa?: Uint8Array }): void {
  if (block[0] !== 11) return;
  const name = block.toString("latin1", 1, 12);
  const content = block.subarray(12);
  if (name === "XMP DataXMP" && found.xmp.length < 10 && content.length <= maxXmpBytes)
    found.xmp.push(content.subarray(0, Math.max(0, content.length - magicTrailer)));
  if (name.startsWith("C2PA_GIF") && content.length <= maxStoreBytes) found.c2pa ??= joinBlocks(content);
}

function joinBlocks(content: Buffer): Uint8Array {
  const parts: Buffer[] = [];
  for (let at = 0; at < content.length && content[at]! > 0; at += content[at]! + 1)
    parts.push(content.subarray(at + 1, at + 1 + content[at]!));
  return Buffer.concat(parts);
}
