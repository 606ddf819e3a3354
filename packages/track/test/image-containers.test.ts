import { DuckDBInstance } from "@duckdb/node-api";
import { contentDigest, mergeSegments, openIndex, rewriteSegments } from "@yurai/fingerprint";
import { ImageIndex, queryImage, type ImageMatch } from "@yurai/fingerprint/images";
import type { Locator } from "@yurai/schema";
import {
  Binary,
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { packTar, type TarEntry } from "modern-tar";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { WARCRecord, WARCSerializer } from "warcio";
import { readImage, readRows, startRun, type ReadRow, type RunSummary, type SeenGap } from "../src/index.ts";
import { readArrow } from "../src/readers/arrow.ts";
import { readParquet } from "../src/readers/parquet.ts";
import { readTar } from "../src/readers/tar.ts";
import { readWarc } from "../src/readers/warc.ts";
import { copyOf, drawnPicture } from "./drawn-picture.ts";
import { temporaryHome, type TemporaryHome } from "./temporary-home.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-containers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

type Read = (options: {
  readonly onGap: (gap: SeenGap) => void;
  readonly baseFolder: string;
  readonly images: true;
}) => AsyncIterable<ReadRow & { readonly url?: string; readonly licence?: string }>;

/** Tracks a container as `yurai track` does. */
async function track(home: TemporaryHome, read: Read): Promise<RunSummary> {
  const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train", name: "one" });
  const onGap = (gap: SeenGap): void => run.gap({ ...gap, source: "shop" });
  const rows = run.track(read({ onGap, baseFolder: folder, images: true }), {
    source: "shop",
    item: (row) => row.value,
    image: (row) => row.image,
    locator: (row) => row.locator,
    url: (row) => row.url,
    licence: (row) => row.licence,
  });
  for await (const row of rows) expect(row.locator.kind).not.toBe("ordinal");
  return run.end();
}

/** The records that surely show a picture; drawings by one rule resemble each other. */
async function find(home: TemporaryHome, file: Uint8Array): Promise<readonly ImageMatch[]> {
  using index = await openIndex(home.home);
  const { matches } = await new ImageIndex(index.segments).search(await queryImage(file));
  return matches.filter(({ band }) => band !== "verify");
}

async function locatorsOf(home: TemporaryHome, file: Uint8Array): Promise<readonly Locator[]> {
  return (await find(home, file)).map(({ row }) => row.facts.locator);
}

/** What lies where a record was read, if it is still there. */
async function again(locator: Locator): Promise<Buffer | string> {
  const bytes = await readImage(locator, { baseFolder: folder });
  return typeof bytes === "string" ? bytes : Buffer.from(bytes);
}

const caption =
  "山頂から見た朝焼けの湖と、岸辺に並ぶ三艘の赤い小舟。遠くの稜線には薄い雲がかかり、手前の桟橋には釣り人が二人いる。".repeat(
    2,
  );
const codes = ({ gaps }: RunSummary): unknown[] =>
  gaps
    .filter(({ kind }) => !kind.startsWith("source-"))
    .map(({ kind, code, count }) => [kind, code ?? null, count]);

/** A file that DuckDB writes from a query, whose parameters are BLOBs. */
async function duckdb(name: string, query: string, metadata?: object): Promise<string> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const path = join(folder, name);
  const kv = metadata === undefined ? "" : `, KV_METADATA {huggingface: '${JSON.stringify(metadata)}'}`;
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet${kv})`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

const blob = (bytes: Uint8Array): string =>
  `'${Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}'::BLOB`;

describe("image columns of Parquet", () => {
  test("a struct of bytes and path, as Hugging Face writes it, is a record with the caption's text", async () => {
    const [one, two] = [await drawnPicture(1), await drawnPicture(2)];
    const path = await duckdb(
      "hf.parquet",
      `SELECT {'bytes': ${blob(one)}, 'path': 'a.png'} AS image, '${caption}' AS caption, 'https://example.jp/a' AS url
       UNION ALL SELECT {'bytes': ${blob(two)}, 'path': 'b.png'}, 'short', 'https://example.jp/b'
       UNION ALL SELECT {'bytes': NULL, 'path': 'https://example.jp/c.png'}, 'elsewhere', NULL
       UNION ALL SELECT {'bytes': ${blob(Buffer.from("no picture"))}, 'path': 'd.png'}, 'broken', NULL`,
      { info: { features: { image: { _type: "Image" }, caption: { dtype: "string", _type: "Value" } } } },
    );
    await using home = await temporaryHome();
    const summary = await track(home, (options) => readParquet(path, options));
    expect(summary.sources[0]).toMatchObject({ records: 4 });
    expect(codes(summary)).toEqual([
      ["failed-row", "image-not-in-file", 1],
      ["failed-row", "image-unsupported", 1],
    ]);
    const [match] = await find(home, await copyOf(1));
    expect(match).toMatchObject({
      band: "near-copy",
      orientation: "mirrored",
      row: {
        facts: { locator: { kind: "row", path: "hf.parquet", row: 0, field: "caption", image: "image" } },
      },
    });
    expect(await again(match!.row.facts.locator)).toEqual(one);
    // The same record by its text, which is read again from the caption's column.
    using index = await openIndex(home.home, { readText: [readRows({ baseFolder: folder })] });
    const { matches } = await index.query(`Someone wrote: ${caption}`);
    expect(matches.map(({ record }) => record)).toEqual([match!.record]);
    // And by the digest of either.
    for (const bytes of [one, Buffer.from(caption)]) {
      const digest = createHash("sha256").update(bytes).digest("hex");
      expect((await index.lookup({ digest })).found.map(({ record }) => record)).toEqual([match!.record]);
    }
  });

  test("plain columns of bytes and lists of pictures are told by their first bytes; others stay what they are", async () => {
    const files = [await drawnPicture(3), await drawnPicture(4), await drawnPicture(5)];
    const path = await duckdb(
      "plain.parquet",
      `SELECT ${blob(files[0]!)} AS photo, [${blob(files[1]!)}, ${blob(files[2]!)}] AS more, ${blob(Buffer.from([0, 1, 2]))} AS tensor, 'about' AS text`,
    );
    await using home = await temporaryHome();
    expect(codes(await track(home, (options) => readParquet(path, options)))).toEqual([]);
    const places = [
      { row: 0, image: "photo", field: "text" },
      { row: 0, image: "more", imageItem: 0 },
      { row: 0, image: "more", imageItem: 1 },
    ];
    for (const [i, place] of places.entries()) {
      const [locator] = await locatorsOf(home, await copyOf(3 + i));
      expect(locator).toEqual({ kind: "row", path: "plain.parquet", ...place });
      expect(await again(locator!)).toEqual(files[i]!);
    }
  });

  test("a run that is started again reads no picture twice", async () => {
    const path = await duckdb(
      "twice.parquet",
      `SELECT ${blob(await drawnPicture(6))} AS a, ${blob(await drawnPicture(7))} AS b, 'words' AS text`,
    );
    await using home = await temporaryHome();
    const read: Read = (options) => readParquet(path, options);
    await track(home, read);
    expect((await track(home, read)).alreadyRead).toBe(2);
    expect(await find(home, await copyOf(7))).toHaveLength(1);
  });
});

describe("image columns of Arrow", () => {
  test("structs and binary columns are read as in Parquet", async () => {
    const [one, two] = [await drawnPicture(8), await drawnPicture(9)];
    const files = vectorFromArray([new Uint8Array(one), new Uint8Array(two)], new Binary());
    const names = vectorFromArray(["a.png", "b.png"], new Utf8());
    const type = new Struct([new Field("bytes", new Binary(), true), new Field("path", new Utf8(), true)]);
    const image = makeData({ type, length: 2, nullCount: 0, children: [files.data[0]!, names.data[0]!] });
    const words = vectorFromArray([caption, "two"], new Utf8());
    const schema = new Schema([new Field("image", type, true), new Field("text", new Utf8(), true)]);
    const rows = makeData({
      type: new Struct(schema.fields),
      length: 2,
      nullCount: 0,
      children: [image, words.data[0]!],
    });
    const table = new Table([new RecordBatch(schema, rows as never)]);
    const path = write("a.arrow", tableToIPC(table, "file"));
    await using home = await temporaryHome();
    expect(codes(await track(home, (options) => readArrow(path, options)))).toEqual([]);
    const [locator] = await locatorsOf(home, await copyOf(9));
    expect(locator).toEqual({ kind: "row", path: "a.arrow", row: 1, field: "text", image: "image" });
    expect(await again(locator!)).toEqual(two);
  });
});

const member = (name: string, body: string | Uint8Array): TarEntry => ({
  header: { name, size: Buffer.byteLength(body), type: "file" },
  body: typeof body === "string" ? Buffer.from(body) : body,
});

/** A PNG that says it has a hundred thousand pixels on each side. */
function bombOf(png: Buffer): Buffer {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(100_000, 16);
  bytes.writeUInt32BE(100_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

describe("a WebDataset shard", () => {
  test("a picture and its caption are one record, with what the metadata says of both", async () => {
    const [one, two, three] = [await drawnPicture(11), await drawnPicture(12), await drawnPicture(13)];
    const shard = await packTar([
      member("0001.cls", "7"),
      member("0001.jpg", await sharp(one).jpeg().toBuffer()),
      member("0001.json", JSON.stringify({ url: "https://photos.example.jp/1.jpg", license: "CC-BY-4.0" })),
      member("0001.txt", caption),
      member("0002.json", JSON.stringify({ caption: "in the metadata" })),
      member("0002.png", two),
      member("0003.left.png", three),
      member(
        "0003.right.webp",
        await sharp(await drawnPicture(14))
          .webp()
          .toBuffer(),
      ),
      member("0004.npy", "not read"),
    ]);
    for (const [name, bytes] of [
      ["s.tar", shard],
      ["s.tar.gz", gzipSync(shard)],
    ] as const) {
      const path = write(name, bytes);
      await using home = await temporaryHome();
      const summary = await track(home, (options) => readTar(path, options));
      expect(summary.sources[0]).toMatchObject({ records: 4, hosts: 1 });
      expect(codes(summary)).toEqual([["unknown-format", "npy", 1]]);
      const [match] = await find(home, await copyOf(11));
      expect(match!.row.facts).toMatchObject({
        url: "https://photos.example.jp/1.jpg",
        licence: "CC-BY-4.0",
        locator: { kind: "entry", path: name, entry: "0001.txt", image: { entry: "0001.jpg" } },
      });
      using index = await openIndex(home.home, { readText: [readRows({ baseFolder: folder })] });
      expect((await index.query(caption)).matches.map(({ record }) => record)).toEqual([match!.record]);
      // A packed archive is read as a plain one: one picture of it will do.
      if (name === "s.tar.gz") return;
      expect(await locatorsOf(home, await copyOf(12))).toMatchObject([
        { entry: "0002.json", field: "caption", image: { entry: "0002.png" } },
      ]);
      const [alone] = await locatorsOf(home, await copyOf(13));
      expect(alone).toMatchObject({ entry: "0003.left.png" });
      expect(alone).not.toHaveProperty("image");
      expect(await again(alone!)).toEqual(three);
      expect(await locatorsOf(home, await copyOf(14))).toMatchObject([{ entry: "0003.right.webp" }]);
    }
  });

  test("a broken picture keeps its text, a flat one is said to be out of reach, and a bomb is a gap", async () => {
    const flat = await sharp({ create: { width: 300, height: 300, channels: 3, background: "#abc" } })
      .png()
      .toBuffer();
    const bomb = bombOf(flat);
    const cut = (await drawnPicture(15)).subarray(0, 900);
    const shard = await packTar([
      member("1.png", cut),
      member("1.txt", caption),
      member("2.png", flat),
      member("3.png", bomb),
      member("4.jpg", Buffer.from("<html>not found</html>")),
      member("5.png", await drawnPicture(16)),
    ]);
    const path = write("hostile.tar", shard);
    await using home = await temporaryHome();
    const summary = await track(home, (options) => readTar(path, options));
    expect(summary.sources[0]).toMatchObject({ records: 5 });
    expect(codes(summary)).toEqual([
      ["failed-row", "image-damaged", 1],
      ["image-not-comparable", null, 1],
      ["failed-row", "image-too-large", 1],
      ["failed-row", "image-unsupported", 1],
    ]);
    expect(await locatorsOf(home, await copyOf(16))).toMatchObject([{ entry: "5.png" }]);
    using index = await openIndex(home.home, { readText: [readRows({ baseFolder: folder })] });
    expect(new ImageIndex(index.segments).count).toBe(2);
    expect((await index.query(caption)).matches).toHaveLength(1);
    // What could not be decoded is found as the very same file.
    for (const file of [cut, bomb, flat]) {
      const found = await index.lookup({ digest: createHash("sha256").update(file).digest("hex") });
      expect(found.count).toBe(1);
      expect(found.found[0]!.row.byteLength).toBe(
        file === cut ? Buffer.byteLength(caption) : file.byteLength,
      );
    }
  });
});

/** A WARC record of a response, as its own gzip member. */
async function response(url: string, type: string, body: Uint8Array): Promise<Uint8Array> {
  const record = WARCRecord.create(
    {
      url,
      date: "2026-03-02T09:30:00Z",
      type: "response",
      warcVersion: "WARC/1.1",
      httpHeaders: { "Content-Type": type },
    },
    (async function* () {
      yield body;
    })(),
  );
  return WARCSerializer.serialize(record, { gzip: true });
}

describe("pictures of a crawl", () => {
  test("an image response is a record of its URL, found again in its member", async () => {
    const one = await drawnPicture(21);
    const crawl = Buffer.concat([
      await response(
        "https://example.jp/",
        "text/html; charset=utf-8",
        Buffer.from(`<p>${caption}<img src="/a.png" alt="x">`),
      ),
      await response("https://img.example.jp/a.png", "image/png", one),
      await response("https://img.example.jp/b", "application/octet-stream", await drawnPicture(22)),
      await response("https://img.example.jp/broken.jpg", "image/jpeg", one.subarray(0, 500)),
    ]);
    const path = write("crawl.warc.gz", crawl);
    await using home = await temporaryHome();
    const summary = await track(home, (options) => readWarc(path, options));
    expect(summary.sources[0]).toMatchObject({ records: 4, hosts: 2 });
    expect(codes(summary)).toEqual([["failed-row", "image-damaged", 1]]);
    const [match] = await find(home, await copyOf(21));
    expect(match!.row.facts).toMatchObject({
      url: "https://img.example.jp/a.png",
      locator: { kind: "warc" },
    });
    expect(await again(match!.row.facts.locator)).toEqual(one);
    expect(await find(home, await copyOf(22))).toMatchObject([
      { row: { facts: { url: "https://img.example.jp/b" } } },
    ]);
  });
});

test("a picture that was exchanged for another is no evidence", async () => {
  const path = write("x.tar", await packTar([member("a.png", await drawnPicture(31))]));
  await using home = await temporaryHome();
  await track(home, (options) => readTar(path, options));
  const [match] = await find(home, await copyOf(31));
  write("x.tar", await packTar([member("a.png", await drawnPicture(32))]));
  const digest = contentDigest(await drawnPicture(31));
  const { locator } = match!.row.facts;
  expect(await readImage(locator, { baseFolder: folder, digest })).toBe("image-changed");
  rmSync(path);
  expect(await readImage(locator, { baseFolder: folder, digest })).toBe("file-missing");
});

test("a record that is left out takes its picture and its text along, and the others stay found", async () => {
  const path = write(
    "purge.tar",
    await packTar([
      member("1.png", await drawnPicture(41)),
      member("1.txt", caption),
      member("2.png", await drawnPicture(42)),
      member("2.txt", "二枚目の説明文。".repeat(30)),
    ]),
  );
  await using home = await temporaryHome();
  await track(home, (options) => readTar(path, options));
  const [gone] = await find(home, await copyOf(41));
  const [kept] = await find(home, await copyOf(42));
  const result = await rewriteSegments(home.home, [gone!.record.segment], {
    keep: (_row, id) => id.ordinal !== gone!.record.ordinal,
  });
  if (result.kind !== "rewritten") throw new Error("nothing was left out");
  using index = await openIndex(home.home, {
    segments: [result.sealed.id],
    readText: [readRows({ baseFolder: folder })],
  });
  const pictures = new ImageIndex(index.segments);
  expect(pictures.count).toBe(1);
  expect((await pictures.search(await queryImage(await copyOf(41)))).matches).toEqual([]);
  const { matches } = await pictures.search(await queryImage(await copyOf(42)));
  expect(matches.map(({ record }) => record)).toEqual([kept!.record]);
  expect((await index.query(caption)).matches).toEqual([]);
  expect((await index.query("二枚目の説明文。".repeat(30))).matches.map(({ record }) => record)).toEqual([
    kept!.record,
  ]);
  const digest = createHash("sha256")
    .update(await drawnPicture(42))
    .digest("hex");
  expect((await index.lookup({ digest })).count).toBe(1);
});

const declaredByHub = JSON.stringify({ info: { features: { image: { _type: "Image" } } } });

/** The same files in every container: named members, rows of a declared column, responses. */
const containers: Readonly<Record<string, (files: readonly Uint8Array[]) => Promise<Uint8Array>>> = {
  "h.parquet": async (files) =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: [{ name: "image", data: [...files], type: "BYTE_ARRAY" }],
        kvMetadata: [{ key: "huggingface", value: declaredByHub }],
      }),
    ),
  "h.arrow": async (files) => {
    const column = vectorFromArray(
      files.map((file) => new Uint8Array(file)),
      new Binary(),
    );
    const { schema, batches } = new Table({ image: column });
    const named = new Schema(schema.fields, new Map([["huggingface", declaredByHub]]));
    return tableToIPC(
      new Table(
        named,
        batches.map((batch) => new RecordBatch(named, batch.data)),
      ),
      "stream",
    );
  },
  "h.tar": (files) => packTar(files.map((file, i) => member(`${i}.png`, file))),
  "h.warc.gz": async (files) =>
    Buffer.concat(
      await Promise.all(files.map((file, i) => response(`https://h.example/${i}`, "image/png", file))),
    ),
};

