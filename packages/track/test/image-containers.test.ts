import { DuckDBInstance } from "@duckdb/node-api";
import { openIndex } from "@yurai/fingerprint";
import { ImageIndex } from "@yurai/fingerprint/images";
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
import { packTar } from "modern-tar";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readRows } from "../src/index.ts";
import { readArrow } from "../src/readers/arrow.ts";
import { readParquet } from "../src/readers/parquet.ts";
import { readTar } from "../src/readers/tar.ts";
import { readWarc } from "../src/readers/warc.ts";
import { copyOf, drawnPicture } from "./drawn-picture.ts";
import { temporaryHome } from "./temporary-home.ts";
import {
  again,
  bombOf,
  caption,
  codes,
  find,
  folder,
  locatorsOf,
  member,
  response,
  track,
  write,
  type Read,
} from "./tracked-pictures.ts";

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
      ["image-not-read", "image-not-in-file", 1],
      ["image-not-read", "image-unsupported", 1],
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
      expect(summary.sources[0]).toMatchObject({ records: 4, hosts: 1, pictures: { records: 4 } });
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
      ["image-not-read", "image-damaged", 1],
      ["image-not-comparable", null, 1],
      ["image-not-read", "image-too-large", 1],
      ["image-not-read", "image-unsupported", 1],
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
    expect(codes(summary)).toEqual([["image-not-read", "image-damaged", 1]]);
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
