import { z } from "zod";
import { count, digest, name, path, timestamp } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";
import type { Origin, Source } from "./source.ts";

/** Every {@link GapKind}. */
export const gapKinds = [
  // Of reading: something that lay there was not recorded whole.
  /** Rows whose text is missing or empty. */
  "row-without-text",
  /** Rows on which recording failed. */
  "failed-row",
  /** Rows that passed while the recorder was not able to take them. */
  "dropped-event",
  /** Lines that are not what their format asks for. */
  "broken-line",
  /** Lines beyond the limit of length. */
  "oversized-line",
  /** Files that end before they should. */
  "truncated-file",
  /** Bytes that are not text in the expected encoding. */
  "wrong-encoding",
  /** Text whose encoding was not declared, or wrongly, so that it was told from the bytes. */
  "guessed-encoding",
  /** Records of an archive that were stored cut off. */
  "truncated-record",
  /** Records whose bytes are not those of the digest that is stored with them. */
  "digest-mismatch",
  /** Entries of an archive that are not read: links, and paths that lead out of it. */
  "refused-entry",
  /** What goes beyond a reader's limits of size, ratio, depth or number. */
  "limit-reached",
  /** A field that was asked for and is in no row. */
  "missing-field",
  /** Files or folders that may not be read. */
  "no-permission",
  /** Files or folders that are not there. */
  "missing-file",
  /** Files that could not be read for another reason; `code` has the system's word. */
  "unreadable-file",
  /** Files in a format that no reader knows. */
  "unknown-format",
  /** Records that were counted but not indexed, by an option. */
  "not-indexed",
  /** Records whose text is to be read again for evidence, and of which nobody said where. */
  "text-out-of-reach",
  /** Pictures that could not be looked at: broken, beyond a limit, or not in the file. At most the very same file is found. */
  "image-not-read",
  /** Pictures with too little in them to be told from others: they are found as the very same file only. */
  "image-not-comparable",
  /** Pictures whose files say that a model made them, in a source that is declared to be something else. */
  "marked-synthetic",
  /** Hosts whose robots.txt is not in the crawl. */
  "host-without-robots-txt",
  /** Records that were fetched although robots.txt closed them to their crawler. */
  "robots-refused",

  // Of facts: a source lacks something that is lost if nobody records it now.
  "source-without-declaration",
  "source-without-licence",
  "source-without-reliance",
  "source-without-purpose",
  "source-without-access-mode",
  "source-without-terms-of-service",
  "source-without-agreement",
  "source-without-agreement-dates",
  "source-without-release",
  "source-without-notice-version",
  "source-without-country",
  "source-without-storage-region",
  "source-without-training-region",
  "source-without-crawl",

  // Of use: a source was used against what is recorded about it, or a run or model is not whole.
  /** A source whose agreement had ended, or not begun, when it was read. */
  "agreement-not-in-force",
  /** A source whose terms say no to training. */
  "terms-refuse-training",
  /** A run that began and never ended. */
  "run-without-end",
  /** A base model of which no run is known. */
  "base-without-runs",

  // Of the store.
  /** A folder that a writer left behind when it died. */
  "leftover-segment",
  /** A segment that the ledger names and that is not there. */
  "missing-segment",
  /** A segment whose bytes are not what its checksums say. */
  "damaged-segment",
] as const;

/** What is missing. The words for people live with the reports. */
export type GapKind = (typeof gapKinds)[number];

/** A gap that a source's own facts can show. */
export type SourceGapKind = Extract<GapKind, `source-without-${string}`>;

/** Where a gap lies, as closely as it is known. */
export interface GapPlace {
  readonly path?: string;
  /** Line, from 1. */
  readonly line?: number;
  /** Byte offset, from 0, in the uncompressed stream. */
  readonly byte?: number;
  /** Name of the field that is missing. */
  readonly field?: string;
  readonly host?: string;
  readonly segment?: Digest;
  /** Name of the model that is not whole. */
  readonly model?: string;
}

/** Something that Yurai should have recorded and could not: never silent, always counted. */
export interface Gap {
  readonly kind: GapKind;
  /** How many times: rows, lines, files or hosts, after the kind. At least 1. */
  readonly count: number;
  readonly source?: string;
  /** Id of the run. */
  readonly run?: string;
  /** Where the first of them lies. */
  readonly where?: GapPlace;
  /** A code of the system or of a Yurai error, such as `EACCES`. */
  readonly code?: string;
  readonly at: Timestamp;
}

/**
 * Lists which facts a source lacks. A fact that cannot apply to its origin is no gap: only licensed and third-party data
 * need an agreement, only users' data a notice, only what was fetched from others terms of service; synthetic and own
 * data have no release to refer to.
 */
export function missingFacts(source: Source): readonly SourceGapKind[] {
  const from = (...origins: readonly Origin[]): boolean => origins.includes(source.origin);
  const agreement = source.agreement;
  const lacks: readonly (readonly [SourceGapKind, boolean])[] = [
    ["source-without-purpose", source.purpose === undefined],
    ["source-without-access-mode", source.accessMode === undefined],
    [
      "source-without-terms-of-service",
      from("public-dataset", "crawled") && source.termsOfService === undefined,
    ],
    ["source-without-agreement", from("licensed", "third-party") && agreement === undefined],
    [
      "source-without-agreement-dates",
      agreement !== undefined && (agreement.from ?? agreement.to) === undefined,
    ],
    [
      "source-without-release",
      from("public-dataset", "licensed", "third-party") && source.release === undefined,
    ],
    ["source-without-notice-version", from("user") && source.noticeVersion === undefined],
    ["source-without-country", source.country === undefined],
    ["source-without-storage-region", (source.regions?.storage ?? []).length === 0],
    ["source-without-training-region", (source.regions?.training ?? []).length === 0],
  ];
  return lacks.filter(([, missing]) => missing).map(([kind]) => kind);
}

const gapPlaceSchema: z.ZodType<GapPlace> = z.strictObject({
  path: path.exactOptional(),
  line: z.int().min(1).exactOptional(),
  byte: count.exactOptional(),
  field: name.exactOptional(),
  host: name.exactOptional(),
  segment: digest.exactOptional(),
  model: name.exactOptional(),
});

export const gapSchema: z.ZodType<Gap> = z.strictObject({
  kind: z.enum(gapKinds),
  count: z.int().min(1),
  source: name.exactOptional(),
  run: name.exactOptional(),
  where: gapPlaceSchema.exactOptional(),
  code: name.exactOptional(),
  at: timestamp,
});
