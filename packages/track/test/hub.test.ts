import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { inspect } from "node:util";
import { openIndex } from "@yurai/fingerprint";
import { ImageIndex, queryImage } from "@yurai/fingerprint/images";
import { parquetWriteBuffer } from "hyparquet-writer";
import { packTar } from "modern-tar";
import { afterAll, describe, expect, test } from "vitest";
import { readImage, startRun, type SeenGap } from "../src/index.ts";
import { downloadHub } from "../src/readers/hub-download.ts";
import { matchesPattern, parseCard } from "../src/readers/hub-card.ts";
import { hubCacheFolder, hubFolder, openHub, parseHubName } from "../src/readers/hub.ts";
import { copyOf, drawnPicture } from "./drawn-picture.ts";
import { commit, startHub } from "./hub-server.ts";
import { temporaryHome } from "./temporary-home.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-hub-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = (...texts: readonly string[]): Uint8Array =>
  new TextEncoder().encode(texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A dataset in a cache of its own, laid out as the libraries of the Hub do. */
function cache(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  const cacheFolder = mkdtempSync(join(folder, "cache-"));
  const storage = hubFolder(cacheFolder, name);
  for (const [path, bytes] of Object.entries(files)) {
    const blob = join(storage, "blobs", sha256(bytes));
    const pointer = join(storage, "snapshots", commit, path);
    for (const file of [blob, pointer]) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(blob, bytes);
    symlinkSync(relative(dirname(pointer), blob), pointer);
  }
  mkdirSync(join(storage, "refs"), { recursive: true });
  writeFileSync(join(storage, "refs", "main"), commit);
  return cacheFolder;
}

async function open(
  name: string,
  cacheFolder: string,
  revision?: string,
): Promise<{
  readonly data: Awaited<ReturnType<typeof openHub>>;
  readonly values: unknown[];
  readonly gaps: SeenGap[];
}> {
  const gaps: SeenGap[] = [];
  const onGap = (gap: SeenGap): void => void gaps.push(gap);
  const data = await openHub(name, {
    cacheFolder,
    onGap,
    baseFolder: folder,
    ...(revision !== undefined && { revision }),
  });
  const values: unknown[] = [];
  for await (const { value } of data.rows({ onGap, baseFolder: folder }))
    values.push(value instanceof Uint8Array ? new TextDecoder().decode(value) : value);
  return { data, values, gaps };
}

const codes = (gaps: readonly SeenGap[]): unknown[] => gaps.map(({ kind, code }) => [kind, code]);

describe("a dataset of the local cache", () => {
  const card = utf8(
    "---\nlicense: [cc-by-sa-4.0, other]\nlicense_name: house terms\nlanguage: ja\n---\n# Dolly\n",
  );
  const parquet = Buffer.from(
    parquetWriteBuffer({ columnData: [{ name: "text", data: ["四"], type: "STRING" }] }),
  );
  const files = {
    "README.md": card,
    ".gitattributes": utf8("* lfs"),
    "data/a.jsonl": rows("一", "二"),
    "data/b.csv": utf8("text\n三\n"),
    "data/c.parquet": parquet,
    "data/notes.txt": utf8("五"),
  };

  test("gives the rows of all its files, its commit, its licence as declared, and the digest of its files", async () => {
    const { data, values, gaps } = await open("org/dolly", cache("org/dolly", files));
    expect(gaps).toEqual([]);
    expect(values).toEqual([{ text: "一" }, { text: "二" }, { text: "三" }, { text: "四" }, "五"]);
    expect(data).toMatchObject({ source: "hf:org/dolly", commit, card: { languages: ["ja"] } });
    const { source, licences } = data.declaration;
    expect(licences).toMatchObject([
      {
        basis: "declared",
        licence: { kind: "spdx", expression: "CC-BY-SA-4.0" },
        evidence: { field: "license" },
        by: "hf:org/dolly",
      },
      { basis: "declared", licence: { name: "house terms" } },
    ]);
    // What `sha256sum` prints of the files, sorted by path, has this digest.
    const listed = Object.entries(files).filter(([path]) => path.startsWith("data/"));
    const list = listed.map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`).join("");
    const byteLength = listed.reduce((sum, [, bytes]) => sum + bytes.byteLength, 0);
    expect(source).toMatchObject({
      origin: "public-dataset",
      release: commit,
      files: { count: 4, byteLength, sha256: sha256(utf8(list)) },
    });
  });

  test("is tracked by its declaration and one loop", async () => {
    await using home = await temporaryHome();
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const { data } = await open("org/dolly", cache("org/dolly", files));
    await run.declare([data.declaration]);
    const opened = data.rows({ onGap: (gap) => run.gap({ ...gap, source: data.source }) });
    for await (const _row of run.track(opened, {
      source: data.source,
      item: (row) => row.value,
      locator: (row) => row.locator,
    }))
      continue;
    expect((await run.end()).sources).toMatchObject([{ source: "hf:org/dolly", records: 5 }]);
    const [view] = await home.ledger.sources(["hf:org/dolly"]);
    expect(view?.source?.fact.release).toBe(commit);
    expect(view?.licences).toHaveLength(2);
  });

  test("is tracked with its pictures: columns of tables, members of shards, and files", async () => {
    const table = parquetWriteBuffer({
      columnData: [{ name: "image", data: [await drawnPicture(81)], type: "BYTE_ARRAY" }],
    });
    const two = await drawnPicture(82);
    const shard = await packTar([
      { header: { name: "1.png", size: two.byteLength, type: "file" }, body: two },
    ]);
    const cacheFolder = cache("org/pictures", {
      "data/train-00000.parquet": Buffer.from(table),
      "shards/0.tar": shard,
      "files/a.png": await drawnPicture(83),
    });
    await using home = await temporaryHome();
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const onGap = (gap: SeenGap): void => run.gap({ ...gap, source: "hf:org/pictures" });
    const data = await openHub("org/pictures", { cacheFolder, onGap, baseFolder: folder });
    await run.declare([data.declaration]);
    const tracked = run.track(data.rows({ onGap, baseFolder: folder, images: true }), {
      source: data.source,
      item: (row) => row.value,
      image: (row) => row.image,
      locator: (row) => row.locator,
    });
    for await (const row of tracked) expect(row.image).toBeInstanceOf(Uint8Array);
    const summary = await run.end();
    expect(summary.sources[0]).toMatchObject({ source: "hf:org/pictures", records: 3 });
    using index = await openIndex(home.home);
    const pictures = new ImageIndex(index.segments);
    for (const [number, kind] of [
      [81, "row"],
      [82, "entry"],
      [83, "file"],
    ] as const) {
      const [match] = (await pictures.search(await queryImage(await copyOf(number)))).matches;
      expect(match).toMatchObject({ band: "near-copy", row: { facts: { locator: { kind } } } });
      const again = await readImage(match!.row.facts.locator, { baseFolder: folder });
      expect(Buffer.from(again as Uint8Array)).toEqual(await drawnPicture(number));
    }
  });

  test("only the files that the card names are read", async () => {
    const named = utf8(
      '---\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: "train/*.jsonl"\n---\n',
    );
    const cached = cache("org/named", {
      "README.md": named,
      "train/a.jsonl": rows("a"),
      "old/a.jsonl": rows("b"),
    });
    expect((await open("org/named", cached)).values).toEqual([{ text: "a" }]);
  });

  test("a branch, a commit and nothing name the same; what is not there is an error that says what to do", async () => {
    const cached = cache("dolly", { "a.jsonl": rows("a") });
    for (const revision of [undefined, "main", commit])
      expect((await open("dolly", cached, revision)).data.commit).toBe(commit);
    for (const [name, revision] of [
      ["dolly", "v2"],
      ["other", undefined],
    ] as const)
      await expect(open(name, cached, revision)).rejects.toMatchObject({ code: "not-cached" });
    for (const name of ["../dolly", "a/b/c", "org/..", "org/x@../../y", ""])
      await expect(open(name, cached)).rejects.toMatchObject({ code: "bad-input" });
  });

  test("a changed file, a link that leaves it and a broken card are gaps, and the rest is read", async () => {
    const cached = cache("org/bad", {
      "README.md": utf8("---\n[: :\n---\n"),
      "a.jsonl": rows("a"),
      "c.bin": utf8("x"),
    });
    const snapshot = join(hubFolder(cached, "org/bad"), "snapshots", commit);
    writeFileSync(realpathSync(join(snapshot, "a.jsonl")), rows("changed"));
    symlinkSync("/etc/hostname", join(snapshot, "outside.txt"));
    symlinkSync(".", join(snapshot, "loop.txt"));
    symlinkSync("nowhere", join(snapshot, "dangling.txt"));
    const { values, gaps } = await open("org/bad", cached);
    expect(values).toEqual([{ text: "changed" }]);
    expect(codes(gaps)).toEqual([
      ["missing-file", "ENOENT"],
      ["refused-entry", "not-a-file"],
      ["refused-entry", "link-leaves-folder"],
      ["broken-line", "card-not-yaml"],
      ["unknown-format", "no-reader"],
      ["digest-mismatch", "cached-file-changed"],
    ]);
  });

  test("a pointer in place of a large file is a gap that says so, not rows", async () => {
    const pointer = utf8(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 1000000\n`,
    );
    const { values, gaps } = await open(
      "org/lfs",
      cache("org/lfs", { "a.jsonl": pointer, "b.jsonl": rows("b") }),
    );
    expect(values).toEqual([{ text: "b" }]);
    expect(codes(gaps)).toEqual([["missing-file", "lfs-pointer"]]);
  });

  test("the cache lies where the libraries of the Hub look for it", () => {
    expect(hubCacheFolder({ HF_HOME: "/x" })).toBe(join("/x", "hub"));
    expect(hubCacheFolder({ HUGGINGFACE_HUB_CACHE: "/y", HF_HOME: "/x" })).toBe("/y");
    expect(hubCacheFolder({ XDG_CACHE_HOME: "/z" })).toBe(join("/z", "huggingface", "hub"));
    expect(parseHubName("org/name@v1.0")).toEqual({ name: "org/name", revision: "v1.0" });
  });
});

