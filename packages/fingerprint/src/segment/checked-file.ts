/** A stored file that is read at random and never believed: each 64 KiB block is held against its CRC-32 first. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { crc32 } from "node:zlib";
import { blockByteLength } from "./checksums.ts";
import { asFileError, FingerprintError } from "../error.ts";

/** Bytes that can be read at any offset: a file, or a section of one. */
export interface ByteSource {
  readonly byteLength: number;
  /** Returns a copy of `length` bytes at `offset`, both whole numbers inside the source. */
  read(offset: number, length: number): Uint8Array;
  /** Fills `target` with the bytes at `offset`: for those who read much and would leave as much behind. */
  readInto(offset: number, target: Uint8Array): void;
}

/** What a checked file may be opened with. */
export interface CheckedFileOptions {
  /** Blocks of 64 KiB kept in memory. Default: 64, which is 4 MiB. */
  readonly cachedBlocks?: number;
}

/**
 * A file of a segment, open for reading. Each block is verified when it is first read and never again: a block
 * that was verified and has left the cache is read from the file only as far as it is asked for.
 */
export class CheckedFile implements ByteSource {
  readonly byteLength: number;
  /** The file's name without its folder, as errors give it. */
  readonly name: string;
  readonly #crcs: Uint32Array;
  readonly #verified: Uint8Array;
  readonly #cache = new Map<number, Uint8Array>();
  readonly #cachedBlocks: number;
  #file: number | undefined;

  private constructor(
    file: number,
    name: string,
    byteLength: number,
    crcs: Uint32Array,
    cachedBlocks: number,
  ) {
    this.#file = file;
    this.name = name;
    this.byteLength = byteLength;
    this.#crcs = crcs;
    this.#verified = new Uint8Array(Math.ceil(crcs.length / 8));
    this.#cachedBlocks = cachedBlocks;
  }

  /**
   * Opens a file.
   *
   * @param byteLength the length it must have
   * @param crcs CRC-32 of each of its blocks, from `readChecksums`
   * @throws FingerprintError `segment-missing`; `segment-damaged` when it has another length or is no plain file;
   *   `segment-io`
   */
  static open(
    path: string,
    byteLength: number,
    crcs: Uint32Array,
    { cachedBlocks = 64 }: CheckedFileOptions = {},
  ): CheckedFile {
    const name = basename(path);
    if (crcs.length !== Math.ceil(byteLength / blockByteLength)) {
      throw damaged(name, `it should have ${byteLength} bytes but has checksums for ${crcs.length} blocks`);
    }
    let file: number | undefined;
    try {
      // Non-blocking, so that a named pipe in the file's place cannot make the reader wait for ever.
      file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const stat = fstatSync(file);
      if (!stat.isFile()) throw damaged(name, "it is not a plain file");
      if (stat.size !== byteLength) throw damaged(name, `it has ${stat.size} bytes instead of ${byteLength}`);
      return new CheckedFile(file, name, byteLength, crcs, cachedBlocks);
    } catch (error) {
      if (file !== undefined) closeSync(file);
      throw asFileError(error, "open", name);
    }
  }

  /**
   * Returns a copy of `length` bytes at `offset`, verified. Offsets past 2 GiB and 4 GiB are fine.
   *
   * @throws FingerprintError `segment-damaged` when a block does not match its checksum, when the file has become
   *   shorter, or when the range does not lie inside the file (a damaged directory leads there); `segment-io`;
   *   `too-large` for more than memory takes; `closed`
   */
  read(offset: number, length: number): Uint8Array {
    requireRange(this, offset, length, this.name);
    const bytes = allocate(length, this.name);
    this.readInto(offset, bytes);
    return bytes;
  }

