/** How a run is started, its defaults, and what of it goes on record. */
import { closeProfile, standardProfile, type AnchorProfile } from "@yurai/fingerprint";
import type { Ledger } from "@yurai/ledger";
import type { CodeVersion, Evidence, JsonObject, ModelReference, Run, Tool, TrackMode } from "@yurai/schema";
import { availableParallelism } from "node:os";
import type { SourceDeclaration } from "./known-sources.ts";
import type { RecorderLimits } from "./recorder.ts";
import { newRunId } from "./run-identity.ts";

/** What of the text is indexed: passages for exact runs, shorter ones as well (`close`), or counts and digests only. */
export type IndexMode = "standard" | "close" | "off";

/** How a run is started. */
export interface RunOptions {
  /** The home folder, `.yurai`, in which segments are written. */
  readonly home: string;
  /** The ledger of that home, open for writing. The run doesn't close it. */
  readonly ledger: Ledger;
  /** What the data is read for, such as `train` or `evaluate`. */
  readonly purpose: string;
  readonly model?: ModelReference;
  /** A name that several processes share, and by which a killed run is resumed. Default: none, a run of its own. */
  readonly name?: string;
  /** What happens when provenance can't be recorded. Default `observe`. */
  readonly mode?: TrackMode;
  /** Sources to declare before anything is read. */
  readonly sources?: readonly SourceDeclaration[];
  /** Where evidence text comes from, for sources that don't say. Default `reread`. */
  readonly evidence?: Evidence;
  /** Default `standard`. */
  readonly index?: IndexMode;
  /**
   * Store MinHash signatures, by which what resembles an output is found: of whole records, and with the index `close` of
   * passages. Never with the index `off`. Default: true.
   */
  readonly minhash?: boolean;
  /** Count personal data and secrets by type, in the worker; the values go nowhere. Default: false. */
  readonly scan?: boolean;
  /** Further options of the job that belong on record; no secrets. */
  readonly configuration?: JsonObject;
  readonly code?: CodeVersion;
  readonly tool?: Tool;
  /** Bytes of text after which a segment is sealed. Default 256 MB. */
  readonly sealBytes?: number;
  /** Milliseconds after which a segment is sealed. Default 60,000. */
  readonly sealAfterMs?: number;
  /** Bytes beyond which a record is not recorded but a gap. Default 64 MiB. */
  readonly maxRecordBytes?: number;
  readonly limits?: Partial<RecorderLimits>;
  /** The clock of the run and of agreements. Default: the system's. Segments and rows carry the worker's own. */
  readonly now?: () => Date;
}

/** Defaults of the limits: 4 MiB of buffers a worker. */
export const defaultLimits: RecorderLimits = {
  bufferCount: 4,
  bufferBytes: 1024 * 1024,
  flushAfterMs: 1_000,
  stallMs: 120_000,
  workerCount: Math.min(availableParallelism(), 4),
};
export const defaultMaxLineBytes: number = 64 * 1024 * 1024;
export const defaultSealBytes: number = 256_000_000;
export const defaultSealAfterMs: number = 60_000;
export const defaultMaxRecordBytes: number = 64 * 1024 * 1024;
export const profiles: Readonly<Record<IndexMode, AnchorProfile | null>> = {
  standard: standardProfile,
  close: closeProfile,
  off: null,
};

/** Whether the segments of a run get signatures. */
export function storesSignatures({ index, minhash = true }: RunOptions): boolean {
  return minhash && index !== "off";
}

/** The run as the ledger keeps it. */
export function runFacts(options: RunOptions, startedAt: string): Run {
  const { mode = "observe", index = "standard", evidence = "reread", name, model, code } = options;
  return {
    id: newRunId(),
    ...(name !== undefined && { name }),
    purpose: options.purpose,
    ...(model && { model }),
    startedAt,
    mode,
    configuration: {
      ...options.configuration,
      index,
      minhash: storesSignatures(options),
      scan: options.scan ?? false,
      evidence,
      sealBytes: options.sealBytes ?? defaultSealBytes,
      sealAfterMs: options.sealAfterMs ?? defaultSealAfterMs,
      maxRecordBytes: options.maxRecordBytes ?? defaultMaxRecordBytes,
    },
    ...(code && { code }),
    environment: {
      platform: process.platform,
      architecture: process.arch,
      runtime: `node ${process.versions.node}`,
    },
    tool: options.tool ?? { name: "@yurai/track", version: "0.0.0" },
  };
}
