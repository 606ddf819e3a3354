// Files made to hurt: each must end in a gap, in bounded memory, with the rows beside it read.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, test } from "vitest";
import { readFolder, readJsonl, startRun, type ReadRow, type SeenGap } from "../src/index.ts";
import { readCsv } from "../src/readers/csv.ts";
import { readNpm } from "../src/readers/npm.ts";
import { deltaBytes } from "../src/readers/parquet-delta.ts";
import { readParquet } from "../src/readers/parquet.ts";
import { readTar } from "../src/readers/tar.ts";
import { trackFetch } from "../src/readers/tracked-fetch.ts";
import { readWarc } from "../src/readers/warc.ts";
import { temporaryHome } from "./temporary-home.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const megabyte = 1024 * 1024;
const utf8 = (text: string): Buffer => Buffer.from(text);

async function read<Row extends ReadRow>(
  open: (options: {
    readonly onGap: (gap: SeenGap) => void;
    readonly baseFolder: string;
  }) => AsyncIterable<Row>,
): Promise<{
  readonly rows: readonly Row[];
  readonly gaps: readonly (readonly [string, string | undefined])[];
}> {
  const gaps: (readonly [string, string | undefined])[] = [];
  const rows: Row[] = [];
  const onGap = ({ kind, code }: SeenGap): void => void gaps.push([kind, code]);
  for await (const row of open({ onGap, baseFolder: folder })) rows.push(row);
  return { rows, gaps };
}

