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
const zstdLevel = 3;

/** Gathers the values of one row group; `take` writes them and begins the next. */
export class ParquetColumn {
  readonly #shape: ColumnShape;
  #bytes: Buffer = Buffer.allocUnsafe(firstByteLength);
  #end = 0;
  /** A bit a row, set where there is a value. */
  #levels = new Uint8Array(128);
  #rows = 0;
  #given = 0;

  constructor(shape: ColumnShape) {
    this.#shape = shape;
  }

  /** Adds a row without a value. */
  none(): void {
    this.#row(0);
  }

  text(value: string | null | undefined): void {
    if (value === undefined || value === null) return this.none();
    // UTF-8 takes at most three bytes a unit of UTF-16.
    this.#room(4 + value.length * 3);
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(this.#end + 4));
    this.#bytes.writeUInt32LE(written, this.#end);
    this.#end += 4 + written;
    this.#row(1);
  }

  /** Adds bytes of the column's fixed length. */
  fixed(bytes: Uint8Array): void {
    this.#room(bytes.byteLength);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.byteLength;
    this.#row(1);
  }

  /** Adds an integer from 0 to 2^53 - 1. */
  integer(value: number | null): void {
    if (value === null) return this.none();
    this.#room(8);
    this.#bytes.writeUInt32LE(value % 2 ** 32, this.#end);
    this.#bytes.writeUInt32LE(Math.floor(value / 2 ** 32), this.#end + 4);
    this.#end += 8;
    this.#row(1);
  }

  /** Appends what was gathered to a file as one column chunk, and begins anew. */
  take(writer: ByteWriter): ColumnChunk {
    const { name, type, required, isRandom } = this.#shape;
    const values = this.#bytes.subarray(0, this.#end);
    const page = required ? values : Buffer.concat([this.#definitionLevels(), values]);
    const isPacked = !isRandom && page.byteLength >= smallestPacked;
    const stored = isPacked
      ? zstdCompressSync(page, { params: { [constants.ZSTD_c_compressionLevel]: zstdLevel } })
      : page;
    const start = writer.offset;
    const head = pageHead(page.byteLength, stored.byteLength, this.#rows);
    writer.appendBytes(head);
    writer.appendBytes(stored);
    const chunk: ColumnChunk = {
      file_offset: BigInt(start),
      meta_data: {
        type,
        encodings: ["PLAIN", "RLE"],
        path_in_schema: [name],
        codec: isPacked ? "ZSTD" : "UNCOMPRESSED",
        num_values: BigInt(this.#rows),
        total_uncompressed_size: BigInt(head.byteLength + page.byteLength),
        total_compressed_size: BigInt(head.byteLength + stored.byteLength),
        data_page_offset: BigInt(start),
      },
    };
    this.#end = 0;
    this.#rows = 0;
    this.#given = 0;
    this.#levels.fill(0);
    return chunk;
  }

  #row(level: 0 | 1): void {
    const at = this.#rows++;
    if (level === 0) return;
    this.#given++;
    if (at >>> 3 >= this.#levels.length) this.#levels = grown(this.#levels, this.#levels.length * 2);
    this.#levels[at >>> 3]! |= 1 << (at & 7);
  }

  #room(byteLength: number): void {
    const wanted = this.#end + byteLength;
    if (wanted <= this.#bytes.byteLength) return;
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.byteLength * 2));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }

  /** One run where all rows are alike, else a bit a row; behind their length in four bytes. */
  #definitionLevels(): Buffer {
    const isUniform = this.#given === 0 || this.#given === this.#rows;
    const groups = Math.ceil(this.#rows / 8);
    const bits = grown(this.#levels, groups).subarray(0, groups);
    const run = isUniform
      ? [...varint(this.#rows * 2), this.#given === 0 ? 0 : 1]
      : [...varint(groups * 2 + 1), ...bits];
    const levels = Buffer.alloc(4 + run.length);
    levels.writeUInt32LE(run.length, 0);
    levels.set(run, 4);
    return levels;
  }
}

const encoder = new TextEncoder();

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
