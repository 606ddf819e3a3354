/**
 * Reading of Thrift's compact protocol, as far as Parquet's heads use it: fields are handed to whoever knows them, all
 * others are passed over. The bytes are never believed: whatever does not fit throws a RangeError.
 *
 * (Apache Thrift, "Thrift Compact protocol encoding", and Apache Parquet, parquet.thrift.)
 */

/** A place in some bytes, moved by whatever is read there. */
export interface ThriftCursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** The types of values, as the protocol numbers them. */
export const thriftTypes = {
  true: 1,
  false: 2,
  byte: 3,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;

/** Structs and lists inside one another, at most. */
const maxDepth = 16;

/**
 * Reads a struct up to its end.
 *
 * @param take reads the value of a field it knows and says true; else the value is passed over
 */
export function readStruct(cursor: ThriftCursor, take: (id: number, type: number) => boolean): void {
  let id = 0;
  for (;;) {
    const head = byteAt(cursor);
    if (head === 0) return;
    id = head >>> 4 === 0 ? readInteger(cursor) : id + (head >>> 4);
    if (!take(id, head & 15)) skip(cursor, head & 15, 0);
  }
}

/** Reads the head of a list: how many elements follow, and their type. No list has more than the bytes that are left. */
export function readList(cursor: ThriftCursor): { readonly count: number; readonly type: number } {
  const head = byteAt(cursor);
  const count = head >>> 4 === 15 ? readVarint(cursor) : head >>> 4;
  if (count > cursor.bytes.length - cursor.at) throw beyond();
  return { count, type: head & 15 };
}

/** Reads an integer of 16, 32 or 64 bits that a double holds exactly. */
export function readInteger(cursor: ThriftCursor): number {
  const zigzag = readVarint(cursor);
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}

/** Reads a string of ASCII. */
export function readText(cursor: ThriftCursor): string {
  const length = readVarint(cursor);
  if (length > cursor.bytes.length - cursor.at) throw beyond();
  const text = String.fromCharCode(...cursor.bytes.subarray(cursor.at, cursor.at + Math.min(length, 256)));
  cursor.at += length;
  return text;
}

/** Reads an unsigned varint below 2^53. */
export function readVarint(cursor: ThriftCursor): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 53; scale *= 128) {
    const byte = byteAt(cursor);
    value += (byte & 127) * scale;
    if (byte < 128 && value <= Number.MAX_SAFE_INTEGER) return value;
  }
  throw beyond();
}

function skip(cursor: ThriftCursor, type: number, depth: number): void {
  if (depth > maxDepth) throw beyond();
  switch (type) {
    case thriftTypes.true:
    case thriftTypes.false:
      return;
    case thriftTypes.byte:
      cursor.at += 1;
      return;
    case 4:
    case 5:
    case thriftTypes.i64:
      skipVarint(cursor);
      return;
    case thriftTypes.double:
      cursor.at += 8;
      return;
    case thriftTypes.binary: {
      const length = readVarint(cursor);
      cursor.at += length;
      return;
    }
    case thriftTypes.list:
    case thriftTypes.set:
      return skipList(cursor, depth);
    case thriftTypes.struct:
      return skipStruct(cursor, depth);
    default:
      throw beyond();
  }
}

function skipStruct(cursor: ThriftCursor, depth: number): void {
  readStruct(cursor, (_id, type) => {
    skip(cursor, type, depth + 1);
    return true;
  });
}

function skipList(cursor: ThriftCursor, depth: number): void {
  const { count, type } = readList(cursor);
  // A flag is a byte in a list, where a field has it in its head.
  const isFlag = type === thriftTypes.true || type === thriftTypes.false;
  for (let i = 0; i < count; i += 1) skip(cursor, isFlag ? thriftTypes.byte : type, depth + 1);
}

/** Any 64 bits: what is passed over may be a number that no double holds. */
function skipVarint(cursor: ThriftCursor): void {
  for (let i = 0; i < 10; i += 1) if (byteAt(cursor) < 128) return;
  throw beyond();
}

function byteAt(cursor: ThriftCursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw beyond();
  cursor.at += 1;
  return byte;
}

function beyond(): RangeError {
  return new RangeError("not what Thrift's compact protocol allows");
}
