// Pictures in rows of Parquet, members of shards and responses of crawls: one command each, and found again.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packTar } from "../src/check/tar.ts";
import { makeProject, type TestProject } from "./cli.ts";
import { drawing } from "./drawing.ts";

interface JsonVerdict {
  readonly id: string;
  readonly action: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly band?: string;
    readonly provenance?: { readonly source: string; readonly locator: object };
  }[];
}

const caption = "夜明けの棚田に水が張られ、鏡のような水面に雲と山の稜線が映っている。".repeat(4);

async function shardOf(members: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  async function* entries(): AsyncGenerator<{ name: string; bytes: Uint8Array }> {
    for (const [name, body] of Object.entries(members))
      yield { name, bytes: Buffer.from(body as Uint8Array) };
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of packTar(entries())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function warcOf(url: string, type: string, body: Uint8Array): Buffer {
  const http = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.byteLength}\r\n\r\n`),
    body,
  ]);
  const head = `WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: ${url}\r\nWARC-Date: 2026-03-02T09:30:00Z\r\nWARC-Record-ID: <urn:uuid:${url.length}1111111-1111-1111-1111-111111111111>\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: ${http.byteLength}\r\n\r\n`;
  return gzipSync(Buffer.concat([Buffer.from(head), http, Buffer.from("\r\n\r\n")]));
}

/** As somebody would bring it back: cut, mirrored, recompressed. */
async function copyOf(number: number): Promise<Buffer> {
  const cut = sharp(await drawing(number)).extract({ left: 90, top: 40, width: 500, height: 360 });
  return cut.flop().jpeg({ quality: 70 }).toBuffer();
}

/** What surely shows the same; drawings by one rule resemble each other. */
const imagesOf = (verdict: JsonVerdict | undefined): JsonVerdict["findings"] =>
  (verdict?.findings ?? []).filter(({ kind, band }) => kind === "image" && band !== "verify");

let project: TestProject;
beforeAll(async () => {
  project = makeProject({ keep: true });
  const table = parquetWriteBuffer({
    columnData: [
      { name: "image", data: [await drawing(1), await drawing(2)], type: "BYTE_ARRAY" },
      { name: "caption", data: [caption, "二枚目"], type: "STRING" },
      { name: "url", data: ["https://a.example.jp/1", "https://a.example.jp/2"], type: "STRING" },
    ],
  });
  writeFileSync(project.path("images.parquet"), Buffer.from(table));
  const shard = await shardOf({ "1.png": await drawing(3), "1.txt": caption, "2.png": await drawing(4) });
  writeFileSync(project.path("shard.tar"), shard);
  const crawl = warcOf("https://img.example.jp/5.png", "image/png", await drawing(5));
  writeFileSync(project.path("crawl.warc.gz"), crawl);
  for (const number of [1, 3, 5, 8]) project.write(`made/${number}.jpg`, await copyOf(number));
  expect(await project.call(["init", "--model", "kaede-1b", "--region", "JP"])).toMatchObject({
    exitCode: 0,
  });
  for (const [file, source, ...more] of [
    ["images.parquet", "table", "--url", "url"],
    ["shard.tar", "shard"],
    ["crawl.warc.gz", "crawl"],
  ] as const)
    expect(
      await project.call([
        "track",
        file,
        "--source",
        source,
        "--origin",
        "licensed",
        "--model",
        "kaede-1b",
        ...more,
      ]),
    ).toMatchObject({ exitCode: 0 });
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

test("each picture is a record of its source, with its text and host", async () => {
  expect(await project.json(["show", "source", "table"])).toMatchObject([{ records: 2, hosts: 1 }]);
  expect(await project.json(["show", "source", "shard"])).toMatchObject([{ records: 2 }]);
  expect(await project.json(["show", "source", "crawl"])).toMatchObject([{ records: 1, hosts: 1 }]);
});

const places = [
  ["1.jpg", "table", { kind: "row", path: "images.parquet", row: 0, field: "caption", image: "image" }],
  ["3.jpg", "shard", { kind: "entry", path: "shard.tar", entry: "1.txt", image: { entry: "1.png" } }],
  ["5.jpg", "crawl", { kind: "warc", path: "crawl.warc.gz", byteStart: 0 }],
] as const;

test("a picture that comes back is found with the row, member or record it was learned from", async () => {
  const verdicts = (await project.json(["check", "made"])) as readonly JsonVerdict[];
  expect(verdicts.map(({ id, action }) => [id, action])).toEqual([
    ["1.jpg", "review"],
    ["3.jpg", "review"],
    ["5.jpg", "review"],
    ["8.jpg", "pass"],
  ]);
  for (const [id, source, locator] of places)
    expect(imagesOf(verdicts.find((verdict) => verdict.id === id))).toMatchObject([
      { provenance: { source, locator } },
    ]);
});

test("its caption is found as text of the same record, read again from its column and its member", async () => {
  project.write("said.txt", `Here it is: ${caption}`);
  const [verdict] = (await project.json(["check", "said.txt"])) as readonly JsonVerdict[];
  const runs = (verdict?.findings ?? []).filter(({ kind }) => kind === "verbatim");
  expect(runs.map(({ provenance }) => provenance?.source).sort()).toEqual(["shard", "table"]);
});

test("an inquiry about a picture names the row of the table it lies in", async () => {
  project.write("request.yaml", "format: yurai-request\nversion: 1\nreference: R-1\n");
  const files = ["made/1.jpg", "made/5.jpg"];
  const [inquiry] = (await project.json([
    "answer",
    "image",
    ...files,
    "--request",
    "request.yaml",
  ])) as readonly {
    readonly targets: readonly { readonly answer: string; readonly matches: readonly object[] }[];
  }[];
  expect(inquiry?.targets).toMatchObject([
    {
      answer: "similar",
      matches: [{ source: "table", url: "https://a.example.jp/1", locator: places[0][2] }],
    },
    { answer: "similar", matches: [{ source: "crawl", locator: places[2][2] }] },
  ]);
});

test("outputs in a table and in a shard: each text and each picture is one, named by its row and column or member", async () => {
  const table = parquetWriteBuffer({
    columnData: [
      { name: "id", data: ["a", "b"], type: "STRING" },
      { name: "text", data: [`Here it is: ${caption}`, null], type: "STRING" },
      { name: "image", data: [await drawing(9), await copyOf(1)], type: "BYTE_ARRAY" },
      { name: "prompt", data: ["a lake", "a field"], type: "STRING" },
    ],
  });
  writeFileSync(project.path("outputs.parquet"), Buffer.from(table));
  writeFileSync(
    project.path("outputs.tar"),
    await shardOf({
      "1.txt": `Here it is: ${caption}`,
      "1.jpg": await copyOf(5),
      "2.png": (await drawing(2)).subarray(0, 700),
    }),
  );
  // By workers, which are sent the bytes.
  const rows = (await project.json(["check", "outputs.parquet", "--workers", "2"])) as readonly JsonVerdict[];
  expect(rows.map(({ id, action }) => [id, action])).toEqual([
    ["a", "review"],
    ["a#image", "pass"],
    ["b#image", "review"],
  ]);
  const verdicts = (await project.json(["check", "outputs.tar"])) as readonly JsonVerdict[];
  expect(verdicts.map(({ id, action }) => [id, action])).toEqual([
    ["1.txt", "review"],
    ["1.jpg", "review"],
    ["2.png", "incomplete"],
  ]);
});

test("beside an output stands the picture of its row, read again from table, shard and crawl", async () => {
  const ended = await project.call(["check", "made", "--html", "seen.html", "--show-images"]);
  expect(ended).toMatchObject({ exitCode: 1 });
  const page = project.read("seen.html");
  // Three outputs with a match, and the three pictures that they match.
  expect(page.match(/data:image\/webp;base64,/g)).toHaveLength(6);
});

test("a bundle answers about pictures as the home does, on a machine without either", async () => {
  expect(await project.call(["pack", "--model", "kaede-1b", "--out", "kaede.tar"])).toMatchObject({
    exitCode: 0,
  });
  const runner = makeProject();
  runner.write("kaede.tar", readFileSync(project.path("kaede.tar")));
  for (const name of ["1.jpg", "8.jpg"])
    runner.write(`made/${name}`, await copyOf(Number.parseInt(name, 10)));
  const verdicts = (await runner.json(["check", "made", "--bundle", "kaede.tar"])) as readonly JsonVerdict[];
  expect(verdicts.map(({ id, action }) => [id, action])).toEqual([
    ["1.jpg", "review"],
    ["8.jpg", "pass"],
  ]);
  expect(imagesOf(verdicts[0])).toMatchObject([{ provenance: { source: "table", locator: places[0][2] } }]);
});

test("after a purge of its source a picture is found no more, the others are", async () => {
  const why = ["--by", "Sato", "--because", "licence ended"];
  expect(await project.call(["purge", "--source", "shard", ...why])).toMatchObject({ exitCode: 0 });
  const verdicts = (await project.json(["check", "made"])) as readonly JsonVerdict[];
  expect(verdicts.map(({ id, action }) => [id, action])).toEqual([
    ["1.jpg", "review"],
    ["3.jpg", "pass"],
    ["5.jpg", "review"],
    ["8.jpg", "pass"],
  ]);
  expect(existsSync(project.path("shard.tar"))).toBe(true);
});
