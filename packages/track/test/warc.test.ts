import { contentDigest, openIndex } from "@yurai/fingerprint";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { WARCParser, WARCRecord, WARCSerializer } from "warcio";
import { readRows, startRun, type CrawledResponse, type SeenGap } from "../src/index.ts";
import { charsetOf } from "../src/readers/charset.ts";
import { htmlText } from "../src/readers/html-text.ts";
import { joinChunks, readHttpResponse } from "../src/readers/http-message.ts";
import { readRecords } from "../src/readers/warc-record.ts";
import { readWarc, type WarcRow } from "../src/readers/warc.ts";
import { temporaryHome } from "./temporary-home.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-warc-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const web = resolve(import.meta.dirname, "../../../../shared/data/web");

interface Expected {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly url: string | null;
  readonly kind?: string;
  readonly warcType: string;
  readonly status?: number | null;
  readonly mediaType?: string;
  readonly charset?: string;
  readonly charsetSource?: string;
  readonly title?: string | null;
  readonly snippet?: string | null;
  readonly problem: string | null;
  readonly robots?: { readonly userAgent: string };
}

function isRow({ kind, status, warcType, problem }: Expected): boolean {
  return (
    (kind === "page" || kind === "conversion") &&
    (status === null || status === 200) &&
    warcType !== "revisit" &&
    problem !== "http-unparsable" &&
    problem !== "record-cut-off"
  );
}

interface Read {
  readonly rows: readonly WarcRow[];
  readonly gaps: readonly SeenGap[];
  readonly responses: readonly CrawledResponse[];
}

async function read(source: string | readonly Uint8Array[], maxRecordBytes?: number): Promise<Read> {
  const rows: WarcRow[] = [];
  const gaps: SeenGap[] = [];
  const responses: CrawledResponse[] = [];
  const options = {
    onGap: (gap: SeenGap) => gaps.push(gap),
    onResponse: (response: CrawledResponse) => responses.push(response),
    baseFolder: folder,
    ...(maxRecordBytes !== undefined && { maxRecordBytes }),
  };
  for await (const row of readWarc(typeof source === "string" ? source : chunks(source), options))
    rows.push(row);
  return { rows, gaps, responses };
}

async function* chunks(list: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* list;
}

const codes = (gaps: readonly SeenGap[]): unknown[] => gaps.map(({ kind, code }) => [kind, code]);

/** A record by hand, so that it may be wrong. */
function record(
  type: string,
  block: Uint8Array | string,
  fields: Readonly<Record<string, string>> = {},
): Buffer {
  const body = Buffer.from(block);
  const lines = Object.entries({
    "WARC-Type": type,
    "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000000>",
    "WARC-Date": "2026-03-02T09:30:00Z",
    "WARC-Target-URI": "https://example.jp/",
    "Content-Type": "application/http; msgtype=response",
    "Content-Length": String(body.byteLength),
    ...fields,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`WARC/1.1\r\n${lines.join("")}\r\n`), body, Buffer.from("\r\n\r\n")]);
}

