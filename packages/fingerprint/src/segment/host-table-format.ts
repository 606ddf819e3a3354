/**
 * How hosts and their records are stored.
 *
 * A name is stored with its labels turned round, `news.example.jp` as `jp.example.news`, so that a domain and all
 * hosts below it are neighbours. Three sections of a postings file, version 1, little-endian:
 *
 * `hosts`: names ascending by byte, in blocks of about 4 KiB, each name front-coded against the one before it:
 * shared length, rest length, rest (ASCII), number of records, byte length of its list; numbers are varints and
 * the first name of a block shares nothing.
 *
 * `host-records`: one list a host, in the order of the hosts: its record ordinals ascending, the first as it is,
 * the others as the difference from the one before; varints.
 *
 * `host-index`, kept in memory:
 *
 * | offset | size | what                                                                      |
 * | ------ | ---- | ------------------------------------------------------------------------- |
 * | 0      | 8    | magic `YURAI\0HT`                                                         |
 * | 8      | 2    | version, 1                                                                |
 * | 10     | 2    | zero                                                                      |
 * | 12     | 4    | number of blocks b                                                        |
 * | 16     | 36 (b + 1) | one entry a block, and one that counts all:                         |
 * |        | 8    | offset of the block in `hosts`                                            |
 * |        | 8    | offset of its first list in `host-records`                                |
 * |        | 8    | hosts before it                                                           |
 * |        | 8    | records before it, each counted once for each of its hosts                |
 * |        | 4    | length of its first name; 0 in the last entry                             |
 * |        |      | then those first names, one after the other                               |
 */
import { pushVarint, readUint64, readVarint, writeUint64, type VarintCursor } from "./bit-packing.ts";
import { FingerprintError } from "../error.ts";
import { damagedPostings, largestValue } from "./postings-format.ts";

/** A host with the place of its list. */
export interface StoredHost {
  /** The name with its labels turned round. */
  readonly name: string;
  /** Its records. */
  readonly count: number;
  readonly listOffset: number;
  readonly listByteLength: number;
}

/** What the index says of a block: where it begins and what came before. */
export interface IndexEntry {
  /** Offset in `hosts`. */
  readonly offset: number;
  /** Offset in `host-records` of its first list. */
  readonly listOffset: number;
  readonly hosts: number;
  readonly records: number;
  readonly first: string;
}

/** A block is closed when it has grown to this. */
export const blockByteLength = 4_096;
/** The longest name of a host. */
export const maxHostLength = 65_535;
/** The longest varint of an ordinal: 48 bits. */
export const ordinalByteLength = 7;

const magic = "YURAI\0HT";
const version = 1;
const headByteLength = 16;
const entryByteLength = 36;

/** Appends an entry to a block. */
export function pushEntry(
  block: number[],
  previous: string,
  name: string,
  count: number,
  listByteLength: number,
): void {
  let shared = 0;
  while (shared < previous.length && previous[shared] === name[shared]) shared += 1;
  pushVarint(block, shared);
  pushVarint(block, name.length - shared);
  for (let i = shared; i < name.length; i += 1) block.push(name.charCodeAt(i));
  pushVarint(block, count);
  pushVarint(block, listByteLength);
}

/** Reads the entry at the cursor, whose list begins at `listOffset`. Throws `segment-damaged`. */
export function readEntry(cursor: VarintCursor, previous: string, listOffset: number): StoredHost {
  const shared = readVarint(cursor);
  const restLength = readVarint(cursor);
  const start = cursor.position;
  const isInside =
    restLength >= 0 && restLength <= maxHostLength && start + restLength <= cursor.bytes.length;
  if (!isInside || shared < 0 || shared > previous.length) throw damagedHosts("a name is cut short");
  const name =
    previous.slice(0, shared) + String.fromCharCode(...cursor.bytes.subarray(start, start + restLength));
  cursor.position = start + restLength;
  const count = readVarint(cursor);
  const listByteLength = readVarint(cursor);
  // A record takes one byte of the list at least: a count can never ask for more memory than the file has bytes.
  if (name > previous && count > 0 && listByteLength >= count)
    return { name, count, listOffset, listByteLength };
  throw damagedHosts("its hosts do not ascend or have no records");
}

