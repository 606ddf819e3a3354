import type { Locator } from "@yurai/schema";
import { Dictionary, Int32, Utf8, tableFromArrays, tableToIPC, vectorFromArray, Table } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { readRows, type ReadRow, type SeenGap } from "../src/index.ts";
import { readArrow, readTable } from "../src/readers/arrow.ts";
import { readCsv } from "../src/readers/csv.ts";
import { readParquet } from "../src/readers/parquet.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-tables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

type Open<Row> = (options: {
  readonly onGap: (gap: SeenGap) => void;
  readonly baseFolder: string;
}) => AsyncIterable<Row>;

async function read<Row>(
  open: Open<Row>,
): Promise<{ readonly rows: readonly Row[]; readonly gaps: readonly SeenGap[] }> {
  const gaps: SeenGap[] = [];
  const rows: Row[] = [];
  for await (const row of open({ onGap: (gap) => gaps.push(gap), baseFolder: folder })) rows.push(row);
  return { rows, gaps };
}

/** The text that a locator leads to. */
async function readAgain(locator: Locator): Promise<string> {
  const readText = readRows({ baseFolder: folder });
  // Nothing of the record but its locator is used.
  const bytes = await readText({ facts: { source: "s", locator } } as Parameters<typeof readText>[0]);
  return typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);
}

const values = (rows: readonly ReadRow[]): unknown[] => rows.map(({ value }) => value);
const codes = (gaps: readonly SeenGap[]): unknown[] =>
  gaps.map(({ kind, code, where }) => [kind, code, where?.line]);

/** Text in an encoding that Node only reads, by its inverse. */
function encode(text: string, label: string): Uint8Array {
  const table = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead < 0xfe; lead++)
    for (let trail = 0x40; trail < 0xff; trail++)
      table.set(new TextDecoder(label).decode(Uint8Array.of(lead, trail)), [lead, trail]);
  return Uint8Array.from(
    [...text].flatMap((sign) => (sign < "\u0080" ? [sign.charCodeAt(0)] : table.get(sign)!)),
  );
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe("CSV", () => {
  test("gives rows by column, with the bytes of each record in the file", async () => {
    const text = '\ufeffid,text\r\n1,"a ""q"", b\nc"\r\n\r\n2,二\n3\n"4","x"y"\n5,last';
    const path = write("a.csv", text);
    const { rows, gaps } = await read((options) => readCsv(path, options));
    expect(gaps).toEqual([]);
    expect(values(rows)).toEqual([
      { id: "1", text: 'a "q", b\nc' },
      { id: "2", text: "二" },
      { id: "3" },
      { id: "4", text: '"x"y"' },
      { id: "5", text: "last" },
    ]);
    const bytes = Buffer.from(text);
    const ranges = rows.map(({ locator }) =>
      locator.kind === "row" ? bytes.subarray(locator.byteStart, locator.byteEnd).toString() : "",
    );
    expect(ranges).toEqual(['1,"a ""q"", b\nc"', "2,二", "3", '"4","x"y"', "5,last"]);
  });

  test("reads what csv-parse reads, for any fields and any chunks", async () => {
    const field = fc.string({ unit: fc.constantFrom("a", "二", '"', ",", "\n", "\r\n", " ", "é") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field, fc.boolean()), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (records, size) => {
          const lines = records.map(
            ([a, b, isCrLf]) => `x${quoted("")},${quoted(a)},${quoted(b)}${isCrLf ? "\r\n" : "\n"}`,
          );
          const bytes = Buffer.from(lines.map((line) => line.replace('x"",', "1,")).join(""));
          async function* chunks(): AsyncGenerator<Uint8Array> {
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          }
          const columns = ["n", "a", "b"];
          const { rows } = await read((options) => readCsv(chunks(), { ...options, columns }));
          // Every record says what ends it, so both may be mixed.
          const theirs: unknown = parse(bytes, { columns, record_delimiter: ["\r\n", "\n"] });
          expect(values(rows)).toEqual(theirs);
        },
      ),
    );
  });

  test.each(["shift_jis", "euc-jp"])(
    "in %s is read where it is declared, and its texts are found again",
    async (label) => {
      const path = write(`${label}.tsv`, encode('番号\ttext\n一\t表,示\\能\n二\t"灯台\n守"\n', label));
      const { rows, gaps } = await read((options) => readCsv(path, { ...options, encoding: label }));
      expect(gaps).toEqual([]);
      expect(values(rows)).toEqual([
        { 番号: "一", text: "表,示\\能" },
        { 番号: "二", text: "灯台\n守" },
      ]);
      expect(await Promise.all(rows.map(({ locator }) => readAgain(locator)))).toEqual([
        "表,示\\能",
        "灯台\n守",
      ]);
      const undeclared = await read((options) => readCsv(path, options));
      expect(codes(undeclared.gaps)).toEqual([
        ["wrong-encoding", "not-utf-8", 1],
        ["wrong-encoding", "not-utf-8", 2],
      ]);
    },
  );

  test("packed, and in UTF-16 with a mark, is found again too", async () => {
    const text = "id,text\n1,灯台\n2,港\n";
    const files = [
      write("p.csv.gz", gzipSync(text)),
      write("p.csv.zst", zstdCompressSync(Buffer.from(text))),
      write("u.csv", Buffer.from(`\ufeff${text}`, "utf16le")),
    ];
    for (const path of files) {
      const { rows } = await read((options) => readCsv(path, options));
      expect(values(rows)).toEqual([
        { id: "1", text: "灯台" },
        { id: "2", text: "港" },
      ]);
      expect(await readAgain(rows[1]!.locator)).toBe("港");
    }
  });

  test("a quote that never closes and a record beyond the limit are gaps after the rows before them", async () => {
    const open = await read((options) => readCsv(write("o.csv", 'text\nfirst\n"second\nthird\n'), options));
    expect(values(open.rows)).toEqual([{ text: "first" }]);
    expect(codes(open.gaps)).toEqual([["broken-line", "open-quote", 2]]);
    const long = write("l.csv", `text\nfirst\n${"x".repeat(3e6)}\n`);
    const wide = await read((options) => readCsv(long, { ...options, maxRecordBytes: 1e6 }));
    expect(values(wide.rows)).toEqual([{ text: "first" }]);
    expect(codes(wide.gaps)).toEqual([["oversized-line", undefined, 2]]);
    const cut = write("c.csv.gz", gzipSync(`text\n${"row of text\n".repeat(1_000)}`).subarray(0, 50));
    expect((await read((options) => readCsv(cut, options))).gaps).toMatchObject([{ kind: "truncated-file" }]);
    const many = write("m.csv", `text\n${",".repeat(200_000)}\n`);
    expect((await read((options) => readCsv(many, options))).gaps).toMatchObject([{ kind: "limit-reached" }]);
  });

  test("refuses an encoding or separator that there is not", async () => {
    const path = write("r.csv", "text\n");
    for (const wrong of [{ encoding: "klingon" }, { separator: "、" }])
      await expect(read((options) => readCsv(path, { ...options, ...wrong }))).rejects.toThrow(
        expect.objectContaining({ code: "bad-input" }) as Error,
      );
  });
});

