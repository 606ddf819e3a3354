/** What is found in chunks of JSON Lines, whichever code reads them: the kernel, or the plain twin where its SIMD is missing. */
import type { Buffer } from "node:buffer";

/** What becomes of a line. */
export const lineStatus = {
  /** Its text stands among the texts. */
  text: 0,
  /** JSON.parse must decide: what is rare, broken, or no JSON. Ends a run. */
  left: 1,
  /** A row whose text is missing or no string. */
  withoutText: 2,
  empty: 3,
  /** A text above `maxRecordBytes`. */
  tooLarge: 4,
  /** A line above `maxLineBytes`; nothing else is known of it. */
  oversized: 5,
} as const;

/** What stands in a field: nothing, a string without escapes, a string with escapes, or any other value. */
export const missing = 0;
export const plainString = 1;
export const escapedString = 2;
export const otherValue = 3;

/** Numbers that describe a line, in front of those of its facts. */
export const lineHead = {
  /** Number of the line in its chunk. */
  line: 0,
  status: 1,
  /** Where it begins and ends in the chunk, without its line feed and a carriage return before that. */
  start: 2,
  end: 3,
  /** Where its text ends among the texts; it begins where the one before it ends. */
  textEnd: 4,
  length: 5,
} as const;

/**
 * Numbers that describe a fact: its kind, and where it begins and ends in the chunk; of a string, between its quotes. Strings with
 * escapes are unescaped where they lie, and then plain, unless half of a surrogate pair is among them.
 */
export const factNumbers = { kind: 0, start: 1, end: 2, length: 3 } as const;

/** What is wanted of a file's lines. */
export interface LineFields {
  /** Names of fields, that of the text first. One that stands there twice is found at its first place. */
  readonly names: readonly string[];
  readonly maxLineBytes: number;
  readonly maxRecordBytes: number;
}

/** Some lines of a chunk, in order; those of nothing but spaces are left out. Holds until the next call. */
export interface FoundLines {
  readonly count: number;
  /** `lineHead` and `factNumbers` of each. */
  readonly numbers: Uint32Array;
  /** Where texts end. */
  readonly textEnd: number;
  /** Number of the next line in the chunk. */
  readonly nextLine: number;
  readonly isAtEnd: boolean;
}

/** Reads chunks of whole lines in UTF-8, one after the other. */
export interface JsonLines {
  readonly madeBy: "kernel" | "twin";
  /** The open chunk and its texts; hold until the next chunk. */
  readonly chunk: Buffer;
  readonly texts: Buffer;
  /** Takes a chunk, whose bytes may be changed; its last line needs no line feed. `leavesFirst`: its first line is left. */
  begin(chunk: Uint8Array, leavesFirst: boolean): void;
  /** Reads on to the line of the chunk with this number, a line that is left, or as many as one answer holds. */
  run(until: number, textEnd: number): FoundLines;
  /** Passes over lines, to the one with this number. */
  pass(until: number): void;
}
