// What becomes of recorded pictures: hostile ones, exchanged ones, records that are left out, merged segments.
import { contentDigest, mergeSegments, openIndex, rewriteSegments } from "@yurai/fingerprint";
import { ImageIndex, queryImage } from "@yurai/fingerprint/images";
import { Binary, RecordBatch, Schema, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { packTar } from "modern-tar";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readImage, readRows, startRun } from "../src/index.ts";
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
  find,
  folder,
  member,
  response,
  track,
  write,
  type Read,
} from "./tracked-pictures.ts";

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
