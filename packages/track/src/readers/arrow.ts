/** Rows of Arrow IPC streams and files, such as a Python loader writes, and of tables in memory. Needs the optional peer apache-arrow. */
import type { Locator } from "@yurai/schema";
import type * as Arrow from "apache-arrow";
import { TrackError } from "../error.ts";
import { soundMessages } from "./arrow-message.ts";
import { openBytes, type ByteSource } from "./byte-stream.ts";
import { gapOfStream, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import { declaredImages, imageAt, withImages } from "./row-image.ts";

/** How Arrow data is read. */
export interface ArrowOptions extends ReaderOptions {
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
  /** The column that holds the text; it goes into locators, so that evidence is found again. */
  readonly field?: string;
  /** The text column comes as bytes in UTF-8, a view of the record batch. Default: strings. */
  readonly asBytes?: boolean;
  /**
   * Pictures in columns of bytes, and in the structs of Hugging Face datasets, go with their row; further pictures of a row
   * are rows of their own. Without a named text column a caption counts as the text. Default: pictures are values only.
   */
  readonly images?: boolean;
}

/** How a table in memory is read. */
export type TableOptions = Omit<ArrowOptions, "onGap" | "baseFolder" | "images">;

/** A row by the names of its columns; 64-bit integers are numbers where they fit, else text. */
export type ArrowRow = ReadRow<Readonly<Record<string, unknown>>>;

type RowLocator = Extract<Locator, { kind: "row" }>;

interface ArrowTableRow extends ReadRow<Record<string, unknown>> {
  readonly locator: RowLocator;
}

/**
 * Yields the rows of an Arrow IPC stream or file, plain or packed, a record batch at a time, in the order in
 * which its batches were written.
 *
 * @throws TrackError `missing-peer` when apache-arrow is not installed
 */
export async function* readArrow(source: ByteSource, options: ArrowOptions): AsyncGenerator<ArrowRow> {
  const { RecordBatchReader } = await loadArrow();
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  let row = 0;
  let bytes = 0;
  let messages: AsyncGenerator<Uint8Array> | undefined;
  try {
    messages = soundMessages((await openBytes(source)).chunks, (byteLength) => {
      bytes += byteLength;
    });
    const reader = await RecordBatchReader.from(messages);
    for await (const batch of reader) {
      // A row has at least a bit somewhere; a few bytes can say that they are billions of rows.
      if (row + batch.numRows > 8 * bytes) throw new Error("more rows than its bytes can hold");
      const rows = rowsOf(
        batch,
        path,
        row,
        options.asBytes === true ? { field: "text", ...options } : options,
      );
      if (options.images === true) yield* imagesIn(rows, batch, options);
      else yield* rows;
      row += batch.numRows;
    }
  } catch (error) {
    const gap = gapOfStream(error, path, 0);
    // The reader's own errors have no code: the stream ended or is none.
    const told =
      gap.code === "unknown" ? ({ kind: "truncated-file", count: 1, code: "not-arrow-ipc" } as const) : gap;
    options.onGap({ ...told, where: { path, line: row + 1 } });
  } finally {
    // The library leaves the file open when nobody wants its other batches.
    await messages?.return(undefined);
  }
}

/** The picture of one row; undefined when it is not there. Linear in what lies before it. */
export async function imageOfRow(file: string, locator: RowLocator): Promise<Uint8Array | undefined> {
  for await (const { value, locator: place } of readArrow(file, { onGap: () => undefined }))
    if (place.kind === "row" && place.row === locator.row) return imageAt(value, locator);
  return undefined;
}

/** Yields the rows of a table in memory, and stays sync. Such rows can't be read again: use `evidence: keep`. */
export function* readTable(table: Arrow.Table, options: TableOptions = {}): Generator<ArrowRow> {
  let row = 0;
  for (const batch of table.batches) {
    for (const { value } of rowsOf(batch, "-", row, options))
      yield { value, locator: { kind: "ordinal", ordinal: row++ } };
  }
}

function* rowsOf(
  batch: Arrow.RecordBatch,
  path: string,
  firstRow: number,
  { field, asBytes = false }: TableOptions,
): Generator<ArrowTableRow> {
  const names = batch.schema.fields.map(({ name }) => name);
  const columns = names.map((name) => {
    const column = batch.getChild(name);
    const bytes = asBytes && name === field && column !== null ? bytesOf(column) : undefined;
    return bytes ?? ((at: number): unknown => plain(column?.get(at)));
  });
  for (let at = 0; at < batch.numRows; at++) {
    const value: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) value[names[i]!] = columns[i]!(at);
    yield {
      value,
      locator: { kind: "row", path, row: firstRow + at, ...(field !== undefined && { field }) },
    };
  }
}

function* imagesIn(
  rows: Iterable<ArrowTableRow>,
  { schema }: Arrow.RecordBatch,
  { field, onGap }: ArrowOptions,
): Generator<ArrowRow> {
  const declared = declaredImages(schema.metadata.get("huggingface"));
  for (const row of rows) yield* withImages(row, field, declared, onGap);
}

/** The bytes of a column of text; undefined for columns that are no plain text, such as dictionaries. */
function bytesOf(column: Arrow.Vector): ((at: number) => Uint8Array | null) | undefined {
  const [data, ...more] = column.data;
  const offsets: unknown = data?.valueOffsets;
  const values: unknown = data?.values;
  const isText = column.type.typeId === 5 || column.type.typeId === 20;
  if (data === undefined || more.length > 0 || !isText || !(values instanceof Uint8Array)) return undefined;
  if (!(offsets instanceof Int32Array) && !(offsets instanceof BigInt64Array)) return undefined;
  const at = (index: number): number => Number(offsets[index]);
  return (index) => (column.isValid(index) ? values.subarray(at(index), at(index + 1)) : null);
}

function plain(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

async function loadArrow(): Promise<typeof Arrow> {
  try {
    return await import("apache-arrow");
  } catch (error) {
    throw new TrackError(
      "missing-peer",
      "Arrow data needs the package apache-arrow, which is not installed. Add it to your project.",
      { cause: error },
    );
  }
}
