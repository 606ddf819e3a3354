/** A reader for the CBOR (RFC 8949) of C2PA assertions: bounded in depth and items, text keys only. */

const maxDepth = 32;
const maxItems = 10_000;
const breakCode = Symbol("break");

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  items: number;
}

/**
 * Decodes one item: maps with text keys to null-prototype objects, byte strings to `Uint8Array`, tags to what they stand
 * on. Undefined when it is not well-formed or beyond a limit. Linear; never throws.
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const value = readItem({ bytes, view, at: 0, items: 0 }, 0);
    return value === breakCode ? undefined : value;
  } catch {
    // Reading past the end is a RangeError of the view, and so are the limits.
    return undefined;
  }
}

function readItem(cursor: Cursor, depth: number): unknown {
  if (depth > maxDepth || ++cursor.items > maxItems) throw new RangeError("beyond a limit");
  const head = cursor.view.getUint8(cursor.at++);
  const major = head >> 5;
  const info = head & 31;
  if (major === 7) return readSimple(cursor, info);
  const size = info === 31 ? undefined : readSize(cursor, info);
  switch (major) {
    case 0:
      return size;
    case 1:
      return -1 - (size ?? 0);
    case 2:
      return readBytes(cursor, size, depth);
    case 3:
      return new TextDecoder().decode(readBytes(cursor, size, depth));
    case 4:
      return readList(cursor, size, depth);
    case 5:
      return readMap(cursor, size, depth);
    default:
      return readItem(cursor, depth + 1);
  }
}

function readSize(cursor: Cursor, info: number): number {
  const { view } = cursor;
  if (info < 24) return info;
  const width = 2 ** (info - 24);
  const at = cursor.at;
  cursor.at += width;
  if (width === 1) return view.getUint8(at);
  if (width === 2) return view.getUint16(at);
  if (width === 4) return view.getUint32(at);
  if (width === 8) return Number(view.getBigUint64(at));
  throw new RangeError("a reserved length");
}

function readSimple(cursor: Cursor, info: number): unknown {
  if (info === 31) return breakCode;
  if (info === 20 || info === 21) return info === 21;
  if (info < 24) return null;
  const at = cursor.at;
  const width = 2 ** (info - 24);
  cursor.at += width;
  if (width === 4) return cursor.view.getFloat32(at);
  if (width === 8) return cursor.view.getFloat64(at);
  // Half floats and other simple values hold nothing that is looked for.
  return cursor.view.getUint8(at) >= 0 ? null : undefined;
}

function readBytes(cursor: Cursor, size: number | undefined, depth: number): Uint8Array {
  if (size !== undefined) {
    if (size > cursor.bytes.length - cursor.at) throw new RangeError("beyond the end");
    cursor.at += size;
    return cursor.bytes.subarray(cursor.at - size, cursor.at);
  }
  const parts: Uint8Array[] = [];
  for (let item = readItem(cursor, depth + 1); item !== breakCode; item = readItem(cursor, depth + 1)) {
    if (item instanceof Uint8Array) parts.push(item);
    else if (typeof item === "string") parts.push(new TextEncoder().encode(item));
    else throw new RangeError("a chunk of another kind");
  }
  return Buffer.concat(parts);
}

function readList(cursor: Cursor, size: number | undefined, depth: number): readonly unknown[] {
  const list: unknown[] = [];
  const end = size ?? Infinity;
  for (let i = 0; i < end; i++) {
    const item = readItem(cursor, depth + 1);
    if (item === breakCode) break;
    list.push(item);
  }
  return list;
}

function readMap(cursor: Cursor, size: number | undefined, depth: number): Readonly<Record<string, unknown>> {
  const map = Object.create(null) as Record<string, unknown>;
  const end = size ?? Infinity;
  for (let i = 0; i < end; i++) {
    const key = readItem(cursor, depth + 1);
    if (key === breakCode) break;
    const value = readItem(cursor, depth + 1);
    if (typeof key === "string") map[key] = value;
  }
  return map;
}
