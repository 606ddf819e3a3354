import { z } from "zod";
import { declaredLicenceSchema } from "./licence.ts";
import type { DeclaredLicence } from "./licence.ts";
import { calendarDate, count, digest, name, path, prose, region, timestamp, url } from "./scalar.ts";
import type { CalendarDate, Digest, Region, Timestamp } from "./scalar.ts";

/** Every {@link Origin}. */
export const origins = [
  "public-dataset",
  "crawled",
  "licensed",
  "third-party",
  "user",
  "synthetic",
  "own",
] as const;

/** How the organisation came by a source. It says nothing about permission. */
export type Origin = (typeof origins)[number];

/** Every {@link DataClass}. */
export const dataClasses = ["public", "private", "synthetic"] as const;

/** The coarse class of a source: whether anyone could have had it. It never means permission. */
export type DataClass = (typeof dataClasses)[number];

/** Every {@link Evidence}. */
export const evidenceModes = ["reread", "keep", "none"] as const;

/**
 * Where the text that proves a match comes from: read again from where the source lies, kept compressed in the segment,
 * or nowhere (then matches stay unverified).
 */
export type Evidence = (typeof evidenceModes)[number];

/** Every {@link AccessMode}. */
export const accessModes = [
  "open-download",
  "account-download",
  "api",
  "crawl",
  "delivery",
  "internal",
  "generated",
] as const;

/** How a source was technically reached; `account-download` asked for a login, `delivery` was handed over. */
export type AccessMode = (typeof accessModes)[number];

/** The terms of service a source was taken under, pinned by the hash of what they said on that day. */
export interface TermsOfService {
  readonly url: string;
  /** SHA-256 of the page as read. */
  readonly sha256?: Digest;
  readonly readAt?: Timestamp;
}

/** An agreement under which a source was received. */
export interface Agreement {
  /** The organisation's own reference, such as `A-12`. */
  readonly reference: string;
  /** First day on which the data may be used. */
  readonly from?: CalendarDate;
  /** Last day on which the data may be used. */
  readonly to?: CalendarDate;
  /** Days after the end within which every copy must be deleted. */
  readonly deleteWithinDays?: number;
}

/** The files that a source was read from, pinned together. */
interface SourceFiles {
  readonly count: number;
  readonly byteLength: number;
  /**
   * SHA-256 of a list as `sha256sum` prints it, one `SHA-256`, two spaces, path and line feed a file, sorted by path;
   * of objects in a store, which has no digests to list, the ETag as listed stands before the key.
   */
  readonly sha256: Digest;
}

/** Where a source is stored, and where models are trained on it. */
export interface SourceRegions {
  readonly storage?: readonly Region[];
  readonly training?: readonly Region[];
}

/**
 * Where data comes from. Facts that are missing are lost if not recorded now: each shows as a gap.
 *
 * @example
 * ```ts
 * const source: Source = {
 *   name: "magazine-2025",
 *   origin: "licensed",
 *   agreement: { reference: "A-12", from: "2025-04-01", to: "2027-03-31", deleteWithinDays: 30 },
 *   regions: { storage: ["JP"], training: ["JP"] },
 * };
 * ```
 */
export interface Source {
  /** The source's name and id, such as `news-crawl` or `hf:llm-jp/databricks-dolly-15k-ja`. */
  readonly name: string;
  readonly origin: Origin;
  /** Overrides the class that follows from the origin. */
  readonly class?: DataClass;
  /** Why the data was obtained, in the organisation's words. */
  readonly purpose?: string;
  readonly accessMode?: AccessMode;
  readonly termsOfService?: TermsOfService;
  readonly agreement?: Agreement;
  /** Which release of the data this is: a version, a date, a commit. */
  readonly release?: string;
  readonly files?: SourceFiles;
  /** For users' data: the version of the privacy notice under which it was collected. */
  readonly noticeVersion?: string;
  /** Country where the data was collected or its holder sits. */
  readonly country?: Region;
  readonly regions?: SourceRegions;
}

/** Which fields of a row hold what. */
export interface RowFields {
  readonly text?: string;
  readonly url?: string;
  readonly id?: string;
  readonly licence?: string;
  readonly language?: string;
}

