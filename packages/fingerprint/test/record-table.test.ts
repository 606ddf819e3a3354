import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { RecordFacts } from "@yurai/schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FingerprintError } from "../src/error.ts";
import { RecordTable } from "../src/segment/record-reader.ts";
import { openSegment } from "../src/segment/segment.ts";
import { textBatch } from "../src/text/fingerprint.ts";
import { createSegment } from "../src/write/segment-writer.ts";
import { temporaryHome } from "./small-segment.ts";

const full: RecordFacts = {
  source: "news",
  locator: { kind: "row", path: "crawl/a.jsonl.gz", row: 7, byteStart: 100, byteEnd: 180, field: "text" },
  url: "https://example.jp/記事",
  id: "row-7",
  fetchedAt: "2026-03-02T01:02:03Z",
  licence: "CC-BY-4.0",
  language: "ja",
  signals: [
    {
      kind: "robots-txt",
      value: "Disallow: /",
      where: { kind: "file", url: "https://example.jp/robots.txt", line: 14 },
      at: "2026-03-02T01:02:03Z",
      training: "no",
    },
  ],
};
const bare: RecordFacts = { source: "news", locator: { kind: "ordinal", ordinal: 1 } };

function sealTwo(): string {
  const writer = createSegment({ home: temporaryHome(), sources: { news: "keep" } });
  writer.add("最初の記録です。", full);
  writer.add("", bare);
  return writer.seal().folder;
}

describe("records.parquet", () => {
  test("opens in DuckDB with the documented columns", async () => {
    const path = join(sealTwo(), "records.parquet");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${path}'`);
    expect(described.getRows().map(([name, type]) => `${String(name)} ${String(type)}`)).toEqual([
      "first_segment VARCHAR",
      "first_ordinal BIGINT",
      "source VARCHAR",
      "digest BLOB",
      "bytes BIGINT",
      "characters BIGINT",
      "text_start BIGINT",
      "url VARCHAR",
      "id VARCHAR",
      "locator VARCHAR",
      "fetched_at VARCHAR",
      "licence VARCHAR",
      "language VARCHAR",
      "signals VARCHAR",
    ]);
    const rows = await connection.runAndReadAll(
      `SELECT source, bytes, characters, text_start, url, locator->>'$.row', licence FROM '${path}'`,
    );
    expect(rows.getRows()).toEqual([
      ["news", 24n, 7n, 0n, "https://example.jp/記事", "7", "CC-BY-4.0"],
      ["news", 0n, 0n, 24n, null, null, null],
    ]);
  });

  test("gives back every fact of a record, and none that wasn't given", async () => {
    using segment = await openSegment(sealTwo());
    const [first, second] = await segment.records.rows([0, 1]);
    expect(first!.facts).toEqual(full);
    expect(second!.facts).toEqual(bare);
    expect(second).toMatchObject({ first: null, byteLength: 0, characters: 0, textStart: 24 });
  });

  test("keeps numbers across row groups, and refuses one that doesn't exist", async () => {
    const writer = createSegment({ home: temporaryHome(), sources: { news: "none" } });
    for (let ordinal = 0; ordinal < 20_000; ordinal++)
      writer.add(`${ordinal}`, { source: "news", locator: { kind: "ordinal", ordinal } });
    using segment = await openSegment(writer.seal().folder);
    const numbers = [0, 8_191, 8_192, 16_384, 19_999, 5];
    const rows = await segment.records.rows(numbers);
    expect(rows.map(({ facts }) => facts.locator)).toEqual(
      numbers.map((ordinal) => ({ kind: "ordinal", ordinal })),
    );
    await expect(segment.records.rows([20_000])).rejects.toMatchObject({ code: "segment-damaged" });
  });

  test("any pattern of given and missing facts reads the same here and in DuckDB", async () => {
    const writer = createSegment({ home: temporaryHome(), sources: { news: "none" } });
    const given: RecordFacts[] = Array.from({ length: 2_500 }, (_, i) => ({
      source: "news",
      locator: { kind: "ordinal", ordinal: i },
      ...(i % 3 === 0 && { url: `https://example.jp/記事/${i}` }),
      ...(i >= 1_024 && { id: "長".repeat(i % 50) }),
      ...(i === 2_047 && { language: "ja" }),
    }));
    for (const facts of given) writer.add(facts.id ?? "", facts);
    const { folder } = writer.seal();
    using segment = await openSegment(folder);
    const rows = await segment.records.rows(given.map((_, i) => i));
    expect(rows.map(({ facts }) => facts)).toEqual(given);
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const read = await connection.runAndReadAll(
      `SELECT url, id, language, bytes FROM '${join(folder, "records.parquet")}'`,
    );
    expect(read.getRows()).toEqual(
      given.map(({ url, id, language }) => [url ?? null, id ?? null, language ?? null, byteLengthOf(id)]),
    );
  });
});

