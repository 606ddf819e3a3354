/**
 * Where each record begins in the concatenation of a segment's texts. An anchor's posting is one number, its byte in
 * that concatenation; the bounds lead it back to the record and the byte in it. Stored as the section `record-bytes`
 * of `passages.idx`: one little-endian uint32 a record, the length of its text.
 */
import { FingerprintError } from "../error.ts";

/** The name of the section. */
export const recordBytesSection = "record-bytes";
/** Bytes of one record's entry in it. */
export const recordLengthByteLength = 4;

/** Gathers the lengths while a segment is written. */
export class RecordLengths {
  #count = 0;
  #lengths = new Uint32Array(1_024);

  get count(): number {
    return this.#count;
  }

  push(byteLength: number): void {
    if (this.#count === this.#lengths.length) {
      const larger = new Uint32Array(this.#lengths.length * 2);
      larger.set(this.#lengths);
      this.#lengths = larger;
    }
    this.#lengths[this.#count++] = byteLength;
  }

  /** The section's bytes. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#count * recordLengthByteLength);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < this.#count; i++) view.setUint32(i * 4, this.#lengths[i]!, true);
    return bytes;
  }
}

/** Start of every record and the end of the last: length n + 1, ascending. */
export type RecordBounds = Float64Array;

/**
 * Reads the section.
 *
 * @throws FingerprintError `segment-damaged` when it has another number of records
 */
export function readBounds(section: Uint8Array, recordCount: number): RecordBounds {
  if (section.byteLength !== recordCount * recordLengthByteLength) {
    throw new FingerprintError(
      "segment-damaged",
      "passages.idx bounds another number of records than the manifest counts. Restore the segment from a copy.",
    );
  }
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  const bounds = new Float64Array(recordCount + 1);
  for (let i = 0; i < recordCount; i++) bounds[i + 1] = bounds[i]! + view.getUint32(i * 4, true);
  return bounds;
}

/** The record that holds a byte of the concatenation: the last one that begins at or before it and isn't empty. */
export function recordAt(bounds: RecordBounds, position: number): number {
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bounds[middle + 1]! <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