  /** The same into bytes that are there. Throws as `read`. */
  readInto(offset: number, target: Uint8Array): void {
    requireRange(this, offset, target.length, this.name);
    let filled = 0;
    while (filled < target.length) {
      const block = Math.floor((offset + filled) / blockByteLength);
      const from = offset + filled - block * blockByteLength;
      const count = Math.min(target.length - filled, this.#lengthOf(block) - from);
      this.#readFrom(block, from, target.subarray(filled, filled + count));
      filled += count;
    }
  }

  /** Closes the file. Does nothing the second time. */
  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    this.#cache.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #readFrom(block: number, from: number, target: Uint8Array): void {
    const cached = this.#cache.get(block);
    if (cached !== undefined) {
      this.#keep(block, cached);
      target.set(cached.subarray(from, from + target.length));
      return;
    }
    const isWhole = target.length === this.#lengthOf(block);
    if (isWhole || this.#isVerified(block)) {
      this.#readExactly(block, from, target);
      if (isWhole) this.#verify(block, target);
      return;
    }
    const bytes = this.#room(this.#lengthOf(block));
    this.#readExactly(block, 0, bytes);
    this.#verify(block, bytes);
    this.#keep(block, bytes);
    target.set(bytes.subarray(from, from + target.length));
  }

  #readExactly(block: number, from: number, target: Uint8Array): void {
    if (this.#file === undefined) {
      throw new FingerprintError(
        "closed",
        `${this.name} was closed. Open its segment again to read from it.`,
      );
    }
    const start = block * blockByteLength + from;
    let filled = 0;
    while (filled < target.length) {
      const got = readOrThrow(this.#file, target, filled, start + filled, this.name);
      if (got === 0) throw damaged(this.name, `it ends inside block ${block}`);
      filled += got;
    }
  }

  #verify(block: number, bytes: Uint8Array): void {
    if (this.#isVerified(block)) return;
    if (crc32(bytes) !== this.#crcs[block])
      throw damaged(this.name, `block ${block} does not match its checksum`);
    this.#verified[block >>> 3]! |= 1 << (block & 7);
  }

  #isVerified(block: number): boolean {
    return ((this.#verified[block >>> 3]! >>> (block & 7)) & 1) === 1;
  }

  /** Room for a block: that of the one which leaves the cache, or a scan would leave the whole file behind as garbage. */
  #room(byteLength: number): Uint8Array {
    if (this.#cache.size < this.#cachedBlocks) return new Uint8Array(byteLength);
    const [oldest] = this.#cache;
    this.#cache.delete(oldest![0]);
    return oldest![1].length === byteLength ? oldest![1] : new Uint8Array(byteLength);
  }

  #keep(block: number, bytes: Uint8Array): void {
    this.#cache.delete(block);
    this.#cache.set(block, bytes);
    if (this.#cache.size > this.#cachedBlocks) this.#cache.delete(this.#cache.keys().next().value!);
  }

  #lengthOf(block: number): number {
    return Math.min(blockByteLength, this.byteLength - block * blockByteLength);
  }
}

/** Returns the part of a source from `start`, `byteLength` long, as a source of its own. */
export function sectionOf(source: ByteSource, start: number, byteLength: number, name: string): ByteSource {
  const section: ByteSource = {
    byteLength,
    read(offset, length) {
      requireRange(section, offset, length, name);
      return source.read(start + offset, length);
    },
    readInto(offset, target) {
      requireRange(section, offset, target.length, name);
      source.readInto(start + offset, target);
    },
  };
  return section;
}

function requireRange(source: ByteSource, offset: number, length: number, name: string): void {
  const isWhole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (isWhole && offset >= 0 && length >= 0 && offset + length <= source.byteLength) return;
  throw damaged(name, `bytes ${offset} to ${offset + length} are asked for but it has ${source.byteLength}`);
}

function readOrThrow(file: number, target: Uint8Array, at: number, position: number, name: string): number {
  try {
    return readSync(file, target, at, target.length - at, position);
  } catch (error) {
    throw asFileError(error, "read", name);
  }
}

function allocate(byteLength: number, name: string): Uint8Array {
  try {
    return new Uint8Array(byteLength);
  } catch (cause) {
    const message = `${name} has a part of ${byteLength} bytes, more than memory takes. Use a machine with more memory.`;
    throw new FingerprintError("too-large", message, { cause });
  }
}

function damaged(name: string, what: string): FingerprintError {
  const message = `${name} is damaged: ${what}. Restore the segment from a copy, or track its sources again.`;
  return new FingerprintError("segment-damaged", message);
}
