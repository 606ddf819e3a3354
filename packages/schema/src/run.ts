import { z } from "zod";
import { jsonObject } from "./json-value.ts";
import type { JsonObject } from "./canonical-json.ts";
import { licenceBases } from "./licence.ts";
import type { LicenceBasis } from "./licence.ts";
import { modelReferenceSchema } from "./model.ts";
import type { ModelReference } from "./model.ts";
import { count, digest, name, slug, timestamp } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";
import { evidenceModes } from "./source.ts";
import type { Evidence } from "./source.ts";

/** Every {@link TrackMode}. */
export const trackModes = ["observe", "require"] as const;

/** What happens when provenance cannot be recorded: `observe` records the gap, `require` stops the loader. */
export type TrackMode = (typeof trackModes)[number];

/** A tool and its version. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** The code that read the data. */
export interface CodeVersion {
  /** Where the code lives: a repository's URL or name. */
  readonly repository?: string;
  /** The commit as hex digits. */
  readonly commit?: string;
  /** Whether files had been changed since that commit. */
  readonly dirty?: boolean;
}

/** The machine and runtime, as far as they help to repeat a run; no user and host names. */
export interface Environment {
  /** `linux`, `darwin`, `win32`... */
  readonly platform: string;
  readonly architecture: string;
  /** Runtime and version, such as `node 24.1.0`. */
  readonly runtime: string;
}

/** One job that reads data: what is known when it starts. */
export interface Run {
  /** Random, as 32 lower-case hex digits. */
  readonly id: string;
  /** The user's name for it; several processes that share a run give the same. */
  readonly name?: string;
  /** What the data is read for, such as `train` or `evaluate`. */
  readonly purpose: string;
  readonly model?: ModelReference;
  readonly startedAt: Timestamp;
  readonly mode: TrackMode;
  /** Every option that shapes what is recorded; never secrets. */
  readonly configuration: JsonObject;
  readonly code?: CodeVersion;
  readonly environment: Environment;
  readonly tool: Tool;
}

/** How many records have a licence on one basis; `unknown` counts those without any claim. */
export interface LicenceCount {
  readonly basis: LicenceBasis | "unknown";
  readonly records: number;
}

/** How often a category of personal data or secrets was found; never what. */
export interface CategoryCount {
  readonly category: string;
  readonly count: number;
}

/** Personal data in what was read: counts of confirmed finds by category, and in how many records anybody looked. */
export interface PersonalDataCounts {
  readonly scannedRecords: number;
  /** The most frequent first. Empty when nothing was found. */
  readonly counts: readonly CategoryCount[];
}

/** Records that have a picture, and the bytes of those files, which the bytes of all records count too. */
export interface PictureCounts {
  readonly records: number;
  readonly bytes: number;
}

/** What a run read from one source. */
export interface RunSource {
  readonly source: string;
  readonly evidence: Evidence;
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  /** Bytes of the texts in UTF-8, and of the files of pictures. */
  readonly bytes: number;
  /** Missing when there are none. */
  readonly pictures?: PictureCounts;
  readonly hosts: number;
  /** Records with at least one signal that says no to training. */
  readonly optedOutRecords: number;
  /** Hosts with at least one such record. */
  readonly optedOutHosts: number;
  readonly licences: readonly LicenceCount[];
  /** Missing when nobody looked for any. */
  readonly personalData?: PersonalDataCounts;
  /** When the run first read from the source: the first-use date. */
  readonly firstUsedAt: Timestamp;
  readonly lastUsedAt: Timestamp;
}

/** How a run ended; a run without any end was killed or is still going on. */
export type RunOutcome = "completed" | "failed" | "interrupted";

/** The end of a run: what it read, in which segments. Its gaps are rows of their own. */
export interface RunEnd {
  readonly run: string;
  readonly endedAt: Timestamp;
  readonly outcome: RunOutcome;
  readonly sources: readonly RunSource[];
  /** Ids of the segments that the run committed. */
  readonly segments: readonly Digest[];
}

/** Checks the id of a run. */
export const runId: z.ZodType<string> = z
  .string()
  .regex(/^[0-9a-f]{32}$/, { error: "must be 32 lower-case hex digits" });

export const toolSchema: z.ZodType<Tool> = z.strictObject({ name, version: name });

export const runSchema: z.ZodType<Run> = z.strictObject({
  id: runId,
  name: name.exactOptional(),
  purpose: name,
  model: modelReferenceSchema.exactOptional(),
  startedAt: timestamp,
  mode: z.enum(trackModes),
  configuration: jsonObject,
  code: z
    .strictObject({
      repository: name.exactOptional(),
      commit: name.exactOptional(),
      dirty: z.boolean().exactOptional(),
    })
    .exactOptional(),
  environment: z.strictObject({ platform: name, architecture: name, runtime: name }),
  tool: toolSchema,
});

/** Adds counts up; what nobody looked at stays so. */
export function addPersonalData(
  ...parts: readonly (PersonalDataCounts | undefined)[]
): PersonalDataCounts | undefined {
  const looked = parts.filter((part) => part !== undefined);
  if (looked.length === 0) return undefined;
  const sums = new Map<string, number>();
  for (const { category, count } of looked.flatMap(({ counts }) => counts))
    sums.set(category, (sums.get(category) ?? 0) + count);
  const counts = [...sums].map(([category, count]): CategoryCount => ({ category, count }));
  return {
    scannedRecords: looked.reduce((sum, { scannedRecords }) => sum + scannedRecords, 0),
    counts: counts.sort((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1)),
  };
}

/** Adds counts of pictures up; undefined where there are none. */
export function addPictures(...parts: readonly (PictureCounts | undefined)[]): PictureCounts | undefined {
  const counted = parts.filter((part) => part !== undefined);
  if (counted.length === 0) return undefined;
  return {
    records: counted.reduce((sum, { records }) => sum + records, 0),
    bytes: counted.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

const personalDataSchema: z.ZodType<PersonalDataCounts> = z.strictObject({
  scannedRecords: count,
  counts: z.array(z.strictObject({ category: slug, count })).max(1_000),
});

const runSourceSchema: z.ZodType<RunSource> = z.strictObject({
  source: name,
  evidence: z.enum(evidenceModes),
  records: count,
  characters: count,
  bytes: count,
  pictures: z.strictObject({ records: count, bytes: count }).exactOptional(),
  hosts: count,
  optedOutRecords: count,
  optedOutHosts: count,
  licences: z.array(z.strictObject({ basis: z.enum([...licenceBases, "unknown"]), records: count })).max(4),
  personalData: personalDataSchema.exactOptional(),
  firstUsedAt: timestamp,
  lastUsedAt: timestamp,
});

export const runEndSchema: z.ZodType<RunEnd> = z.strictObject({
  run: runId,
  endedAt: timestamp,
  outcome: z.enum(["completed", "failed", "interrupted"]),
  sources: z.array(runSourceSchema).max(100_000),
  segments: z.array(digest).max(100_000),
});