const readers: Readonly<Record<string, (path: string) => Read>> = {
  parquet: (path) => (options) => readParquet(path, options),
  arrow: (path) => (options) => readArrow(path, options),
  tar: (path) => (options) => readTar(path, options),
  gz: (path) => (options) => readWarc(path, options),
};

test.each(Object.keys(containers))(
  "hostile pictures in %s are gaps with codes, and those around them are found",
  async (name) => {
    const small = await sharp(await drawnPicture(51))
      .resize(64)
      .png()
      .toBuffer();
    const entity = `<!ENTITY a "${"a".repeat(50)}"><!ENTITY b "${"&a;".repeat(50)}"><!ENTITY c "${"&b;".repeat(50)}"><!ENTITY d "${"&c;".repeat(50)}">`;
    const files = [
      await drawnPicture(61),
      bombOf(small),
      (await drawnPicture(62)).subarray(0, 900),
      Buffer.from("<html>not found</html>"),
      Buffer.from(
        `<!DOCTYPE svg [${entity}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&d;&d;&d;&d;</text></svg>`,
      ),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="999999" height="999999"/>'),
      await drawnPicture(63),
    ];
    const path = write(name, await containers[name]!(files));
    await using home = await temporaryHome();
    const summary = await track(home, readers[name.split(".").at(-1)!]!(path));
    expect(summary.sources[0]).toMatchObject({ records: files.length });
    const counts = new Map(summary.gaps.map(({ code, count }) => [code, count]));
    expect([
      counts.get("image-too-large"),
      counts.get("image-damaged"),
      counts.get("image-unsupported"),
    ]).toEqual([2, 2, 1]);
    for (const number of [61, 63]) {
      const [match] = await find(home, await copyOf(number));
      expect(await again(match!.row.facts.locator)).toEqual(files[number === 61 ? 0 : 6]);
    }
  },
);

