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
import { FingerprintError } from "./error.ts";
import { mergedPostings } from "./merge-postings.ts";
import { bandCount, bandKeys, estimate, slotCount, storedSignature } from "./minhash.ts";
import { PostingColumns } from "./posting-columns.ts";
import { writePostings, writeSortedPostings, type SectionContent } from "./postings-writer.ts";
import type { Postings } from "./postings.ts";

const signaturesSection = "signatures";
const passagesSection = "passages";
const passageByteLength = 12;
/** Bytes copied at once while files are merged. */
const chunkByteLength = 1_536_000; // a multiple of both entries' lengths

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

/**
 * Merges files of signatures, in the segments' order, into a new one. Memory stays flat.
 *
 * @param recordBases number of records before each segment
 */
export function mergeNear(path: string, indexes: readonly NearIndex[], recordBases: readonly number[]): void {
  const bases = [0];
  for (const { count } of indexes) bases.push(bases.at(-1)! + count);
  const sections: SectionContent[] = [
    { name: signaturesSection, bytes: copied(indexes.map(({ signatures }) => signatures)) },
  ];
  if (indexes.every(({ passages }) => passages !== null)) {
    sections.push({
      name: passagesSection,
      bytes: shifted(
        indexes.map(({ passages }) => passages!),
        recordBases,
      ),
    });
  }
  writeSortedPostings(
    path,
    mergedPostings(indexes.map(({ postings }, i) => ({ postings, base: bases[i]! }))),
    {
      count: indexes.reduce((sum, { postings }) => sum + postings.count, 0),
      maxValue: Math.max(bases.at(-1)! - 1, 0),
      sections,
    },
  );
}

function* copied(sources: readonly ByteSource[]): Generator<Uint8Array> {
  for (const source of sources) {
    for (let at = 0; at < source.byteLength; at += chunkByteLength)
      yield source.read(at, Math.min(chunkByteLength, source.byteLength - at));
  }
}

function* shifted(sources: readonly ByteSource[], bases: readonly number[]): Generator<Uint8Array> {
  for (const [i, source] of sources.entries()) {
    for (const chunk of copied([source])) {
      const bytes = chunk.slice();
      const view = new DataView(bytes.buffer);
      for (let at = 0; at < bytes.byteLength; at += passageByteLength)
        view.setUint32(at, view.getUint32(at, true) + bases[i]!, true);
      yield bytes;
    }
  }
}
