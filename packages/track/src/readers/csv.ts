/** CSV and TSV from a file or a stream, plain, gzip or Zstandard, in UTF-8 or a declared encoding. */
import type { SeenGap } from "../batch.ts";
import { TrackError } from "../error.ts";
import { openBytes, type ByteSource } from "./byte-stream.ts";
import { ByteWindow } from "./byte-window.ts";
import { decode, encodingName } from "./charset.ts";
import { cutRecord, fieldBytes, type CsvCut } from "./csv-record.ts";
import { gapOfStream, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";

/** How CSV is read. */
export interface CsvOptions extends ReaderOptions {
  /** The column that holds the text; it goes into locators, so that evidence is found again. Default `text`. */
  readonly field?: string;
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
  /** One ASCII character. Default: a tab for names that end in `.tsv`, else a comma. */
  readonly separator?: string;
  /** Names of the columns. Default: those in the first record. */
  readonly columns?: readonly string[];
  /** Label of the WHATWG Encoding Standard, such as `shift_jis`. Default: by byte order mark, else UTF-8. */
  readonly encoding?: string;
  /** Longer records are a gap, and reading stops there. Default 64 MiB. The names of the columns take 1 MiB at most. */
  readonly maxRecordBytes?: number;
}

/** Longest record of column names: it is read again with every row that proves a match. */
export const maxCsvHeaderBytes: number = 1024 * 1024;

/** A row by the names of its columns. */
export type CsvRow = ReadRow<Readonly<Record<string, string>>>;

/** What is known of a file before its first row. */
interface CsvShape {
  readonly path: string;
  readonly field: string;
  readonly separator: number;
  readonly encoding: string;
  /** Byte ranges of rows are those of the file, so that one row can be read again alone. */
  readonly hasRanges: boolean;
  readonly onGap: (gap: SeenGap) => void;
  readonly maxRecordBytes: number;
}

/** Encodings in which no byte of a longer character is a sign of CSV; others are turned into UTF-8 first. */
const cutOnBytes = new Set([
  "utf-8",
  "shift_jis",
  "euc-jp",
  "windows-1252",
  "iso-8859-15",
  "euc-kr",
  "windows-31j",
]);

/**
 * Yields the rows of CSV in order. Row numbers count data records from 0; byte ranges are those of the record in the
 * unpacked file. Empty lines are no rows; fields without a column are left out, and columns without a field are absent.
 *
 * Gaps: `wrong-encoding` (the row is left out), `broken-line` (a quote that is never closed), `oversized-line`,
 * `truncated-file`, `limit-reached`, and those of a file that can't be opened.
 *
 * @throws TrackError `bad-input` for an encoding or separator that there is not
 */
export async function* readCsv(source: ByteSource, options: CsvOptions): AsyncGenerator<CsvRow> {
  const { onGap, maxRecordBytes = 64 * 1024 * 1024, field = "text" } = options;
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  const separator = separatorOf(options.separator ?? (/\.tsv(?:\.\w+)?$/i.test(path) ? "\t" : ","));
  const declared = options.encoding === undefined ? undefined : knownEncoding(options.encoding);
  let window: ByteWindow | undefined;
  try {
    const { chunks } = await openBytes(source);
    window = new ByteWindow(chunks);
    await window.fill(3);
    const { encoding, markBytes } = encodingOf(window.view, declared);
    window.skip(markBytes);
    const hasRanges = cutOnBytes.has(encoding);
    if (!hasRanges) window = new ByteWindow(toUtf8(window.rest(), encoding));
    const shape = {
      path,
      field,
      separator,
      encoding: hasRanges ? encoding : "utf-8",
      hasRanges,
      onGap,
      maxRecordBytes,
    };
    yield* rowsOf(window, shape, options.columns);
  } catch (error) {
    onGap(gapOfStream(error, path, window?.position ?? 0));
  } finally {
    await window?.close();
  }
}

/** The text of one record of a file, given its bytes and the first record; undefined when there is no such field. */
export function textOfRecord(
  record: Uint8Array,
  header: Uint8Array,
  {
    field,
    encoding,
    separator,
  }: { readonly field: string; readonly encoding: string; readonly separator: number },
): string | undefined {
  const shape = { separator, isLast: true };
  const [names, cut] = [cutRecord(header, 0, shape), cutRecord(record, 0, shape)];
  if (typeof names === "string" || typeof cut === "string") return undefined;
  const at = namesOf(header, names, encoding).indexOf(field);
  const found = cut.fields[at];
  return found === undefined ? undefined : decode(fieldBytes(record, found), encoding);
}

/** What is known while reading: the columns, once the first record was read, and the number of the next row. */
interface CsvState {
  names: readonly string[] | undefined;
  row: number;
}

async function* rowsOf(
  window: ByteWindow,
  shape: CsvShape,
  columns: readonly string[] | undefined,
): AsyncGenerator<CsvRow> {
  const state: CsvState = { names: columns, row: 0 };
  let isLast = false;
  for (;;) {
    const stop = yield* rowsIn(window.view, { state, shape, isLast, position: window.position });
    window.skip(stop.at);
    const limit = limitOf(shape, state);
    if (isFinal(stop.why) || window.byteLength > limit) {
      shape.onGap(gapOfCut(stop.why, shape, state, window.position));
      return;
    }
    if (isLast) return;
    // Twice as much at each attempt, so that a long record is not looked at again for every chunk; never much beyond the limit.
    isLast = !(await window.fill(Math.min(Math.max(1, window.byteLength * 2), limit + 1)));
  }
}

function limitOf({ maxRecordBytes }: CsvShape, { names }: CsvState): number {
  return names === undefined ? Math.min(maxCsvHeaderBytes, maxRecordBytes) : maxRecordBytes;
}

function isFinal(why: string): boolean {
  return why === "open-quote" || why === "too-many-fields" || why === "too-long";
}

interface CsvPart {
  readonly state: CsvState;
  readonly shape: CsvShape;
  readonly isLast: boolean;
  /** Offset of the bytes in the file. */
  readonly position: number;
}

/** Yields the rows that end in these bytes; returns where it stopped, and why. */
function* rowsIn(
  bytes: Uint8Array,
  { state, shape, isLast, position }: CsvPart,
): Generator<CsvRow, { readonly at: number; readonly why: string }> {
  let start = 0;
  while (start < bytes.byteLength) {
    const cut = cutRecord(bytes, start, { separator: shape.separator, isLast });
    if (typeof cut === "string") return { at: start, why: cut };
    if (cut.end - start > limitOf(shape, state)) return { at: start, why: "too-long" };
    const isHeader = state.names === undefined;
    const row =
      isEmpty(cut, start) || isHeader
        ? undefined
        : rowOf(bytes, start, cut, { state, shape, isLast, position });
    if (isHeader && !isEmpty(cut, start)) state.names = namesOf(bytes, cut, shape.encoding);
    if (row !== undefined) yield row;
    start = cut.next;
  }
  return { at: start, why: "end" };
}

function rowOf(
  bytes: Uint8Array,
  start: number,
  cut: CsvCut,
  { state, shape, position }: CsvPart,
): CsvRow | undefined {
  const place = { byteStart: position + start, byteEnd: position + cut.end };
  const value = valueOf(bytes, cut, state.names ?? [], shape.encoding);
  const row = state.row++;
  if (value !== undefined) return { value, locator: locatorOf(shape, row, place) };
  shape.onGap(wrongEncoding(shape, row, place.byteStart));
  return undefined;
}

function isEmpty({ fields }: CsvCut, start: number): boolean {
  return fields.length === 1 && fields[0]!.end <= start;
}

function valueOf(
  bytes: Uint8Array,
  { fields }: CsvCut,
  names: readonly string[],
  encoding: string,
): Record<string, string> | undefined {
  const value: Record<string, string> = {};
  const count = Math.min(names.length, fields.length);
  for (let at = 0; at < count; at++) {
    const text = textOf(fieldBytes(bytes, fields[at]!), encoding);
    if (text === undefined) return undefined;
    value[names[at]!] = text;
  }
  return value;
}

const fatal = new Map<string, InstanceType<typeof TextDecoder>>();

/** Undefined for bytes that are not in the encoding. */
function textOf(bytes: Uint8Array, encoding: string): string | undefined {
  let decoder = fatal.get(encoding);
  if (decoder === undefined)
    fatal.set(encoding, (decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })));
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function namesOf(bytes: Uint8Array, { fields }: CsvCut, encoding: string): readonly string[] {
  return fields.map((field) => decode(fieldBytes(bytes, field), encoding).trim());
}

