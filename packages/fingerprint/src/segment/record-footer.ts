/**
 * The footer of `records.parquet`, read into numbers: 15 doubles a row group, where a library's objects take some ten
 * kilobytes. Read once at open; what its row groups say is held against what this table always writes.
 */
import type { ByteSource } from "./checked-file.ts";
import { readInteger, readList, readStruct, readText, thriftTypes, type ThriftCursor } from "./thrift.ts";

/** Where the row groups of a table lie. */
export interface RecordFooter {
  readonly rowCount: number;
  readonly columnNames: readonly string[];
  readonly groupCount: number;
  /** Where each column chunk begins, group by group, and behind the last one where it ends. */
  readonly starts: Float64Array;
  /** Whether each is packed by Zstandard; else its page lies there as it is. */
  readonly isPacked: Uint8Array;
}

const magic = "PAR1";
const codecs = { none: 0, zstd: 6 } as const;
const footerTailByteLength = 8;

/**
 * Reads the footer of a table whose row groups have `groupRows` rows each, but for the last.
 *
 * @throws RangeError when it is no such footer; as its `read`
 */
export function readFooter(file: ByteSource, groupRows: number): RecordFooter {
  const tail = file.read(Math.max(0, file.byteLength - footerTailByteLength), footerTailByteLength);
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  const start = file.byteLength - footerTailByteLength - length;
  if (String.fromCharCode(...tail.subarray(4)) !== magic || start < magic.length) throw damaged();
  const cursor = { bytes: file.read(start, length), at: 0 };
  let columnNames: readonly string[] = [];
  let rowCount = 0;
  let chunks: Chunks = { starts: new Float64Array(1), isPacked: new Uint8Array(0), groupCount: 0 };
  readStruct(cursor, (id, type) => {
    if (id === 2 && type === thriftTypes.list) columnNames = readColumnNames(cursor);
    else if (id === 3 && type === thriftTypes.i64) rowCount = readInteger(cursor);
    else if (id === 4 && type === thriftTypes.list)
      chunks = readGroups(cursor, columnNames.length, groupRows);
    else return false;
    return true;
  });
  const { groupCount } = chunks;
  const isWhole = rowCount > (groupCount - 1) * groupRows && rowCount <= groupCount * groupRows;
  if (!(isWhole || (rowCount === 0 && groupCount === 0)) || chunks.starts.at(-1)! > start) throw damaged();
  return { rowCount, columnNames, ...chunks };
}

interface Chunks {
  readonly starts: Float64Array;
  readonly isPacked: Uint8Array;
  readonly groupCount: number;
}

/** The names of all elements but the first, which is the whole table. */
function readColumnNames(cursor: ThriftCursor): readonly string[] {
  const { count } = readList(cursor);
  const names = Array.from({ length: count }, () => {
    let name = "";
    readStruct(cursor, (id, type) => {
      if (id !== 4 || type !== thriftTypes.binary) return false;
      name = readText(cursor);
      return true;
    });
    return name;
  });
  return names.slice(1);
}

/** Column chunks lie one behind the other, group by group. */
function readGroups(cursor: ThriftCursor, columnCount: number, groupRows: number): Chunks {
  const { count: groupCount } = readList(cursor);
  const starts = new Float64Array(groupCount * columnCount + 1);
  const isPacked = new Uint8Array(groupCount * columnCount);
  for (let group = 0; group < groupCount; group += 1) {
    const first = group * columnCount;
    readStruct(cursor, (id, type) => {
      if (id === 3 && type === thriftTypes.i64) {
        const rows = readInteger(cursor);
        if (rows < 1 || rows > groupRows || (rows < groupRows && group < groupCount - 1)) throw damaged();
        return true;
      }
      if (id !== 1 || type !== thriftTypes.list) return false;
      if (readList(cursor).count !== columnCount) throw damaged();
      for (let i = first; i < first + columnCount; i += 1) {
        const { codec, start, byteLength } = readChunk(cursor);
        if (i > 0 && start !== starts[i]) throw damaged();
        starts[i] = start;
        starts[i + 1] = start + byteLength;
        isPacked[i] = Number(codec === codecs.zstd);
        if (codec !== codecs.zstd && codec !== codecs.none) throw damaged();
      }
      return true;
    });
  }
  return { starts, isPacked, groupCount };
}

interface Chunk {
  readonly codec: number;
  readonly start: number;
  readonly byteLength: number;
}

function readChunk(cursor: ThriftCursor): Chunk {
  let chunk: Chunk = { codec: -1, start: -1, byteLength: -1 };
  readStruct(cursor, (id, type) => {
    if (id !== 3 || type !== thriftTypes.struct) return false;
    readStruct(cursor, (field) => {
      if (field === 4) chunk = { ...chunk, codec: readInteger(cursor) };
      else if (field === 7) chunk = { ...chunk, byteLength: readInteger(cursor) };
      else if (field === 9) chunk = { ...chunk, start: readInteger(cursor) };
      else return false;
      return true;
    });
    return true;
  });
  if (chunk.start < magic.length || chunk.byteLength < 0) throw damaged();
  return chunk;
}

function damaged(): RangeError {
  return new RangeError("not the footer of a table of records");
}
