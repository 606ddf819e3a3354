/**
 * Windows: the normal form of a part of a record, so that verifying a match in a book does not normalise the book.
 *
 * A text falls into two at a letter that is kept, has combining class 0 and never composes with what is before it:
 * there the normal form of the whole is the normal forms of both parts, one behind the other (no run of marks goes
 * over such a letter, and nothing composes across it), with the same spans. Before its first byte every decoder of
 * UTF-8 is in step, whatever the bytes before it. Such letters are nearly all that there are.
 */
import { decodeUtf8, type NormalText } from "../text/normal-form.ts";
import { normaliseUtf8 } from "../wasm/query-kernel.ts";
import { mappingOf, mappingPlainStarter } from "../text/unicode-lookup.ts";

/** The bytes of one record's text, read as far as they are asked for. */
export interface RecordBytes {
  readonly byteLength: number;
  /** Returns the bytes from `start` to before `end`, both inside the text. The caller does not change them. */
  read(start: number, end: number): Uint8Array;
}

/** Part of a record's normal form; spans are bytes of the whole text. */
export interface RecordWindow extends NormalText {
  /** The part's bytes. */
  readonly byteStart: number;
  readonly byteEnd: number;
  /** Whether nothing of the text lies before it, or behind it. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

/** Bytes looked through at first for a letter to cut at; four times as many each time that there is none. */
const searchedByteLength = 64;
/** No letter is longer, so one that begins before the end of a search is whole with so many bytes more. */
const letterByteLength = 4;

/** Bytes that are all there. */
export function heldBytes(bytes: Uint8Array): RecordBytes {
  return { byteLength: bytes.byteLength, read: (start, end) => bytes.subarray(start, end) };
}

/** Reads a window that holds the bytes from `from` to before `to` at least, as far as there are any. */
export function readWindow(record: RecordBytes, from: number, to: number): RecordWindow {
  const { byteLength } = record;
  // One read is enough for nearly every window; only where no letter is near an edge is more looked through.
  const readStart = Math.max(0, Math.min(from, byteLength) - searchedByteLength);
  const readEnd = Math.min(byteLength, Math.max(to, 0) + searchedByteLength + letterByteLength);
  const read = record.read(readStart, readEnd);
  const nearStart = readStart === 0 && from <= 0 ? 0 : lastCut(read, Math.min(from, byteLength) - readStart);
  const nearEnd =
    to >= byteLength
      ? read.length
      : firstCut(read, Math.max(to, 0) - readStart, read.length - letterByteLength);
  const byteStart = nearStart < 0 ? cutBefore(record, readStart) : readStart + nearStart;
  const byteEnd =
    nearEnd < 0 ? cutBehind(record, Math.max(to, readEnd - letterByteLength)) : readStart + nearEnd;
  const isRead = nearStart >= 0 && nearEnd >= 0;
  const text = normaliseUtf8(isRead ? read.subarray(nearStart, nearEnd) : record.read(byteStart, byteEnd));
  if (byteStart > 0) {
    for (const spans of [text.starts, text.ends])
      for (let i = 0; i < spans.length; i++) spans[i] = spans[i]! + byteStart;
  }
  return {
    length: text.length,
    characters: text.characters,
    starts: text.starts,
    ends: text.ends,
    byteStart,
    byteEnd,
    isStart: byteStart === 0,
    isEnd: byteEnd === byteLength,
  };
}

/** The last place up to `from` at which bytes fall in two; -1 for none. */
function lastCut(bytes: Uint8Array, from: number): number {
  for (let i = from; i >= 0; i--) if (isCut(bytes, i)) return i;
  return -1;
}

/** The first one from `from` to before `end`; -1 for none. */
function firstCut(bytes: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end; i++) if (isCut(bytes, i)) return i;
  return -1;
}

/** The last place at or before a byte at which the text falls in two; 0 when there is none. */
function cutBefore(record: RecordBytes, from: number): number {
  let end = Math.max(0, from);
  for (let length = searchedByteLength; end > 0; length *= 4) {
    const start = Math.max(0, end - length);
    const bytes = record.read(start, Math.min(record.byteLength, end + letterByteLength));
    const cut = lastCut(bytes, end - start);
    if (cut >= 0) return start + cut;
    end = start;
  }
  return 0;
}

/** The first one at or behind a byte; the text's end when there is none. */
function cutBehind(record: RecordBytes, to: number): number {
  const { byteLength } = record;
  let start = to;
  for (let length = searchedByteLength; start < byteLength; length *= 4) {
    const end = Math.min(byteLength, start + length);
    const bytes = record.read(start, Math.min(byteLength, end + letterByteLength));
    const cut = firstCut(bytes, 0, end - start);
    if (cut >= 0) return start + cut;
    start = end;
  }
  return byteLength;
}

function isCut(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  if (byte === undefined || (byte >= 0x80 && byte < 0xc0)) return false;
  if (byte >= 0x80) return mappingOf(decodeUtf8(bytes, at) >> 3) === mappingPlainStarter;
  const folded = byte | 0x20;
  return (folded >= 0x61 && folded <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}
