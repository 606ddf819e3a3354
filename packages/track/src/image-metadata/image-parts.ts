/** Where JPEG, PNG and WebP files keep XMP, IPTC and C2PA. Pure byte parsers; pixels are not looked at. */
import { inflateSync } from "node:zlib";

/** The parts as they lie in the file. */
export interface ImageParts {
  readonly format: "jpeg" | "png" | "webp";
  /** XMP packets: the main one first. */
  readonly xmp: readonly Uint8Array[];
  /** Photoshop resources, joined. */
  readonly photoshop?: Uint8Array;
  /** The C2PA manifest store (JUMBF). */
  readonly c2pa?: Uint8Array;
  /** Whether the file ends early, or a part lies beyond a limit. */
  readonly isBroken: boolean;
}

const maxParts = 65_536;
const maxXmpBytes = 4 * 1_024 * 1_024;
const maxStoreBytes = 32 * 1_024 * 1_024;

const xmpHeader = Buffer.from("http://ns.adobe.com/xap/1.0/\0");
const extensionHeader = Buffer.from("http://ns.adobe.com/xmp/extension/\0");
const photoshopHeader = Buffer.from("Photoshop 3.0\0");
const pngHeader = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pngXmp = Buffer.from("XML:com.adobe.xmp\0");

/** Takes a file apart; undefined when it is none of these formats. Linear; never throws. */
export function readImageParts(file: Uint8Array): ImageParts | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes);
  if (bytes.subarray(0, 8).equals(pngHeader)) return readPng(bytes);
  if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP")
    return readWebp(bytes);
  return undefined;
}

interface Segment {
  readonly marker: number;
  readonly content: Buffer;
}

function readJpeg(bytes: Buffer): ImageParts {
  const { segments, isWhole } = jpegSegments(bytes);
  const of = (marker: number, header: Buffer): readonly Buffer[] =>
    segments
      .filter(
        (segment) => segment.marker === marker && segment.content.subarray(0, header.length).equals(header),
      )
      .map(({ content }) => content.subarray(header.length));
  const extension = joinExtensions(of(0xe1, extensionHeader));
  const photoshop = of(0xed, photoshopHeader);
  const c2pa = joinJumbf(segments.filter(({ marker }) => marker === 0xeb).map(({ content }) => content));
  return {
    format: "jpeg",
    xmp: [...of(0xe1, xmpHeader), ...(extension === undefined ? [] : [extension])].slice(0, 10),
    ...(photoshop.length > 0 && { photoshop: Buffer.concat(photoshop) }),
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

function readPng(bytes: Buffer): ImageParts {
  const xmp: Uint8Array[] = [];
  let c2pa: Uint8Array | undefined;
  let at = 8;
  let isBroken = true;
  for (let i = 0; i < maxParts && at + 12 <= bytes.length; i++) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (length > bytes.length - at - 12) break;
    const content = bytes.subarray(at + 8, at + 8 + length);
    const packet = type === "iTXt" ? pngPacket(content) : undefined;
    if (packet !== undefined && xmp.length < 10) xmp.push(packet);
    if (type === "caBX" && length <= maxStoreBytes) c2pa ??= content;
    at += 12 + length;
    if (type === "IEND") {
      isBroken = false;
      break;
    }
  }
  return { format: "png", xmp, ...(c2pa !== undefined && { c2pa }), isBroken };
}

/** iTXt: keyword, compression flag and method, language, translated keyword, text. */
function pngPacket(content: Buffer): Uint8Array | undefined {
  if (!content.subarray(0, pngXmp.length).equals(pngXmp)) return undefined;
  const isPacked = content[pngXmp.length] === 1;
  const language = content.indexOf(0, pngXmp.length + 2);
  const keyword = language < 0 ? -1 : content.indexOf(0, language + 1);
  if (keyword < 0) return undefined;
  const text = content.subarray(keyword + 1);
  if (!isPacked) return text;
  try {
    return inflateSync(text, { maxOutputLength: maxXmpBytes });
  } catch {
    return undefined;
  }
}

function readWebp(bytes: Buffer): ImageParts {
  const xmp: Uint8Array[] = [];
  let c2pa: Uint8Array | undefined;
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
    at += 8 + length + (length % 2);
  }
  return { format: "webp", xmp, ...(c2pa !== undefined && { c2pa }), isBroken };
}
