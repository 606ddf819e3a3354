// Objects of an S3-compatible store, against a server that checks every signature.
import { parquetWriteBuffer } from "hyparquet-writer";
import { packTar } from "modern-tar";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import type { ReadRow, SeenGap } from "../src/index.ts";
import { parseS3Url } from "../src/readers/s3-client.ts";
import { readListing } from "../src/readers/s3-listing.ts";
import { openS3, readObjects, s3Settings, type S3Objects, type S3Options } from "../src/readers/s3.ts";
import { accessKeyId, region, secretAccessKey, startS3, type Trouble } from "./s3-server.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-s3-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = {
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_REGION: region,
};

interface Read {
  readonly data: S3Objects;
  readonly rows: readonly ReadRow[];
  readonly gaps: readonly SeenGap[];
}

async function read(endpoint: string, url: string, options: Partial<S3Options> = {}): Promise<Read> {
  const gaps: SeenGap[] = [];
  const onGap = (gap: SeenGap): void => void gaps.push(gap);
  const settings = s3Settings({ ...environment, AWS_ENDPOINT_URL: endpoint });
  const data = await openS3(url, {
    ...settings,
    retryAfterMs: 1,
    temporaryFolder: folder,
    ...options,
    onGap,
  });
  const rows: ReadRow[] = [];
  for await (const row of data.rows({ onGap, baseFolder: folder })) rows.push(row);
  expect(readdirSync(folder)).toEqual([]);
  return { data, rows, gaps };
}

const lines = '{"text":"一"}\n{"text":"二"}\n';

