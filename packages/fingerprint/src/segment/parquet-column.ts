/**
 * One column of a row group on its way into a Parquet file: values are encoded as they come, so that no row is ever an
 * object of the encoder. PLAIN values behind RLE definition levels in one data page of version 1 (Apache Parquet,
 * parquet-format 2.9: Encodings.md, Data Pages).
 */
import { Buffer } from "node:buffer";
import { constants, zstdCompressSync } from "node:zlib";
import type { ColumnChunk } from "hyparquet";
import type { ByteWriter } from "hyparquet-writer";

/** What a column holds. */
export interface ColumnShape {
  readonly name: string;
  readonly type: "BYTE_ARRAY" | "FIXED_LEN_BYTE_ARRAY" | "INT64";
  /** Required columns have a value in every row. */
  readonly required: boolean;
  /** Values that are as good as random; packing them costs time and saves nothing. */
  readonly isRandom: boolean;
}

const firstByteLength = 16_384;
/** Pages below this many bytes don't get smaller by what a frame takes. */
const smallestPacked = 64;
/** Level 3 takes a quarter longer here and gives larger pages: columns of counted numbers are no prose. */
const zstdLevel = 1;

/** Longer repeated values are copied by a call, shorter ones by a loop, which is faster. */
const longRepeat = 64;

/**
 * Gathers the values of one row group, of any of its rows, ascending; `take` writes them and begins the next. A row without a value
 * costs nothing.
 */
export class ParquetColumn {
  readonly #shape: ColumnShape;
  #bytes: Buffer = Buffer.allocUnsafeSlow(firstByteLength);
  #end = 0;
  /** A bit a row, set where there is a value. */
  #levels = new Uint8Array(128);
  #given = 0;
  /** The last text and where it lies: sources, licences and languages repeat. */
  #lastText: string | undefined;
  #lastStart = 0;

  constructor(shape: ColumnShape) {
    this.#shape = shape;
  }

