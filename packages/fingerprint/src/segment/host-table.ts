/** Hosts and their records: who is in here from this host, or from any host below it? See `host-table-format.ts`. */
import type { ByteSource } from "./checked-file.ts";
import { FingerprintError } from "../error.ts";
import { reverseHost, turnRound } from "./host-name.ts";
import {
  damagedHosts,
  decodeIndex,
  decodeList,
  ordinalByteLength,
  readEntry,
  type IndexEntry,
  type StoredHost,
} from "./host-table-format.ts";
import type { VarintCursor } from "./bit-packing.ts";
import { hostSections, type HostInput } from "./host-sections.ts";
import { largestValue } from "./postings-format.ts";
import type { SectionContent } from "./postings-writer.ts";

/** What a host table is read from: an open postings file. */
export interface HostSections {
  section(name: string): Uint8Array;
  range(name: string): ByteSource;
}

/** Records of one batch of a list. */
const batchOrdinals = 4_096;
/** Bytes of lists read at once when one host is asked for after the other. */
const readAhead = 65_536;

/** A host with the place of its list. */
export interface HostEntry extends StoredHost {
  /** The name in its usual order. */
  readonly host: string;
}

/** The records of a host, or of a domain. */
export interface HostRecords {
  /** Hosts that matched. */
  readonly hostCount: number;
  /** Their records, whatever was listed. */
  readonly count: number;
  /** The first of their ordinals: host after host, ascending within each. */
  readonly ordinals: Float64Array;
}

/** Records of one host while they are gathered. */
interface GatheredHost {
  readonly name: string;
  readonly ordinals: number[];
  /** They came ascending, each once, as a writer's do. */
  isSorted: boolean;
}

/** Gathers (host, record) pairs in any order; memory grows with them. */
export class HostTableBuilder {
  readonly #byName = new Map<string, GatheredHost>();
  /** By the host as it was given: a name is checked and turned round once. */
  readonly #byHost = new Map<string, GatheredHost>();

  /**
   * Adds a pair; one that was added before is kept once.
   *
   * @param ordinal 0 to 2^48 - 1
   * @throws FingerprintError `bad-input`, see `reverseHost`
   */
  add(host: string, ordinal: number): void {
    if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal > largestValue) {
      throw new FingerprintError("bad-input", "A record's number must be a whole one from 0 to 2^48 - 1.");
    }
    const gathered = this.#byHost.get(host) ?? this.#begin(host);
    const { ordinals } = gathered;
    const last = ordinals.length === 0 ? -1 : ordinals[ordinals.length - 1]!;
    if (ordinal === last) return;
    if (ordinal < last) gathered.isSorted = false;
    ordinals.push(ordinal);
  }

  /** Returns the sections to write beside postings; there are always three, also without any host. */
  sections(): readonly SectionContent[] {
    return hostSections(() => this.#hosts());
  }

  #begin(host: string): GatheredHost {
    const name = reverseHost(host);
    let gathered = this.#byName.get(name);
    if (gathered === undefined) {
      gathered = { name, ordinals: [], isSorted: true };
      this.#byName.set(name, gathered);
    }
    this.#byHost.set(host, gathered);
    return gathered;
  }

  *#hosts(): Generator<HostInput> {
    for (const name of [...this.#byName.keys()].sort()) {
      const { ordinals, isSorted } = this.#byName.get(name)!;
      yield { name, ordinals: [isSorted ? ordinals : [...new Set(ordinals)].sort((a, b) => a - b)] };
    }
  }
}

/** An open host table: its sparse index in memory, two or three reads a lookup. Its file is closed by its owner. */
export class HostTable {
  /** Different hosts. */
  readonly hostCount: number;
  readonly #hosts: ByteSource;
  readonly #lists: ByteSource;
  /** Lists that were read with one before them. */
  #ahead = { start: 0, byteLength: 0 };
  #cursor: VarintCursor = { bytes: new Uint8Array(0), position: 0 };
  /** One entry a block and one that counts all. */
  readonly #index: readonly IndexEntry[];

  /** @throws FingerprintError `segment-version` for a version it does not know, `segment-damaged` */
  constructor(file: HostSections) {
    this.#hosts = file.range("hosts");
    this.#lists = file.range("host-records");
    this.#index = decodeIndex(file.section("host-index"), this.#hosts.byteLength, this.#lists.byteLength);
    this.hostCount = this.#index.at(-1)!.hosts;
  }

