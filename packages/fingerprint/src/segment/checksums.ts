/**
 * `checksums.bin`: the CRC-32 of every 64 KiB block of every file of a segment but itself and `manifest.json`.
 *
 * Version 1, little-endian:
 *
 * | offset | size | what                                                                  |
 * | ------ | ---- | --------------------------------------------------------------------- |
 * | 0      | 8    | magic `YURAI\0CS`                                                     |
 * | 8      | 2    | format version, 1                                                     |
 * | 10     | 2    | number of files                                                       |
 * | 12     | 4    | block length in bytes, 65,536                                         |
 * | 16     |      | one entry a file, ascending by name                                   |
 * |        | 1    | length of the name, 1 to 64                                           |
 * |        | n    | name: ASCII letters, digits, `.`, `_`, `-`; not starting with `.`     |
 * |        | 4    | number of blocks; the last may be short, an empty file has none       |
 * |        | 4 b  | CRC-32 (zlib, ISO 3309) of each block                                 |
 * | end-4  | 4    | CRC-32 of everything before it                                        |
 *
 * A CRC finds accidents. Against intent there is the file's own digest, which the manifest holds.
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { asFileError, FingerprintError } from "../error.ts";

/** Bytes that one checksum covers. */
export const blockByteLength = 65_536;

/** The CRC-32 of each block of each file, by file name. */
export type Checksums = ReadonlyMap<string, Uint32Array>;

const fileName = "checksums.bin";
const magic = "YURAI\0CS";
const version = 1;
const headByteLength = 16;
const namePattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

/**
 * Reads the named files of a folder and writes `checksums.bin` beside them, which must not exist. Does not sync.
 *
 * @returns the bytes written, for the digest in the manifest
 * @throws FingerprintError `bad-input` for a name that no segment file may have, `segment-missing` for a file that
 *   is not there, `segment-io` when the disk refuses
 */
export function writeChecksums(folder: string, names: readonly string[]): Uint8Array {
  const bytes = encodeChecksums(
    new Map(names.map((name) => [name, fileChecksums(join(folder, name), name)])),
  );
  try {
    const file = openSync(join(folder, fileName), "wx", 0o600);
    try {
      let written = 0;
      while (written < bytes.byteLength) written += writeSync(file, bytes, written);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asFileError(error, "write", fileName);
  }
  return bytes;
}

/**
 * Encodes checksums as the bytes of `checksums.bin`.
 *
 * @throws FingerprintError `bad-input` for a name that no segment file may have, or more than 65,535 files
 */
export function encodeChecksums(checksums: Checksums): Uint8Array {
  const names = [...checksums.keys()].sort();
  if (!names.every((name) => namePattern.test(name)) || names.length > 0xffff) {
    const message = "A segment file's name is 1 to 64 ASCII letters, digits, dots, dashes or underscores.";
    throw new FingerprintError("bad-input", message);
  }
  const entryBytes = names.reduce((sum, name) => sum + 5 + name.length + checksums.get(name)!.length * 4, 0);
  const bytes = new Uint8Array(headByteLength + entryBytes + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  view.setUint16(8, version, true);
  view.setUint16(10, names.length, true);
  view.setUint32(12, blockByteLength, true);
  let position = headByteLength;
  for (const name of names) position = encodeEntry(view, position, name, checksums.get(name)!);
  view.setUint32(position, crc32(bytes.subarray(0, position)), true);
  return bytes;
}

/**
 * Reads the bytes of `checksums.bin`. Allocates no more than the bytes it was given.
 *
 * @throws FingerprintError `segment-version` for another format or version, `segment-damaged` for anything that
 *   `encodeChecksums` would not have written
 */
export function readChecksums(bytes: Uint8Array): Checksums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength - 4;
  if (end < headByteLength) throw damaged("it is cut short");
  // The trailer first: a flipped bit in the magic is damage, not another format.
  const isWhole = crc32(bytes.subarray(0, end)) === view.getUint32(end, true);
  if (!isWhole) throw damaged("its own checksum does not match");
  requireKnownHead(bytes, view);
  const checksums = new Map<string, Uint32Array>();
  let position = headByteLength;
  let previous = "";
  for (let left = view.getUint16(10, true); left > 0; left -= 1) {
    const entry = decodeEntry(view, position, end);
    if (entry.name <= previous) throw damaged("its names are not ascending");
    checksums.set(entry.name, entry.crcs);
    previous = entry.name;
    position = entry.end;
  }
  if (position !== end) throw damaged("bytes are left over");
  return checksums;
}

/**
 * Reads a file and returns the CRC-32 of each of its blocks.
 *
 * @param name what errors call the file
 * @throws FingerprintError `segment-missing` or `segment-io`
 */
function fileChecksums(path: string, name: string): Uint32Array {
  try {
    const file = openSync(path, "r");
    try {
      return Uint32Array.from(blockChecksums(file));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asFileError(error, "read", name);
  }
}

function* blockChecksums(file: number): Generator<number> {
  const block = new Uint8Array(blockByteLength);
  for (;;) {
    let filled = 0;
    let got = 1;
    while (got > 0 && filled < blockByteLength) {
      got = readSync(file, block, filled, blockByteLength - filled, null);
      filled += got;
    }
    if (filled > 0) yield crc32(block.subarray(0, filled));
    if (filled < blockByteLength) return;
  }
}

function encodeEntry(view: DataView, start: number, name: string, crcs: Uint32Array): number {
  view.setUint8(start, name.length);
  for (let i = 0; i < name.length; i += 1) view.setUint8(start + 1 + i, name.charCodeAt(i));
  let position = start + 1 + name.length;
  view.setUint32(position, crcs.length, true);
  for (const crc of crcs) view.setUint32((position += 4), crc, true);
  return position + 4;
}

function decodeEntry(
  view: DataView,
  start: number,
  end: number,
): { readonly name: string; readonly crcs: Uint32Array; readonly end: number } {
  const nameEnd = start + 1 + (start < end ? view.getUint8(start) : 0);
  if (nameEnd + 4 > end) throw damaged("an entry is cut short");
  const name = String.fromCharCode(
    ...Array.from({ length: nameEnd - start - 1 }, (_, i) => view.getUint8(start + 1 + i)),
  );
  if (!namePattern.test(name)) throw damaged("a name is not one of a segment file");
  const blockCount = view.getUint32(nameEnd, true);
  const crcsEnd = nameEnd + 4 + blockCount * 4;
  if (crcsEnd > end) throw damaged("an entry is cut short");
  const crcs = new Uint32Array(blockCount);
  for (let i = 0; i < blockCount; i += 1) crcs[i] = view.getUint32(nameEnd + 4 + i * 4, true);
  return { name, crcs, end: crcsEnd };
}

function requireKnownHead(bytes: Uint8Array, view: DataView): void {
  const isOurs = String.fromCharCode(...bytes.subarray(0, 8)) === magic;
  if (isOurs && view.getUint16(8, true) === version && view.getUint32(12, true) === blockByteLength) return;
  const message = `${fileName} has a format this version of Yurai does not know. Use the version that wrote it.`;
  throw new FingerprintError("segment-version", message);
}

function damaged(what: string): FingerprintError {
  const message = `${fileName} is damaged: ${what}. Restore the segment from a copy, or track its sources again.`;
  return new FingerprintError("segment-damaged", message);
}
