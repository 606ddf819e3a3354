/** Where JPEG files keep XMP, IPTC, EXIF and C2PA. */
import { maxParts, maxStoreBytes, maxXmpBytes, type ImageParts } from "./image-parts.ts";

const xmpHeader = Buffer.from("http://ns.adobe.com/xap/1.0/\0");
const extensionHeader = Buffer.from("http://ns.adobe.com/xmp/extension/\0");
const photoshopHeader = Buffer.from("Photoshop 3.0\0");
const exifHeader = Buffer.from("Exif\0\0");

interface Segment {
  readonly marker: number;
  readonly content: Buffer;
}

/** Reads the segments of a JPEG file up to its first scan. */
export function readJpeg(bytes: Buffer): ImageParts {
  const { segments, isWhole } = jpegSegments(bytes);
  const of = (marker: number, header: Buffer): readonly Buffer[] =>
    segments
      .filter(
        (segment) => segment.marker === marker && segment.content.subarray(0, header.length).equals(header),
      )
      .map(({ content }) => content.subarray(header.length));
  const extension = joinExtensions(of(0xe1, extensionHeader));
  const photoshop = of(0xed, photoshopHeader);
  const [exif] = of(0xe1, exifHeader);
  const c2pa = joinJumbf(segments.filter(({ marker }) => marker === 0xeb).map(({ content }) => content));
  return {
    format: "jpeg",
    xmp: [...of(0xe1, xmpHeader), ...(extension === undefined ? [] : [extension])].slice(0, 10),
    ...(photoshop.length > 0 && { photoshop: Buffer.concat(photoshop) }),
    ...(exif !== undefined && { exif }),
    ...(c2pa !== undefined && { c2pa }),
    isBroken: !isWhole,
  };
}

/** Segments up to the first scan: what describes a picture stands before it. */
function jpegSegments(bytes: Buffer): { readonly segments: readonly Segment[]; readonly isWhole: boolean } {
  const segments: Segment[] = [];
  let at = 2;
  while (at + 2 <= bytes.length && segments.length < maxParts) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1]!;
    // Fill bytes, and markers without content.
    if (marker === 0xff) at++;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (marker === 0xda || marker === 0xd9) return { segments, isWhole: true };
    else {
      const length = at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0;
      if (length < 2 || at + 2 + length > bytes.length) break;
      segments.push({ marker, content: bytes.subarray(at + 4, at + 2 + length) });
      at += 2 + length;
    }
  }
  return { segments, isWhole: false };
}

/** Extended XMP: 32 bytes of digest, the full length, the offset of this piece. Only the first digest is followed. */
function joinExtensions(pieces: readonly Buffer[]): Uint8Array | undefined {
  const [first] = pieces;
  if (first === undefined || first.length < 40) return undefined;
  const length = first.readUInt32BE(32);
  if (length > maxXmpBytes) return undefined;
  const whole = Buffer.alloc(length);
  for (const piece of pieces) {
    if (piece.length < 40 || !piece.subarray(0, 32).equals(first.subarray(0, 32))) continue;
    const offset = piece.readUInt32BE(36);
    if (offset + piece.length - 40 <= length) piece.copy(whole, offset, 40);
  }
  return whole;
}

/** JUMBF in APP11: `JP`, number of the box, number of the piece, and the box's header repeated in every piece. */
function joinJumbf(pieces: readonly Buffer[]): Uint8Array | undefined {
  const boxes = new Map<number, { readonly number: number; readonly content: Buffer }[]>();
  for (const piece of pieces) {
    if (piece.length < 16 || piece.toString("latin1", 0, 2) !== "JP") continue;
    const list = boxes.get(piece.readUInt16BE(2)) ?? [];
    list.push({ number: piece.readUInt32BE(4), content: piece.subarray(8) });
    boxes.set(piece.readUInt16BE(2), list);
  }
  for (const list of boxes.values()) {
    const [first, ...rest] = list.toSorted((a, b) => a.number - b.number);
    const headLength = first!.content.readUInt32BE(0) === 1 ? 16 : 8;
    const whole = Buffer.concat([first!.content, ...rest.map(({ content }) => content.subarray(headLength))]);
    if (whole.toString("latin1", 4, 8) === "jumb" && whole.length <= maxStoreBytes) return whole;
  }
  return undefined;
}
