/**
 * The files `near.idx` (whole records) and `near-passages.idx` (passages of them): which texts resemble another.
 *
 * Both are postings files: the 16 band keys of each signature -> the signature's number. In `near.idx` that is the
 * record's number; a record without shingles has a signature of zeros and no keys. Sections:
 *
 * - `signatures`: 128 bytes each, the lowest 8 bits of every slot.
 * - `passages`, in `near-passages.idx` only: the record's number, first byte and byte length in its text, three
 *   little-endian uint32 a passage, ascending.
 */
import type { ByteSource } from "./checked-file.ts";
import { FingerprintError } from "../error.ts";
import { Gaps } from "../merge/gaps.ts";
import { keptEntries } from "../merge/kept-entries.ts";
import { mergedPostings, remainingPostings, type PostingStream } from "../merge/merge-postings.ts";
import { bandCount, bandKeys, estimate, slotCount, storedSignature } from "../text/minhash.ts";
import { PostingColumns } from "./posting-columns.ts";
import { writePostings, writeSortedPostings, type SectionContent } from "./postings-writer.ts";
import type { Postings } from "./postings.ts";

const signaturesSection = "signatures";
const passagesSection = "passages";
const passageByteLength = 12;

/** Where a passage lies: bytes of a record's text. */
export interface StoredPassage {
  readonly ordinal: number;
  readonly byteStart: number;
  readonly byteLength: number;
}

/** Gathers signatures while a segment is written. */
export class NearColumns {
  readonly #postings = new PostingColumns();
  #signatures = new Uint8Array(64 * slotCount);
  #count = 0;
  readonly #passages: number[] = [];

  get count(): number {
    return this.#count;
  }

