/** Rows of a Parquet file, one row group in memory at a time. */
import {
  parquetMetadata,
  parquetReadObjects,
  parquetSchema,
  snappyUncompress,
  type AsyncBuffer,
  type Compressors,
  type ColumnMetaData,
  type FileMetaData,
  type RowGroup,
  type SchemaTree,
} from "hyparquet";
import { imageFormatOf } from "@yurai/fingerprint/images";
import type { Locator } from "@yurai/schema";
import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { SeenGap } from "../batch.ts";
import { CompactReader } from "./compact-struct.ts";
import { checkColumn, type ColumnShape } from "./parquet-page.ts";
import { gapOfError, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import { declaredImages, imageAt, withImages } from "./row-image.ts";

const none: ReadonlySet<string> = new Set();

/** How a Parquet file is read. */
export interface ParquetOptions extends ReaderOptions {
  /** The column that holds the text; it goes into locators, so that evidence is found again. Default `text`. */
  readonly field?: string;
  /** Columns to read. Default: all of them. */
  readonly columns?: readonly string[];
  /**
   * Pictures in columns of bytes, and in the structs of Hugging Face datasets, go with their row; further pictures of a row
   * are rows of their own. Without a named text column a caption counts as the text. Default: pictures are values only.
   */
  readonly images?: boolean;
  /** The text column comes as bytes in UTF-8, as it lies in the file: faster when nobody but the tracker looks. Default: strings. */
  readonly asBytes?: boolean;
  /** Row groups that unpack to more are a gap, or whose values that repeat others come to half of it. Default 2 GiB. */
  readonly maxGroupBytes?: number;
}

/** A row by the names of its columns; 64-bit integers are numbers where they fit, else text. */
export type ParquetRow = ReadRow<Readonly<Record<string, unknown>>>;

/** Largest page and largest read: more is an attack, and beyond 2 GiB Node does not go. */
const maxPageBytes = 1024 * 1024 * 1024;
/** More rows in one group are an attack: a few bytes can stand for any number of nulls. */
const maxGroupRows = 2 ** 24;
/** What a group says of its bytes is not believed either. */
const maxUnpackedBytes = 2 ** 32;
const defaultMaxGroupBytes = 2 ** 31;
const maxFooterBytes = 64 * 1024 * 1024;
/** Name, length of the footer, name. */
const footerTailBytes = 8;
/** More columns with their groups, and deeper ones, than any table of texts has. */
const maxSchemaElements = 10_000;
const maxLevels = 255;

/**
 * Yields the rows of a Parquet file in order. Snappy, gzip, Brotli, Zstandard and plain pages are read.
 *
 * A row group that can't be read is a gap, and the next one is read. Gaps: `failed-row` (a row group),
 * `unknown-format` (the whole file), `limit-reached`, `missing-field`, and those of a file that can't be opened.
 */
export async function* readParquet(file: string, options: ParquetOptions): AsyncGenerator<ParquetRow> {
  const { onGap, field = "text", maxGroupBytes = defaultMaxGroupBytes } = options;
  const path = locatorPath(file, options.baseFolder);
  let opened: OpenParquet | undefined;
  try {
    opened = await openParquet(file);
    const { metadata } = opened;
    let groupStart = 0;
    for (const group of metadata.row_groups) {
      const groupEnd = groupStart + Number(group.num_rows);
      if (Number(group.total_byte_size) > maxGroupBytes || Number(group.num_rows) > maxGroupRows)
        onGap({
          kind: "limit-reached",
          count: 1,
          code: "row-group-too-large",
          where: { path, line: groupStart + 1 },
        });
      else yield* groupRows(opened, group, groupStart, { ...options, field, path, named: options.field });
      groupStart = groupEnd;
    }
  } catch (error) {
    onGap(gapOfFile(error, path));
  } finally {
    await opened?.handle.close();
  }
}

/** The picture of one row; undefined when it is not there. Reads the row group's column. */
export async function imageOfRow(
  file: string,
  locator: Extract<Locator, { kind: "row" }>,
): Promise<Uint8Array | undefined> {
  const { row, image = "" } = locator;
  const columns = [image];
  const found = await oneRow(file, row, { field: "", columns, images: true, declared: new Set(columns) });
  return found === undefined ? undefined : imageAt(found, locator);
}

/** The text of one row, as bytes or a string; undefined when there is none. Reads the row group's text column. */
export async function textOfRow(
  file: string,
  row: number,
  field: string,
): Promise<Uint8Array | string | undefined> {
  const found = await oneRow(file, row, { field, columns: [field], asBytes: true });
  const text: unknown = found?.[field];
  return typeof text === "string" || text instanceof Uint8Array ? text : undefined;
}

async function oneRow(
  file: string,
  row: number,
  options: GroupOptions,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const opened = await openParquet(file);
  try {
    let start = 0;
    for (const group of opened.metadata.row_groups) {
      const at = row - start;
      start += Number(group.num_rows);
      if (row < start) return (await readRange(opened, group, [at, at + 1], options))[0];
    }
    return undefined;
  } finally {
    await opened.handle.close();
  }
}

/** `declared`: columns that hold pictures, whatever their bytes look like. */
type GroupOptions = { readonly declared?: ReadonlySet<string> | undefined } & Pick<
  ParquetOptions,
  "columns" | "asBytes" | "images" | "maxGroupBytes"
> & {
    readonly field: string;
  };

interface OpenParquet {
  readonly handle: FileHandle;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
}

async function openParquet(file: string): Promise<OpenParquet> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw Object.assign(new Error("not a regular file"), { code: "not-a-file" });
    const buffer = bufferOf(handle, stat.size);
    return { handle, buffer, metadata: await readFooter(buffer) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readFooter(buffer: AsyncBuffer): Promise<FileMetaData> {
  const end = buffer.byteLength - footerTailBytes;
  const length = new DataView(await buffer.slice(end)).getUint32(0, true);
  if (length > Math.min(end, maxFooterBytes)) throw new Error("a footer beyond the limit");
  const footer = await buffer.slice(end - length);
  new CompactReader(new Uint8Array(footer), 0).struct();
  const metadata = parquetMetadata(footer);
  if (metadata.schema.length > maxSchemaElements) throw new Error("a schema beyond the limit");
  // Places of rows count over all groups, so that nothing can be said of the others without one of them.
  if (!metadata.row_groups.every(({ num_rows: rows }) => isCount(rows)))
    throw new Error("a group without its rows");
  return metadata;
}

function isCount(value: unknown): boolean {
  return typeof value === "bigint" && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function bufferOf(handle: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const length = end - start;
      if (start < 0 || length < 0 || end > byteLength || length > maxPageBytes * 2)
        throw new RangeError("out of the file");
      const bytes = new Uint8Array(length);
      let read = 0;
      while (read < length) {
        const { bytesRead } = await handle.read(bytes, read, length - read, start + read);
        if (bytesRead === 0) throw new RangeError("the file became shorter");
        read += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

async function* groupRows(
  opened: OpenParquet,
  group: RowGroup,
  groupStart: number,
  options: ParquetOptions & {
    readonly field: string;
    /** The field, where the caller named one. */
    readonly named: string | undefined;
    readonly path: string;
  },
): AsyncGenerator<ParquetRow> {
  const { path, field, named, onGap, images = false } = options;
  const declared = images ? declaredImages(metadataOf(opened)) : undefined;
  let rows: readonly Record<string, unknown>[];
  try {
    rows = await readRange(opened, group, [0, Number(group.num_rows)], { ...options, declared });
  } catch {
    const count = Math.max(1, Math.min(Number(group.num_rows), Number.MAX_SAFE_INTEGER));
    onGap({ kind: "failed-row", count, code: "row-group-unreadable", where: { path, line: groupStart + 1 } });
    return;
  }
  for (const [at, value] of rows.entries()) {
    const row = { value, locator: { kind: "row", path, row: groupStart + at, field } as const };
    if (declared === undefined) yield row;
    else yield* withImages(row, named, declared, onGap);
  }
}

/** What libraries of Hugging Face wrote about the columns. */
function metadataOf({ metadata }: OpenParquet): string | undefined {
  return metadata.key_value_metadata?.find(({ key }) => key === "huggingface")?.value;
}

async function readRange(
  { buffer: file, metadata: whole }: OpenParquet,
  group: RowGroup,
  [rowStart, rowEnd]: readonly [number, number],
  {
    columns,
    field,
    asBytes = false,
    images = false,
    declared = none,
    maxGroupBytes = defaultMaxGroupBytes,
  }: GroupOptions,
): Promise<readonly Record<string, unknown>[]> {
  // The library goes through all groups for each one that it reads.
  const metadata = { ...whole, row_groups: [group] };
  const schema = parquetSchema(metadata);
  const names = schema.children.map(({ element }) => element.name);
  const wanted = names.filter((name) => columns?.includes(name) ?? true);
  await checkGroup(file, schema, group, { wanted, maxRepeatedBytes: maxGroupBytes / 2 });
  const range = { file, metadata, rowStart, rowEnd, compressors };
  const isApart = asBytes && wanted.includes(field);
  const binary = images
    ? new Set(schema.children.filter(holdsBytes).map(({ element }) => element.name))
    : none;
  const others = wanted.filter((name) => !binary.has(name) && !(isApart && name === field));
  const rows: Record<string, unknown>[] =
    others.length === 0
      ? Array.from({ length: rowEnd - rowStart }, () => ({}))
      : await parquetReadObjects({ ...range, columns: others });
  for (const row of rows)
    for (const name in row) if (typeof row[name] === "bigint") row[name] = plain(row[name]);
  const files = wanted.filter((name) => binary.has(name) && !(isApart && name === field));
  if (files.length > 0) {
    const found = await parquetReadObjects({ ...range, columns: files, utf8: false });
    for (const [at, row] of rows.entries())
      for (const name of files)
        row[name] = declared.has(name) ? found[at]![name] : textOrBytes(found[at]![name]);
  }
  if (!isApart) return rows;
  const texts = await readTexts(range, field);
  for (const [at, row] of rows.entries()) row[field] = texts[at];
  return rows;
}

/** Whether a column holds bytes of which nobody says that they are text, itself or in its fields. */
function holdsBytes({ element, children }: SchemaTree): boolean {
  if (children.length > 0) return children.some(holdsBytes);
  const isText = element.converted_type !== undefined || element.logical_type !== undefined;
  return element.type === "BYTE_ARRAY" && !isText;
}

/** Old writers leave out that bytes are text. */
function textOrBytes(value: unknown): unknown {
  if (!(value instanceof Uint8Array) || imageFormatOf(value) !== undefined || !isUtf8(value)) return value;
  return new TextDecoder().decode(value);
}

/** Looks the pages of a group over before they are read. */
async function checkGroup(
  file: AsyncBuffer,
  schema: SchemaTree,
  group: RowGroup,
  { wanted, maxRepeatedBytes }: { readonly wanted: readonly string[]; readonly maxRepeatedBytes: number },
): Promise<void> {
  let unpackedBytes = 0;
  let repeatedBytes = 0;
  for (const { meta_data: column } of group.columns) {
    if (column === undefined) throw new Error("a column without its facts");
    if (!wanted.includes(column.path_in_schema[0]!)) continue;
    const start = Number(column.dictionary_page_offset || column.data_page_offset);
    const bytes = await file.slice(start, start + Number(column.total_compressed_size));
    checkColumn(new Uint8Array(bytes), {
      ...levelsOf(schema, column.path_in_schema, Number(group.num_rows)),
      isBoolean: column.type === "BOOLEAN",
      unpack(packed, byteLength) {
        unpackedBytes += byteLength;
        if (unpackedBytes > maxUnpackedBytes) throw new Error("a group that unpacks to more than the limit");
        return unpackPage(column, packed, byteLength);
      },
      onRepeated(byteLength) {
        repeatedBytes += byteLength;
        if (repeatedBytes > maxRepeatedBytes) throw new Error("values that repeat more than the limit");
      },
    });
  }
}

function levelsOf(
  schema: SchemaTree,
  path: readonly string[],
  groupRows: number,
): Pick<ColumnShape, "rows" | "maxDefinition" | "maxRepetition"> {
  const elements = [schema];
  for (const name of path) {
    const child = elements.at(-1)!.children.find(({ element }) => element.name === name);
    if (child === undefined || elements.length > maxLevels) throw new Error("a column that the schema lacks");
    elements.push(child);
  }
  const repetitions = elements.map(({ element }) => element.repetition_type);
  const isFlat = elements.length === 2 && repetitions[1] !== "REPEATED" && elements[1]!.children.length === 0;
  return {
    rows: isFlat ? groupRows : undefined,
    maxDefinition: repetitions.slice(1).filter((repetition) => repetition !== "REQUIRED").length,
    maxRepetition: repetitions.filter((repetition) => repetition === "REPEATED").length,
  };
}

function unpackPage({ codec }: ColumnMetaData, packed: Uint8Array, byteLength: number): Uint8Array {
  const unpacked = codec === "UNCOMPRESSED" ? packed : compressors[codec]?.(packed, byteLength);
  if (unpacked?.byteLength !== byteLength) throw new Error("a page of another length than it states");
  return unpacked;
}

/** The text column of whole row groups holds what lies before the range too. */
async function readTexts(
  range: Parameters<typeof parquetReadObjects>[0],
  field: string,
): Promise<readonly unknown[]> {
  const parsers = { stringFromBytes: (bytes: Uint8Array) => bytes };
  const rows = await parquetReadObjects({ ...range, columns: [field], utf8: false, parsers });
  return rows.map((row) => row[field] as unknown);
}

function plain(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, pageLimit(length)) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, pageLimit(length)) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, pageLimit(length)) }),
  SNAPPY: (input, length) => {
    const output = new Uint8Array(pageLimit(length));
    snappyUncompress(input, output);
    return output;
  },
};

/** Never more than a page says that it unpacks to, and never more than the limit. */
function pageLimit(length: number): number {
  if (!(length >= 0 && length <= maxPageBytes)) throw new RangeError("a page beyond the limit");
  return length;
}

function gapOfFile(error: unknown, path: string): SeenGap {
  const gap = gapOfError(error, path);
  // The library's own errors have no code: the footer is missing or is none.
  return gap.code === "unknown"
    ? { kind: "unknown-format", count: 1, code: "not-parquet", where: { path } }
    : gap;
}
