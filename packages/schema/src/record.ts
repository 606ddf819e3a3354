import { z } from "zod";
import { anyText, count, digest, name, path, timestamp, url } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";
import { robotsDecisions } from "./crawl.ts";
import type { RobotsDecision } from "./crawl.ts";
import { signalSchema } from "./signal.ts";
import type { Signal } from "./signal.ts";

/**
 * Where to find a record again.
 *
 * - `file`: a plain text file or a slice of it; bytes count from 0, `byteEnd` excluded
 * - `row`: a row, from 0, of JSON Lines, CSV, Parquet...; bytes are those of the whole row in the uncompressed stream
 * - `warc`: a record of a WARC file; the bytes of its gzip member, or of the record itself in a file that is not packed.
 *   With `isUnpacked` they count in the unpacked stream: its member holds other records too
 * - `entry`: an entry of an archive, such as a tar; the bytes of its content in the unpacked archive
 * - `url`: a page or object on the web
 * - `ordinal`: the n-th item, from 0, of an iterator; it cannot be read again
 */
export type Locator =
  | { readonly kind: "file"; readonly path: string; readonly byteStart: number; readonly byteEnd: number }
  | {
      readonly kind: "row";
      readonly path: string;
      readonly row: number;
      readonly byteStart?: number;
      readonly byteEnd?: number;
      /** The field of the row that holds the text. */
      readonly field?: string;
      /** The field of the row that holds the picture; missing where the record has none. */
      readonly image?: string;
      /** Which picture, from 0, where the field holds a list of them. */
      readonly imageItem?: number;
      /** Encoding of the bytes, as a label of the WHATWG Encoding Standard; missing means UTF-8. */
      readonly encoding?: string;
    }
  | {
      readonly kind: "warc";
      readonly path: string;
      readonly byteStart: number;
      readonly byteEnd: number;
      readonly isUnpacked?: true;
    }
  | {
      readonly kind: "entry";
      readonly path: string;
      /** Name of the entry, as the archive has it. */
      readonly entry: string;
      readonly byteStart: number;
      readonly byteEnd: number;
      /** The field that holds the text, of an entry that is JSON. */
      readonly field?: string;
      /** The entry with the picture that goes with the text; missing where the entry is the picture, or there is none. */
      readonly image?: EntryPart;
    }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "ordinal"; readonly ordinal: number };

/** A further entry of the same archive. */
export interface EntryPart {
  readonly entry: string;
  readonly byteStart: number;
  readonly byteEnd: number;
}

/** One item as the loader saw it, as it is given to the segment writer; the text itself travels apart. */
export interface RecordFacts {
  /** Name of the source. */
  readonly source: string;
  readonly locator: Locator;
  readonly url?: string;
  /** The row's own id. */
  readonly id?: string;
  readonly fetchedAt?: Timestamp;
  /** The record's own licence as an SPDX expression or name; it overrides the source's. */
  readonly licence?: string;
  /** BCP 47 language tag. */
  readonly language?: string;
  readonly signals?: readonly Signal[];
  /**
   * What robots.txt said to the crawler that fetched it. Counted by host; a segment keeps the rule of a refusal among the
   * signals, and not this.
   */
  readonly robots?: RobotsDecision;
}

/** A record's id, kept through every merge: the segment it was first written to, and its place there. */
export interface RecordId {
  /** Id of the first segment. */
  readonly segment: Digest;
  /** Number of the record in that segment, from 0. */
  readonly ordinal: number;
}

export const locatorSchema: z.ZodType<Locator> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("file"), path, byteStart: count, byteEnd: count }),
    z.strictObject({
      kind: z.literal("row"),
      path,
      row: count,
      byteStart: count.exactOptional(),
      byteEnd: count.exactOptional(),
      field: name.exactOptional(),
      image: name.exactOptional(),
      imageItem: count.exactOptional(),
      encoding: name.exactOptional(),
    }),
    z.strictObject({
      kind: z.literal("warc"),
      path,
      byteStart: count,
      byteEnd: count,
      isUnpacked: z.literal(true).exactOptional(),
    }),
    z.strictObject({
      kind: z.literal("entry"),
      path,
      entry: path,
      byteStart: count,
      byteEnd: count,
      field: name.exactOptional(),
      image: z.strictObject({ entry: path, byteStart: count, byteEnd: count }).exactOptional(),
    }),
    z.strictObject({ kind: z.literal("url"), url }),
    z.strictObject({ kind: z.literal("ordinal"), ordinal: count }),
  ])
  .meta({ id: "Locator" });

export const recordFactsSchema: z.ZodType<RecordFacts> = z.strictObject({
  source: name,
  locator: locatorSchema,
  url: url.exactOptional(),
  id: anyText.exactOptional(),
  fetchedAt: timestamp.exactOptional(),
  licence: name.exactOptional(),
  language: name.exactOptional(),
  signals: z.array(signalSchema).max(1_000).exactOptional(),
  robots: z.enum(robotsDecisions).exactOptional(),
});

export const recordIdSchema: z.ZodType<RecordId> = z
  .strictObject({ segment: digest, ordinal: count })
  .meta({ id: "RecordId" });
