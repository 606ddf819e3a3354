/**
 * The layout of a postings file: pairs of a 64-bit key and a number, sorted, with a directory and a filter.
 *
 * Version 1, little-endian; bits as in `bit-packing.ts`:
 *
 * | offset  | size | what                                                                                |
 * | ------- | ---- | ----------------------------------------------------------------------------------- |
 * | 0       | 8    | magic `YURAI\0PS`                                                                   |
 * | 8       | 2    | format version, 1                                                                   |
 * | 10      | 2    | number of sections, 3 to 64                                                         |
 * | 12      | 1    | bucket bits b, 0 to 32: a key belongs to the bucket of its top b bits               |
 * | 13      | 1    | bits of a value v, 0 to 48                                                          |
 * | 14      | 1    | bytes of a directory entry, 4, or 8 above 2^32 - 1 postings                         |
 * | 15      | 1    | zero                                                                                |
 * | 16      | 8    | number of postings n                                                                |
 * | 24      | 8    | largest value allowed                                                               |
 * | 32      | 32 s | one entry a section: name (16 bytes, ASCII, zero-padded), offset (8), byte length (8) |
 *
 * Sections lie one after the other behind the head, in the order of their entries, without gaps, to the end:
 *
 * - `postings`: n postings of (64 - b) + v bits, ascending by key, then value: the key's lower half (32 bits), the
 *   rest of its upper half without the bucket (32 - b), the value (v). Rounded up to a byte.
 * - `directory`: 2^b + 1 entries; entry i counts the postings of the buckets before i.
 * - `filter`: see `filter.ts`.
 * - then those of the caller, in its order.
 *
 * A bucket has about 32 postings of uniform keys, so that one read of some 300 bytes settles a lookup.
 */
import { bitWidth, readUint64, writeUint64 } from "./bit-packing.ts";
import { FingerprintError } from "../error.ts";

/** A named part of a postings file. */
export interface PostingsSection {
  readonly name: string;
  readonly offset: number;
  readonly byteLength: number;
}

/** What the head of a postings file says. */
export interface PostingsHead {
  readonly bucketBits: number;
  readonly valueBits: number;
  readonly entryByteLength: 4 | 8;
  readonly count: number;
  readonly maxValue: number;
  readonly sections: readonly PostingsSection[];
}

/** Sections every postings file has, in this order. */
export const ownSections: readonly string[] = ["postings", "directory", "filter"];
/** Bytes of the head before its section entries. */
export const fixedHeadByteLength = 32;
/** Bytes of one section entry. */
export const sectionEntryByteLength = 32;
/** The largest value a posting may carry. */
export const largestValue: number = 2 ** 48 - 1;

const magic = "YURAI\0PS";
const version = 1;
const maxSections = 64;
const bucketPostings = 32;
const namePattern = /^[a-z][a-z0-9-]{0,15}$/;

/** The bits of one stored posting. */
export function postingBits(head: Pick<PostingsHead, "bucketBits" | "valueBits">): number {
  return 64 - head.bucketBits + head.valueBits;
}

/** Returns the parameters for a number of postings, without sections. */
export function planPostings(count: number, maxValue: number): Omit<PostingsHead, "sections"> {
  const isSound = Number.isSafeInteger(count) && count >= 0 && maxValue <= largestValue;
  if (!isSound) throw new FingerprintError("bad-input", "Postings take values from 0 to 2^48 - 1.");
  const bucketBits = Math.min(32, Math.max(0, Math.round(Math.log2(count / bucketPostings))));
  const entryByteLength = count < 2 ** 32 ? 4 : 8;
  return { bucketBits, valueBits: bitWidth(maxValue), entryByteLength, count, maxValue };
}

/** The byte lengths that the sections `postings` and `directory` must have. */
export function ownByteLengths(
  head: Omit<PostingsHead, "sections">,
): readonly [postings: number, directory: number] {
  return [Math.ceil((head.count * postingBits(head)) / 8), (2 ** head.bucketBits + 1) * head.entryByteLength];
}

/**
 * Encodes a head with its section entries.
 *
 * @throws FingerprintError `bad-input` for more than 64 sections, a repeated name, or one that is not 1 to 16
 *   lower-case ASCII letters, digits and dashes
 */
