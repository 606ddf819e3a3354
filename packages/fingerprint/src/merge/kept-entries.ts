/** Sections of entries of one length each, a record's or a signature's: copied without those that are left out. */
import type { ByteSource } from "../segment/checked-file.ts";
import type { Gaps } from "./gaps.ts";

/** Bytes copied at once, about. */
const chunkByteLength = 1_048_576;

/** A section, how long its entries are, and which of them are left out. */
export interface EntrySource {
  readonly source: ByteSource;
  readonly entryByteLength: number;
  readonly gaps: Gaps;
}

/** Yields the entries that stay, whole ones at a time, each piece valid until the next. Memory stays flat. */
export function* keptEntries({ source, entryByteLength, gaps }: EntrySource): Generator<Uint8Array> {
  const entriesAtOnce = Math.floor(chunkByteLength / entryByteLength);
  const buffer = new Uint8Array(Math.min(chunkByteLength, source.byteLength));
  for (const { start, end } of gaps.kept(source.byteLength / entryByteLength)) {
    for (let from = start; from < end; from += entriesAtOnce) {
      const to = Math.min(end, from + entriesAtOnce);
      const piece = buffer.subarray(0, (to - from) * entryByteLength);
      source.readInto(from * entryByteLength, piece);
      yield piece;
    }
  }
}