  /**
   * Finds the records of a host, and with `subdomains` of every host below it. Counting reads at most three blocks
   * whatever the number of hosts; listing reads on until `limit` (default 64) is reached.
   *
   * @throws FingerprintError `bad-input` for no host; `segment-damaged`, `segment-io`, `closed`
   */
  find(
    host: string,
    { subdomains = false, limit = 64 }: { readonly subdomains?: boolean; readonly limit?: number } = {},
  ): HostRecords {
    const name = reverseHost(host);
    // "/" follows "." in ASCII: exactly the hosts below `name` lie from `name.` to before `name/`. Between `name`
    // and those there may be others (`name-x`), so the host itself is looked up on its own.
    const ranges: (readonly [string, string])[] = [[name, `${name}\0`]];
    if (subdomains) ranges.push([`${name}.`, `${name}/`]);
    let hostCount = 0;
    let count = 0;
    const ordinals: Float64Array[] = [];
    let room = limit;
    for (const [from, to] of ranges) {
      const [start, end] = [this.#rank(from), this.#rank(to)];
      hostCount += end.hosts - start.hosts;
      count += end.records - start.records;
      if (end.hosts > start.hosts && room > 0) room -= this.#list(from, to, room, ordinals);
    }
    return { hostCount, count, ordinals: joined(ordinals) };
  }

  /** Yields every host, ascending by its reversed name. Throws as `find`. */
  *entries(): Generator<HostEntry> {
    const next = this.walk();
    for (let entry = next(); entry !== undefined; entry = next())
      yield { ...entry, host: turnRound(entry.name) };
  }

  /** The same by their reversed names alone, each by a call: what a merge reads. */
  walk(): () => StoredHost | undefined {
    let block = 0;
    let entries: readonly StoredHost[] = [];
    let at = 0;
    return () => {
      while (at === entries.length) {
        if (block >= this.#index.length - 1) return undefined;
        entries = this.#block(block++);
        at = 0;
      }
      return entries[at++];
    };
  }

  /** Returns the records of an entry, ascending; with a limit only the first. Throws as `find`. */
  ordinals(entry: HostEntry, limit: number = entry.count): Float64Array {
    return this.#ordinals(entry, limit);
  }

  /**
   * The records of an entry, ascending, some thousands at a time, each batch valid until the next. Whoever asks for one
   * host after the other has their lists read many at once. Throws as `find`.
   */
  ordinalBatches(entry: StoredHost): Iterable<Float64Array> {
    if (entry.count > batchOrdinals || entry.listByteLength > readAhead) return this.#longList(entry);
    this.#readShortList(entry);
    const end = this.#cursor.position + entry.listByteLength;
    const ordinals = decodeList(this.#cursor, entry.count);
    if (this.#cursor.position === end) return [ordinals];
    throw damagedHosts("a list of records is too long");
  }

  /** Puts the cursor at a list; those behind it are read with it. */
  #readShortList({ listOffset, listByteLength }: StoredHost): void {
    const { start, byteLength } = this.#ahead;
    if (listOffset < start || listOffset + listByteLength > start + byteLength) {
      if (this.#cursor.bytes.length === 0) this.#cursor = { bytes: new Uint8Array(readAhead), position: 0 };
      const some = Math.max(0, Math.min(readAhead, this.#lists.byteLength - listOffset));
      this.#lists.readInto(listOffset, this.#cursor.bytes.subarray(0, some));
      this.#ahead = { start: listOffset, byteLength: some };
    }
    this.#cursor.position = listOffset - this.#ahead.start;
  }

  *#longList(entry: StoredHost): Generator<Float64Array> {
    let position = 0;
    let last: number | null = null;
    for (let left = entry.count; left > 0;) {
      const count = Math.min(left, batchOrdinals);
      const byteLength = Math.min(entry.listByteLength - position, count * ordinalByteLength);
      const cursor = { bytes: this.#lists.read(entry.listOffset + position, byteLength), position: 0 };
      const batch = decodeList(cursor, count, last);
      yield batch;
      last = batch.at(-1)!;
      position += cursor.position;
      left -= count;
    }
    if (position !== entry.listByteLength) throw damagedHosts("a list of records is too long");
  }

  #ordinals(entry: StoredHost, limit: number): Float64Array {
    const count = Math.min(entry.count, Math.max(limit, 0));
    const byteLength = Math.min(entry.listByteLength, count * ordinalByteLength);
    const cursor = { bytes: this.#lists.read(entry.listOffset, byteLength), position: 0 };
    const ordinals = decodeList(cursor, count);
    if (count < entry.count || cursor.position === entry.listByteLength) return ordinals;
    throw damagedHosts("a list of records is too long");
  }

  /** Appends the records of the hosts in a range until `room` is full; returns how many. */
  #list(from: string, to: string, room: number, ordinals: Float64Array[]): number {
    let listed = 0;
    for (let block = this.#blockOf(from); block < this.#index.length - 1; block += 1) {
      for (const entry of this.#block(block)) {
        if (entry.name >= to || listed >= room) return listed;
        if (entry.name < from) continue;
        const some = this.#ordinals(entry, room - listed);
        ordinals.push(some);
        listed += some.length;
      }
    }
    return listed;
  }

  /** How many hosts, and records of theirs, come before a name. */
  #rank(name: string): { readonly hosts: number; readonly records: number } {
    if (this.#index.length === 1) return { hosts: 0, records: 0 };
    const block = this.#blockOf(name);
    let { hosts, records } = this.#index[block]!;
    for (const entry of this.#block(block)) {
      if (entry.name >= name) break;
      hosts += 1;
      records += entry.count;
    }
    return { hosts, records };
  }

  /** The last block that begins at or before a name, else the first. */
  #blockOf(name: string): number {
    let [low, high] = [0, this.#index.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#index[middle]!.first <= name) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Reads a block and holds it against the index. */
  #block(block: number): StoredHost[] {
    const start = this.#index[block]!;
    const next = this.#index[block + 1]!;
    const cursor = { bytes: this.#hosts.read(start.offset, next.offset - start.offset), position: 0 };
    const entries: StoredHost[] = [];
    let listOffset = start.listOffset;
    let records = start.records;
    let previous = "";
    while (cursor.position < cursor.bytes.length) {
      const entry = readEntry(cursor, previous, listOffset);
      entries.push(entry);
      listOffset += entry.listByteLength;
      records += entry.count;
      previous = entry.name;
    }
    const agrees =
      entries[0]?.name === start.first &&
      entries.length === next.hosts - start.hosts &&
      records === next.records &&
      listOffset === next.listOffset;
    if (agrees) return entries;
    throw damagedHosts("a block of hosts does not agree with its index");
  }
}

/** The records of several hosts as one list. */
function joined(parts: readonly Float64Array[]): Float64Array {
  const ordinals = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    ordinals.set(part, position);
    position += part.length;
  }
  return ordinals;
}
