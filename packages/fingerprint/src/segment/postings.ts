/** Reading of postings files: a filter and a directory in memory, the postings on disk. See `postings-format.ts`. */
import { loadBits } from "./bit-packing.ts";
import { sectionOf, type ByteSource, type CheckedFile } from "./checked-file.ts";
import { openFilter, partitionOf } from "./filter.ts";
import { openFilterProbe, type FilterProbe } from "./filter-probe.ts";
import {
  damagedPostings,
  decodeHead,
  decodeSectionCount,
  fixedHeadByteLength,
  postingBits,
  sectionEntryByteLength,
  type PostingsHead,
} from "./postings-format.ts";
import type { PostingBatch } from "./postings-writer.ts";

/** The postings of one key. */
export interface FoundPostings {
  /** How many there are, whatever was listed. */
  readonly count: number;
  /** The first of their values, ascending. */
  readonly values: Float64Array;
}

/** Some postings as they are stored: their ordinals, the bytes that hold them, and the bit where the first begins. */
interface Window {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly firstBit: number;
}

/** The ordinals of a key's postings, and some that were read to find them. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly window?: Window;
}

/** How a postings file is opened. */
export interface OpenPostingsOptions {
  /** For reading all postings in order, as a merge does. Default: false. */
  readonly toScan?: boolean;
}

/** Postings that are read at once while a key is searched in a crowded bucket. */
const windowPostings = 256;
/** Among keys of which two in a row are nearer than this, so many postings are read at once. */
const nearPostings = 512;
const aheadPostings = 4_096;
/** Keys of one call of `findAll`, so that a number holds a key's upper half and its place. */
const mostKeys = 2 ** 20;
/** Postings in one batch of a listing. */
const batchPostings = 4_096;
const none: FoundPostings = { count: 0, values: new Float64Array(0) };

/**
 * An open postings file. Head, directory and filter are verified when it opens and stay in memory: about 1.9 bytes
 * a posting. `close` closes the file.
 */
export class Postings {
  /** Postings in all. */
  readonly count: number;
  /** No value is larger. */
  readonly maxValue: number;
  readonly #file: CheckedFile;
  readonly #head: PostingsHead;
  readonly #postings: ByteSource;
  #openedDirectory: Directory | undefined;
  #openedFilter: FilterProbe | undefined;
  /** Bits of a posting. */
  readonly #width: number;

  private constructor(file: CheckedFile, head: PostingsHead) {
    this.#file = file;
    this.#head = head;
    this.#width = postingBits(head);
    this.#postings = this.range("postings");
    this.count = head.count;
    this.maxValue = head.maxValue;
  }

  /**
   * Reads and checks head, directory and filter. Who only scans has directory and filter read when they are first asked,
   * which is never.
   *
   * @throws FingerprintError `segment-version` for a format or version it does not know, `segment-damaged`
   */
  static open(file: CheckedFile, { toScan = false }: OpenPostingsOptions = {}): Postings {
    if (file.byteLength < fixedHeadByteLength) throw damagedPostings(file.name, "it is cut short");
    const sectionCount = decodeSectionCount(file.read(0, fixedHeadByteLength), file.name);
    const headByteLength = fixedHeadByteLength + sectionCount * sectionEntryByteLength;
    const head = decodeHead(file.read(0, headByteLength), file.byteLength, file.name);
    const postings = new Postings(file, head);
    if (toScan) return postings;
    postings.#directory();
    postings.#filter();
    return postings;
  }

  /** Different keys. */
  get keyCount(): number {
    return this.#filter().keyCount;
  }

  /** Whether a key may have postings, from memory alone: never false for one that has, true for another in 4,096. */
  mayContain(hi: number, lo: number): boolean {
    return this.#filter().mayContain(hi, lo);
  }

  /**
   * Probes many keys at once.
   *
   * @param count how many of the keys count
   * @returns the positions, ascending, of the keys that may have postings
   */
  probe(hi: Uint32Array, lo: Uint32Array, count: number = hi.length): Uint32Array {
    return this.#filter().probe(hi, lo, count);
  }

  /**
   * Finds the postings of a key: all are counted, the first `limit` listed. O(log n) reads, of which a key in an
   * ordinary bucket takes one and a key that the filter knows to be absent none.
   *
   * @throws FingerprintError `segment-damaged`, `segment-io` or `closed`
   */
  find(hi: number, lo: number, limit: number = 64): FoundPostings {
    return this.#listed(this.#locate(hi, lo), limit);
  }