export function encodeHead(head: PostingsHead): Uint8Array {
  const names = head.sections.map(({ name }) => name);
  requireNames(names);
  const bytes = new Uint8Array(fixedHeadByteLength + names.length * sectionEntryByteLength);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  view.setUint16(8, version, true);
  view.setUint16(10, names.length, true);
  bytes.set([head.bucketBits, head.valueBits, head.entryByteLength], 12);
  writeUint64(view, 16, head.count);
  writeUint64(view, 24, head.maxValue);
  head.sections.forEach((section, i) => {
    const at = fixedHeadByteLength + i * sectionEntryByteLength;
    bytes.set(new TextEncoder().encode(section.name), at);
    writeUint64(view, at + 16, section.offset);
    writeUint64(view, at + 24, section.byteLength);
  });
  return bytes;
}

/** Refuses section names that a head cannot hold. See `encodeHead`. */
export function requireNames(names: readonly string[]): void {
  const isSound = names.every((name) => namePattern.test(name)) && new Set(names).size === names.length;
  if (isSound && names.length <= maxSections) return;
  const message =
    "Sections of a postings file need different names of 1 to 16 letters a-z, digits and dashes.";
  throw new FingerprintError("bad-input", message);
}

/**
 * Reads how many sections a file has from the first 32 bytes of its head.
 *
 * @throws FingerprintError `segment-version` for another format or version, `segment-damaged`
 */
export function decodeSectionCount(fixed: Uint8Array, name: string): number {
  const view = new DataView(fixed.buffer, fixed.byteOffset, fixed.byteLength);
  const isOurs = String.fromCharCode(...fixed.subarray(0, 8)) === magic;
  if (!isOurs || view.getUint16(8, true) !== version) {
    const message = `${name} has a format this version of Yurai does not know. Use the version that wrote it.`;
    throw new FingerprintError("segment-version", message);
  }
  const count = view.getUint16(10, true);
  if (count < ownSections.length || count > maxSections)
    throw damagedPostings(name, "its head has no sections");
  return count;
}

/**
 * Reads a whole head and holds every length in it against the others and the file's.
 *
 * @throws FingerprintError `segment-damaged` for anything that `encodeHead` would not have written
 */
export function decodeHead(bytes: Uint8Array, fileByteLength: number, name: string): PostingsHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head: PostingsHead = {
    bucketBits: bytes[12]!,
    valueBits: bytes[13]!,
    entryByteLength: bytes[14] === 8 ? 8 : 4,
    count: readUint64(view, 16),
    maxValue: readUint64(view, 24),
    sections: decodeSections(view),
  };
  const areSound =
    head.count >= 0 &&
    head.maxValue >= 0 &&
    head.maxValue <= largestValue &&
    head.valueBits === bitWidth(head.maxValue) &&
    // Never more buckets than postings: the directory's memory is bounded by what the file really holds.
    head.bucketBits <= 32 &&
    2 ** head.bucketBits <= Math.max(1, head.count) &&
    bytes[14] === head.entryByteLength &&
    bytes[15] === 0;
  if (!areSound) throw damagedPostings(name, "its parameters do not agree");
  requireLayout(head, bytes.length, fileByteLength, name);
  return head;
}

/** The error for a postings file that breaks its format. */
export function damagedPostings(name: string, what: string): FingerprintError {
  const message = `${name} is damaged: ${what}. Restore the segment from a copy, or track its sources again.`;
  return new FingerprintError("segment-damaged", message);
}

function decodeSections(view: DataView): PostingsSection[] {
  const sections: PostingsSection[] = [];
  for (let at = fixedHeadByteLength; at < view.byteLength; at += sectionEntryByteLength) {
    const codes = Array.from({ length: 16 }, (_, i) => view.getUint8(at + i));
    const name = String.fromCharCode(...codes).replace(/\0+$/, "");
    sections.push({ name, offset: readUint64(view, at + 16), byteLength: readUint64(view, at + 24) });
  }
  return sections;
}

function requireLayout(
  head: PostingsHead,
  headByteLength: number,
  fileByteLength: number,
  name: string,
): void {
  const names = head.sections.map((section) => section.name);
  const areNamed =
    ownSections.every((own, i) => names[i] === own) &&
    names.every((section) => namePattern.test(section)) &&
    new Set(names).size === names.length;
  let end = headByteLength;
  const areAdjacent = head.sections.every(({ offset, byteLength }) => {
    const isNext = offset === end && byteLength >= 0;
    end += byteLength;
    return isNext;
  });
  const areLong = ownByteLengths(head).every((length, i) => head.sections[i]!.byteLength === length);
  if (areNamed && areAdjacent && areLong && end === fileByteLength) return;
  throw damagedPostings(name, "its sections do not fit");
}