/** A source as the configuration declares it: its facts, its licence, and how to read it. */
export interface DeclaredSource extends Source {
  readonly licence?: DeclaredLicence;
  readonly evidence?: Evidence;
  /** Files and folders it is read from, for `yurai track` without a path. */
  readonly paths?: readonly string[];
  readonly fields?: RowFields;
}

/** Derives the coarse class from an origin; licensed and third-party data count as private. */
export function classOf(origin: Origin): DataClass {
  switch (origin) {
    case "public-dataset":
    case "crawled":
      return "public";
    case "synthetic":
      return "synthetic";
    case "licensed":
    case "third-party":
    case "user":
    case "own":
      return "private";
    default:
      return origin satisfies never;
  }
}

const termsOfServiceSchema: z.ZodType<TermsOfService> = z.strictObject({
  url: url,
  sha256: digest.exactOptional(),
  readAt: timestamp.exactOptional(),
});

const agreementSchema: z.ZodType<Agreement> = z.strictObject({
  reference: name.describe("The organisation's own reference, such as A-12."),
  from: calendarDate.exactOptional().describe("First day on which the data may be used."),
  to: calendarDate.exactOptional().describe("Last day on which the data may be used."),
  deleteWithinDays: count
    .exactOptional()
    .describe("Days after the end within which every copy must be deleted."),
});

export const sourceRegionsSchema: z.ZodType<SourceRegions> = z
  .strictObject({
    storage: z.array(region).max(300).exactOptional().describe("Where the data is stored: country codes."),
    training: z
      .array(region)
      .max(300)
      .exactOptional()
      .describe("Where models are trained on it: country codes."),
  })
  .meta({ id: "Regions" });

const sourceFields = {
  name: name.describe("The source's name and id."),
  origin: z
    .enum(origins)
    .describe("How the organisation came by the source. It says nothing about permission."),
  class: z.enum(dataClasses).exactOptional().describe("Overrides the class that follows from the origin."),
  purpose: prose.exactOptional().describe("Why the data was obtained, in your words."),
  accessMode: z.enum(accessModes).exactOptional().describe("How the source was technically reached."),
  termsOfService: termsOfServiceSchema
    .exactOptional()
    .describe("The terms of service it was taken under, with the hash of what they said."),
  agreement: agreementSchema.exactOptional().describe("The agreement under which it was received."),
  release: name.exactOptional().describe("Which release of the data this is: a version, a date, a commit."),
  noticeVersion: name
    .exactOptional()
    .describe("For users' data: the version of the privacy notice under which it was collected."),
  files: z
    .strictObject({ count, byteLength: count, sha256: digest })
    .exactOptional()
    .describe("The files it was read from, pinned together by readers that know them."),
  country: region.exactOptional().describe("Country where the data was collected or its holder sits."),
  regions: sourceRegionsSchema.exactOptional().describe("Where it is stored and trained on."),
} as const;

export const sourceSchema: z.ZodType<Source> = z.strictObject(sourceFields);

const fieldName = name.exactOptional();

export const declaredSourceSchema: z.ZodType<DeclaredSource> = z
  .strictObject({
    ...sourceFields,
    licence: declaredLicenceSchema
      .exactOptional()
      .describe("An SPDX expression such as MIT, or named terms of your own. It counts as declared."),
    evidence: z
      .enum(evidenceModes)
      .exactOptional()
      .describe("Where the text that proves a match comes from: read again, kept compressed, or nowhere."),
    paths: z.array(path).max(10_000).exactOptional().describe("Files and folders it is read from."),
    fields: z
      .strictObject({
        text: fieldName.describe("The field that holds the text."),
        url: fieldName.describe("The field that holds the URL."),
        id: fieldName.describe("The field that holds the row's own id."),
        licence: fieldName.describe("The field that holds the row's own licence."),
        language: fieldName.describe("The field that holds the language tag."),
      })
      .exactOptional()
      .describe("Which fields of a row hold what."),
  })
  .meta({ id: "DeclaredSource" });
