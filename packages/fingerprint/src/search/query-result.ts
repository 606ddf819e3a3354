/** What a query is asked for, and what it answers. */
import type { RecordId } from "@yurai/schema";
import type { MissingText } from "./evidence.ts";
import type { NearCopy, NearCopyLimits } from "./near-copy.ts";
import type { RecordRow } from "../segment/record-row.ts";
import type { Resemblance } from "./resemblance.ts";
import type { Run, Span } from "./runs.ts";

/** Bounds of the work for one output, in counts. */
export interface QueryLimits {
  /** Hits listed in one segment. Default 200,000. */
  readonly maxCandidates?: number;
  /** Records in one segment whose text is read. Default 1,000. */
  readonly maxRecords?: number;
  /** Characters normalised and compared in one segment. Default 50 million. */
  readonly maxComparedCharacters?: number;
  /** What counts as a near copy; null looks for none. Default: 80 % alike, from 119 characters or 47 dense ones. */
  readonly nearCopy?: NearCopyLimits | null;
  /** Least Jaccard similarity of what resembles the output, above 0; null looks for none, the default. */
  readonly resemblance?: number | null;
}

/** A record that shares at least one verified exact run with the output. */
export interface RecordMatch {
  readonly record: RecordId;
  readonly row: RecordRow;
  /** Every maximal exact run whose part of the output no other one holds, longest first. */
  readonly runs: readonly Run[];
  /** How many there are in all, in every place of the record; beyond some hundreds at least so many. */
  readonly runCount: number;
  /** Characters of the output that at least one of all runs covers. */
  readonly coveredCharacters: number;
  /** Stretches that the record has with a few edits, the longest first; exact ones are among the runs alone. */
  readonly nearCopies: readonly NearCopy[];
  /** Characters of the output that runs cover, with what is alike around and between them, however short. */
  readonly nearlyCoveredCharacters: number;
  /** Whether output and record have one and the same normal form. */
  readonly whole: boolean;
}

/** Why a hit could not be verified: no text, or beyond a bound of the work. */
export type UnverifiedReason = MissingText | "work-limit";

/** A record whose anchors hit, but whose text was not compared. Never proof of a common run. */
export interface UnverifiedMatch {
  readonly record: RecordId;
  readonly row: RecordRow;
  readonly reason: UnverifiedReason;
  /** Anchors that hit. */
  readonly anchors: number;
  /** Longest chain of anchors in step; two or more are worth a review. */
  readonly inStep: number;
  /** From the first anchor that hit to the last, in UTF-16 units of the output. */
  readonly output: Span;
  /** Whether the key of the whole text is the same. */
  readonly whole: boolean;
}

/** What a query found, and what it looked at. */
export interface QueryResult {
  /** Characters of the output's normal form. */
  readonly characters: number;
  /** Verified matches, longest run first. */
  readonly matches: readonly RecordMatch[];
  readonly unverified: readonly UnverifiedMatch[];
  /** What resembles the output, the most similar first; empty unless the limits ask for it. */
  readonly resemblances: readonly Resemblance[];
  /** Segments that were searched for passages and whole texts. */
  readonly searched: readonly string[];
  /** Segments written without passages: only whole texts were looked up. */
  readonly withoutPassages: readonly string[];
  /** Segments written without signatures: nothing in them was looked at for resemblance. */
  readonly withoutSignatures: readonly string[];
  /** Hits beyond the bounds: counted, in no list above. */
  readonly beyondLimits: { readonly hits: number; readonly output: readonly Span[] };
  readonly work: {
    readonly hits: number;
    readonly comparedCharacters: number;
    readonly collisions: number;
    /** Signatures that may resemble the output and were not looked at. */
    readonly signaturesBeyond: number;
  };
}

/** Orders records by segment, then number. */
export function byId(a: RecordId, b: RecordId): number {
  if (a.segment !== b.segment) return a.segment < b.segment ? -1 : 1;
  return a.ordinal - b.ordinal;
}
