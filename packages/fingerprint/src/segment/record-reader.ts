/** Reading of `records.parquet`, whose columns are in `record-table.ts`: rows by number, row groups for a merge. */
import type { Locator, RecordFacts, Signal } from "@yurai/schema";
import type { ByteSource } from "./checked-file.ts";
import { FingerprintError } from "../error.ts";
import { readFooter, type RecordFooter } from "./record-footer.ts";
import { bytesAt, integerAt, readPage, textAt, type ColumnPage } from "./record-group.ts";
import type { RecordRow } from "./record-row.ts";
import { columns, groupRows, type ColumnName } from "./record-table.ts";

/** Row groups that all tables of a thread keep unpacked, in bytes. */
const cachedByteLength = 33_554_432;
/** What an object of a row takes beside its page, about, should all of them be asked for. */
const rowByteLength = 400;

/** Reads rows by number. Pages are unpacked a row group at a time, and those used last stay in memory. */
export class RecordTable {
  readonly rowCount: number;
  readonly #file: ByteSource;
  readonly #footer: RecordFooter;
  /** Tells its groups from those of other tables in the cache. */
  readonly #number: number;

  private constructor(file: ByteSource, footer: RecordFooter) {
    this.#file = file;
    this.#footer = footer;
    this.#number = tableCount++;
    this.rowCount = footer.rowCount;
  }

  /**
   * Reads the footer.
   *
   * @throws FingerprintError `segment-damaged` when it is no such table
   */
  static async open(file: ByteSource): Promise<RecordTable> {
    const footer = orDamaged(() => readFooter(file, groupRows));
    if (footer.columnNames.join() === columns.map((column) => column.name).join())
      return new RecordTable(file, footer);
    throw new FingerprintError(
      "segment-version",
      "records.parquet has other columns than this version of Yurai reads. Use the version that wrote it.",
    );
  }

  /**
   * Returns the rows of these numbers, in their order.
   *
   * @throws FingerprintError `segment-damaged` when a row can't be read or does not exist
   */
  async rows(ordinals: readonly number[]): Promise<RecordRow[]> {
    return ordinals.map((ordinal) => {
      if (!(ordinal >= 0 && ordinal < this.rowCount)) throw damaged();
      return this.#group(Math.floor(ordinal / groupRows)).row(ordinal % groupRows);
    });
  }

  /** Yields every row in order, a row group at a time; none stays in memory. */
  async *batches(): AsyncGenerator<readonly RecordRow[]> {
    for (const group of this.groups())
      yield Array.from({ length: group.rowCount }, (_, row) => group.row(row));
  }

  /** Yields every row group in order, unpacked: what a merge copies. Throws as `rows`. */
  *groups(): Generator<RecordGroup> {
    for (let index = 0; index < this.#footer.groupCount; index++) yield this.#readGroup(index);
  }

  #group(index: number): RecordGroup {
    const key = this.#number * 2 ** 32 + index;
    const group = cache.get(key) ?? this.#readGroup(index);
    if (cache.delete(key)) cache.set(key, group);
    else hold(key, group);
    return group;
  }

  #readGroup(index: number): RecordGroup {
    return orDamaged(() => {
      const { starts, isPacked } = this.#footer;
      const first = index * columns.length;
      const start = starts[first]!;
      const bytes = this.#file.read(start, starts[first + columns.length]! - start);
      const rowCount = Math.min(groupRows, this.rowCount - index * groupRows);
      const pages = columns.map(({ required = false, ...column }, i) =>
        readPage(
          bytes.subarray(starts[first + i]! - start, starts[first + i + 1]! - start),
          { ...column, required },
          { rowCount, isPacked: isPacked[first + i] === 1 },
        ),
      );
      return new RecordGroup(rowCount, pages);
    });
  }
}

/** The pages of a row group, with the rows that were asked for. Made by `RecordTable`. */
export class RecordGroup {
  readonly rowCount: number;
  /** In memory, about. */
  readonly byteLength: number;
  readonly pages: Readonly<Record<ColumnName, ColumnPage>>;
  readonly #rows = new Map<number, RecordRow>();

  /** Takes the page of every column. */
  constructor(rowCount: number, pages: readonly ColumnPage[]) {
    this.rowCount = rowCount;
    this.byteLength = pages.reduce(
      (sum, { bytes, starts }) => sum + bytes.byteLength + starts.byteLength,
      rowCount * rowByteLength,
    );
    const named = columns.map(({ name }, i) => [name, pages[i]!] as const);
    this.pages = Object.fromEntries(named) as Record<ColumnName, ColumnPage>;
  }

  /** Where a row's text begins among the kept ones; null where it isn't kept. */
  textStart(row: number): number | null {
    return orDamaged(() => integerAt(this.pages.text_start, row) ?? null);
  }

  /** How long a row's text is, in bytes. */
  textByteLength(row: number): number {
    return orDamaged(() => integerAt(this.pages.bytes, row)!);
  }

  /** The row of a number in the group. */
  row(number: number): RecordRow {
    const row = this.#rows.get(number) ?? orDamaged(() => loaded(this.pages, number));
    this.#rows.set(number, row);
    return row;
  }
}

let tableCount = 0;
/** Row groups of all tables, the least lately used first. */
const cache = new Map<number, RecordGroup>();
let heldByteLength = 0;

function hold(key: number, group: RecordGroup): void {
  cache.set(key, group);
  heldByteLength += group.byteLength;
  for (const [oldest, { byteLength }] of cache) {
    if (heldByteLength <= cachedByteLength) return;
    cache.delete(oldest);
    heldByteLength -= byteLength;
  }
}

function loaded(pages: Readonly<Record<ColumnName, ColumnPage>>, row: number): RecordRow {
  const text = (name: ColumnName): string | undefined => textAt(pages[name], row);
  const [url, id, fetchedAt] = [text("url"), text("id"), text("fetched_at")];
  const [licence, language, signals] = [text("licence"), text("language"), text("signals")];
  const facts: RecordFacts = {
    source: text("source")!,
    locator: JSON.parse(text("locator")!) as Locator,
    ...(url !== undefined && { url }),
    ...(id !== undefined && { id }),
    ...(fetchedAt !== undefined && { fetchedAt }),
    ...(licence !== undefined && { licence }),
    ...(language !== undefined && { language }),
    ...(signals !== undefined && { signals: JSON.parse(signals) as Signal[] }),
  };
  const [segment, ordinal] = [text("first_segment"), integerAt(pages.first_ordinal, row)];
  return {
    first: segment === undefined || ordinal === undefined ? null : { segment, ordinal },
    facts,
    digest: bytesAt(pages.digest, row),
    byteLength: integerAt(pages.bytes, row)!,
    characters: integerAt(pages.characters, row)!,
    textStart: integerAt(pages.text_start, row) ?? null,
  };
}

/** Runs a step of reading; whatever it throws means that the file is not what we wrote. */
function orDamaged<T>(step: () => T): T {
  try {
    return step();
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
