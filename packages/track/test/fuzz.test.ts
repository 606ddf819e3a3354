// Every parser of the readers on mutated files. YURAI_FUZZ=1000000 runs a campaign of that many inputs, YURAI_FUZZ_TARGET=parquet
// gives all of them to one parser.
import { gapSchema, locatorSchema, parse } from "@yurai/schema";
import { Binary, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { packTar } from "modern-tar";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReadRow, SeenGap } from "../src/index.ts";
import { readArrow } from "../src/readers/arrow.ts";
import { charsetOf, decode, metaCharset } from "../src/readers/charset.ts";
import { readCsv } from "../src/readers/csv.ts";
import { readHeaderBlock } from "../src/readers/header-fields.ts";
import { htmlText } from "../src/readers/html-text.ts";
import { readHttpResponse } from "../src/readers/http-message.ts";
import { matchesPattern, parseCard } from "../src/readers/hub-card.ts";
import { readParquet } from "../src/readers/parquet.ts";
import { readTar } from "../src/readers/tar.ts";
import { readWarc } from "../src/readers/warc.ts";

const inputs = Number(process.env["YURAI_FUZZ"] ?? 100_000);
const seed = Number(process.env["YURAI_FUZZ_SEED"] ?? 20_261_121);
const only = process.env["YURAI_FUZZ_TARGET"];
const folder = mkdtempSync(join(tmpdir(), "yurai-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A parser under test: what it starts from, what it does with bytes, and its share of the inputs. */
interface Target {
  readonly name: string;
  readonly share: number;
  readonly corpus: readonly Uint8Array[];
  readonly run: (bytes: Uint8Array) => void | Promise<void>;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Numbers that repeat: xorshift32. */
function randomFrom(start: number): (below: number) => number {
  let state = start | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(1, below);
  };
}

const tokens = [
  "WARC/1.1\r\n",
  "Content-Length: 99999999999\r\n",
  "Content-Length: -1\r\n",
  "\r\n\r\n",
  "\n",
  "\r",
  '"',
  ",",
  "\0",
  "<script>",
  "</div>",
  "<meta charset=utf-16>",
  "<!--",
  "&#x10FFFF;",
  "&amp",
  "Transfer-Encoding: chunked\r\n",
  "Content-Encoding: gzip\r\n",
  "ffffffff\r\n",
  "0\r\n",
  "\u001b$B",
  "\u001b(B",
  "77777777777\0",
  "999 path=../../x\n",
  "---\n",
  "&a [*a]",
  "*",
  "**",
  "\ufeff",
  "あ",
  "PAR1",
  "ARROW1",
].map(utf8);

/** Some changes of a sample, each of a kind that has broken parsers before. */
function mutate(sample: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = Buffer.from(sample);
  for (let rounds = 1 + random(5); rounds > 0; rounds--) {
    const at = random(bytes.length);
    const end = Math.min(bytes.length, at + 1 + random(40));
    const kind = random(7);
    if (kind === 0 && bytes.length > 0) bytes[at]! ^= 1 << random(8);
    else if (kind === 1 && bytes.length > 0) bytes[at] = [0, 0x7f, 0x80, 0xff, 0x22][random(5)]!;
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    else if (kind === 4)
      bytes = Buffer.concat([bytes.subarray(0, at), tokens[random(tokens.length)]!, bytes.subarray(at)]);
    else if (kind === 5) bytes = Buffer.from(bytes.subarray(0, at));
    else if (bytes.length >= at + 4)
      bytes.writeUInt32LE([0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0][random(4)]!, at);
  }
  return bytes;
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const middle = bytes.length >> 1;
  if (middle > 0) yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}

let checked = 0;

/** Reads all rows; what comes out is what the schema says, whatever went in. */
async function drain(
  open: (options: {
    readonly onGap: (gap: SeenGap) => void;
    readonly baseFolder: string;
  }) => AsyncIterable<ReadRow>,
): Promise<void> {
  const gaps: SeenGap[] = [];
  let rows = 0;
  for await (const { locator } of open({ onGap: (gap) => void gaps.push(gap), baseFolder: folder })) {
    // The schema is slow beside the parsers; a hundredth shows as much.
    if (rows++ < 3 && checked++ % 100 === 0) parse(locatorSchema, locator, { what: "a locator" });
  }
  expect(gaps.length).toBeLessThan(10_000);
  if (checked++ % 100 === 0)
    for (const gap of gaps.slice(0, 3))
      parse(gapSchema, { ...gap, at: "2026-01-01T00:00:00Z" }, { what: "a gap" });
}

/** With pictures and without them, about as often. */
const images = (bytes: Uint8Array): { readonly images: boolean } => ({ images: bytes.length % 2 === 0 });

let targets: readonly Target[] = [];

beforeAll(async () => {
  const html =
    "<!doctype html><meta charset=shift_jis><title>題</title><p>a&amp;b<ruby>灯<rt>x</rt></ruby><pre>\n y</pre><script>1<2</script>";
  const http = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Long: a\r\n b\r\n\r\n${html}`;
  const record = `WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.jp/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Length: ${Buffer.byteLength(http)}\r\n\r\n${http}\r\n\r\n`;
  const chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\n\r\n";
  const packed = Buffer.concat([utf8("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), gzipSync(html)]);
  const tar = await packTar(
    ["a.txt", "a.json", `${"深/".repeat(60)}b.txt`].map((name) => ({
      header: { name, size: 13, type: "file" },
      body: utf8('{"text":"x"} '),
    })),
  );
  const table = new Table({
    text: vectorFromArray(["one", "二", null], new Utf8()),
    n: vectorFromArray([1, 2, 3]),
  });
  const columnData = [
    { name: "text", data: ["one", "二", null], type: "STRING" as const },
    { name: "n", data: [1, 2, 3] },
  ];
  const parquet = Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 2 }));
  const dictionary = {
    name: "text",
    data: ["a", "b", "a", null, "b", "a"],
    encoding: "RLE_DICTIONARY" as const,
  };
  const flags = { name: "flag", data: [true, false, true, true, false, true], encoding: "RLE" as const };
  const indices = Buffer.from(parquetWriteBuffer({ columnData: [dictionary, flags], codec: "UNCOMPRESSED" }));
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const shard = await packTar(
    [
      ["1.png", png],
      ["1.json", utf8('{"caption":"x","url":"https://h.example/1","license":"MIT"}')],
      ["1.cls", utf8("7")],
    ].map(([name, body]) => ({
      header: { name: String(name), size: body!.length, type: "file" as const },
      body: body as Uint8Array,
    })),
  );
  const declared = JSON.stringify({ info: { features: { image: { _type: "Image" } } } });
  const pictures = Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: "image", data: [png, png, null], type: "BYTE_ARRAY" },
        { name: "caption", data: ["a", "二", null], type: "STRING" },
      ],
      kvMetadata: [{ key: "huggingface", value: declared }],
    }),
  );
  const arrowPictures = tableToIPC(
    new Table({
      image: vectorFromArray([new Uint8Array(png), null], new Binary()),
      caption: vectorFromArray(["a", "b"], new Utf8()),
    }),
    "stream",
  );
  const sent = Buffer.concat([utf8("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"), png]);
  const imageRecord = Buffer.concat([
    utf8(
      `WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://h.example/1.png\r\nContent-Length: ${sent.length}\r\n\r\n`,
    ),
    sent,
    utf8("\r\n\r\n"),
  ]);
  const file = join(folder, "x.parquet");
  const maxBodyBytes = 1e6;
  targets = [
    {
      name: "headers",
      share: 0.25,
      corpus: [utf8(http), utf8(record)],
      run: (bytes) => void readHeaderBlock(bytes),
    },
    {
      name: "http",
      share: 0.2,
      corpus: [utf8(http), utf8(chunked), packed],
      run: (bytes) => void readHttpResponse(bytes, { maxBodyBytes }),
    },
    {
      name: "html",
      share: 0.2,
      corpus: [utf8(html)],
      run: (bytes) => void htmlText(decode(bytes, "utf-8")),
    },
    {
      name: "charset",
      share: 0.2,
      corpus: [utf8(html), Uint8Array.of(0x93, 0x94, 0x91, 0xe4, 0x82, 0xcd), utf8("\u001b$B%F\u001b(B")],
      run: runCharset,
    },
    {
      name: "card",
      share: 0.03,
      corpus: [utf8("---\nlicense: [mit, other]\nconfigs:\n- data_files:\n  - path: data/*.x\n---\n")],
      run: runCard,
    },
    {
      name: "csv",
      share: 0.04,
      corpus: [utf8('id,text\r\n1,"a ""b"" c"\n2,二\n'), gzipSync("text\nx\n")],
      run: (bytes) => drain((options) => readCsv(chunks(bytes), options)),
    },
    {
      name: "warc",
      share: 0.04,
      corpus: [
        utf8(record + record),
        Buffer.concat([gzipSync(record), gzipSync(record)]),
        gzipSync(record + record),
        imageRecord,
      ],
      run: (bytes) => drain((options) => readWarc(chunks(bytes), { ...options, ...images(bytes) })),
    },
    {
      name: "tar",
      share: 0.03,
      corpus: [tar, gzipSync(tar), shard],
      run: (bytes) => drain((options) => readTar(chunks(bytes), { ...options, ...images(bytes) })),
    },
    {
      name: "arrow",
      share: 0.005,
      corpus: [tableToIPC(table, "stream"), tableToIPC(table, "file"), arrowPictures],
      run: (bytes) =>
        drain((options) =>
          readArrow(chunks(bytes), { ...options, field: "text", asBytes: true, ...images(bytes) }),
        ),
    },
    {
      name: "parquet",
      share: 0.005,
      corpus: [parquet, indices, pictures],
      run: async (bytes) => {
        writeFileSync(file, bytes);
        await drain((options) => readParquet(file, { ...options, ...images(bytes) }));
      },
    },
  ];
});

