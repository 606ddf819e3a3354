/**
 * Where the text of a record comes from when a match is verified: kept in the segment, or read again from the file
 * it came from. A text that was read again counts only if its digest is still the record's.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { contentDigest } from "../text/content-key.ts";
import type { RecordRow } from "../segment/record-row.ts";

/** Why a record's text could not be had. */
export type MissingText = "not-kept" | "file-missing" | "text-changed" | "too-large";

/** A record's text in UTF-8 as it was loaded, or why there is none. */
export type RecordText = Uint8Array | MissingText;

/** Fetches a record's text. The caller checks its digest; return "not-kept" for locators that aren't yours. */
export type ReadText = (row: RecordRow) => RecordText | Promise<RecordText>;

/** Largest record that is read again, in bytes. */
const maxTextBytes = 512 * 1024 * 1024;

/**
 * Returns a reader for records whose locator is a plain file or a slice of one.
 *
 * @param baseFolder relative paths are resolved against it
 */
export function readFromFiles({ baseFolder }: { readonly baseFolder: string }): ReadText {
  return ({ facts: { locator } }) => {
    if (locator.kind !== "file") return "not-kept";
    const path = isAbsolute(locator.path) ? locator.path : resolve(baseFolder, locator.path);
    return readSlice(path, locator.byteStart, locator.byteEnd);
  };
}

/** Asks one reader after the other until one has the text; else the last reason that is more than "not-kept". */
export function firstText(readers: readonly ReadText[]): ReadText {
  return async (row) => {
    let reason: MissingText = "not-kept";
    for (const read of readers) {
      const text = await read(row);
      if (typeof text !== "string") return text;
      if (text !== "not-kept") reason = text;
    }
    return reason;
  };
}

/** Makes a reader answer "text-changed" where the bytes are no longer those that were recorded. */
export function sameText(read: ReadText): ReadText {
  return async (row) => {
    const text = await read(row);
    if (typeof text === "string") return text;
    return equalBytes(contentDigest(text), row.digest) ? text : "text-changed";
  };
}

/** Reads bytes [start, end) of a regular file; anything that isn't one counts as missing. */
function readSlice(path: string, start: number, end: number): RecordText {
  if (end - start > maxTextBytes) return "too-large";
  let file: number;
  try {
    // Non-blocking, so that a named pipe in a file's place can't make the check wait for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return "file-missing";
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return "file-missing";
    if (start < 0 || end < start || end > stat.size) return "text-changed";
    const bytes = new Uint8Array(end - start);
    let read = 0;
    while (read < bytes.byteLength) {
      const got = readSync(file, bytes, read, bytes.byteLength - read, start + read);
      if (got === 0) return "text-changed";
      read += got;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}
