/** Reads the text of tracked records again: the evidence of a match. */
import type { ReadText, RecordText } from "@yurai/fingerprint";
import type { Locator } from "@yurai/schema";
import { isAbsolute, resolve } from "node:path";
import { readRange } from "./read-range.ts";
import type { EntryLocator } from "./readers/tar.ts";
import type { WarcLocator } from "./readers/warc-record.ts";

type RowLocator = Extract<Locator, { kind: "row" }>;

/** Largest row that is read again. */
const maxRowBytes = 64 * 1024 * 1024;

/**
 * Returns a reader for records whose locator is a row of JSON Lines, CSV, Parquet or Arrow, a record of a WARC file
 * or an entry of a tar archive. Pass it to `openIndex`.
 *
 * A packed file is unpacked from its begin up to the row, because gzip and Zstandard frames can't be entered in the
 * middle: linear in the row's offset, except for WARC files, whose records are packed one by one. Of a Parquet file the
 * text column of one row group is read, of an Arrow file everything before the row.
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
    if (locator.kind !== "warc" && locator.kind !== "row" && locator.kind !== "entry") return "not-kept";
    const path = isAbsolute(locator.path) ? locator.path : resolve(baseFolder, locator.path);
    if (locator.kind === "warc") return readWarcRecord(path, locator);
    if (locator.kind === "entry") return readTarEntry(path, locator);
    if (/\.[ct]sv(?:\.\w+)?$/i.test(path)) return readCsvRow(path, locator);
    return locator.byteStart === undefined ? readColumnarRow(path, locator) : readJsonRow(path, locator);
  };
}

async function readTarEntry(path: string, locator: EntryLocator): Promise<RecordText> {
  if (locator.byteEnd - locator.byteStart > maxRowBytes) return "too-large";
  const bytes = await readRange(path, locator.byteStart, locator.byteEnd);
  if (typeof bytes === "string") return bytes;
  const { textOfEntry } = await import("./readers/tar.ts");
  return toBytes(textOfEntry(bytes, locator));
}

async function readJsonRow(
  path: string,
  { byteStart, byteEnd, field = "text" }: RowLocator,
): Promise<RecordText> {
  if (byteStart === undefined || byteEnd === undefined) return "not-kept";
  if (byteEnd - byteStart > maxRowBytes) return "too-large";
  const row = await readRange(path, byteStart, byteEnd);
  return typeof row === "string" ? row : jsonTextOf(row, field);
}

async function readCsvRow(path: string, locator: RowLocator): Promise<RecordText> {
  const { byteStart, byteEnd, row, field = "text", encoding = "utf-8" } = locator;
  const { maxCsvHeaderBytes, readCsv, textOfRecord } = await import("./readers/csv.ts");
  if (byteStart === undefined || byteEnd === undefined) {
    const rows = readCsv(path, { onGap: () => undefined, field });
    for await (const { value, locator: place } of rows)
      if (place.kind === "row" && place.row === row) return toBytes(value[field]);
    return "text-changed";
  }
  if (byteEnd - byteStart > maxRowBytes) return "too-large";
  const record = await readRange(path, byteStart, byteEnd);
  const header =
    typeof record === "string" ? record : await readRange(path, 0, Math.min(byteEnd, maxCsvHeaderBytes));
  if (typeof record === "string" || typeof header === "string")
    return typeof record === "string" ? record : "text-changed";
  const separator = /\.tsv(?:\.\w+)?$/i.test(path) ? 0x09 : 0x2c;
  return toBytes(textOfRecord(record, header, { field, encoding, separator }));
}

/** A row of Parquet or Arrow, told apart by the first bytes of the file. */
async function readColumnarRow(path: string, { row, field = "text" }: RowLocator): Promise<RecordText> {
  const head = await readRange(path, 0, 4, false);
  if (typeof head === "string") return head;
  if (Buffer.from(head).toString("latin1") === "PAR1") {
    const { textOfRow } = await import("./readers/parquet.ts");
    return orChanged(async () => toBytes(await textOfRow(path, row, field)));
  }
  const { readArrow } = await import("./readers/arrow.ts");
  return orChanged(async () => {
    for await (const { value, locator } of readArrow(path, { onGap: () => undefined, field, asBytes: true }))
      if (locator.kind === "row" && locator.row === row) return toBytes(value[field]);
    return "text-changed";
  });
}

function toBytes(text: unknown): RecordText {
  if (text instanceof Uint8Array) return text;
  return typeof text === "string" ? new TextEncoder().encode(text) : "text-changed";
}

/** A file that can't be read any more is not the one that was tracked. */
async function orChanged(read: () => Promise<RecordText>): Promise<RecordText> {
  try {
    return await read();
  } catch {
    return "text-changed";
  }
}

async function readWarcRecord(path: string, locator: WarcLocator): Promise<RecordText> {
  const { byteStart, byteEnd, isUnpacked = false } = locator;
  if (byteEnd - byteStart > maxRowBytes) return "too-large";
  const stored = await readRange(path, byteStart, byteEnd, isUnpacked);
  if (typeof stored === "string") return stored;
  const { textOfRecord } = await import("./readers/warc.ts");
  return toBytes(textOfRecord(stored, locator));
}

/** The text in a row of JSON: a field of it, or the row itself where that is a text. */
export function jsonTextOf(row: Uint8Array, field: string = "text"): RecordText {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(row));
    return toBytes(typeof value === "string" ? value : (value as Record<string, unknown> | null)?.[field]);
  } catch {
    return "text-changed";
  }
}