describe("Parquet", () => {
  const texts = Array.from({ length: 25 }, (_, at) => (at === 3 ? null : `本文 ${at} of many`));
  const columnData: ColumnSource[] = [
    { name: "text", data: texts, type: "STRING" },
    { name: "url", data: texts.map((_, at) => `https://example.jp/${at}`), type: "STRING" },
    { name: "n", data: texts.map((_, at) => BigInt(at)), type: "INT64" },
  ];
  const bytes = Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 10 }));

  test("gives rows of every row group, text as bytes where asked, and each is found again", async () => {
    const path = write("a.parquet", bytes);
    const { rows, gaps } = await read((options) => readParquet(path, options));
    expect(gaps).toEqual([]);
    expect(values(rows)).toEqual(texts.map((text, n) => ({ text, url: `https://example.jp/${n}`, n })));
    const raw = await read((options) => readParquet(path, { ...options, asBytes: true, columns: ["text"] }));
    const decoder = new TextDecoder();
    expect(
      raw.rows.map(({ value: { text } }) => (text instanceof Uint8Array ? decoder.decode(text) : text)),
    ).toEqual(texts);
    for (const at of [0, 9, 10, 24]) expect(await readAgain(rows[at]!.locator)).toBe(texts[at]);
    expect(await readAgain(rows[3]!.locator)).toBe("text-changed");
  });

  test("a broken row group is a gap with its rows, and the others are read", async () => {
    const broken = Buffer.from(bytes);
    broken.fill(0xff, 4, 40);
    const { rows, gaps } = await read((options) => readParquet(write("b.parquet", broken), options));
    expect(gaps).toMatchObject([
      { kind: "failed-row", count: 10, code: "row-group-unreadable", where: { line: 1 } },
    ]);
    expect(rows).toHaveLength(15);
    expect(rows[0]?.locator).toMatchObject({ row: 10 });
  });

  test("what is none, what is cut off and what is not there are gaps", async () => {
    const cut = write("cut.parquet", bytes);
    truncateSync(cut, bytes.length - 20);
    const files = [
      cut,
      write("none.parquet", "no parquet at all, but text"),
      write("empty.parquet", ""),
      folder,
    ];
    for (const path of files) {
      const { rows, gaps } = await read((options) => readParquet(path, options));
      expect(rows).toEqual([]);
      expect(gaps).toHaveLength(1);
    }
    const { gaps } = await read((options) => readParquet(join(folder, "nowhere.parquet"), options));
    expect(gaps).toMatchObject([{ kind: "missing-file", code: "ENOENT" }]);
  });

  test("a row group without a single text is read", async () => {
    const column = { name: "text", data: [null, null], type: "STRING" as const };
    const path = write("nulls.parquet", Buffer.from(parquetWriteBuffer({ columnData: [column] })));
    const { rows, gaps } = await read((options) => readParquet(path, options));
    expect(gaps).toEqual([]);
    expect(rows).toHaveLength(2);
  });

  test("a page header whose struct was renamed does not keep the library busy for ever", async () => {
    // One changed byte: the header of the page no longer has the struct that all its counts stand in.
    const small = Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: "text", data: ["one", "二"], type: "STRING" }] }),
    );
    const at = small.indexOf(0x5c, 4);
    expect(at).toBe(10);
    small[at] = 0x22;
    const { rows, gaps } = await read((options) => readParquet(write("busy.parquet", small), options));
    expect(rows).toEqual([]);
    expect(gaps).toMatchObject([{ kind: "failed-row", count: 2, code: "row-group-unreadable" }]);
  });

  test("a row group that does not say how many rows it has makes the file a gap", async () => {
    // The last field of a group is its number of rows: here it gets a type that holds none.
    const small = Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: "n", data: [1, 2, 3], type: "INT32" }] }),
    );
    const at = small.lastIndexOf(Buffer.from([0x16, 0x06]));
    small[at] = 0x11;
    const { rows, gaps } = await read((options) => readParquet(write("rowless.parquet", small), options));
    expect(rows).toEqual([]);
    expect(gaps).toMatchObject([{ kind: "unknown-format", count: 1, code: "not-parquet" }]);
  });

  test("levels and indices that claim more values than their page has are a gap", async () => {
    const column = { name: "n", data: Array.from({ length: 64 }, () => 7), type: "INT32" as const };
    const codec = "UNCOMPRESSED" as const;
    const made = { columnData: [{ ...column, nullable: true, encoding: "RLE_DICTIONARY" as const }], codec };
    const sound = Buffer.from(parquetWriteBuffer(made));
    const whole = await read((options) => readParquet(write("runs.parquet", sound), options));
    expect(whole.rows).toHaveLength(64);
    // A run of 64 times the same: its head is 128, in two bytes, and the level or index follows.
    const heads = [...sound.keys()].filter(
      (at) => sound[at] === 0x80 && sound[at + 1] === 0x01 && sound[at + 2]! <= 1,
    );
    expect(heads.length).toBeGreaterThan(0);
    for (const head of heads) {
      const broken = Buffer.from(sound);
      broken[head + 1] = 0x7f;
      const { rows } = await read((options) => readParquet(write("claims.parquet", broken), options));
      expect(rows).toEqual([]);
    }
  });

  test("a row group beyond the limit is a gap", async () => {
    const path = write("large.parquet", bytes);
    const { rows, gaps } = await read((options) => readParquet(path, { ...options, maxGroupBytes: 300 }));
    expect(gaps.every(({ kind, code }) => kind === "limit-reached" && code === "row-group-too-large")).toBe(
      true,
    );
    expect(gaps.length + rows.length).toBeGreaterThan(0);
    expect(gaps.length).toBeGreaterThan(0);
  });
});

