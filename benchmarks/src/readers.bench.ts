import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { RecordBatchReader, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { parse } from "csv-parse";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { unpackTar, packTar } from "modern-tar";
import { WARCParser } from "warcio";
import { readArrow } from "@yurai/track/arrow";
import { readCsv } from "@yurai/track/csv";
import { readParquet } from "@yurai/track/parquet";
import { readTar } from "@yurai/track/tar";
import { readWarc } from "@yurai/track/warc";
import { createReadStream } from "node:fs";
import { openAdapterContests } from "./adapter-contests.ts";
import { englishTexts } from "./corpus.ts";
import type { Benchmark, Figure } from "./figure.ts";

const rowBytes = 1_024;
const rowCount = 20_000;
const rounds = 3;

/** One format: its file, our reader over it, and the bare library over it. Both return how many rows they read. */
export interface Contest {
  readonly name: string;
  readonly library: string;
  readonly ours: () => Promise<number>;
  readonly bare: () => Promise<number>;
  /** Bare, it does nothing worth a rate: only what a row costs more is told. */
  readonly isAddedOnly?: true;
}

export const readersBenchmark: Benchmark = {
  name: "readers",
  about: "rows a second of each reader, and what it adds to a row over the bare library, in the same run",
  async *run() {
    const folder = mkdtempSync(join(tmpdir(), "yurai-bench-"));
    try {
      const rows = texts();
      for (const contest of await contests(folder, rows)) yield* figuresOf(contest);
      await using adapters = await openAdapterContests(folder, rows);
      for (const contest of adapters.contests) yield* figuresOf(contest);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function texts(): readonly string[] {
  const all = englishTexts(rowCount * rowBytes).join("\n");
  const count = Math.min(rowCount, Math.floor(all.length / rowBytes));
  return Array.from({ length: count }, (_, at) => all.slice(at * rowBytes, (at + 1) * rowBytes));
}

async function contests(folder: string, rows: readonly string[]): Promise<readonly Contest[]> {
  const write = (name: string, bytes: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const options = { onGap: () => undefined, baseFolder: folder };
  const csv = write(
    "a.csv",
    `id,text\n${rows.map((text, id) => `${id},"${text.replaceAll('"', '""')}"`).join("\n")}\n`,
  );
  const columnData = [{ name: "text", data: [...rows], type: "STRING" as const }];
  const parquet = write("a.parquet", Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 1_000 })));
  const arrow = write(
    "a.arrows",
    tableToIPC(new Table({ text: vectorFromArray(rows, new Utf8()) }), "stream"),
  );
  const warc = write("a.warc.gz", Buffer.concat(rows.map((text, at) => gzipSync(record(text, at)))));
  const tar = write(
    "a.tar",
    await packTar(
      rows.map((text, at) => ({ header: { name: `${at}.txt`, size: Buffer.byteLength(text) }, body: text })),
    ),
  );
  return [
    {
      name: "csv",
      library: "csv-parse",
      ours: () => count(readCsv(csv, options)),
      bare: () => count(createReadStream(csv).pipe(parse({ columns: true }))),
    },
    {
      name: "parquet",
      library: "hyparquet",
      ours: () => count(readParquet(parquet, { ...options, asBytes: true })),
      bare: async () => (await parquetReadObjects({ file: await asyncBufferFromFile(parquet) })).length,
    },
    {
      name: "arrow",
      library: "apache-arrow",
      ours: () => count(readArrow(arrow, { ...options, field: "text", asBytes: true })),
      bare: () => bareArrow(arrow),
    },
    {
      name: "warc",
      library: "warcio, without text of HTML",
      ours: () => count(readWarc(warc, options)),
      bare: () => bareWarc(warc),
    },
    {
      name: "tar",
      library: "modern-tar",
      ours: () => count(readTar(tar, options)),
      bare: async () => (await unpackTar(readFileSync(tar))).length,
    },
  ];
}

function record(text: string, at: number): string {
  const page = `<html><body><p>${text.replaceAll("<", "&lt;")}</p></body></html>`;
  const http = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${page}`;
  return `WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:${at}>\r\nWARC-Target-URI: https://example.jp/${at}\r\nWARC-Date: 2026-03-02T09:30:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: ${Buffer.byteLength(http)}\r\n\r\n${http}\r\n\r\n`;
}

async function count(rows: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _row of rows) total++;
  return total;
}

async function bareArrow(path: string): Promise<number> {
  let length = 0;
  let total = 0;
  for await (const batch of await RecordBatchReader.from(createReadStream(path))) {
    const column = batch.getChild("text");
    for (let at = 0; at < batch.numRows; at++, total++) length += String(column?.get(at)).length;
  }
  return length > 0 ? total : 0;
}

async function bareWarc(path: string): Promise<number> {
  let total = 0;
  for await (const item of new WARCParser(createReadStream(path))) {
    await item.readFully(true);
    total++;
  }
  return total;
}

async function* figuresOf({ name, library, ours, bare, isAddedOnly }: Contest): AsyncGenerator<Figure> {
  const [us, them] = [await secondsPerRow(ours), await secondsPerRow(bare)];
  const note = `rows of 1 KB; ${library} alone: ${Math.round(1 / them).toLocaleString("en")} rows/s`;
  if (isAddedOnly !== true)
    yield {
      bench: `read-${name}-rows-s`,
      value: 1 / us,
      unit: "rows/s",
      target: 1 / them,
      better: "higher",
      note,
    };
  yield {
    bench: `read-${name}-added-us`,
    value: (us - them) * 1e6,
    unit: "us",
    target: 10,
    better: "lower",
    note: `what a row costs more than with ${library} alone; below zero it costs less`,
  };
}

/** The best of some rounds. */
async function secondsPerRow(read: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    const rows = await read();
    best = Math.min(best, (performance.now() - startedMs) / 1_000 / rows);
  }
  return best;
}