test("locators and facts of every form, repeated or not, come back as they were", async () => {
  const count = fc.oneof(
    fc.nat(20),
    fc.nat(),
    fc.maxSafeNat(),
    fc.constantFrom(2 ** 31 - 1, 2 ** 31, 99, 100),
  );
  const path = fc.constantFrom("a.jsonl", 'quoted ".jsonl', "記事.jsonl");
  const anyLocator: fc.Arbitrary<RecordFacts["locator"]> = fc.oneof(
    fc.record(
      {
        kind: fc.constant("row" as const),
        path,
        row: count,
        byteStart: count,
        byteEnd: count,
        field: fc.constantFrom("text", "本文"),
        image: fc.constant("jpg"),
        imageItem: fc.nat(3),
        encoding: fc.constant("shift_jis"),
      },
      { requiredKeys: ["kind", "path", "row"] },
    ),
    fc.record({ kind: fc.constant("row" as const), path, row: count, byteStart: count, byteEnd: count }),
    fc.record({ kind: fc.constant("ordinal" as const), ordinal: count }),
  );
  const short = fc.constantFrom("a", "長い".repeat(40), "", "\ud83d\ude00");
  const anyFacts = fc.record(
    { source: fc.constantFrom("news", "other"), locator: anyLocator, id: short, licence: short },
    { requiredKeys: ["source", "locator"] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anyFacts, { minLength: 1, maxLength: 80 }), async (facts) => {
      const writer = createSegment({ home: temporaryHome(), sources: { news: "none", other: "none" } });
      writer.append(textBatch(facts.map((_, i) => `text ${i}`)), facts);
      using segment = await openSegment(writer.seal().folder);
      const rows = await segment.records.rows(facts.map((_, i) => i));
      expect(rows.map((row) => row.facts)).toEqual(facts);
    }),
    { numRuns: 15 },
  );
});

describe("a damaged table that its checksums don't tell", () => {
  test("is refused with a code or gives rows, whichever byte was changed and wherever it was cut", async () => {
    const path = join(sealTwo(), "records.parquet");
    const bytes = readFileSync(path);
    const ways = new Map<string, number>();
    const tryAll = async (damaged: Uint8Array): Promise<void> => {
      const way = await readWays(damaged);
      ways.set(way, (ways.get(way) ?? 0) + 1);
    };
    for (const at of bytes.keys()) {
      for (const change of [0x01, 0x90]) {
        const damaged = Uint8Array.from(bytes);
        damaged[at]! ^= change;
        await tryAll(damaged);
      }
      await tryAll(bytes.subarray(0, at));
    }
    expect([...ways.keys()].sort()).toEqual(["rows", "segment-damaged", "segment-version"]);
    expect(ways.get("segment-damaged")).toBeGreaterThan(bytes.length);
  });

  test("a footer that counts more than it has is refused at once", async () => {
    // A list of row groups with 2^28 elements, in a footer of 24 bytes.
    const footer = [0x19, 0x1c, 0x48, 1, 0x78, 0, 0x16, 2, 0x19, 0xfc, 0x80, 0x80, 0x80, 0x80, 1, 0];
    const table = [...Buffer.from("PAR1"), ...footer, footer.length, 0, 0, 0, ...Buffer.from("PAR1")];
    expect(await readWays(Uint8Array.from(table))).toBe("segment-damaged");
  });
});

/** How reading all of a table ends: the code, or "rows". Anything but a code is thrown on. */
async function readWays(bytes: Uint8Array): Promise<string> {
  try {
    const table = await RecordTable.open({
      byteLength: bytes.length,
      read: (offset, length) => bytes.slice(offset, offset + length),
      readInto: (offset, target) => target.set(bytes.subarray(offset, offset + target.length)),
    });
    await table.rows(Array.from({ length: Math.min(table.rowCount, 10) }, (_, i) => i));
    for await (const _rows of table.batches());
    return "rows";
  } catch (error) {
    if (error instanceof FingerprintError) return error.code;
    throw error;
  }
}

function byteLengthOf(text = ""): bigint {
  return BigInt(new TextEncoder().encode(text).byteLength);
}