function locatorOf(
  { path, field, encoding, hasRanges }: CsvShape,
  row: number,
  range: { readonly byteStart: number; readonly byteEnd: number },
): CsvRow["locator"] {
  return {
    kind: "row",
    path,
    row,
    ...(hasRanges && range),
    field,
    ...(encoding !== "utf-8" && { encoding }),
  };
}

function wrongEncoding({ path, encoding }: CsvShape, row: number, byte: number): SeenGap {
  return { kind: "wrong-encoding", count: 1, code: `not-${encoding}`, where: { path, line: row + 1, byte } };
}

function gapOfCut(cut: string, { path }: CsvShape, { row, names }: CsvState, byte: number): SeenGap {
  const where = { path, line: row + 1, byte };
  if (cut === "open-quote") return { kind: "broken-line", count: 1, code: "open-quote", where };
  if (cut === "too-many-fields") return { kind: "limit-reached", count: 1, code: cut, where };
  return { kind: "oversized-line", count: 1, ...(names === undefined && { code: "column-names" }), where };
}

function separatorOf(separator: string): number {
  const code = separator.length === 1 ? separator.charCodeAt(0) : 0;
  if (code === 0 || code >= 0x80 || code === 0x22 || code === 0x0a || code === 0x0d)
    throw new TrackError(
      "bad-input",
      "The separator of CSV must be one ASCII character, such as a comma or a tab.",
    );
  return code;
}

function knownEncoding(label: string): string {
  const name = encodingName(label);
  if (name !== undefined) return name;
  throw new TrackError(
    "bad-input",
    "There is no such encoding. Use a label such as utf-8, shift_jis or euc-jp.",
  );
}

function encodingOf(
  head: Uint8Array,
  declared: string | undefined,
): { readonly encoding: string; readonly markBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", markBytes: 2 };
  return { encoding: declared ?? "utf-8", markBytes: 0 };
}

async function* toUtf8(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const chunk of chunks) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}
