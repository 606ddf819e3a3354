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
import { zstdDecompressSync } from "node:zlib";
import type { Locator, RecordFacts, RecordId, Signal } from "@yurai/schema";
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type FileMetaData,
  type SchemaElement,
} from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { CheckedFile } from "./checked-file.ts";
import { digestByteLength } from "../text/content-key.ts";
import { FingerprintError } from "../error.ts";
import { ParquetColumn } from "./parquet-column.ts";
import type { RecordRow } from "./record-row.ts";

/**
 * Rows of one row group. A lookup decodes a whole one: with 8,192 it took 10.6 ms (median, 500,000 records), with 1,024
 * 2 ms for 1 % more bytes; 512 would halve that again, but a large merged segment then has too much to parse at open.
 */
const groupRows = 1_024;
/** Row groups whose rows stay in memory after a read. */
const cachedGroups = 64;
/** A page never unpacks to more than this, whatever its head says. */
const maxPageBytes = 256 * 1024 * 1024;

const text = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
interface StoredColumn {
  readonly name: ColumnName;
  readonly type: "BYTE_ARRAY" | "FIXED_LEN_BYTE_ARRAY" | "INT64";
  readonly converted_type?: "UTF8";
  readonly type_length?: number;
  readonly required?: boolean;
}
const columns: readonly StoredColumn[] = [
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

type ColumnName = keyof StoredRow;

/** What a row of the file looks like to hyparquet. */
interface StoredRow {
  readonly first_segment?: string | null;
  readonly first_ordinal?: bigint | null;
  readonly source: string;
  readonly digest: Uint8Array;
  readonly bytes: bigint;
  readonly characters: bigint;
  readonly text_start?: bigint | null;
  readonly url?: string | null;
  readonly id?: string | null;
  readonly locator: string;
  readonly fetched_at?: string | null;
  readonly licence?: string | null;
  readonly language?: string | null;
  readonly signals?: string | null;
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

  constructor(path: string) {
    this.#file = openSync(path, "wx", 0o600);
    this.#parquet = new ParquetWriter({ writer: this.#writer, schema, codec: "ZSTD", createdBy: "yurai" });
  }

  append(row: RecordRow): void {
    const { facts, first, textStart } = row;
    const to = this.#columns;
    to.first_segment.text(first?.segment);
    to.first_ordinal.integer(first?.ordinal ?? null);
    to.source.text(facts.source);
    to.digest.fixed(row.digest);
    to.bytes.integer(row.byteLength);
    to.characters.integer(row.characters);
    to.text_start.integer(textStart);
    to.url.text(facts.url);
    to.id.text(facts.id);
    to.locator.text(JSON.stringify(facts.locator));
    to.fetched_at.text(facts.fetchedAt);
    to.licence.text(facts.licence);
    to.language.text(facts.language);
    to.signals.text(facts.signals === undefined ? undefined : JSON.stringify(facts.signals));
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

  #writeGroup(): void {
    const start = this.#writer.offset;
    const chunks = Object.values(this.#columns).map((column) => column.take(this.#writer));
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

/** Reads rows by number. Row groups are decoded whole and the last 64 are kept. */
export class RecordTable {
  readonly rowCount: number;
  readonly #buffer: AsyncBuffer;
  readonly #metadata: FileMetaData;
  readonly #groups = new Map<number, Promise<readonly RecordRow[]>>();

  private constructor(buffer: AsyncBuffer, metadata: FileMetaData) {
    this.#buffer = buffer;
    this.#metadata = metadata;
    this.rowCount = Number(metadata.num_rows);
  }

  /**
   * Reads the footer.
   *
   * @throws FingerprintError `segment-damaged` when it is no such table
   */
  static async open(file: CheckedFile): Promise<RecordTable> {
    const buffer: AsyncBuffer = {
      byteLength: file.byteLength,
      slice: (start, end = file.byteLength) => {
        const bytes = file.read(start, end - start);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      },
    };
    const metadata = await orDamaged(() => parquetMetadataAsync(buffer));
    const names = metadata.schema.slice(1).map((element) => element.name);
    if (names.join() !== columns.map((column) => column.name).join()) {
      throw new FingerprintError(
        "segment-version",
        "records.parquet has other columns than this version of Yurai reads. Use the version that wrote it.",
      );
    }
    return new RecordTable(buffer, metadata);
  }

  /**
   * Returns the rows of these numbers, in their order.
   *
   * @throws FingerprintError `segment-damaged` when a row can't be read or does not exist
   */
  async rows(ordinals: readonly number[]): Promise<RecordRow[]> {
    const rows: RecordRow[] = [];
    for (const ordinal of ordinals) {
      const group = await this.#group(Math.floor(ordinal / groupRows));
      const row = group[ordinal % groupRows];
      if (row === undefined) throw damaged();
      rows.push(row);
    }
    return rows;
  }

  /** Yields every row in order, a row group at a time; none stays in memory. */
  async *batches(): AsyncGenerator<readonly RecordRow[]> {
    for (let group = 0; group * groupRows < this.rowCount; group++) yield await this.#readGroup(group);
  }

  #group(index: number): Promise<readonly RecordRow[]> {
    const known = this.#groups.get(index);
    this.#groups.delete(index);
    const group = known ?? this.#readGroup(index);
    this.#groups.set(index, group);
    if (this.#groups.size > cachedGroups) this.#groups.delete(this.#groups.keys().next().value!);
    return group;
  }

  async #readGroup(index: number): Promise<readonly RecordRow[]> {
    const rowStart = index * groupRows;
    const rows = await orDamaged(() =>
      parquetReadObjects({
        file: this.#buffer,
        metadata: this.#metadata,
        rowStart,
        rowEnd: Math.min(rowStart + groupRows, this.rowCount),
        compressors: { ZSTD: unpack },
      }),
    );
    return orDamaged(() => (rows as unknown as StoredRow[]).map(loaded));
  }
}

function unpack(input: Uint8Array, outputLength: number): Uint8Array {
  if (outputLength > maxPageBytes) throw damaged();
  return zstdDecompressSync(input, { maxOutputLength: Math.max(outputLength, 1) });
}

function loaded(row: StoredRow): RecordRow {
  const facts: RecordFacts = {
    source: row.source,
    locator: JSON.parse(row.locator) as Locator,
    ...(isGiven(row.url) && { url: row.url }),
    ...(isGiven(row.id) && { id: row.id }),
    ...(isGiven(row.fetched_at) && { fetchedAt: row.fetched_at }),
    ...(isGiven(row.licence) && { licence: row.licence }),
    ...(isGiven(row.language) && { language: row.language }),
    ...(isGiven(row.signals) && { signals: JSON.parse(row.signals) as Signal[] }),
  };
  return {
    first: firstOf(row),
    facts,
    digest: row.digest,
    byteLength: Number(row.bytes),
    characters: Number(row.characters),
    textStart: isGiven(row.text_start) ? Number(row.text_start) : null,
  };
}

function firstOf({ first_segment: segment, first_ordinal: ordinal }: StoredRow): RecordId | null {
  return isGiven(segment) && isGiven(ordinal) ? { segment, ordinal: Number(ordinal) } : null;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

/** Runs a step of the Parquet reader; whatever it throws means that the file is not what we wrote. */
async function orDamaged<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof FingerprintError) throw error;
    throw damaged(error);
  }
}

function damaged(cause?: unknown): FingerprintError {
  return new FingerprintError(
    "segment-damaged",
    "records.parquet can't be read as a table of records. Restore the segment from a copy, or track its sources again.",
    { cause },
  );
}
