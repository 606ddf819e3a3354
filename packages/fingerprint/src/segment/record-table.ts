/**
 * `records.parquet`: one row a record, row groups of 1,024 rows, ZSTD. Opens in DuckDB, pandas and Spark.
 *
 * | column          | type                      | meaning                                                       |
 * | --------------- | ------------------------- | ------------------------------------------------------------- |
 * | `first_segment` | STRING, optional          | segment the record was first written to; null: this one       |
 * | `first_ordinal` | INT64, optional           | its number there; null: the number of this row                |
 * | `source`        | STRING                    | name of the source                                            |
 * | `digest`        | FIXED_LEN_BYTE_ARRAY(16)  | first half of the SHA-256 of the text's bytes                 |
 * | `bytes`         | INT64                     | length of the text, UTF-8                                     |
 * | `characters`    | INT64                     | length of its normal form                                     |
 * | `text_start`    | INT64, optional           | where it begins in the uncompressed `text.zst`                |
 * | `url` `id`      | STRING, optional          | as the loader gave them                                       |
 * | `locator`       | STRING                    | JSON of the locator                                           |
 * | `fetched_at`    | STRING, optional          | ISO 8601                                                      |
 * | `licence`       | STRING, optional          | the record's own licence, overriding its source's             |
 * | `language`      | STRING, optional          | BCP 47                                                        |
 * | `signals`       | STRING, optional          | JSON array of opt-out signals                                 |
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Locator, RecordId } from "@yurai/schema";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { digestByteLength } from "../text/content-key.ts";
import { ParquetColumn } from "./parquet-column.ts";
import type { RecordGroup } from "./record-reader.ts";
import type { RecordRow } from "./record-row.ts";

/**
 * Rows of one row group. A lookup decodes a whole one: with 8,192 it took 10.6 ms (median, 500,000 records), with 1,024
 * 2 ms for 1 % more bytes; 512 would halve that again, but a large merged segment then has too much to parse at open.
 */
export const groupRows = 1_024;

const text = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

interface StoredColumn {
  readonly name: ColumnName;
  readonly type: "BYTE_ARRAY" | "FIXED_LEN_BYTE_ARRAY" | "INT64";
  readonly converted_type?: "UTF8";
  readonly type_length?: number;
  readonly required?: boolean;
}
/** The columns, in the file's order. */
export const columns: readonly StoredColumn[] = [
  { name: "first_segment", ...text },
  { name: "first_ordinal", type: "INT64" },
  { name: "source", ...text, required: true },
  {
    name: "digest",
    type: "FIXED_LEN_BYTE_ARRAY",
    type_length: digestByteLength,
    required: true,
  },
  { name: "bytes", type: "INT64", required: true },
  { name: "characters", type: "INT64", required: true },
  { name: "text_start", type: "INT64" },
  { name: "url", ...text },
  { name: "id", ...text },
  { name: "locator", ...text, required: true },
  { name: "fetched_at", ...text },
  { name: "licence", ...text },
  { name: "language", ...text },
  { name: "signals", ...text },
];

const schema: SchemaElement[] = [
  { name: "records", num_children: columns.length },
  ...columns.map(({ required, ...element }) => ({
    ...element,
    repetition_type: required === true ? ("REQUIRED" as const) : ("OPTIONAL" as const),
  })),
];

/** The name of a column. */
export type ColumnName =
  | "first_segment"
  | "first_ordinal"
  | "source"
  | "digest"
  | "bytes"
  | "characters"
  | "text_start"
  | "url"
  | "id"
  | "locator"
  | "fetched_at"
  | "licence"
  | "language"
  | "signals";

interface RowPieces {
  readonly path: string;
  readonly field: string | undefined;
  readonly pieces: readonly Uint8Array[];
}

/** Whether a row's locator says more than path, numbers and field. */
function hasMore(locator: Locator & { readonly kind: "row" }): boolean {
  let names = 0;
  for (const _ in locator) names++;
  return names !== (locator.field === undefined ? 5 : 6);
}

/** Whether a number is written in digits alone; the caller's own locators are not looked at before. */
function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}

/** What stands around row, first byte and end in the JSON of a row's locator. */
function rowPieces(path: string, field: string | undefined): readonly Uint8Array[] {
  const last = field === undefined ? "}" : `,"field":${JSON.stringify(field)}}`;
  return [`{"kind":"row","path":${JSON.stringify(path)},"row":`, ',"byteStart":', ',"byteEnd":', last].map(
    (piece) => new TextEncoder().encode(piece),
  );
}