describe("a card", () => {
  test("is data and never more: no aliases, no other types, any line ends", () => {
    expect(parseCard("no head")).toMatchObject({ fields: {} });
    expect(parseCard("---\r\nlicense: mit\r\nlanguage:\r\n- ja\r\n- no\r\n---\r\ntext")).toMatchObject({
      fields: { license: "mit" },
      languages: ["ja", "no"],
    });
    const bomb = `a: &a [x,x,x,x,x,x,x,x]\n${[..."bcdefghij"].map((key, at) => `${key}: &${key} [${`*${"abcdefghij"[at]},`.repeat(8)}]`).join("\n")}`;
    expect(parseCard(`---\n${bomb}\n---\n`)).toBeUndefined();
    expect(parseCard("---\nlicense: {a: 1}\nlanguage: 7\n---\n")).toMatchObject({
      languages: [],
      dataFiles: [],
    });
  });

  test("its patterns match as on the Hub, in bounded time", () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ["data/train-0.parquet", "data/train-*", true],
      ["data/x/train.parquet", "data/*.parquet", false],
      ["data/x/train.parquet", "data/**", true],
      ["a/b/c.jsonl", "**/*.jsonl", true],
      ["c.jsonl", "**/*.jsonl", true],
      ["c.json", "?.json", true],
      ["a".repeat(200), `${"*a".repeat(100)}b`, false],
    ];
    for (const [path, pattern, is] of cases) expect(matchesPattern(path, [pattern])).toBe(is);
  });
});

