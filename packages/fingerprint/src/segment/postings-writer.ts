/** Writing of postings files, in one pass over sorted postings. The layout is in `postings-format.ts`. */
import { storeBits } from "./bit-packing.ts";
import { FingerprintError } from "../error.ts";
import { FileWriter, WritePosition } from "./file-writer.ts";
import { FilterWriter } from "./filter-builder.ts";
import { partitionBitsFor, partitionOf } from "./filter.ts";
import {
  encodeHead,
  fixedHeadByteLength,
  ownByteLengths,
  ownSections,
  planPostings,
  postingBits,
  requireNames,
  sectionEntryByteLength,
  type PostingsHead,
  type PostingsSection,
} from "./postings-format.ts";
import { sortPostings, type PostingColumnViews } from "./sort-postings.ts";
import { sortInKernel, type SortedPostings } from "./sorted-postings.ts";

/** A section of the caller's own, kept beside the postings. */
export interface SectionContent {
  /** 1 to 16 lower-case ASCII letters, digits and dashes. */
  readonly name: string;
  /** Its bytes, whole or in pieces. */
  readonly bytes: Uint8Array | Iterable<Uint8Array>;
}

/** What a postings file is written with. */
export interface WritePostingsOptions {
  /** The largest value that may occur, up to 2^48 - 1: it decides the width of every value. */
  readonly maxValue: number;
  /** Sections to append. Default: none. */
  readonly sections?: readonly SectionContent[];
}

/** What a file is written with from sorted postings. */
export interface WriteSortedOptions extends WritePostingsOptions {
  /** How many there will be. */
  readonly count: number;
  /** Bytes of a directory's entry. Default: 4, or 8 above 2^32 - 1 postings. */
  readonly entryByteLength?: 4 | 8;
}

/** What was written. */
export interface WrittenPostings {
  readonly byteLength: number;
  readonly count: number;
  /** Different keys. */
  readonly keyCount: number;
  readonly filterByteLength: number;
}

/** Some postings of a sorted stream. */
export interface PostingBatch extends PostingColumnViews {
  readonly count: number;
}

/**
 * Sorts columns of postings in place and writes them to a new file, which it neither syncs nor keeps on failure.
 * Beside the columns it takes memory for the sort (as much again) and about 12 MB for the filter.
 *
 * @throws FingerprintError `bad-input` for columns of different lengths, values that are no whole numbers from 0 to
 *   `maxValue`, or a bad section name; `segment-io`
 */
export function writePostings(
  path: string,
  columns: PostingColumnViews,
  options: WritePostingsOptions,
): WrittenPostings {
  const count = columns.hi.length;
  if (columns.lo.length !== count || columns.value.length !== count) {
    throw new FingerprintError("bad-input", "Columns of postings must have one length.");
  }
  using sorted = sortInKernel(columns, planPostings(count, options.maxValue));
  if (sorted !== null) return writeWhole(path, { ...options, count }, (parts) => fromKernel(parts, sorted));
  sortPostings(columns);
  return writeSortedPostings(path, [{ ...columns, count }], { ...options, count });
}

/**
 * Writes postings that come sorted by key, then value, in batches: the way of a merge, whose memory stays flat.
 * The filter takes the memory of one partition: about 12 MB for uniform keys.
 *
 * @throws FingerprintError as `writePostings`, and `bad-input` when the postings are not sorted or not `count`
 */
export function writeSortedPostings(
  path: string,
  batches: Iterable<PostingBatch>,
  options: WriteSortedOptions,
): WrittenPostings {
  return writeWhole(path, options, (parts) => fromBatches(parts, batches));
}

/** Where the parts of a file go. */
interface Parts {
  readonly writer: FileWriter;
  readonly plan: Omit<PostingsHead, "sections">;
  readonly postingsStart: number;
  readonly directoryStart: number;
  readonly filter: FilterWriter;
}

