import { openSegment } from "@yurai/fingerprint";
import { canonicalJson } from "@yurai/schema";
import * as fc from "fast-check";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  isReadByFields,
  readJsonl,
  startRun,
  type FieldNames,
  type RunOptions,
  type RunSummary,
} from "../src/index.ts";
import { rowsOf, temporaryHome, type TemporaryHome } from "./temporary-home.ts";

const fields: FieldNames = { text: "text", url: "url", id: "id", fetchedAt: "at" };
const maxLineBytes = 400;

function options(home: TemporaryHome, more: Partial<RunOptions> = {}): RunOptions {
  return { home: home.home, ledger: home.ledger, purpose: "train", ...more };
}

/** What a run left: every record in the order of the file, gaps with their counts added up, and what resuming goes by. */
async function left(home: TemporaryHome, summary: RunSummary): Promise<unknown> {
  const records: { readonly row: number; readonly record: unknown }[] = [];
  for (const id of summary.segments) {
    using segment = await openSegment(join(home.home, "segments", id));
    for await (const batch of segment.records.batches()) {
      for (const { facts, digest, byteLength, characters } of batch) {
        const row = facts.locator.kind === "row" ? facts.locator.row : -1;
        records.push({
          row,
          record: { facts, digest: Buffer.from(digest).toString("hex"), byteLength, characters },
        });
      }
    }
  }
  const gaps = summary.gaps.map(({ kind, count, code, where, source }) => ({
    kind,
    count,
    code,
    where,
    source,
  }));
  return {
    records: records.sort((a, b) => a.row - b.row).map(({ record }) => canonicalJson(record)),
    gaps: gaps.map((gap) => JSON.stringify(gap)).sort(),
    sources: summary.sources.map(({ firstUsedAt: _first, lastUsedAt: _last, ...source }) => source),
  };
}

/** Tracks a file by its fields. */
async function byFields(path: string, bufferBytes: number): Promise<unknown> {
  await using home = await temporaryHome();
  const run = await startRun(options(home, { maxRecordBytes: 300, limits: { bufferBytes } }));
  await run.trackFile(path, { source: "s", fields, maxLineBytes });
  return await left(home, await run.end());
}

/** Tracks the rows that the reader gives, each as an object. */
async function byRows(path: string): Promise<unknown> {
  await using home = await temporaryHome();
  const run = await startRun(options(home, { maxRecordBytes: 300 }));
  const rows = readJsonl(path, { maxLineBytes, onGap: (gap) => run.gap({ ...gap, source: "s" }) });
  const { at: fetchedAt, ...names } = { ...fields, at: "at" };
  const tracked = run.track(rows, {
    source: "s",
    ...names,
    fetchedAt,
    item: (row) => row.value,
    locator: (row) => row.locator,
  });
  for await (const _ of tracked) continue;
  return await left(home, await run.end());
}

const value = fc.constantFrom(
  '"a text that is long enough to have an anchor of its own, if its letters are counted: 日本語も"',
  '"short"',
  '""',
  '"\\u65e5\\u672c \\ud83d\\ude00 \\ud83d \\n\\"quoted\\" \\/"',
  '"https:\\/\\/example.jp\\/a"',
  '"https://example.jp/b"',
  '"2026-03-02T01:02:03Z"',
  `"${"long ".repeat(70)}"`,
  "5",
  "-1.5e3",
  "null",
  "true",
  "[1, {}]",
  '{"text": "inside"}',
);
const name = fc.constantFrom("text", "text", "text", "url", "id", "at", "other", "t\\u0065xt");
const member = fc.tuple(name, value).map(([key, text]) => `"${key}": ${text}`);
const line = fc.oneof(
  { weight: 8, arbitrary: fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(", ")}}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "",
      "  ",
      "\u00a0",
      '{"text": "cut',
      '"a string"',
      "[]",
      "7",
      '{"text": "a"} x',
    ),
  },
  { weight: 1, arbitrary: fc.constant(`{"text": "${"x".repeat(maxLineBytes)}"}`) },
);
const lineBytes = fc.oneof(
  { weight: 9, arbitrary: line.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: line.map((text) => Buffer.concat([Buffer.from(text), Buffer.of(0xff)])) },
);
const start = fc.constantFrom([], [], [0xef, 0xbb, 0xbf], [0xff, 0xfe]);
const file = fc
  .tuple(
    start,
    fc.array(fc.tuple(lineBytes, fc.constantFrom("\n", "\n", "\r\n")), { minLength: 20, maxLength: 120 }),
  )
  .chain(([mark, lines]) =>
    fc.boolean().map((isOpen) => {
      const bytes = Buffer.concat([
        Buffer.from(mark),
        ...lines.flatMap(([text, end]) => [text, Buffer.from(end)]),
      ]);
      return isOpen ? bytes.subarray(0, -1) : bytes;
    }),
  );

