/**
 * Unsigned integers in bytes, without bigint: bit fields of any width, 64-bit fields, varints.
 *
 * Bit order is little-endian: bit `i` of a stream is bit `i % 8` of byte `floor(i / 8)`, and a field's lowest
 * bit comes first. Byte order is little-endian. A number wider than 32 bits is exact up to 2^53 - 1.
 */
import { FingerprintError } from "../error.ts";

const TWO_32 = 2 ** 32;

/**
 * Reads `width` bits (0 to 32) that start at bit `bitOffset`, as an unsigned number.
 *
 * @throws FingerprintError `bad-input` when the field does not lie inside `source` or `width` is out of range.
 */
export function readBits(source: Uint8Array, bitOffset: number, width: number): number {
  checkField(source.length, bitOffset, width, 32);
  return width === 0 ? 0 : loadBits(source, bitOffset, width);
}

/** Reads `width` bits (0 to 53) as one number. Throws as `readBits`. */
export function readWideBits(source: Uint8Array, bitOffset: number, width: number): number {
  checkField(source.length, bitOffset, width, 53);
  if (width === 0) return 0;
  if (width <= 32) return loadBits(source, bitOffset, width);
  return loadBits(source, bitOffset, 32) + loadBits(source, bitOffset + 32, width - 32) * TWO_32;
}

/**
 * Writes the low `width` bits (0 to 32) of `value` at bit `bitOffset`. The bits written to must be zero before:
 * a field is or-ed in, so that neighbours in the same byte survive.
 *
 * @throws FingerprintError `bad-input` when the field does not lie inside `target`, when `width` is out of
 * range, or when `value` does not fit in `width` bits.
 */
export function writeBits(target: Uint8Array, bitOffset: number, width: number, value: number): void {
  checkField(target.length, bitOffset, width, 32);
  checkFits(value, width);
  if (width > 0) storeBits(target, bitOffset, width, value);
}

/** Writes `value` in `width` bits (0 to 53). Throws as `writeBits`. */
export function writeWideBits(target: Uint8Array, bitOffset: number, width: number, value: number): void {
  checkField(target.length, bitOffset, width, 53);
  checkFits(value, width);
  if (width === 0) return;
  if (width <= 32) return storeBits(target, bitOffset, width, value);
  storeBits(target, bitOffset, 32, value >>> 0);
  storeBits(target, bitOffset + 32, width - 32, Math.floor(value / TWO_32));
}

/**
 * Reads 1 to 32 bits without any check, for loops whose bounds were checked once outside: bytes past the end
 * read as zero.
 */
export function loadBits(source: Uint8Array, bitOffset: number, width: number): number {
  const shift = bitOffset % 8;
  const index = (bitOffset - shift) / 8;
  // Past the end `undefined << n` is 0: the last field of a stream needs no padding bytes after it.
  const low =
    source[index]! | (source[index + 1]! << 8) | (source[index + 2]! << 16) | (source[index + 3]! << 24);
  let value = low >>> shift;
  if (shift + width > 32) value |= source[index + 4]! << (32 - shift);
  return width === 32 ? value >>> 0 : value & ((1 << width) - 1);
}

/** Or-s 1 to 32 bits into `target` without any check; bytes past the end are dropped. See `loadBits`. */
export function storeBits(target: Uint8Array, bitOffset: number, width: number, value: number): void {
  const shift = bitOffset % 8;
  let index = (bitOffset - shift) / 8;
  target[index]! |= value << shift;
  let written = 8 - shift;
  while (written < width) {
    index += 1;
    target[index]! |= value >>> written;
    written += 8;
  }
}

/** How many bits hold every value from 0 to `maxValue` (0 to 2^53 - 1): 0 for 0, 1 for 1, 27 for 2^27 - 1. */
export function bitWidth(maxValue: number): number {
  if (!Number.isSafeInteger(maxValue) || maxValue < 0) {
    throw new FingerprintError("bad-input", "The largest value must be a whole number from 0 to 2^53 - 1.");
  }
  return maxValue < TWO_32 ? 32 - Math.clz32(maxValue) : 64 - Math.clz32(Math.floor(maxValue / TWO_32));
}

/** Reads an unsigned 64-bit little-endian field; a value of 2^53 or more comes out as -1, never rounded. */
export function readUint64(view: DataView, byteOffset: number): number {
  const high = view.getUint32(byteOffset + 4, true);
  return high >= 2 ** 21 ? -1 : high * TWO_32 + view.getUint32(byteOffset, true);
}

/** Writes a whole number from 0 to 2^53 - 1 as an unsigned 64-bit little-endian field. */
export function writeUint64(view: DataView, byteOffset: number, value: number): void {
  view.setUint32(byteOffset, value >>> 0, true);
  view.setUint32(byteOffset + 4, Math.floor(value / TWO_32), true);
}

/** Appends a whole number from 0 to 2^53 - 1 as a varint (LEB128: 7 bits a byte, low bits first). */
export function pushVarint(target: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    target.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  target.push(rest);
}

/** The bytes that `pushVarint` appends. */
export function varintByteLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1;
  return length;
}

/** A place in a byte array that varints are read from, one after the other. */
export interface VarintCursor {
  readonly bytes: Uint8Array;
  position: number;
}

/**
 * Reads the varint at the cursor and moves the cursor behind it; -1 when the bytes end first, when the value
 * passes 2^53 - 1, or when it is not written in its shortest form.
 */
export function readVarint(cursor: VarintCursor): number {
  let value = 0;
  let scale = 1;
  for (let length = 0; length < 8; length += 1) {
    const byte = cursor.bytes[cursor.position];
    if (byte === undefined) return -1;
    cursor.position += 1;
    value += (byte & 127) * scale;
    if (value > Number.MAX_SAFE_INTEGER) return -1;
    if (byte < 128) return byte === 0 && length > 0 ? -1 : value;
    scale *= 128;
  }
  return -1;
}

function checkField(byteLength: number, bitOffset: number, width: number, maxWidth: number): void {
  const inside = bitOffset >= 0 && bitOffset + width <= byteLength * 8;
  if (inside && width >= 0 && width <= maxWidth && Number.isInteger(bitOffset) && Number.isInteger(width))
    return;
  const message = `A field of ${width} bits at bit ${bitOffset} does not lie inside ${byteLength} bytes, or is not 0 to ${maxWidth} bits wide.`;
  throw new FingerprintError("bad-input", message);
}

function checkFits(value: number, width: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && value < 2 ** width) return;
  throw new FingerprintError("bad-input", `A value does not fit in a field of ${width} bits.`);
}