function writeWhole(
  path: string,
  { count, maxValue, sections = [], entryByteLength }: WriteSortedOptions,
  writeParts: (parts: Parts) => void,
): WrittenPostings {
  const planned = planPostings(count, maxValue);
  const plan = { ...planned, entryByteLength: entryByteLength ?? planned.entryByteLength };
  requireNames([...ownSections, ...sections.map(({ name }) => name)]);
  const writer = new FileWriter(path);
  try {
    const written = writeFile(writer, writeParts, plan, sections);
    writer.finish();
    return written;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function writeFile(
  writer: FileWriter,
  writeParts: (parts: Parts) => void,
  plan: Omit<PostingsHead, "sections">,
  sections: readonly SectionContent[],
): WrittenPostings {
  const entries: PostingsSection[] = [];
  let offset = fixedHeadByteLength + (ownSections.length + sections.length) * sectionEntryByteLength;
  const add = (name: string, byteLength: number): number => {
    entries.push({ name, offset, byteLength });
    offset += byteLength;
    return offset - byteLength;
  };
  const [postingsByteLength, directoryByteLength] = ownByteLengths(plan);
  const postingsStart = add("postings", postingsByteLength);
  const directoryStart = add("directory", directoryByteLength);
  const filter = new FilterWriter(writer, partitionBitsFor(plan.count), offset);
  writeParts({ writer, plan, postingsStart, directoryStart, filter });
  const filterByteLength = filter.finish();
  add("filter", filterByteLength);
  for (const { name, bytes } of sections) add(name, writeSection(writer, offset, bytes));
  writer.writeAt(0, encodeHead({ ...plan, sections: entries }));
  return { byteLength: offset, count: plan.count, keyCount: filter.keyCount, filterByteLength };
}

function fromBatches(
  { writer, plan, postingsStart, directoryStart, filter }: Parts,
  batches: Iterable<PostingBatch>,
): void {
  const packer = new PostingPacker(writer, plan, postingsStart);
  const directory = new DirectoryWriter(writer, plan, directoryStart);
  for (const batch of batches) {
    packer.append(batch);
    directory.append(batch);
    filter.append(batch.hi, batch.lo, batch.count);
  }
  packer.finish();
  directory.finish();
}

function fromKernel({ writer, postingsStart, directoryStart, filter }: Parts, sorted: SortedPostings): void {
  let position = postingsStart;
  for (const bytes of sorted.packed()) {
    writer.writeAt(position, bytes);
    position += bytes.length;
  }
  writer.writeAt(directoryStart, sorted.directory());
  for (const partition of sorted.filters()) filter.add(partition);
}

function writeSection(writer: FileWriter, start: number, bytes: SectionContent["bytes"]): number {
  const target = new WritePosition(writer, start);
  for (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) target.append(piece);
  target.flush();
  return target.position - start;
}

/** Packs postings into bits, checking their order and range on the way. */
class PostingPacker {
  readonly #target: WritePosition;
  readonly #plan: Omit<PostingsHead, "sections">;
  readonly #buffer = new Uint8Array(65_536);
  #bits = 0;
  #count = 0;
  #lastHi = 0;
  #lastLo = 0;
  #lastValue = -1;

  constructor(writer: FileWriter, plan: Omit<PostingsHead, "sections">, start: number) {
    this.#target = new WritePosition(writer, start);
    this.#plan = plan;
  }

  append({ hi, lo, value, count }: PostingBatch): void {
    const { bucketBits, valueBits } = this.#plan;
    const width = postingBits(this.#plan);
    for (let i = 0; i < count; i += 1) {
      this.#requireNext(hi[i]!, lo[i]!, value[i]!);
      if (this.#bits + width > this.#buffer.length * 8) this.#drain();
      let bit = this.#bits;
      storeBits(this.#buffer, bit, 32, lo[i]!);
      bit += 32;
      if (bucketBits < 32) storeBits(this.#buffer, bit, 32 - bucketBits, dropTop(hi[i]!, bucketBits));
      bit += 32 - bucketBits;
      if (valueBits > 0) storeBits(this.#buffer, bit, Math.min(valueBits, 32), value[i]! >>> 0);
      if (valueBits > 32) storeBits(this.#buffer, bit + 32, valueBits - 32, Math.floor(value[i]! / 2 ** 32));
      this.#bits += width;
    }
    this.#count += count;
  }

  finish(): void {
    if (this.#count !== this.#plan.count) {
      const message = `There are ${this.#count} postings instead of the ${this.#plan.count} announced.`;
      throw new FingerprintError("bad-input", message);
    }
    this.#target.append(this.#buffer.subarray(0, Math.ceil(this.#bits / 8)));
    this.#target.flush();
  }

  #requireNext(hi: number, lo: number, value: number): void {
    if (!(value >= 0 && value <= this.#plan.maxValue && Number.isInteger(value))) {
      const message = "A posting's value is not a whole number from 0 to the largest value announced.";
      throw new FingerprintError("bad-input", message);
    }
    const order = hi - this.#lastHi || lo - this.#lastLo || value - this.#lastValue;
    if (order < 0) throw new FingerprintError("bad-input", "Postings are not sorted by key, then value.");
    this.#lastHi = hi;
    this.#lastLo = lo;
    this.#lastValue = value;
  }

  /** Hands the whole bytes on and keeps the bits of a byte that is not full. */
  #drain(): void {
    const whole = Math.floor(this.#bits / 8);
    const rest = this.#bits % 8;
    this.#target.append(this.#buffer.subarray(0, whole));
    const last = rest === 0 ? 0 : this.#buffer[whole]!;
    this.#buffer.fill(0);
    this.#buffer[0] = last;
    this.#bits = rest;
  }
}

/** Writes how many postings come before each bucket. */
class DirectoryWriter {
  readonly #target: WritePosition;
  readonly #bucketBits: number;
  readonly #entry: DataView<ArrayBuffer>;
  readonly #bytes: Uint8Array;
  #next = 0;
  #count = 0;

  constructor(writer: FileWriter, plan: Omit<PostingsHead, "sections">, start: number) {
    this.#target = new WritePosition(writer, start);
    this.#bucketBits = plan.bucketBits;
    this.#bytes = new Uint8Array(plan.entryByteLength);
    this.#entry = new DataView(this.#bytes.buffer as ArrayBuffer);
  }

  append({ hi, count }: PostingBatch): void {
    for (let i = 0; i < count; i += 1) {
      this.#writeUpTo(partitionOf(hi[i]!, this.#bucketBits));
      this.#count += 1;
    }
  }

  finish(): void {
    this.#writeUpTo(2 ** this.#bucketBits);
    this.#target.flush();
  }

  #writeUpTo(bucket: number): void {
    for (; this.#next <= bucket; this.#next += 1) {
      this.#entry.setUint32(0, this.#count >>> 0, true);
      if (this.#bytes.length === 8) this.#entry.setUint32(4, Math.floor(this.#count / 2 ** 32), true);
      this.#target.append(this.#bytes);
    }
  }
}

function dropTop(hi: number, bits: number): number {
  return bits === 0 ? hi : ((hi << bits) >>> 0) >>> bits;
}
