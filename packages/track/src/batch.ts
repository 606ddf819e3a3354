/** What crosses from the loader's thread to the worker and back. Texts travel in a transferred buffer, facts beside it. */
import type { AnchorProfile } from "@yurai/fingerprint";
import type { OrdinalRange } from "@yurai/ledger";
import type { DataClass, Evidence, Gap, GapPlace, LicenceBasis, RunSource } from "@yurai/schema";

/** Facts of a record that are not the same for its whole pass, as strings; locator and signals in JSON. */
export interface FactTexts {
  readonly url?: string;
  readonly id?: string;
  readonly licence?: string;
  readonly language?: string;
  readonly fetchedAt?: string;
  readonly signals?: string;
  /** A `RobotsDecision`. */
  readonly robots?: string;
  readonly locator?: string;
}

/** The same of many records, a list a fact; null or nothing where a record lacks it. */
export type FactColumns = { readonly [Name in keyof FactTexts]?: readonly (string | null)[] };

/** One pass over one loader: everything that its records have in common. */
export interface Pass {
  readonly source: string;
  /** What the pulls of this pass count in, for resuming; see `placeOf`. */
  readonly stream: string;
  readonly evidence: Evidence;
  /** How the licence of the source is known; records with a licence of their own count as declared. */
  readonly licenceBasis: LicenceBasis | "unknown";
  /** The class of the source, where anybody declared it. */
  readonly declaredClass?: DataClass;
  /** The file whose lines the worker reads itself; missing where a loader hands rows over. */
  readonly file?: PassFile;
}

/** A file of JSON Lines, as far as the worker must know it. */
export interface PassFile {
  /** Path as locators have it. */
  readonly path: string;
  /** Names of the fields that hold the text and facts. */
  readonly fields: FieldNames;
  readonly maxLineBytes: number;
  readonly maxRecordBytes: number;
}

/** The fields of a row in which its text and facts stand. */
export interface FieldNames {
  readonly text: string;
  readonly url?: string;
  readonly id?: string;
  readonly licence?: string;
  readonly language?: string;
  readonly fetchedAt?: string;
}

/** A gap as the loader's thread or a reader sees it; source, run and time are added where it is written down. */
export interface SeenGap {
  readonly kind: Gap["kind"];
  readonly count: number;
  readonly where?: GapPlace;
  readonly code?: string;
}

/** Records in the order in which they were handed on. */
export interface Batch {
  readonly kind: "batch";
  /** Texts in UTF-8, one after the other. Transferred, and given back with `free`. */
  readonly buffer: ArrayBuffer;
  /** Where text i begins; one more than there are records. */
  readonly offsets: Uint32Array;
  /**
   * Files of pictures, which lie behind the texts in the buffer: where that of each record begins and ends, 0 and 0 for one
   * without. Missing where no record has any.
   */
  readonly images?: { readonly starts: Uint32Array; readonly ends: Uint32Array };
  /** Number of the pass of each record. */
  readonly passes: Uint32Array;
  /** Pull of each record in its pass, from 0: its locator where the loader gives none. */
  readonly pulls: Float64Array;
  readonly facts: FactColumns;
  /** Rows that gave a gap instead of a record, with the ranges of each part, so that a resumed run skips them too. */
  readonly skipped: readonly {
    readonly source: string;
    readonly part: string;
    readonly ranges: readonly OrdinalRange[];
  }[];
  readonly gaps: readonly SourceGap[];
}

/** Whole lines of a file, which the worker takes apart. */
export interface Lines {
  readonly kind: "lines";
  readonly pass: number;
  /** The lines are in its front. Transferred, and given back with `free`. */
  readonly buffer: ArrayBuffer;
  readonly byteLength: number;
  /** Number of the first line in its file, from 0. */
  readonly firstLine: number;
  readonly lineCount: number;
  /** Where the first line begins in the unpacked file. */
  readonly byteStart: number;
  /** Lines that were read before, ascending and apart. */
  readonly known: readonly OrdinalRange[];
}

/** What the worker made of a chunk of lines. */
export interface LinesRead {
  readonly lines: number;
  /** Lines that were rows. */
  readonly rows: number;
  /** Rows with a text, empty ones included. */
  readonly texts: number;
  readonly records: number;
  /** The first row without a text that can be recorded, from 0; null where all have one. */
  readonly unreadable: number | null;
}

/** A gap and the source it belongs to. */
export interface SourceGap extends SeenGap {
  readonly source: string;
}

/** From the loader's thread to the worker. */
export type ToWorker =
  | { readonly kind: "pass"; readonly number: number; readonly pass: Pass }
  | Batch
  | Lines
  | { readonly kind: "seal"; readonly call: number }
  | { readonly kind: "end" };

/** From the worker to the loader's thread. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "free"; readonly buffer: ArrayBuffer }
  | { readonly kind: "read"; readonly pass: number; readonly read: LinesRead }
  | { readonly kind: "committed"; readonly records: readonly (readonly [source: string, records: number])[] }
  | { readonly kind: "failed"; readonly code: string; readonly message: string }
  | { readonly kind: "sealed"; readonly call: number }
  | { readonly kind: "ended"; readonly end: RecordingEnd };

/** What one worker recorded in all. */
export interface RecordingEnd {
  /** Ids of the segments it committed. */
  readonly segments: readonly string[];
  /** Bytes of their files. */
  readonly bytesOnDisk: number;
  /** What it read, over all of its commits. */
  readonly sources: readonly RunSource[];
  /** Records that another process of the same run had read as well. */
  readonly readTwice: number;
}

/** What the worker is started with. */
export interface WorkerSettings {
  readonly home: string;
  readonly run: string;
  readonly tool: { readonly tool: string; readonly version: string };
  readonly profile: AnchorProfile | null;
  /** Whether segments get MinHash signatures. */
  readonly minhash: boolean;
  /** Whether personal data and secrets are counted. Default false. */
  readonly scan?: boolean;
  readonly sealBytes: number;
  readonly sealAfterMs: number;
  /** Two numbers: how often the worker reported, and whether it is gone. */
  readonly signals: SharedArrayBuffer;
}

/** Index of the count of reports in `signals`; waiting threads are woken when it changes. */
export const reportCount = 0;
/** Index of the mark that the worker is gone: 1. */
export const workerGone = 1;