describe("an S3-compatible store", () => {
  test("every kind of object is read by its ending, over several pages of the listing, with its place", async () => {
    const http = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\npage";
    const warc = `WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nWARC-Target-URI: https://example.jp/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: ${http.length}\r\n\r\n${http}\r\n\r\n`;
    await using server = await startS3(
      {
        "news/a.jsonl": lines,
        "news/b.jsonl.gz": gzipSync(lines),
        "news/c.csv": "id,text\n1,三\n",
        "news/d.parquet": Buffer.from(
          parquetWriteBuffer({ columnData: [{ name: "text", data: ["四"], type: "STRING" }] }),
        ),
        "news/e.warc.gz": gzipSync(warc),
        "news/f.tar": await packTar([{ header: { name: "x.txt", size: 3, type: "file" }, body: "tar" }]),
        "news/g 灯台+(1).txt": "五",
        "news/h.bin": "?",
        "news/folder/": "",
        "other/z.jsonl": lines,
      },
      { pageSize: 2 },
    );
    const { data, rows, gaps } = await read(server.url, "s3://corpus/news/");
    expect(gaps).toEqual([
      { kind: "unknown-format", count: 1, code: "no-reader", where: { path: "s3://corpus/news/h.bin" } },
    ]);
    expect(rows.map(({ locator }) => locator)).toMatchObject([
      { kind: "row", path: "s3://corpus/news/a.jsonl", row: 0 },
      { kind: "row", path: "s3://corpus/news/a.jsonl", row: 1 },
      { kind: "row", path: "s3://corpus/news/b.jsonl.gz" },
      { kind: "row", path: "s3://corpus/news/b.jsonl.gz" },
      { kind: "row", path: "s3://corpus/news/c.csv" },
      { kind: "row", path: "s3://corpus/news/d.parquet", row: 0 },
      { kind: "warc", path: "s3://corpus/news/e.warc.gz" },
      { kind: "entry", path: "s3://corpus/news/f.tar", entry: "x.txt" },
      { kind: "file", path: "s3://corpus/news/g 灯台+(1).txt" },
    ]);
    expect(rows[5]?.value).toEqual({ text: "四" });
    expect(data.objects[0]).toMatchObject({ key: "news/a.jsonl", byteLength: Buffer.byteLength(lines) });
    expect(data.objects[0]?.etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(data.files).toMatchObject({ count: 7, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(server.requests.filter((url) => url.includes("list-type"))).toHaveLength(5);
  });

  test("gives the text of every record again: by a range where one will do, and says what is gone", async () => {
    const http = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n頁";
    const warc = `WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.jp/\r\nContent-Length: ${Buffer.byteLength(http)}\r\n\r\n${http}\r\n\r\n`;
    const files: Record<string, string | Uint8Array> = {
      "news/a.jsonl": lines,
      "news/b.jsonl.gz": gzipSync(lines),
      "news/c.csv": "id,text\n1,三\n",
      "news/d.parquet": Buffer.from(
        parquetWriteBuffer({ columnData: [{ name: "text", data: ["四"], type: "STRING" }] }),
      ),
      "news/e.warc.gz": Buffer.concat([gzipSync(warc), gzipSync(warc)]),
      "news/f.tar": await packTar([{ header: { name: "x.txt", size: 3, type: "file" }, body: "tar" }]),
      "news/g.txt": "五",
    };
    await using server = await startS3(files);
    const { rows } = await read(server.url, "s3://corpus/news/");
    const readText = readObjects({
      endpoint: server.url,
      region,
      accessKeyId,
      secretAccessKey,
      maxTries: 1,
      temporaryFolder: folder,
    });
    const again = async (locator: ReadRow["locator"]): Promise<string> => {
      // Nothing of the record but its locator is used.
      const text = await readText({ facts: { source: "s", locator } } as Parameters<typeof readText>[0]);
      return typeof text === "string" ? text : new TextDecoder().decode(text);
    };
    const texts: string[] = [];
    for (const { locator } of rows) texts.push(await again(locator));
    expect(texts).toEqual(["一", "二", "一", "二", "三", "四", "頁", "頁", "tar", "五"]);
    expect(server.ranges.map((key) => key.slice(5))).toEqual([
      "a.jsonl",
      "a.jsonl",
      "e.warc.gz",
      "e.warc.gz",
      "f.tar",
      "g.txt",
    ]);
    expect(readdirSync(folder)).toEqual([]);
    const [first, , packed] = rows.map(({ locator }) => locator);
    delete files["news/a.jsonl"];
    delete files["news/b.jsonl.gz"];
    expect([await again(first!), await again(packed!)]).toEqual(["file-missing", "file-missing"]);
    expect(await again({ kind: "row", path: "rows.jsonl", row: 0, byteStart: 0, byteEnd: 1 })).toBe(
      "not-kept",
    );
    const small = readObjects({
      endpoint: server.url,
      region,
      accessKeyId,
      secretAccessKey,
      maxTries: 1,
      maxObjectBytes: 10,
    });
    const csv = rows.find(({ locator }) => "path" in locator && locator.path.endsWith(".csv"))!.locator;
    expect(await small({ facts: { source: "s", locator: csv } } as Parameters<typeof small>[0])).toBe(
      "too-large",
    );
  });

  test("a wrong key is refused without a word of it, and without keys nothing is signed", async () => {
    await using server = await startS3({ "a.jsonl": lines });
    for (const options of [{ secretAccessKey: "another-secret" }, { region: "us-east-1" }]) {
      const refused = read(server.url, "s3://corpus", options);
      await expect(refused).rejects.toMatchObject({ code: "download-failed" });
      const error: unknown = await refused.catch((reason: unknown) => reason);
      expect(JSON.stringify([error, String((error as Error).cause)])).not.toMatch(/secret-|AKID|another/);
    }
    expect(server.requests).toEqual([]);
    let sent: Headers | undefined;
    const fetch: typeof globalThis.fetch = (_url, init) => {
      sent = new Headers(init?.headers);
      return Promise.resolve(new Response("<ListBucketResult></ListBucketResult>"));
    };
    await openS3("s3://corpus", { onGap: () => undefined, fetch });
    expect(sent?.has("authorization")).toBe(false);
  });

  test("a body that breaks off and an error of the server are fetched again, and no row comes twice", async () => {
    const trouble: Trouble = (key, response, tries) => {
      if (key === "a.jsonl" && tries === 1) {
        response.setHeader("content-length", lines.length + 4).write(lines.slice(0, 15));
        setTimeout(() => response.destroy(), 5);
        return true;
      }
      if (key !== "b.jsonl" || tries > 2) return false;
      response.writeHead(503).end();
      return true;
    };
    await using server = await startS3({ "a.jsonl": lines, "b.jsonl": lines }, { trouble });
    const { rows, gaps } = await read(server.url, "s3://corpus");
    expect(gaps).toEqual([]);
    expect(rows).toHaveLength(4);
  });

  test("what stays refused, missing, cut off or moved is a gap with its code, and the others are read", async () => {
    let other = 0;
    await using elsewhere = await startS3({}, { trouble: () => ++other > 0 });
    const trouble: Trouble = (key, response) => {
      if (key === "forbidden.jsonl") response.writeHead(403).end();
      else if (key === "gone.jsonl") response.writeHead(404).end();
      else if (key === "down.jsonl") response.writeHead(500).end();
      else if (key === "moved.jsonl")
        response.writeHead(307, { location: `${elsewhere.url}/corpus/x` }).end();
      else if (key === "cut.jsonl") response.end("{");
      else if (key === "long.jsonl") response.end(lines + lines);
      else if (key === "changed.jsonl") response.writeHead(412).end();
      else return false;
      return true;
    };
    const names = ["forbidden", "gone", "down", "moved", "cut", "long", "changed", "sound"];
    const files = Object.fromEntries(names.map((name) => [`${name}.jsonl`, lines]));
    await using server = await startS3({ ...files, "up/../x.jsonl": lines }, { trouble });
    const { rows, gaps } = await read(server.url, "s3://corpus");
    expect(rows.map(({ locator }) => locator)).toMatchObject([
      { path: "s3://corpus/sound.jsonl" },
      { path: "s3://corpus/sound.jsonl" },
    ]);
    expect(Object.fromEntries(gaps.map(({ where, kind, code }) => [where?.path, `${kind} ${code}`]))).toEqual(
      {
        "s3://corpus/up/../x.jsonl": "refused-entry key-with-dots",
        "s3://corpus/forbidden.jsonl": "no-permission http-403",
        "s3://corpus/gone.jsonl": "missing-file http-404",
        "s3://corpus/down.jsonl": "unreadable-file http-500",
        "s3://corpus/moved.jsonl": "unreadable-file redirected",
        "s3://corpus/cut.jsonl": "truncated-file cut-off",
        "s3://corpus/long.jsonl": "unreadable-file too-long",
        "s3://corpus/changed.jsonl": "unreadable-file http-412",
      },
    );
    expect(other).toBe(0);
    expect(server.requests.filter((url) => url.includes("/down.jsonl"))).toHaveLength(4);
    expect(server.requests.filter((url) => url.includes("/forbidden.jsonl"))).toHaveLength(1);
  });

  test("a listing that is none, or leads to itself, ends in an error", async () => {
    const answers = [
      "no listing",
      "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken><Contents><Key>a.jsonl</Key><Size>1</Size></Contents></ListBucketResult>",
      "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
    ];
    for (const answer of answers) {
      const fetch = (): Promise<Response> => Promise.resolve(new Response(answer));
      await expect(openS3("s3://corpus", { onGap: () => undefined, fetch })).rejects.toMatchObject({
        code: "download-failed",
      });
    }
    expect(readListing(answers[1]!)?.next).toBe("x");
  });

  test("places are taken apart, and what is none is refused", async () => {
    expect(parseS3Url("s3://corpus")).toEqual({ bucket: "corpus", prefix: "" });
    expect(parseS3Url("s3://corpus/a/b c")).toEqual({ bucket: "corpus", prefix: "a/b c" });
    for (const url of ["s3://", "s3:///x", "s3://a@evil.example/x", "s3://a..b/x", "https://corpus/x"])
      await expect(openS3(url, { onGap: () => undefined })).rejects.toMatchObject({ code: "bad-input" });
    await expect(
      openS3("s3://corpus", { onGap: () => undefined, endpoint: "file:///etc" }),
    ).rejects.toMatchObject({ code: "bad-input" });
  });
});
