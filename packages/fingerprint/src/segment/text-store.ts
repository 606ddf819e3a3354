/**
 * `text.zst`: texts kept for evidence, one after the other, in the Zstandard seekable format.
 *
 * (zstd, contrib/seekable_format/zstd_seekable_compression_format.md, version 0.1.0; frames are those of RFC 8878.)
 * The file opens with any zstd tool, which sees the concatenated texts. Little-endian, from start to end:
 *
 * | size  | what                                                                                                |
 * | ----- | --------------------------------------------------------------------------------------------------- |
 * |       | frames of 16,384 bytes of text each (shorter where texts of a merged segment end), compressed on   |
 * |       | their own, with their content size and checksum                                                    |
 * | 4     | skippable frame, magic 0x184D2A50                                                                   |
 * | 4     | its length, 16                                                                                      |
 * | 8     | magic `YURAI\0TX`                                                                                   |
 * | 2     | version, 1                                                                                          |
 * | 2     | zero                                                                                                |
 * | 4     | bytes of text in a frame, 16,384                                                                   |
 * | 4     | skippable frame of the seek table, magic 0x184D2A5E                                                 |
 * | 4     | its length, 8 f + 9                                                                                 |
 * | 8 f   | one entry a frame, that of our own head included: compressed length (4), length of its text (4)     |
 * | 4     | number of entries f                                                                                 |
 * | 1     | descriptor, 0: entries have no checksums (`checksums.bin` has)                                      |
 * | 4     | magic 0x8F92EAB1                                                                                    |
 *
 * Our head comes after the text because `node:zlib` stops reading at a skippable frame. The compressed bytes depend
 * on the release of zstd in Node; the text never does.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { CheckedFile } from "./checked-file.ts";
import { FingerprintError } from "../error.ts";
import { FileWriter, WritePosition } from "./file-writer.ts";

/**
 * Bytes of text in a frame: evidence of a match unpacks one or two. Measured on English: frames of 64 KiB take 87 us
 * to unpack, of 16 KiB 36 us for 8 % more bytes, of 4 KiB 26 us for 28 % more; some 15 us are the call itself.
 */
const frameByteLength = 16_384;
/** A frame of another writer may hold this much, and its window be this large (as a power of two). */
const maxFrameByteLength = 262_144;
const maxWindowBits = 18;
/** The longest stretch that is read at once. */
const maxReadByteLength = 2 ** 30;
/** Packed bytes that a merge reads at once. */
const copiedByteLength = 1_048_576;
/** Unpacked text that all stores of a thread keep together, in bytes. */
const cachedByteLength = 33_554_432;

const headMagic = 0x184d2a50;
const tableMagic = 0x184d2a5e;
const seekableMagic = 0x8f92eab1;
const magic = "YURAI\0TX";
const version = 1;
const headByteLength = 24;
const footerByteLength = 9;

/** A frame as it lies in a file. */
export interface PackedFrame {
  readonly packed: Uint8Array;
  /** Of its text. */
  readonly byteLength: number;
}

/** Writes texts to a new file; memory holds one frame. Nothing is synced: the segment writer does that. */
export class TextStoreWriter {
  readonly #writer: FileWriter;
  readonly #target: WritePosition;
  readonly #frame = new Uint8Array(frameByteLength);
  /** Compressed length and length of the text of each frame, in turn. */
  readonly #entries: number[] = [];
  #filled = 0;
  #byteLength = 0;

  /** @throws FingerprintError `segment-io` when the file exists or cannot be made */
  constructor(path: string) {
    this.#writer = new FileWriter(path);
    this.#target = new WritePosition(this.#writer, 0);
  }

