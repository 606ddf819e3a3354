/**
 * One row group of `records.parquet`: a page a column, as `parquet-column.ts` writes them, unpacked when a row of it is
 * first asked for. A row is an object only once somebody asks for it: making all of a group took ten times as long.
 */
import { Buffer } from "node:buffer";
import { zstdDecompressSync } from "node:zlib";
import type { ThriftCursor } from "./thrift.ts";
import { readInteger, readStruct, readVarint, thriftTypes } from "./thrift.ts";

/** A page never unpacks to more than this, whatever its head says. */
const maxPageBytes = 256 * 1024 * 1024;

/** What a column holds. */
export interface GroupColumn {
  readonly type: "BYTE_ARRAY" | "FIXED_LEN_BYTE_ARRAY" | "INT64";
  readonly required: boolean;
  /** Bytes of a fixed-length value. */
  readonly type_length?: number;
}

/** The values of one column of a group. */
export interface ColumnPage {
  /** Where each row's value begins, and behind the last one its end; rows without a value are empty. Longer by a row. */
  readonly starts: Uint32Array;
  /** A byte a row: whether it has a value. */
  readonly isGiven: Uint8Array;
  readonly bytes: Buffer;
}

/**
 * Decodes a column chunk of one data page.
 *
 * @throws RangeError, or what Zstandard throws, when it is not as it was written
 */
export function readPage(
  chunk: Uint8Array,
  { type, required, type_length = 8 }: GroupColumn,
  { rowCount, isPacked }: { readonly rowCount: number; readonly isPacked: boolean },
): ColumnPage {
  const cursor = { bytes: chunk, at: 0 };
  const { byteLength, storedByteLength } = readPageHead(cursor, rowCount);
  const stored = chunk.subarray(cursor.at);
  if (stored.length !== storedByteLength || byteLength > maxPageBytes) throw damaged();
  const unpacked = isPacked
    ? zstdDecompressSync(stored, {
        chunkSize: Math.max(byteLength, 64),
        maxOutputLength: Math.max(byteLength, 1),
      })
    : stored;
  if (unpacked.length !== byteLength) throw damaged();
  const bytes = Buffer.from(unpacked.buffer, unpacked.byteOffset, byteLength);
  const levels = required
    ? { isGiven: new Uint8Array(rowCount).fill(1), end: 0 }
    : readLevels(bytes, rowCount);
  const startsOf = type === "BYTE_ARRAY" ? startsOfTexts : startsOfFixed(type_length);
  return { starts: startsOf(bytes, levels.end, levels.isGiven), isGiven: levels.isGiven, bytes };
}

/** The text of a row; undefined where it has none. */
export function textAt({ starts, isGiven, bytes }: ColumnPage, row: number): string | undefined {
  return isGiven[row] === 1 ? bytes.toString("utf8", starts[row]! + 4, starts[row + 1]!) : undefined;
}

/** The bytes of a row that has some. */
export function bytesAt({ starts, bytes }: ColumnPage, row: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, starts[row]!, starts[row + 1]!);
}

/** The whole number of a row, from 0 to 2^53 - 1; undefined where it has none. */
export function integerAt({ starts, isGiven, bytes }: ColumnPage, row: number): number | undefined {
  if (isGiven[row] !== 1) return undefined;
  const at = starts[row]!;
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}

/** A `PageHeader` of a data page of version 1 with PLAIN values. */
function readPageHead(
  cursor: ThriftCursor,
  rowCount: number,
): { readonly byteLength: number; readonly storedByteLength: number } {
  let byteLength = -1;
  let storedByteLength = -1;
  let isOurs = false;
  readStruct(cursor, (id, type) => {
    if (id === 2) byteLength = readInteger(cursor);
    else if (id === 3) storedByteLength = readInteger(cursor);
    else if (id === 5 && type === thriftTypes.struct) isOurs = readDataPageHead(cursor, rowCount);
    else return false;
    return true;
  });
  if (isOurs && byteLength >= 0) return { byteLength, storedByteLength };
  throw damaged();
}

function readDataPageHead(cursor: ThriftCursor, rowCount: number): boolean {
  let isOurs = true;
  readStruct(cursor, (id) => {
    if (id !== 1 && id !== 2) return false;
    isOurs &&= readInteger(cursor) === (id === 1 ? rowCount : 0);
    return true;
  });
  return isOurs;
}

/** Definition levels of one bit: runs of one value, and groups of eight, behind their length in four bytes. */
function readLevels(page: Buffer, rowCount: number): { readonly isGiven: Uint8Array; readonly end: number } {
  const end = page.readUInt32LE(0) + 4;
  if (end > page.length) throw damaged();
  const isGiven = new Uint8Array(rowCount);
  const cursor = { bytes: page.subarray(0, end), at: 4 };
  for (let row = 0; row < rowCount;) {
    const run = readVarint(cursor);
    const count = Math.floor(run / 2) * (run % 2 === 1 ? 8 : 1);
    const last = Math.min(rowCount, row + count);
    if (count === 0) throw damaged();
    if (run % 2 === 0) isGiven.fill(page[cursor.at]! & 1, row, last);
    else
      for (let i = row; i < last; i += 1)
        isGiven[i] = (page[cursor.at + ((i - row) >>> 3)]! >>> ((i - row) & 7)) & 1;
    cursor.at += run % 2 === 0 ? 1 : count / 8;
    row = last;
  }
  if (cursor.at > end) throw damaged();
  return { isGiven, end };
}

function startsOfTexts(page: Buffer, from: number, isGiven: Uint8Array): Uint32Array {
  const starts = new Uint32Array(isGiven.length + 1);
  let at = from;
  for (let row = 0; row < isGiven.length; row += 1) {
    starts[row] = at;
    if (isGiven[row] === 1) at += 4 + page.readUInt32LE(at);
  }
  starts[isGiven.length] = at;
  if (at !== page.length) throw damaged();
  return starts;
}

function startsOfFixed(byteLength: number): (page: Buffer, from: number, isGiven: Uint8Array) => Uint32Array {
  return (page, from, isGiven) => {
    const starts = new Uint32Array(isGiven.length + 1);
    let at = from;
    for (let row = 0; row < isGiven.length; row += 1) {
      starts[row] = at;
      at += isGiven[row]! * byteLength;
    }
    starts[isGiven.length] = at;
    if (at !== page.length) throw damaged();
    return starts;
  };
}

function damaged(): RangeError {
  return new RangeError("not a page of a table of records");
}