  /** Adds the value of a row, counted from the first of the group. */
  text(row: number, value: string | null | undefined): void {
    if (value === undefined || value === null) return;
    if (value === this.#lastText) return this.#repeat(row);
    // UTF-8 takes at most three bytes a unit of UTF-16.
    this.#room(4 + value.length * 3);
    const written = this.#bytes.write(value, this.#end + 4);
    this.#lastText = value;
    this.#finishText(row, 4 + written);
  }

  /** Adds a text that is put together: pieces of it in UTF-8, and whole numbers from 0 to 2^53 - 1 between them. */
  joined(row: number, pieces: readonly Uint8Array[], numbers: readonly number[]): void {
    this.#room(4 + pieces.reduce((sum, { byteLength }) => sum + byteLength, 0) + numbers.length * 16);
    let at = this.#end + 4;
    for (let i = 0; i < pieces.length; i++) {
      this.#bytes.set(pieces[i]!, at);
      at += pieces[i]!.byteLength;
      if (i < numbers.length) at = writeDigits(this.#bytes, at, numbers[i]!);
    }
    this.#lastText = undefined;
    this.#finishText(row, at - this.#end);
  }

  /** Adds bytes of the column's fixed length. */
  fixed(row: number, bytes: Uint8Array, start: number, byteLength: number): void {
    this.#room(byteLength);
    for (let i = 0; i < byteLength; i++) this.#bytes[this.#end + i] = bytes[start + i]!;
    this.#end += byteLength;
    this.#give(row);
  }

  /** Adds a value as it lies in another file's page: for a text, with its length before it. */
  stored(row: number, page: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    for (let i = start; i < end; i++) this.#bytes[this.#end++] = page[i]!;
    this.#give(row);
  }

  /** Adds an integer from 0 to 2^53 - 1. */
  integer(row: number, value: number | null): void {
    if (value === null) return;
    this.#room(8);
    this.#end = this.#bytes.writeUInt32LE(value % 2 ** 32, this.#end);
    this.#end = this.#bytes.writeUInt32LE(Math.floor(value / 2 ** 32), this.#end);
    this.#give(row);
  }

  /** Appends what was gathered of so many rows to a file as one column chunk, and begins anew. */
  take(writer: ByteWriter, rows: number): ColumnChunk {
    const { name, type, required, isRandom } = this.#shape;
    const values = this.#bytes.subarray(0, this.#end);
    const page = required ? values : Buffer.concat([this.#definitionLevels(rows), values]);
    const isPacked = !isRandom && page.byteLength >= smallestPacked;
    const stored = isPacked
      ? zstdCompressSync(page, { params: { [constants.ZSTD_c_compressionLevel]: zstdLevel } })
      : page;
    const start = writer.offset;
    const head = pageHead(page.byteLength, stored.byteLength, rows);
    writer.appendBytes(head);
    writer.appendBytes(stored);
    const chunk: ColumnChunk = {
      file_offset: BigInt(start),
      meta_data: {
        type,
        encodings: ["PLAIN", "RLE"],
        path_in_schema: [name],
        codec: isPacked ? "ZSTD" : "UNCOMPRESSED",
        num_values: BigInt(rows),
        total_uncompressed_size: BigInt(head.byteLength + page.byteLength),
        total_compressed_size: BigInt(head.byteLength + stored.byteLength),
        data_page_offset: BigInt(start),
      },
    };
    this.#end = 0;
    this.#given = 0;
    this.#lastText = undefined;
    this.#levels.fill(0);
    return chunk;
  }

  #repeat(row: number): void {
    const byteLength = this.#bytes.readUInt32LE(this.#lastStart) + 4;
    this.#room(byteLength);
    const [from, to] = [this.#lastStart, this.#end];
    if (byteLength > longRepeat) this.#bytes.copyWithin(to, from, from + byteLength);
    else for (let i = 0; i < byteLength; i++) this.#bytes[to + i] = this.#bytes[from + i]!;
    this.#finishText(row, byteLength);
  }

  #finishText(row: number, byteLength: number): void {
    this.#bytes.writeUInt32LE(byteLength - 4, this.#end);
    this.#lastStart = this.#end;
    this.#end += byteLength;
    this.#give(row);
  }

  #give(row: number): void {
    this.#given++;
    if (this.#shape.required) return;
    if (row >>> 3 >= this.#levels.length)
      this.#levels = grown(this.#levels, Math.max(this.#levels.length * 2, (row >>> 3) + 1));
    this.#levels[row >>> 3]! |= 1 << (row & 7);
  }

  #room(byteLength: number): void {
    const wanted = this.#end + byteLength;
    if (wanted <= this.#bytes.byteLength) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#bytes.byteLength * 2));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }

  /** One run where all rows are alike, else a bit a row; behind their length in four bytes. */
  #definitionLevels(rows: number): Buffer {
    const isUniform = this.#given === 0 || this.#given === rows;
    const groups = Math.ceil(rows / 8);
    const bits = grown(this.#levels, groups).subarray(0, groups);
    const run = isUniform
      ? [...varint(rows * 2), this.#given === 0 ? 0 : 1]
      : [...varint(groups * 2 + 1), ...bits];
    const levels = Buffer.alloc(4 + run.length);
    levels.writeUInt32LE(run.length, 0);
    levels.set(run, 4);
    return levels;
  }
}

/** Writes a whole number from 0 to 2^53 - 1 in decimal digits and returns where it ends. */
function writeDigits(bytes: Buffer, at: number, value: number): number {
  if (value > 0x7fff_ffff) return at + bytes.write(String(value), at);
  let length = 1;
  for (let power = 10; power <= value; power *= 10) length++;
  let rest = value | 0;
  for (let i = at + length - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    bytes[i] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return at + length;
}

function grown(bytes: Uint8Array<ArrayBuffer>, byteLength: number): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength >= byteLength) return bytes;
  const larger = new Uint8Array(byteLength);
  larger.set(bytes);
  return larger;
}

/** Thrift's compact protocol: a `PageHeader` of a data page. Field ids are written as steps from the one before. */
function pageHead(byteLength: number, storedByteLength: number, rows: number): Uint8Array {
  const step = 0x15; // the next field, an integer
  const struct = 0x2c; // the field after the next, a struct
  const end = 0;
  const sizes = [step, dataPage, step, ...signed(byteLength), step, ...signed(storedByteLength)];
  const page = [struct, step, ...signed(rows), step, ...signed(plain), step, ...signed(rle), step];
  return Uint8Array.from([...sizes, ...page, ...signed(rle), end, end]);
}

const dataPage = 0;
const plain = 0;
const rle = 3;

/** A signed integer as a varint; those here are never negative. */
function signed(value: number): number[] {
  return varint(value * 2);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
