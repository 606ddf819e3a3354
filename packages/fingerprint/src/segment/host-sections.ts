/** The three sections of a host table from hosts that come in order: memory holds the index and one block. */
import { blockByteLength, encodeIndex, pushEntry, type IndexEntry } from "./host-table-format.ts";
import { pushVarint, varintByteLength } from "./bit-packing.ts";
import type { SectionContent } from "./postings-writer.ts";

/** A host and its records. */
export interface HostInput {
  /** The name with its labels turned round. */
  readonly name: string;
  /** Numbers of its records, ascending and different, in batches. */
  readonly ordinals: Iterable<Iterable<number>>;
}

/** Bytes of a list that are handed on at once. */
const pieceByteLength = 65_536;

/**
 * Returns the sections to write, in their order; there are always three, also without any host.
 *
 * @param hosts called twice, for the same hosts, ascending by name: lists come behind all names, which say how long they are.
 *   A host without records is left out
 */
export function hostSections(hosts: () => Iterable<HostInput>): readonly SectionContent[] {
  const index: IndexEntry[] = [];
  return [
    { name: "hosts", bytes: blocks(hosts(), index) },
    { name: "host-records", bytes: lists(hosts) },
    { name: "host-index", bytes: encodedIndex(index) },
  ];
}

/** Yields the blocks of names and fills the index, its last entry counting all. */
function* blocks(hosts: Iterable<HostInput>, index: IndexEntry[]): Generator<Uint8Array> {
  let block: number[] = [];
  let total: IndexEntry = { offset: 0, listOffset: 0, hosts: 0, records: 0, first: "" };
  let previous = "";
  for (const { name, ordinals } of hosts) {
    const { count, byteLength } = measured(ordinals);
    if (count === 0) continue;
    if (block.length >= blockByteLength) {
      yield Uint8Array.from(block);
      block = [];
    }
    if (block.length === 0) {
      index.push({ ...total, first: name });
      previous = "";
    }
    const start = total.offset - block.length;
    pushEntry(block, previous, name, count, byteLength);
    total = {
      offset: start + block.length,
      listOffset: total.listOffset + byteLength,
      hosts: total.hosts + 1,
      records: total.records + count,
      first: "",
    };
    previous = name;
  }
  if (block.length > 0) yield Uint8Array.from(block);
  index.push(total);
}

function measured(batches: Iterable<Iterable<number>>): {
  readonly count: number;
  readonly byteLength: number;
} {
  let count = 0;
  let byteLength = 0;
  let previous = 0;
  for (const batch of batches) {
    for (const ordinal of batch) {
      byteLength += varintByteLength(ordinal - previous);
      previous = ordinal;
      count += 1;
    }
  }
  return { count, byteLength };
}

function* lists(hosts: () => Iterable<HostInput>): Generator<Uint8Array> {
  let piece: number[] = [];
  for (const { ordinals } of hosts()) {
    let previous = 0;
    for (const batch of ordinals) {
      for (const ordinal of batch) {
        pushVarint(piece, ordinal - previous);
        previous = ordinal;
      }
      if (piece.length < pieceByteLength) continue;
      yield Uint8Array.from(piece);
      piece = [];
    }
  }
  yield Uint8Array.from(piece);
}

/** Not before the other sections are written, which is what fills the index. */
function* encodedIndex(index: readonly IndexEntry[]): Generator<Uint8Array> {
  yield encodeIndex(index);
}