  /**
   * Appends bytes and returns where they begin in the text.
   *
   * @throws FingerprintError `segment-io`
   */
  append(bytes: Uint8Array): number {
    const start = this.#byteLength;
    let taken = 0;
    while (taken < bytes.length) {
      const count = Math.min(bytes.length - taken, frameByteLength - this.#filled);
      this.#frame.set(bytes.subarray(taken, taken + count), this.#filled);
      this.#filled += count;
      taken += count;
      if (this.#filled === frameByteLength) this.#writeFrame();
    }
    this.#byteLength += bytes.length;
    return start;
  }

  /**
   * Appends frames that are packed already, as `TextStore.frames` gives them, and returns where they begin in the text.
   * Throws as `append`.
   */
  appendFrames(frames: Iterable<PackedFrame>): number {
    if (this.#filled > 0) this.#writeFrame();
    const start = this.#byteLength;
    for (const { packed, byteLength } of frames) {
      this.#target.append(packed);
      this.#entries.push(packed.length, byteLength);
      this.#byteLength += byteLength;
    }
    return start;
  }

  /** Writes what is left and the seek table, and closes the file. Throws as `append`. */
  finish(): void {
    if (this.#filled > 0) this.#writeFrame();
    this.#target.append(encodeHead());
    this.#entries.push(headByteLength, 0);
    this.#target.append(encodeTable(this.#entries));
    this.#target.flush();
    this.#writer.finish();
  }

  /** Gives an unfinished file up and removes it. Does nothing after `finish`. */
  close(): void {
    this.#writer.abandon();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #writeFrame(): void {
    const text = this.#frame.subarray(0, this.#filled);
    const frame = zstdCompressSync(text, {
      chunkSize: maxFrameByteLength,
      params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
    });
    this.#target.append(frame);
    this.#entries.push(frame.length, text.length);
    this.#filled = 0;
  }
}

/** An open text file: its seek table in memory, 16 bytes a frame. Its file is closed by its owner. */
export class TextStore {
  /** Bytes of text in all. */
  readonly byteLength: number;
  readonly #file: CheckedFile;
  /** Where each frame begins, in the file and in the text, and where the last ends. */
  readonly #frameStarts: Float64Array;
  readonly #textStarts: Float64Array;
  /** Tells its frames from those of other stores in the cache. */
  readonly #number: number;

  /** @throws FingerprintError `segment-version` for a format or version it does not know, `segment-damaged` */
  constructor(file: CheckedFile) {
    this.#file = file;
    this.#number = storeCount++;
    const { frameStarts, textStarts } = readTable(file);
    this.#frameStarts = frameStarts;
    this.#textStarts = textStarts;
    this.byteLength = textStarts.at(-1)!;
    requireHead(file, frameStarts.at(-1)!);
  }

  /**
   * Returns a copy of the bytes of the text from `start` to before `end`. Unpacks the frames it touches and no byte
   * more than the seek table allows; those used last stay in memory.
   *
   * @throws FingerprintError `segment-damaged` when a frame is not what the table says or the range does not lie in
   *   the text (a damaged record leads there); `too-large` for more than 1 GiB; `segment-io`; `closed`
   */
  read(start: number, end: number): Uint8Array {
    const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end;
    if (!isRange || end > this.byteLength) throw damaged(this.#file.name, "a record points outside the text");
    if (end - start > maxReadByteLength) {
      throw new FingerprintError(
        "too-large",
        "A text of more than 1 GiB is not read at once. Read it in parts.",
      );
    }
    const bytes = new Uint8Array(end - start);
    let frame = this.#frameOf(start);
    for (let position = start; position < end; frame += 1) {
      const frameStart = this.#textStarts[frame]!;
      const text = this.#frame(frame).subarray(position - frameStart, end - frameStart);
      bytes.set(text, position - start);
      position += text.length;
    }
    return bytes;
  }

  /** Yields every frame, checked but packed, valid until the next: what a merge copies. Throws as `read`. */
  *frames(): Generator<PackedFrame> {
    const buffer = new Uint8Array(copiedByteLength);
    for (let first = 0, end = 0; first < this.#textStarts.length - 1; first = end) {
      const start = this.#frameStarts[first]!;
      end = first + 1;
      while (end < this.#textStarts.length - 1 && this.#frameStarts[end + 1]! - start <= copiedByteLength)
        end += 1;
      const byteLength = this.#frameStarts[end]! - start;
      // A frame that is larger than all that is copied at once is one of a damaged table, or of another writer.
      const bytes =
        byteLength <= copiedByteLength ? buffer.subarray(0, byteLength) : new Uint8Array(byteLength);
      this.#file.readInto(start, bytes);
      for (let frame = first; frame < end; frame += 1)
        yield {
          packed: bytes.subarray(this.#frameStarts[frame]! - start, this.#frameStarts[frame + 1]! - start),
          byteLength: this.#textStarts[frame + 1]! - this.#textStarts[frame]!,
        };
    }
  }

  #frameOf(position: number): number {
    let [low, high] = [0, this.#textStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#textStarts[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #frame(frame: number): Uint8Array {
    const key = this.#number * 2 ** 32 + frame;
    const text = cache.get(key) ?? this.#unpack(frame);
    if (cache.delete(key)) cache.set(key, text);
    else hold(key, text);
    return text;
  }

  #unpack(frame: number): Uint8Array {
    const start = this.#frameStarts[frame]!;
    const packed = this.#file.read(start, this.#frameStarts[frame + 1]! - start);
    const byteLength = this.#textStarts[frame + 1]! - this.#textStarts[frame]!;
    const text = unpackFrame(packed, byteLength, this.#file.name, frame);
    if (text.length === byteLength) return text;
    throw damaged(this.#file.name, `frame ${frame} has another length than its table says`);
  }
}

let storeCount = 0;
/** Unpacked frames, the least lately used first. */
const cache = new Map<number, Uint8Array>();
let heldByteLength = 0;

function hold(key: number, text: Uint8Array): void {
  cache.set(key, text);
  heldByteLength += text.byteLength;
  for (const [oldest, { byteLength }] of cache) {
    if (heldByteLength <= cachedByteLength) return;
    cache.delete(oldest);
    heldByteLength -= byteLength;
  }
}

function unpackFrame(packed: Uint8Array, byteLength: number, name: string, frame: number): Uint8Array {
  try {
    // The window is bounded too: a frame could ask for 128 MiB of it whatever its text's length.
    return zstdDecompressSync(packed, {
      // One piece of output: zlib has no use for less than 64 bytes.
      chunkSize: Math.max(byteLength, 64),
      maxOutputLength: byteLength,
      params: { [constants.ZSTD_d_windowLogMax]: maxWindowBits },
    });
  } catch (cause) {
    throw damaged(name, `frame ${frame} cannot be unpacked`, cause);
  }
}

function encodeHead(): Uint8Array {
  const bytes = new Uint8Array(headByteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, headMagic, true);
  view.setUint32(4, headByteLength - 8, true);
  bytes.set(new TextEncoder().encode(magic), 8);
  view.setUint16(16, version, true);
  view.setUint32(20, frameByteLength, true);
  return bytes;
}

function encodeTable(entries: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + entries.length * 4 + footerByteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, tableMagic, true);
  view.setUint32(4, bytes.length - 8, true);
  entries.forEach((entry, i) => view.setUint32(8 + i * 4, entry, true));
  const footer = bytes.length - footerByteLength;
  view.setUint32(footer, entries.length / 2, true);
  view.setUint32(footer + 5, seekableMagic, true);
  return bytes;
}

/** Reads the seek table from the end of the file; the starts are those of the frames of text and their end. */
function readTable(file: CheckedFile): {
  readonly frameStarts: Float64Array;
  readonly textStarts: Float64Array;
} {
  const footerStart = file.byteLength - footerByteLength;
  if (footerStart < 8 + 8 + headByteLength) throw damaged(file.name, "it is cut short");
  const footer = viewOf(file.read(footerStart, footerByteLength));
  if (footer.getUint32(5, true) !== seekableMagic || footer.getUint8(4) !== 0) throw unknown(file.name);
  const count = footer.getUint32(0, true);
  const tableStart = footerStart - count * 8 - 8;
  if (count === 0 || tableStart < 0) throw damaged(file.name, "its seek table is longer than the file");
  const table = viewOf(file.read(tableStart, 8 + count * 8));
  const isTable =
    table.getUint32(0, true) === tableMagic && table.getUint32(4, true) === count * 8 + footerByteLength;
  if (!isTable) throw damaged(file.name, "its seek table does not begin where it should");
  const frameStarts = new Float64Array(count);
  const textStarts = new Float64Array(count);
  for (let i = 0; i < count - 1; i += 1) {
    const textLength = table.getUint32(12 + i * 8, true);
    if (textLength === 0 || textLength > maxFrameByteLength)
      throw damaged(file.name, `frame ${i} is out of bounds`);
    frameStarts[i + 1] = frameStarts[i]! + table.getUint32(8 + i * 8, true);
    textStarts[i + 1] = textStarts[i]! + textLength;
  }
  const last = count * 8;
  const isHead = table.getUint32(last, true) === headByteLength && table.getUint32(last + 4, true) === 0;
  if (isHead && frameStarts.at(-1)! + headByteLength === tableStart) return { frameStarts, textStarts };
  throw damaged(file.name, "its seek table does not fit its frames");
}

function requireHead(file: CheckedFile, start: number): void {
  const bytes = file.read(start, headByteLength);
  const view = viewOf(bytes);
  const isSkippable = view.getUint32(0, true) === headMagic && view.getUint32(4, true) === headByteLength - 8;
  if (!isSkippable) throw damaged(file.name, "its head is not where it should be");
  const isOurs = String.fromCharCode(...bytes.subarray(8, 16)) === magic;
  if (!isOurs || view.getUint16(16, true) !== version) throw unknown(file.name);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function unknown(name: string): FingerprintError {
  const message = `${name} has a format this version of Yurai does not know. Use the version that wrote it.`;
  return new FingerprintError("segment-version", message);
}

function damaged(name: string, what: string, cause?: unknown): FingerprintError {
  const message = `${name} is damaged: ${what}. Restore the segment from a copy, or track its sources again.`;
  return new FingerprintError("segment-damaged", message, { cause });
}
