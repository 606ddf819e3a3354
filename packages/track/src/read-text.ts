/** Reads the text of tracked records again: the evidence of a match. */
import type { ReadText, RecordText } from "@yurai/fingerprint";
import { open } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { openBytes } from "./readers/byte-stream.ts";
import type { WarcLocator } from "./readers/warc-record.ts";

/** Largest row that is read again. */
const maxRowBytes = 64 * 1024 * 1024;

/**
 * Returns a reader for records whose locator is a row of JSON Lines with a byte range or a record of a WARC file. Pass it
 * to `openIndex`.
 *
 * A packed file is unpacked from its begin up to the row, because gzip and Zstandard frames can't be entered in the
 * middle: linear in the row's offset.
 *
 * @param options.baseFolder relative paths are resolved against it
 *
 * @example
 * ```ts
 * using index = await openIndex(".yurai", { readText: [readRows({ baseFolder: "." })] });
 * ```
 */
export function readRows({ baseFolder }: { readonly baseFolder: string }): ReadText {
  return async ({ facts: { locator } }) => {
    if (locator.kind === "warc") return readWarcRecord(locator, baseFolder);
    if (locator.kind !== "row" || locator.byteStart === undefined || locator.byteEnd === undefined)
      return "not-kept";
    const { byteStart, byteEnd, field = "text" } = locator;
    if (byteEnd - byteStart > maxRowBytes) return "too-large";
    const path = isAbsolute(locator.path) ? locator.path : resolve(baseFolder, locator.path);
    const row = await readRange(path, byteStart, byteEnd);
    return typeof row === "string" ? row : textOf(row, field);
  };
}

async function readWarcRecord(locator: WarcLocator, baseFolder: string): Promise<RecordText> {
  const { byteStart, byteEnd, isUnpacked = false } = locator;
  if (byteEnd - byteStart > maxRowBytes) return "too-large";
  const path = isAbsolute(locator.path) ? locator.path : resolve(baseFolder, locator.path);
  const stored = await readRange(path, byteStart, byteEnd, isUnpacked);
  if (typeof stored === "string") return stored;
  const { textOfRecord } = await import("./readers/warc.ts");
  const text = textOfRecord(stored, locator);
  return text === undefined ? "text-changed" : new TextEncoder().encode(text);
}

/** Bytes of the file, by default of the unpacked one. */
async function readRange(
  path: string,
  byteStart: number,
  byteEnd: number,
  isUnpacked = true,
): Promise<RecordText> {
  try {
    await using file = await open(path, "r");
    if (!(await file.stat()).isFile()) return "file-missing";
    if (isUnpacked) {
      const { packing, chunks } = await openBytes(path);
      if (packing !== "none") return await cut(chunks, byteStart, byteEnd);
    }
    const bytes = new Uint8Array(byteEnd - byteStart);
    const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, byteStart);
    return bytesRead === bytes.byteLength ? bytes : "text-changed";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // Anything but a missing file means that it can't be unpacked to there any more.
    return code === "ENOENT" || code === "EACCES" || code === "ENOTDIR" ? "file-missing" : "text-changed";
  }
}

async function cut(
  chunks: AsyncIterable<Uint8Array>,
  byteStart: number,
  byteEnd: number,
): Promise<RecordText> {
  const parts: Uint8Array[] = [];
  let position = 0;
  for await (const chunk of chunks) {
    const from = Math.max(byteStart - position, 0);
    const to = Math.min(byteEnd - position, chunk.byteLength);
    if (from < to) parts.push(chunk.slice(from, to));
    position += chunk.byteLength;
    if (position >= byteEnd) return Buffer.concat(parts);
  }
  return "text-changed";
}

function textOf(row: Uint8Array, field: string): RecordText {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(row));
    const text = typeof value === "string" ? value : (value as Record<string, unknown> | null)?.[field];
    return typeof text === "string" ? new TextEncoder().encode(text) : "text-changed";
  } catch {
    return "text-changed";
  }
}
