/** One row of `records.parquet`: a record's facts with what fingerprinting found out about it. */
import type { RecordFacts, RecordId } from "@yurai/schema";

/** A record as it lies in a segment. */
export interface RecordRow {
  /** Where the record was first written; null in a row that still lies in its first segment. */
  readonly first: RecordId | null;
  readonly facts: RecordFacts;
  /** SHA-256 of the text's bytes as loaded, cut to 16 bytes. */
  readonly digest: Uint8Array;
  /** Length of the text as loaded, in UTF-8 bytes. */
  readonly byteLength: number;
  /** Characters of its normal form. */
  readonly characters: number;
  /** Where the text begins among the texts that `text.zst` keeps, in bytes; null when it isn't kept. */
  readonly textStart: number | null;
}