  /**
   * Finds the postings of many keys, those that `probe` gave: each as `find` does, and read in the order of the file.
   *
   * @param positions which of the keys, at most 2^20
   * @returns what was found for each position
   */
  findAll(
    hi: Uint32Array,
    lo: Uint32Array,
    positions: Uint32Array,
    limit: number = 64,
  ): readonly FoundPostings[] {
    const found: FoundPostings[] = Array.from(positions, () => none);
    const order = Float64Array.from(positions, (position, i) => hi[position]! * mostKeys + i).sort();
    const ahead = this.count < positions.length * nearPostings ? aheadPostings : 0;
    let window: Window | undefined;
    let last = -1;
    for (const entry of order) {
      const i = entry % mostKeys;
      const [position, before] = [positions[i]!, positions[last]];
      if (before !== undefined && hi[before] === hi[position] && lo[before] === lo[position])
        found[i] = found[last]!;
      else {
        const range = this.#search(hi[position]!, lo[position]!, window, ahead);
        window = range.window;
        found[i] = this.#listed(range, limit);
      }
      last = i;
    }
    return found;
  }

  /** Yields every value of a key, ascending, in batches of up to 4,096. Throws as `find`. */
  *all(hi: number, lo: number): Generator<Float64Array> {
    const { start, end } = this.#locate(hi, lo);
    for (let i = start; i < end; i += batchPostings) yield this.#values(i, Math.min(end, i + batchPostings));
  }