describe("a file read by its fields", () => {
  test("leaves the records, facts and gaps that its rows leave as objects, however it falls into buffers", async () => {
    await using folder = await temporaryHome();
    const path = join(folder.folder, "rows.jsonl");
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.constantFrom(64, 150, 4_096),
        fc.boolean(),
        async (bytes, bufferBytes, isPacked) => {
          writeFileSync(path, isPacked ? gzipSync(bytes) : bytes);
          expect(await byFields(path, bufferBytes)).toEqual(await byRows(path));
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
  });

  test("that breaks off keeps its whole lines, and says at which byte and line", async () => {
    await using folder = await temporaryHome();
    const path = join(folder.folder, "rows.jsonl.gz");
    const packed = gzipSync(
      rowsOf(5_000)
        .map((row) => JSON.stringify(row))
        .join("\n"),
    );
    writeFileSync(path, packed.subarray(0, packed.byteLength / 2));
    const [one, other] = [await byFields(path, 4_096), await byRows(path)];
    expect(one).toEqual(other);
    expect(one).toMatchObject({ gaps: expect.arrayContaining([expect.stringContaining("truncated-file")]) });
  });

  test("is resumed at its lines, by rows or by fields, and nothing counts twice", async () => {
    await using home = await temporaryHome();
    const path = join(home.folder, "rows.jsonl");
    const lines = rowsOf(300).map((row) => JSON.stringify(row));
    writeFileSync(path, `${lines.slice(0, 100).join("\n")}\nbroken\n`);
    const first = await startRun(options(home, { name: "twice" }));
    await first.trackFile(path, { source: "s" });
    expect((await first.end()).sources[0]).toMatchObject({ records: 100 });

    writeFileSync(path, `${lines.slice(0, 100).join("\n")}\nbroken\n${lines.slice(100).join("\n")}`);
    const second = await startRun(options(home, { name: "twice", limits: { bufferBytes: 4_096 } }));
    await second.trackFile(path, { source: "s" });
    const rows = readJsonl(path, { onGap: () => undefined });
    const tracked = second.track(rows, {
      source: "s",
      item: (row) => row.value,
      locator: (row) => row.locator,
    });
    for await (const _ of tracked) continue;
    const summary = await second.end();
    expect(summary.sources[0]).toMatchObject({ records: 300 });
    expect(summary.alreadyRead).toBe(101 + 300);
    expect(summary.readTwice).toBe(0);
    expect(summary.gaps.filter(({ kind }) => kind === "broken-line")).toMatchObject([
      { count: 1, where: { line: 101, byte: lines.slice(0, 100).join("\n").length + 1 } },
    ]);
    expect(await home.ledger.progress(second.id)).toMatchObject([{ source: "s", ranges: [[0, 301]] }]);
  });

  test("that is interrupted in the middle of a line leaves that line to the next run, and no gap", async () => {
    await using home = await temporaryHome();
    const bytes = Buffer.from(
      ["一行目です。", "二行目です。"].map((text) => JSON.stringify({ text })).join("\n"),
    );
    const stop = new AbortController();
    async function* half(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, bytes.byteLength - 6);
      stop.abort();
      yield bytes.subarray(bytes.byteLength - 6);
    }
    const first = await startRun(options(home, { name: "stopped" }));
    await first.trackFile(half(), { source: "s", signal: stop.signal });
    const stopped = await first.end();
    expect(stopped.sources[0]).toMatchObject({ records: 1 });
    const ofData = stopped.gaps.filter(({ where }) => where?.line !== undefined);
    expect(ofData).toEqual([]);
    const second = await startRun(options(home, { name: "stopped" }));
    await second.trackFile(
      (async function* () {
        yield bytes;
      })(),
      { source: "s" },
    );
    expect((await second.end()).sources[0]).toMatchObject({ records: 2 });
  });

  test("that is large is read by several workers, and every line is recorded once", async () => {
    await using home = await temporaryHome();
    const path = join(home.folder, "rows.jsonl");
    const count = 50_000;
    writeFileSync(
      path,
      rowsOf(count)
        .map((row) => JSON.stringify({ ...row, more: "x".repeat(400) }))
        .join("\n"),
    );
    const run = await startRun(options(home, { index: "off", limits: { workerCount: 3 } }));
    let lines = 0;
    await run.trackFile(path, { source: "s", fields: { url: "url" }, onProgress: (read) => (lines = read) });
    const summary = await run.end();
    expect(lines).toBe(count);
    expect(summary.sources[0]).toMatchObject({ records: count, hosts: 5 });
    expect(await home.ledger.progress(run.id)).toMatchObject([{ ranges: [[0, count]] }]);
    expect((await home.ledger.verify({})).problems).toEqual([]);
  });

  test("stops the mode require at a row without text, and where nothing can be recorded", async () => {
    await using home = await temporaryHome();
    const path = join(home.folder, "rows.jsonl");
    writeFileSync(path, '{"text": "a"}\n{"title": "b"}\n{"text": "c"}\n');
    const run = await startRun(options(home, { mode: "require" }));
    await expect(run.trackFile(path, { source: "s" })).rejects.toMatchObject({
      code: "not-recorded",
      details: { row: 1 },
    });
    await run.end();
  });

  test("is counted as dropped where the disk refuses, and read to its end in the mode observe", async () => {
    await using home = await temporaryHome();
    const path = join(home.folder, "rows.jsonl");
    writeFileSync(
      path,
      rowsOf(500)
        .map((row) => JSON.stringify(row))
        .join("\n"),
    );
    const run = await startRun(options(home, { limits: { bufferBytes: 4_096 } }));
    rmSync(join(home.home, "segments"), { recursive: true, force: true });
    writeFileSync(join(home.home, "segments"), "not a folder");
    await run.trackFile(path, { source: "s" });
    const summary = await run.end();
    expect(summary.outcome).toBe("failed");
    expect(summary.gaps).toContainEqual(expect.objectContaining({ kind: "dropped-event", count: 500 }));
  });

  test("that isn't there, and a field that is in no row, are gaps", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home));
    await run.trackFile(join(home.folder, "nowhere.jsonl"), { source: "s" });
    writeFileSync(join(home.folder, "rows.jsonl"), '{"text": "a"}\n{"text": "b"}\n');
    await run.trackFile(join(home.folder, "rows.jsonl"), { source: "s", fields: { text: "body" } });
    const { gaps } = await run.end();
    expect(gaps).toContainEqual(expect.objectContaining({ kind: "missing-file" }));
    expect(gaps).toContainEqual(expect.objectContaining({ kind: "missing-field", where: { field: "body" } }));
    expect(gaps).toContainEqual(expect.objectContaining({ kind: "row-without-text", count: 2 }));
  });

  test("needs fields that no object has by itself", () => {
    expect(isReadByFields({ text: "text", url: "本文" })).toBe(true);
    for (const field of ["constructor", "toString", "0", "12", "length"])
      expect(isReadByFields({ text: field })).toBe(false);
  });
});