describe("Arrow", () => {
  const texts = ["one", "二", null, "three"];
  const table = new Table({
    text: vectorFromArray(texts, new Utf8()),
    tag: vectorFromArray(["x", "y", "x", "y"], new Dictionary(new Utf8(), new Int32())),
  });

  test("files and streams, packed too, give the same rows, and each is found again", async () => {
    const files = {
      "a.arrow": tableToIPC(table, "file"),
      "a.arrows": tableToIPC(table, "stream"),
      "a.arrows.gz": gzipSync(tableToIPC(table, "stream")),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const path = write(name, bytes);
      const { rows, gaps } = await read((options) => readArrow(path, { ...options, field: "text" }));
      expect(gaps).toEqual([]);
      expect(values(rows)).toEqual(texts.map((text, at) => ({ text, tag: "xyxy"[at] })));
      expect(await readAgain(rows[1]!.locator)).toBe("二");
    }
  });

  test("text columns stay bytes where asked, dictionaries are read", async () => {
    const path = write("b.arrow", tableToIPC(table, "file"));
    const { rows } = await read((options) => readArrow(path, { ...options, field: "text", asBytes: true }));
    const decoder = new TextDecoder();
    const bytes = rows.map(({ value: { text } }) =>
      text instanceof Uint8Array ? decoder.decode(text) : text,
    );
    expect(bytes).toEqual(texts);
    const tags = await read((options) => readArrow(path, { ...options, field: "tag", asBytes: true }));
    expect(tags.rows.map(({ value: { tag } }) => tag)).toEqual(["x", "y", "x", "y"]);
  });

  test("a table in memory is read in sync", () => {
    const rows = [...readTable(tableFromArrays({ text: ["a", "b"], n: [1n, 2n ** 60n] }), { field: "text" })];
    expect(rows).toEqual([
      { value: { text: "a", n: 1 }, locator: { kind: "ordinal", ordinal: 0 } },
      { value: { text: "b", n: "1152921504606846976" }, locator: { kind: "ordinal", ordinal: 1 } },
    ]);
  });
});