test("merging segments changes no answer about pictures, captions and digests", async () => {
  await using home = await temporaryHome();
  for (const [name, number] of [
    ["m1.tar", 71],
    ["m2.tar", 72],
  ] as const) {
    const shard = [
      member("0.txt", "no picture"),
      member("1.png", await drawnPicture(number)),
      member("1.txt", `${number} ${caption}`),
    ];
    const path = write(name, await packTar(shard));
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const rows = run.track(readTar(path, { onGap: () => undefined, baseFolder: folder, images: true }), {
      source: "shop",
      text: (row) => row.value,
      image: (row) => row.image,
      locator: (row) => row.locator,
    });
    for await (const row of rows) expect(row.locator.path).toBe(name);
    await run.end();
  }
  const answers = async (segments?: readonly string[]): Promise<readonly unknown[]> => {
    using index = await openIndex(home.home, {
      ...(segments && { segments }),
      readText: [readRows({ baseFolder: folder })],
    });
    const pictures = new ImageIndex(index.segments);
    const found: unknown[] = [pictures.count];
    for (const number of [71, 72]) {
      const digest = createHash("sha256")
        .update(await drawnPicture(number))
        .digest("hex");
      const { matches } = await pictures.search(await queryImage(await copyOf(number)));
      found.push(matches.filter(({ band }) => band !== "verify").map(({ record }) => record));
      found.push((await index.lookup({ digest })).found.map(({ record }) => record));
      found.push(
        (await index.query(`${number} ${caption}`)).matches
          .map(({ record }) => record)
          .sort((a, b) => (a.segment < b.segment ? -1 : 1)),
      );
    }
    return found;
  };
  const before = await answers();
  using index = await openIndex(home.home);
  const merged = await mergeSegments(
    home.home,
    index.segments.map(({ id }) => id),
  );
  expect(await answers([merged.id])).toEqual(before);
  expect(before.flat().length).toBeGreaterThan(6);
});