describe("fetching from a server that speaks the Hub's API", () => {
  const files = {
    "README.md": utf8("---\nlicense: mit\n---\n"),
    "data/a.jsonl": rows("一"),
    "data/big.jsonl": rows("二"),
  };

  test("fills the cache once, and what is in it is read without the network", async () => {
    const cacheFolder = mkdtempSync(join(folder, "cache-"));
    {
      await using hub = await startHub("org/far", files, { large: ["data/big.jsonl"] });
      const options = { cacheFolder, hubUrl: hub.url };
      expect(await downloadHub("org/far", options)).toBe(commit);
      const fetched = hub.requests.filter((path) => path.includes("/resolve/")).length;
      await downloadHub("org/far", options);
      expect(hub.requests.filter((path) => path.includes("/resolve/"))).toHaveLength(fetched);
    }
    const { data, values, gaps } = await open("org/far", cacheFolder);
    expect(gaps).toEqual([]);
    expect(values).toEqual([{ text: "一" }, { text: "二" }]);
    expect(data.declaration.licences).toMatchObject([{ licence: { expression: "MIT" } }]);
    const blob = join(hubFolder(cacheFolder, "org/far"), "blobs", sha256(files["data/big.jsonl"]));
    expect(readFileSync(blob)).toEqual(Buffer.from(files["data/big.jsonl"]));
  });

  test("other bytes than the Hub's digest says, names that lead out and a server that is not there are errors", async () => {
    const cacheFolder = mkdtempSync(join(folder, "cache-"));
    await using liar = await startHub("org/far", files, { large: ["data/big.jsonl"], lies: true });
    await expect(downloadHub("org/far", { cacheFolder, hubUrl: liar.url })).rejects.toMatchObject({
      code: "download-failed",
    });
    await using escaping = await startHub("org/out", { "../../../x.jsonl": rows("x") });
    await expect(downloadHub("org/out", { cacheFolder, hubUrl: escaping.url })).rejects.toMatchObject({
      code: "download-failed",
    });
    await expect(downloadHub("org/x", { cacheFolder, hubUrl: "http://127.0.0.1:9" })).rejects.toMatchObject({
      code: "download-failed",
    });
  });

  const token = "hf_secret-never-written-down";

  test("a gated dataset is refused with what to do, and the token is in no error", async () => {
    const cacheFolder = mkdtempSync(join(folder, "cache-"));
    await using hub = await startHub("org/gated", files, { gated: token, large: ["data/big.jsonl"] });
    for (const accessToken of [undefined, `${token}-other`]) {
      const options = { cacheFolder, hubUrl: hub.url, ...(accessToken !== undefined && { accessToken }) };
      const error: unknown = await downloadHub("org/gated", options).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "download-failed" });
      expect(String(error)).toMatch(/answered 40[13]: set HF_TOKEN .* accept its terms/);
      expect(inspect(error, { depth: 10 })).not.toContain(token);
    }
    expect(await downloadHub("org/gated", { cacheFolder, hubUrl: hub.url, accessToken: token })).toBe(commit);
  });

  test("the token goes to the Hub and to no store that it redirects to, with or without the offer of Xet", async () => {
    for (const xet of [false, true]) {
      const cacheFolder = mkdtempSync(join(folder, "cache-"));
      await using hub = await startHub("org/far", files, { gated: token, large: ["data/big.jsonl"], xet });
      await downloadHub("org/far", { cacheFolder, hubUrl: hub.url, accessToken: token });
      expect(hub.tokens.hub.length).toBeGreaterThan(0);
      expect(hub.tokens.store).toEqual([]);
      expect((await open("org/far", cacheFolder)).values).toEqual([{ text: "一" }, { text: "二" }]);
    }
  });

  test("a body that breaks off, is short or has no end takes no place in the cache, and the next attempt does", async () => {
    const troubles: Readonly<Record<string, (response: ServerResponse, bytes: Uint8Array) => void>> = {
      "breaks off": (response, bytes) => {
        response
          .setHeader("content-length", bytes.byteLength)
          .write(bytes.subarray(0, 3), () => response.destroy());
      },
      "is short": (response, bytes) => void response.end(bytes.subarray(0, 3)),
      "is a page of an error": (response) => void response.end("<html>Service unavailable</html>"),
      "has no end": (response) => {
        const send = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x61)));
          if (!response.destroyed) response.once("drain", send);
        };
        send();
      },
    };
    for (const path of ["data/a.jsonl", "data/big.jsonl"])
      for (const [what, trouble] of Object.entries(troubles)) {
        let isTroubled = true;
        await using hub = await startHub("org/far", files, {
          large: ["data/big.jsonl"],
          trouble: (asked, response, bytes) => {
            if (asked !== path || !isTroubled) return false;
            trouble(response, bytes);
            return true;
          },
        });
        const options = { cacheFolder: mkdtempSync(join(folder, "cache-")), hubUrl: hub.url };
        await expect(downloadHub("org/far", options), `${path} ${what}`).rejects.toMatchObject({
          code: "download-failed",
        });
        const left = readdirSync(hubFolder(options.cacheFolder, "org/far"), { recursive: true });
        expect(left.filter((name) => String(name).endsWith(".incomplete"))).toEqual([]);
        expect((await open("org/far", options.cacheFolder).catch(() => undefined))?.data).toBeUndefined();
        isTroubled = false;
        await downloadHub("org/far", options);
        expect((await open("org/far", options.cacheFolder)).values).toHaveLength(2);
      }
  });
});
