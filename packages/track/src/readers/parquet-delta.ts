/** Values that a Parquet page tells by the ones before them, looked over before a library makes them. */
import { CompactReader } from "./compact-struct.ts";

/** Lengths as the page states them, and the offset behind them. */
interface Lengths {
  readonly values: Int32Array;
  readonly end: number;
}

/** Writers use blocks of 128 values; a block is a multiple of that and its parts are of 32 (the format's Encodings page). */
const maxBlockValues = 2 ** 20;

/**
 * Checks the page of an encoding that begins with lengths, and returns how many bytes its values become: with
 * `DELTA_BYTE_ARRAY` a value repeats the begin of the one before it, so that a few bytes stand for any number.
 *
 * @param count values of the page, nulls not among them
 * @param hasPrefixes `DELTA_BYTE_ARRAY`; else `DELTA_LENGTH_BYTE_ARRAY`
 * @throws Error on lengths that do not fit the page or one another. Linear in the page and the count
 */
export function deltaBytes(page: Uint8Array, at: number, count: number, hasPrefixes: boolean): number {
  const prefixes = hasPrefixes ? readLengths(page, at, count) : undefined;
  const suffixes = readLengths(page, prefixes?.end ?? at, count);
  let offset = suffixes.end;
  let before = 0;
  let total = 0;
  for (let item = 0; item < count; item++) {
    const prefix = prefixes?.values[item] ?? 0;
    const suffix = suffixes.values[item]!;
    if (prefix < 0 || prefix > before || suffix < 0) throw new Error("a length that can't be");
    offset += suffix;
    if (offset > page.byteLength) throw new Error("a value beyond its page");
    before = prefix + suffix;
    total += before;
  }
  return total;
}

/** @throws Error on `DELTA_BINARY_PACKED` numbers whose blocks have no possible size: the library makes room for each part. */
export function checkDeltaBlocks(page: Uint8Array, at: number): void {
  blockShape(new CompactReader(page, at));
}

/** Reads the head of a page of deltas, up to its first value. */
function blockShape(reader: CompactReader): { readonly partCount: number; readonly partValues: number } {
  const blockValues = reader.word();
  const partCount = reader.word();
  reader.word();
  const partValues = blockValues / partCount;
  if (blockValues > maxBlockValues || !(partValues > 0) || partValues % 8 !== 0)
    throw new Error("a block of no possible size");
  return { partCount, partValues };
}

/** `DELTA_BINARY_PACKED` numbers of 32 bits, as the library reads them. */
function readLengths(page: Uint8Array, start: number, count: number): Lengths {
  const reader = new CompactReader(page, start);
  const { partCount, partValues } = blockShape(reader);
  const values = new Int32Array(count);
  let value = signed(reader.word());
  let seen = 0;
  if (count > 0) values[seen++] = value;
  while (seen < count) {
    const least = signed(reader.word());
    const widths = page.subarray(reader.at, reader.at + partCount);
    if (widths.byteLength < partCount) throw new RangeError("cut off");
    reader.at += partCount;
    for (let part = 0; part < partCount && seen < count; part++) {
      const width = widths[part]!;
      const end = reader.at + (partValues * width) / 8;
      if (width > 64 || end > page.byteLength) throw new Error("a part beyond its page");
      for (let item = 0; item < partValues && seen < count; item++) {
        value = (value + least + bitsAt(page, reader.at, item * width, width)) | 0;
        values[seen++] = value;
      }
      reader.at = end;
    }
  }
  return { values, end: reader.at };
}

/** The low 32 bits of a packed number. */
function bitsAt(page: Uint8Array, start: number, bit: number, width: number): number {
  let bits = 0;
  const wanted = Math.min(width, 32);
  for (let taken = 0; taken < wanted;) {
    const at = bit + taken;
    const free = Math.min(8 - (at & 7), wanted - taken);
    bits |= ((page[start + (at >> 3)]! >>> (at & 7)) & ((1 << free) - 1)) << taken;
    taken += free;
  }
  return bits;
}

function signed(word: number): number {
  return (word >>> 1) ^ -(word & 1);
}