const head = (fields: string): Buffer => Buffer.from(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`);

function page(text: string, headers = "Content-Type: text/html; charset=utf-8\r\n"): string {
  return `HTTP/1.1 200 OK\r\n${headers}\r\n<html><title>t</title><body><p>${text}</p></body></html>`;
}

const pages = ["朝の市場では、魚より先に声が並ぶ。", "The tide keeps its own time.", "返事のない手紙"];
const members = pages.map((text) => record("response", page(text)));

/** Texts that are read again from the place that a row names. */
async function readAgain(rows: readonly WarcRow[]): Promise<unknown[]> {
  const readText = readRows({ baseFolder: folder });
  return Promise.all(
    rows.map(async ({ locator }) => {
      // What is read is found by the locator alone.
      const bytes = await readText({ facts: { source: "s", locator } } as Parameters<typeof readText>[0]);
      return typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);
    }),
  );
}

describe.skipIf(!existsSync(web))("the three web files", () => {
  const expected = existsSync(web)
    ? readFileSync(join(web, "expected.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Expected)
    : [];
  const names = ["signals.warc.gz", "charsets.warc.gz", "problems.warc.gz"];

  test.each(names)("%s gives every page, its place, title, text and charset", async (name) => {
    const { rows } = await read(join(web, name));
    const wanted = expected.filter((item) => item.file === name && isRow(item));
    expect(
      rows.map(({ locator, url, title, response }) => ({
        offset: locator.byteStart,
        length: locator.byteEnd - locator.byteStart,
        url,
        title: title ?? null,
        charset: response.charset,
        charsetSource: response.charsetBasis,
        mediaType: response.mediaType,
      })),
    ).toEqual(
      wanted.map(({ offset, length, url, title, charset, charsetSource, mediaType }) => ({
        offset,
        length,
        url,
        title,
        charset,
        charsetSource,
        mediaType,
      })),
    );
    for (const [at, { snippet }] of wanted.entries()) expect(rows[at]?.value).toContain(snippet);
    expect(await readAgain(rows)).toEqual(rows.map(({ value }) => value));
  });

  test("give every stored response, robots.txt, images and redirects too, with the agent that fetched it", async () => {
    for (const name of names) {
      const { responses } = await read(join(web, name));
      const stored = ["response", "resource", "conversion", "revisit"];
      const wanted = expected.filter(
        ({ file, warcType, problem }) =>
          file === name &&
          stored.includes(warcType) &&
          problem !== "http-unparsable" &&
          problem !== "record-cut-off",
      );
      expect(responses.map(({ url, status }) => [url, status])).toEqual(
        wanted.map(({ url, status }) => [url, status ?? 0]),
      );
      const agents = new Set(
        wanted.flatMap(({ robots }) => (robots === undefined ? [] : [robots.userAgent])),
      );
      const seen = responses.flatMap(({ crawl }) =>
        crawl?.userAgent === undefined ? [] : [crawl.userAgent],
      );
      expect(new Set(seen)).toEqual(agents);
    }
  });

  test("what is wrong with them is a gap with its offset", async () => {
    const { gaps, responses } = await read(join(web, "problems.warc.gz"));
    expect(gaps.map(({ kind, code, where }) => [kind, code, where?.byte])).toEqual([
      ["digest-mismatch", "payload-digest-mismatch", 2_424],
      ["digest-mismatch", "block-digest-mismatch", 2_905],
      ["truncated-record", "truncated-by-crawler", 3_911],
      ["broken-line", "http-unparsable", 7_520],
      ["truncated-file", "record-cut-off", 8_279],
    ]);
    expect(responses.filter(({ isTruncated }) => isTruncated).map(({ url }) => url)).toEqual([
      "https://www.example.org/cut-by-crawler.html",
    ]);
    expect(responses[1]?.metadata).toContainEqual(["languages-detected", "en"]);
    const guessed = await read(join(web, "charsets.warc.gz"));
    expect(codes(guessed.gaps)).toEqual([
      ...Array.from({ length: 3 }, () => ["guessed-encoding", "charset-not-declared"]),
      ["guessed-encoding", "charset-conflict"],
    ]);
  });

  test("every record is that of warcio, byte for byte", async () => {
    for (const name of ["signals.warc.gz", "charsets.warc.gz"]) {
      const ours: unknown[] = [];
      const source = join(web, name);
      const options = { path: name, maxRecordBytes: 1e8, onGap: () => undefined };
      for await (const { type, block, locator } of readRecords(source, options))
        ours.push([type, Buffer.from(block).toString("hex"), locator.byteStart]);
      const theirs: unknown[] = [];
      const parser = new WARCParser(chunks([readFileSync(source)]), { parseHttp: false });
      for await (const item of parser)
        theirs.push([item.warcType, Buffer.from(await item.readFully(false)).toString("hex"), parser.offset]);
      expect(ours).toEqual(theirs);
    }
  });

  test("tracked, their texts are found again in the file", async () => {
    await using home = await temporaryHome();
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const rows = readWarc(join(web, "charsets.warc.gz"), {
      onGap: (gap) => run.gap({ ...gap, source: "web" }),
      baseFolder: folder,
    });
    for await (const _row of run.track(rows, {
      source: "web",
      text: (row) => row.value,
      url: (row) => row.url,
      fetchedAt: (row) => row.fetchedAt ?? "",
      locator: (row) => row.locator,
    }))
      continue;
    await run.end();
    using index = await openIndex(home.home, { readText: [readRows({ baseFolder: folder })] });
    const { found } = await index.lookup({ url: "https://www.example.jp/sjis-header.html" });
    expect(found.map(({ row }) => row.facts)).toMatchObject([
      { fetchedAt: expect.stringMatching(/^2026-/), locator: { kind: "warc", byteStart: 1_703 } },
    ]);
    const text = await readRows({ baseFolder: folder })(found[0]!.row);
    expect(Buffer.compare(contentDigest(text as Uint8Array), found[0]!.row.digest)).toBe(0);
  });
});

describe("a WARC file", () => {
  test("gives the same pages plain, packed by record, packed as a whole and in any chunks; all are found again", async () => {
    const files: Readonly<Record<string, Uint8Array>> = {
      "plain.warc": Buffer.concat(members),
      "members.warc.gz": Buffer.concat(members.map((member) => gzipSync(member))),
      "whole.warc.gz": gzipSync(Buffer.concat(members)),
      "pairs.warc.gz": Buffer.concat([gzipSync(members[0]!), gzipSync(Buffer.concat(members.slice(1)))]),
      "whole.warc.zst": zstdCompressSync(Buffer.concat(members)),
    };
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
      const { rows, gaps } = await read(join(folder, name));
      expect(gaps).toEqual([]);
      expect(rows.map(({ value }) => value)).toEqual(pages);
      expect(await readAgain(rows)).toEqual(pages);
      const single = await read(Array.from(bytes, (byte) => Uint8Array.of(byte)));
      expect(single.rows.map(({ value }) => value)).toEqual(pages);
    }
  });

  test("that warcio wrote is read back", async () => {
    const parts: Uint8Array[] = [];
    for (const gzip of [true, false]) {
      const item = WARCRecord.create(
        {
          url: "https://example.jp/a",
          date: "2026-03-02T09:30:00Z",
          type: "response",
          httpHeaders: { "Content-Type": "text/plain; charset=utf-8", "X-Robots-Tag": "noai" },
          statusline: "HTTP/1.1 200 OK",
        },
        chunks([new TextEncoder().encode("灯台")]),
      );
      parts.splice(0, parts.length, await WARCSerializer.serialize(item, { gzip }));
      const { rows, gaps } = await read(parts);
      expect(gaps).toEqual([]);
      expect(rows).toMatchObject([{ value: "灯台", url: "https://example.jp/a" }]);
      expect(rows[0]?.response.headers.map(([name, value]) => [name.toLowerCase(), value])).toContainEqual([
        "x-robots-tag",
        "noai",
      ]);
    }
  });

  test("a broken record harms no other", async () => {
    const broken = Buffer.from(gzipSync(members[1]!));
    broken[30]! ^= 0xff;
    const packed = await read([gzipSync(members[0]!), broken, gzipSync(members[2]!)]);
    expect(packed.rows.map(({ value }) => value)).toEqual([pages[0], pages[2]]);
    expect(packed.gaps).toMatchObject([
      { kind: "broken-line", where: { byte: gzipSync(members[0]!).length } },
    ]);
    const plain = await read([members[0]!, Buffer.from("WARC/1.1\r\nno length\r\n\r\n"), members[2]!]);
    expect(plain.rows.map(({ value }) => value)).toEqual([pages[0], pages[2]]);
    expect(codes(plain.gaps)).toEqual([["broken-line", "no-content-length"]]);
    const missing = await read(join(folder, "nowhere.warc"));
    expect(codes(missing.gaps)).toEqual([["missing-file", "ENOENT"]]);
  });

  test("a header of 10 MB, a record beyond the limit and a bomb are gaps, and the next page is read", async () => {
    const longHeader = record("response", page("x"), { "X-Long": "x".repeat(10_000_000) });
    for (const pack of [(bytes: Uint8Array) => bytes, (bytes: Uint8Array) => gzipSync(bytes)]) {
      const wide = await read([pack(longHeader), pack(members[0]!)]);
      expect(codes(wide.gaps)).toEqual([["broken-line", "header-too-large"]]);
      expect(wide.rows.map(({ value }) => value)).toEqual([pages[0]]);
      const large = await read([pack(record("response", page("x".repeat(3e6)))), pack(members[0]!)], 2e6);
      expect(codes(large.gaps)).toEqual([["limit-reached", "record-too-large"]]);
      expect(large.rows.map(({ value }) => value)).toEqual([pages[0]]);
    }
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const headers = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
    const body = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n`), bomb]);
    const inner = await read([record("response", body), members[0]!], 1e6);
    expect(codes(inner.gaps)).toEqual([["limit-reached", "body-too-large"]]);
    expect(inner.rows.map(({ value }) => value)).toContain(pages[0]);
  });

  test("a page too large or too deep to be one is a gap", async () => {
    const large = await read([record("response", page("x".repeat(17_000_000)))]);
    expect(codes(large.gaps)).toEqual([["limit-reached", "html-too-large"]]);
    expect(large.rows).toEqual([]);
    const deep = await read([
      record("response", page(`before${"<div>".repeat(3_000)}${"</p>".repeat(3_000)}`)),
    ]);
    expect(codes(deep.gaps)).toEqual([["limit-reached", "html-too-deep"]]);
    expect(deep.rows.map(({ value }) => value)).toEqual(["before"]);
  });

  test("no bytes make the reader throw, and every page comes with a place", async () => {
    const whole = Buffer.concat(members.map((member) => gzipSync(member)));
    const plain = Buffer.concat(members);
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        fc.nat(),
        async (isPacked, flips, cut) => {
          const bytes = Buffer.from(isPacked ? whole : plain);
          for (const [at, value] of flips) bytes[at % bytes.length] = value;
          const { rows } = await read([bytes.subarray(0, cut % (2 * bytes.length))]);
          for (const { locator } of rows) expect(locator.byteEnd).toBeGreaterThan(locator.byteStart);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("a media type that is none does not get into a gap", async () => {
  const { gaps } = await read([record("response", page("x", "Content-Type: \0secret words/x\r\n"))]);
  expect(codes(gaps)).toEqual([["unknown-format", "binary"]]);
});

describe("a stored response", () => {
  test("loses chunks and codings, also where the header lies about them", () => {
    const body = Buffer.from("灯台守");
    const stored = [
      Buffer.concat([head("Content-Encoding: gzip"), gzipSync(body)]),
      Buffer.concat([head("Content-Encoding: gzip"), body]),
      Buffer.concat([head("Transfer-Encoding: chunked"), Buffer.from("9\r\n灯台守\r\n0\r\n\r\n")]),
      Buffer.concat([head("Transfer-Encoding: chunked"), body]),
      Buffer.concat([head("Content-Encoding: zstd"), zstdCompressSync(body)]),
    ];
    for (const bytes of stored)
      expect(Buffer.from(readHttpResponse(bytes, { maxBodyBytes: 1_000 })!.body)).toEqual(body);
    expect(readHttpResponse(Buffer.from("no HTTP\r\n\r\n"), { maxBodyBytes: 1_000 })).toBeUndefined();
  });

  test("chunks are those that were joined, for any bytes and sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { minLength: 1 }), (parts) => {
        const sent = parts.flatMap((part) => [
          Buffer.from(`${part.length.toString(16)}\r\n`),
          part,
          Buffer.from("\r\n"),
        ]);
        const joined = joinChunks(Buffer.concat([...sent, Buffer.from("0\r\n\r\n")]));
        expect(Buffer.from(joined)).toEqual(Buffer.concat(parts));
      }),
    );
  });

  test("its visible text has no script, style or reading, and a line for each block", () => {
    const { text, title } = htmlText(
      "<title>題</title><h1>見出し</h1><p>一\n  二<br>三<script>var a='<p>';</script><style>p{}</style></p>" +
        "<ruby>灯台<rp>(</rp><rt>とうだい</rt><rp>)</rp></ruby><pre>a\n b</pre>&amp;&nbsp;x",
    );
    expect(title).toBe("題");
    expect(text).toBe("見出し\n一 二\n三\n灯台\na\nb\n&\u00a0x");
  });

  test("its encoding is told from its bytes where nothing declares it", () => {
    const shiftJis = Uint8Array.of(0x93, 0x94, 0x91, 0xe4, 0x82, 0xcd, 0x81, 0x41, 0x96, 0xe9, 0x82, 0xc9);
    const eucJp = Uint8Array.of(0xc5, 0xf4, 0xc2, 0xe6, 0xa4, 0xcf, 0xa1, 0xa2, 0xcc, 0xeb, 0xa4, 0xcb);
    expect(charsetOf(shiftJis, [])).toMatchObject({ label: "shift_jis", basis: "detected" });
    expect(charsetOf(eucJp, [])).toMatchObject({ label: "euc-jp", basis: "detected" });
    expect(charsetOf(new TextEncoder().encode("plain"), [])).toEqual({ label: "utf-8", basis: "default" });
  });
});