/** Bytes that the process took at most while something ran, beyond those before. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(peak, process.memoryUsage.rss()) - before;
}

function record(headers: string, body: Buffer | string): Buffer {
  const http = Buffer.concat([
    utf8(`HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n${headers}\r\n`),
    Buffer.from(body),
  ]);
  return Buffer.concat([recordHead(http.byteLength), http, utf8("\r\n\r\n")]);
}

function recordHead(contentLength: number): Buffer {
  return utf8(
    `WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:${crypto.randomUUID()}>\r\nWARC-Target-URI: https://example.jp/a\r\nContent-Length: ${contentLength}\r\n\r\n`,
  );
}

describe("500 MB of HTML", () => {
  test("in a file of a folder and in a record of a crawl are gaps, never in memory, and what lies beside them is read", async () => {
    const html = join(folder, "html", "huge.html");
    mkdirSync(join(folder, "html"));
    writeFileSync(html, `<html>${"<p>x".repeat(4_096)}`);
    truncateSync(html, 500 * megabyte);
    writeFileSync(join(folder, "html", "small.html"), "<p>small");
    const warc = join(folder, "huge.warc");
    const file = openSync(warc, "w");
    writeSync(file, recordHead(500 * megabyte));
    const end = 500 * megabyte + recordHead(500 * megabyte).byteLength;
    writeSync(file, Buffer.concat([utf8("\r\n\r\n"), record("", "<p>small")]), 0, undefined, end);
    closeSync(file);
    let ended: Awaited<ReturnType<typeof read>>[] = [];
    const peak = await peakOf(async () => {
      ended = [
        await read((options) => readFolder(join(folder, "html"), options)),
        await read((options) => readWarc(warc, options)),
      ];
    });
    expect(ended[0]!.gaps).toEqual([["unreadable-file", "too-large"]]);
    expect(ended[0]!.rows).toHaveLength(1);
    expect(ended[1]!.gaps).toEqual([["limit-reached", "record-too-large"]]);
    expect(ended[1]!.rows.map(({ value }) => value)).toEqual(["small"]);
    expect(peak).toBeLessThan(200 * megabyte);
  });

  test("that a server sends pass through to the caller, and of them the run keeps its limit and says so", async () => {
    const chunk = Buffer.alloc(megabyte, "<p>灯台 ");
    const server = createServer((_request, response) => {
      let left = 500;
      response.setHeader("content-type", "text/html; charset=utf-8");
      const send = (): void => {
        while (left-- > 0) if (!response.write(chunk)) return void response.once("drain", send);
        response.end();
      };
      send();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await using home = await temporaryHome();
      const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
      const { fetch, settle } = trackFetch(run, { source: "web", maxBodyBytes: 2 * megabyte });
      const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      let seen = 0;
      for await (const part of response.body!) seen += part.byteLength;
      expect(seen).toBe(500 * megabyte);
      await settle(home.ledger);
      const summary = await run.end();
      expect(summary.sources[0]!.bytes).toBeLessThanOrEqual(2 * megabyte);
      expect(summary.gaps.map(({ kind, code }) => [kind, code])).toContainEqual([
        "truncated-record",
        "body-cut-off",
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

async function* forEver(chunk: Buffer): AsyncGenerator<Uint8Array> {
  for (;;) yield chunk;
}

describe("gzip without end", () => {
  const empty = gzipSync(Buffer.alloc(0));
  test("of members that hold nothing stops a crawl's reader, also from a stream that never ends", async () => {
    const page = gzipSync(record("", "<p>before"));
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield page;
      yield* forEver(Buffer.concat(Array.from({ length: 500 }, () => empty)));
    }
    const { rows, gaps } = await read((options) => readWarc(endless(), options));
    expect(rows.map(({ value }) => value)).toEqual(["before"]);
    expect(gaps).toEqual([["limit-reached", "too-many-empty-members"]]);
  });

  test("of members that unpack to more and more is stopped in rows and archives", async () => {
    const member = gzipSync(Buffer.alloc(64 * megabyte, "x"), { level: 9 });
    async function* archive(): AsyncGenerator<Uint8Array> {
      yield gzipSync(tarHeader("0", 8 ** 11 - 1, "endless.txt"));
      yield* forEver(member);
    }
    const rows = await read((options) => readJsonl(forEver(member), options));
    expect(rows).toEqual({ rows: [], gaps: [["limit-reached", "unpacks-without-end"]] });
    const tar = await read((options) => readTar(archive(), options));
    expect(tar.rows).toEqual([]);
    expect(tar.gaps).toEqual([
      ["limit-reached", "entry-too-large"],
      ["limit-reached", "unpacks-without-end"],
    ]);
  });
});

describe("a header of 10 MB", () => {
  const long = "x".repeat(10 * megabyte);

  test("of HTTP, CSV, tar and gzip is a gap, and no other file is harmed", async () => {
    const http = await read((options) =>
      readWarc(asStream(record(`X-Long: ${long}\r\n`, "<p>a"), record("", "<p>b")), options),
    );
    expect(http.gaps).toEqual([["broken-line", "http-unparsable"]]);
    expect(http.rows.map(({ value }) => value)).toEqual(["b"]);
    const csv = await read((options) => readCsv(asStream(utf8(`text,${long}\na,b\n`)), options));
    expect(csv).toEqual({ rows: [], gaps: [["oversized-line", "column-names"]] });
    const tar = await read((options) =>
      readTar(asStream(tarHeader("x", 10 * megabyte), utf8(long)), options),
    );
    expect(tar).toEqual({ rows: [], gaps: [["limit-reached", "tar-header-too-large"]] });
    const named = gzipSync(record("", "<p>a"));
    named[3] = 8;
    const gzip = Buffer.concat([named.subarray(0, 10), utf8(`${long}\0`), named.subarray(10)]);
    expect((await read((options) => readWarc(asStream(gzip), options))).rows).toEqual([]);
  });
});

describe("CSV", () => {
  test("is never held far beyond its limit, quoted or not", async () => {
    const limit = 4 * megabyte;
    for (const quote of ['"', ""]) {
      let given = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        yield utf8(`text\nfirst\n${quote}`);
        for (;;) {
          given += 64 * 1024;
          yield Buffer.alloc(64 * 1024, 0x61);
        }
      }
      const { rows, gaps } = await read((options) =>
        readCsv(endless(), { ...options, maxRecordBytes: limit }),
      );
      expect(rows.map(({ value }) => value)).toEqual([{ text: "first" }]);
      expect(gaps).toEqual([["oversized-line", undefined]]);
      expect(given).toBeLessThan(limit + megabyte);
    }
    const whole = utf8(`text\n${"x".repeat(limit + 10)}\nb\n`);
    const { gaps } = await read((options) => readCsv(asStream(whole), { ...options, maxRecordBytes: limit }));
    expect(gaps).toEqual([["oversized-line", undefined]]);
  });
});

const writeColumn = (
  data: readonly string[],
  encoding: "DELTA_BYTE_ARRAY" | "DELTA_LENGTH_BYTE_ARRAY",
): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: "text", data: [...data], type: "STRING", encoding }],
      pageSize: 2 ** 30,
    }),
  );

describe("Parquet values that repeat the ones before them", () => {
  test("are read where they come to what texts come to", async () => {
    const texts = Array.from({ length: 500 }, (_, at) => `https://example.jp/灯台/${at % 7}/${at}`);
    for (const encoding of ["DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"] as const) {
      const path = join(folder, `${encoding}.parquet`);
      writeFileSync(path, writeColumn(texts, encoding));
      const { rows, gaps } = await read((options) => readParquet(path, options));
      expect(gaps).toEqual([]);
      expect(rows.map(({ value }) => (value as { readonly text: string }).text)).toEqual(texts);
    }
  });

  test("and come to thousands of times the file are a gap before they are made", async () => {
    // Each of 64 values is the megabyte of the first: 64 MB in a file of 1 MB.
    const path = join(folder, "bomb.parquet");
    writeFileSync(path, writeColumn(Array<string>(64).fill("a".repeat(megabyte)), "DELTA_BYTE_ARRAY"));
    const { rows, gaps } = await read((options) =>
      readParquet(path, { ...options, maxGroupBytes: 16 * megabyte }),
    );
    expect(rows).toEqual([]);
    expect(gaps).toEqual([["failed-row", "row-group-unreadable"]]);
    expect((await read((options) => readParquet(path, options))).rows).toHaveLength(64);
  });

  test("no bytes keep the check busy or make it count less than nothing", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.nat(2_000),
        fc.boolean(),
        (bytes, count, hasPrefixes) => {
          let total = 0;
          try {
            total = deltaBytes(bytes, 0, count, hasPrefixes);
          } catch {
            return;
          }
          expect(total).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("links that lead in circles", () => {
  test("in a folder, to a parent or to one another, are not followed", async () => {
    const root = join(folder, "circle");
    mkdirSync(join(root, "deep"), { recursive: true });
    writeFileSync(join(root, "deep", "a.txt"), "a");
    symlinkSync("..", join(root, "deep", "up"));
    symlinkSync(root, join(root, "self"));
    symlinkSync("there", join(root, "here"));
    symlinkSync("here", join(root, "there"));
    const { rows, gaps } = await read((options) => readFolder(root, options));
    expect(rows).toHaveLength(1);
    expect(gaps).toEqual([
      ["unreadable-file", "ELOOP"],
      ["unreadable-file", "ELOOP"],
    ]);
  });

  test("among packages give each of them once", async () => {
    const modules = join(folder, "circle-npm", "node_modules");
    for (const [name, other] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      mkdirSync(join(modules, name, "node_modules"), { recursive: true });
      writeFileSync(join(modules, name, "package.json"), JSON.stringify({ name, version: "1.0.0" }));
      symlinkSync(join("..", "..", other), join(modules, name, "node_modules", other));
    }
    symlinkSync(".", join(modules, "itself"));
    const sources: string[] = [];
    for await (const { source } of readNpm(modules, { onGap: () => undefined, baseFolder: folder }))
      sources.push(source);
    expect(sources.sort()).toEqual(["npm:a@1.0.0", "npm:b@1.0.0"]);
  });
});

async function* asStream(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** A tar header with the sum that readers compare. */
function tarHeader(type: string, size: number, name = "long"): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write(size.toString(8).padStart(11, "0"), 124);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