  /**
   * Yields every posting in order, in batches, each valid until the next: what a merge reads. The directory is read along
   * with them. Throws as `find`.
   */
  *scan(): Generator<PostingBatch> {
    const batch = {
      hi: new Uint32Array(batchPostings),
      lo: new Uint32Array(batchPostings),
      value: new Float64Array(batchPostings),
    };
    const bytes = new Uint8Array(Math.ceil((batchPostings * this.#width) / 8) + 1);
    const ends = bucketEnds(this.range("directory"), this.#head, this.#file.name);
    let bucket = 0;
    let end = nextEnd(ends);
    for (let start = 0; start < this.count; start += batchPostings) {
      const count = Math.min(batchPostings, this.count - start);
      const window = this.#windowIn(bytes, start, start + count);
      for (let i = 0; i < count; i += 1) {
        for (; end <= start + i; bucket += 1) end = nextEnd(ends);
        const bit = window.firstBit + i * this.#width;
        batch.hi[i] = this.#hiAt(window.bytes, bit, bucket);
        batch.lo[i] = loadBits(window.bytes, bit, 32);
        batch.value[i] = this.#valueAt(window.bytes, bit);
      }
      yield { ...batch, count };
    }
    while (nextEnd(ends) !== Number.POSITIVE_INFINITY);
  }

  /**
   * Reads a section whole.
   *
   * @throws FingerprintError `segment-damaged` when the file has no section of that name
   */
  section(name: string): Uint8Array {
    const section = this.range(name);
    return section.read(0, section.byteLength);
  }

  /** A section to be read in parts. Throws as `section`. */
  range(name: string): ByteSource {
    const section = this.#head.sections.find((candidate) => candidate.name === name);
    if (section === undefined) throw damagedPostings(this.#file.name, `it has no section ${name}`);
    return sectionOf(this.#file, section.offset, section.byteLength, this.#file.name);
  }

  /** Closes the file, and gives the filter's memory back. */
  close(): void {
    this.#openedFilter?.[Symbol.dispose]();
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #directory(): Directory {
    return (this.#openedDirectory ??= readDirectory(this.section("directory"), this.#head, this.#file.name));
  }

  #filter(): FilterProbe {
    return (this.#openedFilter ??= openFilterProbe(openFilter(this.section("filter"))));
  }

  #listed({ start, end, window }: Range, limit: number): FoundPostings {
    if (start === end) return none;
    const values = this.#values(start, Math.min(end, start + Math.max(limit, 0)), window);
    return { count: end - start, values };
  }

  /** The postings of a key as a range of ordinals, empty when it has none, and what was read last to find it. */
  #locate(hi: number, lo: number): Range {
    return this.mayContain(hi, lo) ? this.#search(hi, lo) : { start: 0, end: 0 };
  }

  /**
   * The same without asking the filter.
   *
   * @param known postings that were read already
   * @param ahead how many to read at least where they don't hold the key
   */
  #search(hi: number, lo: number, known?: Window, ahead = 0): Range {
    const bucket = partitionOf(hi, this.#head.bucketBits);
    const directory = this.#directory();
    const first = directory[bucket]!;
    const last = directory[bucket + 1]!;
    const key = { hi, lo, bucket };
    const near = ahead === 0 ? known : this.#window(first, last, known, ahead);
    const low = this.#bound(key, first, last, false, near);
    const high = this.#bound(key, low.ordinal, last, true, low.window);
    return { start: low.ordinal, end: high.ordinal, window: high.window };
  }

  /** The first ordinal from `low` to `high` whose key is not below the given one (or above it, if `after`). */
  #bound(
    { hi, lo, bucket }: { readonly hi: number; readonly lo: number; readonly bucket: number },
    low: number,
    high: number,
    after: boolean,
    known?: Window,
  ): { readonly ordinal: number; readonly window: Window } {
    const isBefore = (ordinal: number, window: Window): boolean => {
      const bit = window.firstBit + (ordinal - window.start) * this.#width;
      const order = this.#hiAt(window.bytes, bit, bucket) - hi || loadBits(window.bytes, bit, 32) - lo;
      return after ? order <= 0 : order < 0;
    };
    let [from, to] = [low, high];
    while (to - from > windowPostings) {
      const middle = from + Math.floor((to - from) / 2);
      if (isBefore(middle, this.#window(middle, middle + 1, known))) from = middle + 1;
      else to = middle;
    }
    const window = this.#window(from, to, known);
    while (from < to) {
      const middle = from + ((to - from) >>> 1);
      if (isBefore(middle, window)) from = middle + 1;
      else to = middle;
    }
    return { ordinal: from, window };
  }

  #values(start: number, end: number, known?: Window): Float64Array {
    const values = new Float64Array(end - start);
    for (let done = 0; done < values.length; done += batchPostings) {
      const count = Math.min(batchPostings, values.length - done);
      const window = this.#window(start + done, start + done + count, known);
      const firstBit = window.firstBit + (start + done - window.start) * this.#width;
      for (let i = 0; i < count; i += 1)
        values[done + i] = this.#valueAt(window.bytes, firstBit + i * this.#width);
    }
    return values;
  }

  /** Reads the postings from one ordinal to another, unless they are in a window that is there already. */
  #window(start: number, end: number, known?: Window, ahead = 0): Window {
    if (known !== undefined && known.start <= start && end <= known.end) return known;
    const until = Math.max(end, Math.min(this.count, start + ahead));
    const firstByte = Math.floor((start * this.#width) / 8);
    return this.#windowIn(new Uint8Array(Math.ceil((until * this.#width) / 8) - firstByte), start, until);
  }

  #windowIn(buffer: Uint8Array, start: number, end: number): Window {
    const firstByte = Math.floor((start * this.#width) / 8);
    const bytes = buffer.subarray(0, Math.ceil((end * this.#width) / 8) - firstByte);
    this.#postings.readInto(firstByte, bytes);
    return { start, end, bytes, firstBit: start * this.#width - firstByte * 8 };
  }

  #hiAt(bytes: Uint8Array, bit: number, bucket: number): number {
    const { bucketBits } = this.#head;
    if (bucketBits === 0) return loadBits(bytes, bit + 32, 32);
    const top = bucket * 2 ** (32 - bucketBits);
    return bucketBits === 32 ? top : top + loadBits(bytes, bit + 32, 32 - bucketBits);
  }

  #valueAt(bytes: Uint8Array, bit: number): number {
    const { bucketBits, valueBits } = this.#head;
    if (valueBits === 0) return 0;
    const at = bit + 64 - bucketBits;
    if (valueBits <= 32) return loadBits(bytes, at, valueBits);
    return loadBits(bytes, at, 32) + loadBits(bytes, at + 32, valueBits - 32) * 2 ** 32;
  }
}

/** Where each bucket's postings begin, and behind the last where they end. */
type Directory = Uint32Array | Float64Array;

/** Entries of the directory that are read at once while all postings are. */
const scannedEntries = 8_192;

/** Yields where each bucket's postings end. Throws as `readDirectory`, at the latest behind the last. */
function* bucketEnds(source: ByteSource, head: PostingsHead, name: string): Generator<number> {
  const { entryByteLength } = head;
  const length = source.byteLength / entryByteLength;
  const bytes = new Uint8Array(Math.min(length, scannedEntries) * entryByteLength);
  let previous = 0;
  for (let from = 0; from < length; from += scannedEntries) {
    const count = Math.min(scannedEntries, length - from);
    const piece = bytes.subarray(0, count * entryByteLength);
    source.readInto(from * entryByteLength, piece);
    const entries = readEntries(piece, head, previous, name);
    if (from === 0 && entries[0] !== 0) throw miscounted(name);
    yield* from === 0 ? entries.subarray(1) : entries;
    previous = entries.at(-1)!;
  }
  if (previous !== head.count) throw miscounted(name);
}

function nextEnd(ends: Generator<number>): number {
  const { done, value } = ends.next();
  return done === true ? Number.POSITIVE_INFINITY : value;
}

function readDirectory(bytes: Uint8Array, head: PostingsHead, name: string): Directory {
  const directory = readEntries(bytes, head, 0, name);
  if (directory[0] === 0 && directory.at(-1) === head.count) return directory;
  throw miscounted(name);
}

function readEntries(bytes: Uint8Array, head: PostingsHead, before: number, name: string): Directory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length / head.entryByteLength;
  const entries = head.entryByteLength === 4 ? new Uint32Array(length) : new Float64Array(length);
  let previous = before;
  for (let i = 0; i < length; i += 1) {
    const at = i * head.entryByteLength;
    const wide = head.entryByteLength === 8 ? view.getUint32(at + 4, true) * 2 ** 32 : 0;
    const entry = wide + view.getUint32(at, true);
    if (entry < previous) throw damagedPostings(name, "its directory does not ascend");
    entries[i] = entry;
    previous = entry;
  }
  return entries;
}

function miscounted(name: string): Error {
  return damagedPostings(name, "its directory does not count its postings");
}