function runCharset(bytes: Uint8Array): void {
  const label = metaCharset(bytes);
  const charset = charsetOf(bytes, label === undefined ? [] : [{ label, basis: "html-meta" }]);
  expect(typeof decode(bytes, charset.label)).toBe("string");
}

function runCard(bytes: Uint8Array): void {
  const card = parseCard(decode(bytes, "utf-8"));
  matchesPattern("data/train/a.jsonl", card?.dataFiles ?? []);
}

test(
  `${inputs.toLocaleString("en")} mutated files make no parser throw, hang or give what the schema does not know`,
  { timeout: Math.max(60_000, inputs * 10) },
  async () => {
    const random = randomFrom(seed);
    let done = 0;
    for (const { name, share, corpus, run } of targets) {
      if (only !== undefined && name !== only) continue;
      const count = Math.round(inputs * (only === undefined ? share : 1));
      const startedMs = performance.now();
      for (let at = 0; at < count; at++) {
        const bytes = mutate(corpus[random(corpus.length)]!, random);
        try {
          await run(bytes);
          done++;
        } catch (error) {
          throw new Error(`${name} failed on ${Buffer.from(bytes).toString("base64")}`, { cause: error });
        }
      }
      if (process.env["YURAI_FUZZ"] !== undefined)
        process.stderr.write(`${name} ${count} inputs, ${Math.round(performance.now() - startedMs)} ms\n`);
    }
    expect(done).toBeGreaterThan(inputs * 0.99);
  },
);