/** Decodes the next `count` ordinals of a list, `last` being the one before them. Throws `segment-damaged`. */
export function decodeList(cursor: VarintCursor, count: number, last: number | null = null): Float64Array {
  const ordinals = new Float64Array(count);
  let previous = last ?? 0;
  for (let i = 0; i < count; i += 1) {
    const step = readVarint(cursor);
    if (step < 0 || (step === 0 && (i > 0 || last !== null)))
      throw damagedHosts("a list of records ends early");
    previous += step;
    ordinals[i] = previous;
  }
  if (previous <= largestValue) return ordinals;
  throw damagedHosts("a list of records leaves its range");
}

/** Encodes the index: an entry for each block, then the one that counts all. */
export function encodeIndex(entries: readonly IndexEntry[]): Uint8Array {
  const names = entries.map(({ first }) => first).join("");
  const namesStart = headByteLength + entries.length * entryByteLength;
  const bytes = new Uint8Array(namesStart + names.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  view.setUint16(8, version, true);
  view.setUint32(12, entries.length - 1, true);
  entries.forEach((entry, i) => {
    const at = headByteLength + i * entryByteLength;
    writeUint64(view, at, entry.offset);
    writeUint64(view, at + 8, entry.listOffset);
    writeUint64(view, at + 16, entry.hosts);
    writeUint64(view, at + 24, entry.records);
    view.setUint32(at + 32, entry.first.length, true);
  });
  bytes.set(new TextEncoder().encode(names), namesStart);
  return bytes;
}

/**
 * Decodes the index of sections of these lengths.
 *
 * @throws FingerprintError `segment-version` or `segment-damaged`
 */
export function decodeIndex(
  bytes: Uint8Array,
  hostsLength: number,
  listsLength: number,
): readonly IndexEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headByteLength + entryByteLength) throw damagedHosts("its index is cut short");
  if (String.fromCharCode(...bytes.subarray(0, 8)) !== magic || view.getUint16(8, true) !== version) {
    const message = "A host table has a version this Yurai does not know. Use the version that wrote it.";
    throw new FingerprintError("segment-version", message);
  }
  const count = view.getUint32(12, true) + 1;
  const namesStart = headByteLength + count * entryByteLength;
  if (namesStart > bytes.length || view.getUint16(10, true) !== 0)
    throw damagedHosts("its index is cut short");
  const entries: IndexEntry[] = [];
  let nameStart = namesStart;
  for (let i = 0; i < count; i += 1) {
    const entry = decodeIndexEntry(bytes, view, headByteLength + i * entryByteLength, nameStart);
    requireAfter(entry, entries.at(-1), i === count - 1);
    entries.push(entry);
    nameStart += entry.first.length;
  }
  const last = entries.at(-1)!;
  if (nameStart === bytes.length && last.offset === hostsLength && last.listOffset === listsLength)
    return entries;
  throw damagedHosts("its index does not fit its blocks");
}

/** The error for a host table that breaks its format. */
export function damagedHosts(what: string): FingerprintError {
  return damagedPostings("A table of hosts", what);
}

function decodeIndexEntry(bytes: Uint8Array, view: DataView, at: number, nameStart: number): IndexEntry {
  const nameEnd = nameStart + view.getUint32(at + 32, true);
  if (nameEnd > bytes.length || nameEnd - nameStart > maxHostLength)
    throw damagedHosts("its index is cut short");
  return {
    offset: readUint64(view, at),
    listOffset: readUint64(view, at + 8),
    hosts: readUint64(view, at + 16),
    records: readUint64(view, at + 24),
    first: String.fromCharCode(...bytes.subarray(nameStart, nameEnd)),
  };
}

function requireAfter(entry: IndexEntry, previous: IndexEntry | undefined, isLast: boolean): void {
  const isFirst = previous === undefined;
  const ascends = isFirst
    ? entry.offset === 0 && entry.listOffset === 0 && entry.hosts === 0 && entry.records === 0
    : entry.offset > previous.offset &&
      entry.listOffset > previous.listOffset &&
      entry.hosts > previous.hosts &&
      entry.records > previous.records;
  const isNamed = isLast ? entry.first === "" : isFirst || entry.first > previous.first;
  if (ascends && isNamed) return;
  throw damagedHosts("its index does not ascend");
}