  /** Adds a text's signature; null where it has no shingles. For `near-passages.idx` with where it lies. */
  push(signature: Uint32Array | null, passage?: StoredPassage): void {
    const at = this.#count * slotCount;
    if (at === this.#signatures.length) {
      const larger = new Uint8Array(this.#signatures.length * 2);
      larger.set(this.#signatures);
      this.#signatures = larger;
    }
    if (signature !== null) {
      this.#signatures.set(storedSignature(signature), at);
      const { hi, lo } = bandKeys(signature);
      for (let band = 0; band < bandCount; band++) this.#postings.push(hi[band]!, lo[band]!, this.#count);
    }
    if (passage !== undefined) this.#passages.push(passage.ordinal, passage.byteStart, passage.byteLength);
    this.#count++;
  }

  /** Writes the file. */
  write(path: string, kind: NearKind): void {
    const signatures = this.#signatures.subarray(0, this.#count * slotCount);
    const sections: SectionContent[] = [{ name: signaturesSection, bytes: signatures }];
    if (kind === "passages") {
      const bytes = new Uint8Array(this.#passages.length * 4);
      const view = new DataView(bytes.buffer);
      for (const [i, value] of this.#passages.entries()) view.setUint32(i * 4, value, true);
      sections.push({ name: passagesSection, bytes });
    }
    writePostings(path, this.#postings.columns(), { maxValue: Math.max(this.#count - 1, 0), sections });
  }
}

/** Which of the two files. */
export type NearKind = "records" | "passages";

/** An open file of signatures. */
export interface NearIndex {
  readonly postings: Postings;
  readonly count: number;
  readonly signatures: ByteSource;
  /** Null in the file of whole records. */
  readonly passages: ByteSource | null;
}

/**
 * Takes an open postings file for signatures.
 *
 * @param recordCount records of the segment
 * @throws FingerprintError `segment-damaged` when its sections don't agree with each other or the segment
 */
export function openNear(postings: Postings, kind: NearKind, recordCount: number): NearIndex {
  const signatures = postings.range(signaturesSection);
  const passages = kind === "passages" ? postings.range(passagesSection) : null;
  const count = signatures.byteLength / slotCount;
  const agrees =
    Number.isInteger(count) &&
    (postings.count === 0 || postings.maxValue < count) &&
    (passages === null ? count === recordCount : passages.byteLength === count * passageByteLength);
  if (agrees) return { postings, count, signatures, passages };
  throw new FingerprintError(
    "segment-damaged",
    "The signatures of a segment do not agree with its records. Restore the segment from a copy.",
  );
}

/** A signature of the index that may resemble one that was asked for. */
export interface NearCandidate {
  readonly number: number;
  /** Estimated Jaccard similarity. */
  readonly similarity: number;
}

/**
 * Finds signatures that share a band with one and are estimated at least so similar, the most similar first.
 *
 * @param limit signatures to look at; `beyond` counts those left out
 */
export function findNear(
  index: NearIndex,
  signature: Uint32Array,
  { similarity, limit }: { readonly similarity: number; readonly limit: number },
): { readonly candidates: readonly NearCandidate[]; readonly beyond: number } {
  const { hi, lo } = bandKeys(signature);
  const numbers = new Set<number>();
  let beyond = 0;
  for (let band = 0; band < bandCount; band++) {
    const { count, values } = index.postings.find(hi[band]!, lo[band]!, limit);
    beyond += count - values.length;
    for (const value of values) {
      if (numbers.size < limit) numbers.add(value);
      else if (!numbers.has(value)) beyond++;
    }
  }
  const stored = storedSignature(signature);
  const candidates = Array.from(numbers, (number): NearCandidate => {
    const other = index.signatures.read(number * slotCount, slotCount);
    return { number, similarity: estimate(stored, other) };
  });
  return {
    candidates: candidates
      .filter((candidate) => candidate.similarity >= similarity)
      .sort((a, b) => b.similarity - a.similarity || a.number - b.number),
    beyond,
  };
}

/** Reads where a passage lies. Throws `segment-damaged` for a passage of no record. */
export function passageAt(index: NearIndex, number: number, recordCount: number): StoredPassage {
  const bytes = index.passages!.read(number * passageByteLength, passageByteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ordinal = view.getUint32(0, true);
  if (ordinal >= recordCount)
    throw new FingerprintError(
      "segment-damaged",
      "near-passages.idx names a record that the segment does not have. Restore the segment from a copy.",
    );
  return { ordinal, byteStart: view.getUint32(4, true), byteLength: view.getUint32(8, true) };
}

/** A file of signatures that is merged. */
export interface MergedNear {
  readonly index: NearIndex;
  /** Records of its segment that are left out. */
  readonly records: Gaps;
  /** Records before it in the new segment. */
  readonly recordBase: number;
}

/** Merges files of signatures, in the segments' order, into a new one. Memory stays flat. */
export function mergeNear(path: string, inputs: readonly MergedNear[]): void {
  const streams: PostingStream[] = [];
  let base = 0;
  for (const { index, records } of inputs) {
    const gaps = index.passages === null ? records : passageGaps(index.passages, records);
    streams.push({ postings: index.postings, base, gaps });
    base += index.count - gaps.removed;
  }
  const sections: SectionContent[] = [{ name: signaturesSection, bytes: signaturesOf(inputs, streams) }];
  if (inputs.every(({ index }) => index.passages !== null))
    sections.push({ name: passagesSection, bytes: shiftedPassages(inputs, streams) });
  writeSortedPostings(path, mergedPostings(streams), {
    count: remainingPostings(streams),
    maxValue: Math.max(base - 1, 0),
    sections,
  });
}

function* signaturesOf(
  inputs: readonly MergedNear[],
  streams: readonly PostingStream[],
): Generator<Uint8Array> {
  for (const [i, { index }] of inputs.entries())
    yield* keptEntries({ source: index.signatures, entryByteLength: slotCount, gaps: streams[i]!.gaps });
}

function* shiftedPassages(
  inputs: readonly MergedNear[],
  streams: readonly PostingStream[],
): Generator<Uint8Array> {
  for (const [i, { index, records, recordBase }] of inputs.entries()) {
    const source = index.passages!;
    for (const bytes of keptEntries({ source, entryByteLength: passageByteLength, gaps: streams[i]!.gaps })) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let at = 0; at < bytes.byteLength; at += passageByteLength)
        view.setUint32(at, records.moved(view.getUint32(at, true)) + recordBase, true);
      yield bytes;
    }
  }
}

/** Which passages are left out with their records. */
function passageGaps(passages: ByteSource, records: Gaps): Gaps {
  const gaps = new Gaps();
  if (records.removed === 0) return gaps;
  let passage = 0;
  for (const bytes of keptEntries({ source: passages, entryByteLength: passageByteLength, gaps })) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.byteLength; at += passageByteLength, passage++)
      if (records.moved(view.getUint32(at, true)) < 0) gaps.push(passage, passage + 1);
  }
  return gaps;
}