/** Writes rows in order; memory holds one row group. */
export class RecordTableWriter {
  readonly #file: number;
  readonly #writer = new ByteWriter();
  readonly #parquet: ParquetWriter;
  readonly #columns = Object.fromEntries(
    columns.map(({ name, type, required = false }) => [
      name,
      new ParquetColumn({ name, type, required, isRandom: name === "digest" }),
    ]),
  ) as Record<ColumnName, ParquetColumn>;
  #rows = 0;
  #rowPieces: RowPieces | undefined;

  constructor(path: string) {
    this.#file = openSync(path, "wx", 0o600);
    this.#parquet = new ParquetWriter({ writer: this.#writer, schema, codec: "ZSTD", createdBy: "yurai" });
  }

  /** @param digestStart where the row's digest begins in `digest` */
  append(row: RecordRow, digestStart: number = 0): void {
    const { facts, first, textStart } = row;
    const at = this.#rows;
    const to = this.#columns;
    to.first_segment.text(at, first?.segment);
    to.first_ordinal.integer(at, first?.ordinal ?? null);
    to.source.text(at, facts.source);
    to.digest.fixed(at, row.digest, digestStart, digestByteLength);
    to.bytes.integer(at, row.byteLength);
    to.characters.integer(at, row.characters);
    to.text_start.integer(at, textStart);
    to.url.text(at, facts.url);
    to.id.text(at, facts.id);
    this.#locator(at, facts.locator);
    to.fetched_at.text(at, facts.fetchedAt);
    to.licence.text(at, facts.licence);
    to.language.text(at, facts.language);
    if (facts.signals !== undefined) to.signals.text(at, JSON.stringify(facts.signals));
    this.#rows++;
    if (this.#rows === groupRows) this.#writeGroup();
  }

  /**
   * Appends a row of another table as it is stored, but for where its text begins now; `id` is for a record that still lay
   * in its first segment.
   */
  copy(group: RecordGroup, row: number, id: RecordId, textStart: number | null): void {
    for (const { name } of columns) {
      const column = this.#columns[name];
      const { isGiven, bytes, starts } = group.pages[name];
      if (name === "text_start") column.integer(this.#rows, textStart);
      else if (isGiven[row] === 1) column.stored(this.#rows, bytes, starts[row]!, starts[row + 1]!);
      else if (name === "first_segment") column.text(this.#rows, id.segment);
      else if (name === "first_ordinal") column.integer(this.#rows, id.ordinal);
    }
    this.#rows++;
    if (this.#rows === groupRows) this.#writeGroup();
  }

  /** Writes the footer and closes the file. The caller syncs it. */
  finish(): void {
    if (this.#rows > 0) this.#writeGroup();
    void this.#parquet.finish();
    this.#flush();
    closeSync(this.#file);
  }

  /** Closes the file as it is, when a segment is given up. */
  close(): void {
    closeSync(this.#file);
  }

  /** Rows of one file differ in three numbers; the rest of their JSON is made once. */
  #locator(at: number, locator: Locator): void {
    const column = this.#columns.locator;
    if (locator.kind !== "row" || hasMore(locator)) return column.text(at, JSON.stringify(locator));
    const { path, row, byteStart, byteEnd, field } = locator;
    if (!isCount(row) || !isCount(byteStart) || !isCount(byteEnd))
      return column.text(at, JSON.stringify(locator));
    if (this.#rowPieces?.path !== path || this.#rowPieces.field !== field)
      this.#rowPieces = { path, field, pieces: rowPieces(path, field) };
    column.joined(at, this.#rowPieces.pieces, [row, byteStart, byteEnd]);
  }

  #writeGroup(): void {
    const start = this.#writer.offset;
    const chunks = Object.values(this.#columns).map((column) => column.take(this.#writer, this.#rows));
    const rows = BigInt(this.#rows);
    this.#parquet.row_groups.push({
      columns: chunks,
      total_byte_size: chunks.reduce((sum, chunk) => sum + chunk.meta_data!.total_uncompressed_size, 0n),
      num_rows: rows,
      total_compressed_size: BigInt(this.#writer.offset - start),
    });
    this.#parquet.num_rows += rows;
    this.#rows = 0;
    this.#flush();
  }

  /** Hands what the encoder has made so far to the file; its offsets count on. */
  #flush(): void {
    const writer = this.#writer as ByteWriter & { index: number };
    const bytes = new Uint8Array(writer.buffer, 0, writer.index);
    let written = 0;
    while (written < bytes.byteLength) written += writeSync(this.#file, bytes, written);
    writer.index = 0;
  }
}
