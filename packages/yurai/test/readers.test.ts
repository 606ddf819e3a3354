import { tableFromArrays, tableToIPC } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { readdirSync, readFileSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { startHub } from "../../track/test/hub-server.ts";
import { accessKeyId, region, secretAccessKey, startS3 } from "../../track/test/s3-server.ts";
import { makeProject, type TestProject } from "./cli.ts";

/** 90 dense characters: more than the 50 from which every exact run is found. */
const passage =
  "岬の灯台は夜ごと同じ文章を海に書くのだが読む者はいつも違う船に乗っていて返事は朝になってから砂浜に届く" +
  "それを拾うのは決まって犬を連れた老人で彼は字を読まないまま海へ返してしまうのである";

/** The same passage in Shift_JIS, by the inverse of what Node reads. */
function shiftJis(text: string): Uint8Array {
  const table = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead < 0xfc; lead++)
    for (let trail = 0x40; trail < 0xfd; trail++)
      table.set(new TextDecoder("shift_jis").decode(Uint8Array.of(lead, trail)), [lead, trail]);
  return Uint8Array.from(
    [...text].flatMap((sign) => (sign < "\u0080" ? [sign.charCodeAt(0)] : table.get(sign)!)),
  );
}

function warc(text: string): Uint8Array {
  const http = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>${text}</p>`;
  const fields = [
    "WARC-Type: response",
    "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>",
    "WARC-Date: 2026-03-02T09:30:00Z",
    "WARC-Target-URI: https://example.jp/a",
    "Content-Type: application/http; msgtype=response",
    `Content-Length: ${Buffer.byteLength(http)}`,
  ];
  return gzipSync(`WARC/1.1\r\n${fields.join("\r\n")}\r\n\r\n${http}\r\n\r\n`);
}

function parquet(text: string): Uint8Array {
  return Buffer.from(parquetWriteBuffer({ columnData: [{ name: "text", data: [text], type: "STRING" }] }));
}

async function tracked(name: string, bytes: Uint8Array, ...options: string[]): Promise<TestProject> {
  const project = makeProject();
  await project.call(["init", "--yes"]);
  project.write(name, bytes);
  const { exitCode, stderr } = await project.call(["track", name, "--source", "news", ...options]);
  expect(stderr).not.toContain("error");
  expect(exitCode).toBe(0);
  return project;
}

describe("one command tracks, and an output that repeats what was read is told with its evidence", () => {
  test.each([
    ["a WARC file", "crawl.warc.gz", warc(passage), []],
    ["a Parquet file", "data.parquet", parquet(passage), []],
    ["an Arrow file", "data.arrow", tableToIPC(tableFromArrays({ text: [passage] }), "file"), []],
    ["a CSV file in Shift_JIS", "data.csv", shiftJis(`text\n${passage}\n`), ["--encoding", "shift_jis"]],
  ] as const)("%s", async (_what, name, bytes, options) => {
    const project = await tracked(name, bytes, ...options);
    project.write("out.jsonl", `${JSON.stringify({ id: "1", text: `前書き${passage}` })}\n`);
    const [verdict] = await project.json(["check", "out.jsonl"]);
    expect(verdict).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({
          kind: "verbatim",
          provenance: expect.objectContaining({ source: "news" }),
        }),
      ]),
    });
  });

  test("a WARC file gives URLs and the time they were fetched", async () => {
    const project = await tracked("crawl.warc.gz", warc(passage));
    const found = await project.call(["lookup", "url", "https://example.jp/a"]);
    expect(found.stdout).toContain("crawl.warc.gz");
    expect(found.exitCode).toBe(0);
  });
});

test("a dataset of the Hugging Face cache is tracked by one command, with its commit and what its card declares", async () => {
  const project = makeProject();
  await project.call(["init", "--yes"]);
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const storage = "hf/hub/datasets--org--tales";
  project.write(`${storage}/refs/main`, commit);
  project.write(`${storage}/snapshots/${commit}/README.md`, "---\nlicense: cc-by-4.0\n---\n");
  project.write(`${storage}/snapshots/${commit}/data/train.parquet`, parquet(passage));
  const env = { HF_HOME: project.path("hf") };
  const missing = await project.run(["track", "hf:org/other"], { env });
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toContain("--download");
  const { exitCode, stdout } = await project.run(["track", "hf:org/tales"], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("hf:org/tales");
  const shown = await project.call(["show", "source", "hf:org/tales"]);
  expect(shown.stdout).toMatch(/files +1 file .*SHA-256 [0-9a-f]/);
  expect(shown.stdout).toContain(commit.slice(0, 12));
  expect(shown.stdout.toLowerCase()).toContain("cc-by-4.0");
  project.write("out.jsonl", `${JSON.stringify({ text: passage })}\n`);
  const [verdict] = await project.json(["check", "out.jsonl"]);
  expect(verdict).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ kind: "verbatim" })]),
  });
});

test("a dataset is fetched through a proxy when asked for, and its token is written nowhere", async () => {
  const token = "hf_secret-never-written-down";
  await using hub = await startHub(
    "org/far",
    { "a.jsonl": Buffer.from(`${JSON.stringify({ text: passage })}\n`) },
    { gated: token },
  );
  const asked: string[] = [];
  const proxy = createProxy().on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const { hostname, port } = new URL(hub.url);
    const server = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      server.pipe(socket).pipe(server);
    });
    server.on("error", () => socket.destroy());
    socket.on("error", () => server.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  try {
    const project = makeProject();
    await project.call(["init", "--yes"]);
    const env = {
      HF_HOME: project.path("hf"),
      HF_ENDPOINT: "http://hub.invalid",
      NODE_USE_ENV_PROXY: "1",
      HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      YURAI_DEBUG: "1",
    };
    const refused = await project.run(["track", "hf:org/far", "--download"], {
      env: { ...env, HF_TOKEN: `${token}-2` },
    });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("set HF_TOKEN");
    const tracked = await project.run(["track", "hf:org/far", "--download"], {
      env: { ...env, HF_TOKEN: token },
    });
    expect(tracked.exitCode, tracked.stderr).toBe(0);
    expect(new Set(asked)).toEqual(new Set(["hub.invalid:80"]));
    const cached = readdirSync(project.path("hf"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
    for (const text of [
      refused.stderr,
      refused.stdout,
      tracked.stdout,
      tracked.stderr,
      project.read(".yurai/ledger.db"),
      ...cached,
    ])
      expect(text).not.toContain(token);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

test("objects of an S3 store are tracked when the network is asked for, and no key is written anywhere", async () => {
  await using server = await startS3({ "news/a.parquet": parquet(passage), "news/b.bin": "?" });
  const project = makeProject();
  await project.call(["init", "--yes"]);
  const env = {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const command = ["track", "s3://corpus/news/", "--source", "news", "--origin", "own"];
  const without = await project.run(command, { env });
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain("--download");
  expect(server.requests).toEqual([]);
  const tracked = await project.run([...command, "--download"], { env });
  expect(tracked).toMatchObject({ exitCode: 0 });
  const refused = await project.run([...command, "--download"], {
    env: { ...env, AWS_SECRET_ACCESS_KEY: "another" },
  });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("http-403");
  const shown = await project.call(["show", "source", "news"]);
  expect(shown.stdout).toMatch(/files +1 file .*SHA-256 [0-9a-f]/);
  project.write("out.jsonl", `${JSON.stringify({ text: passage })}\n`);
  const [verdict] = await project.json(["check", "out.jsonl"]);
  expect(JSON.stringify(verdict)).toContain("s3://corpus/news/a.parquet");
  for (const text of [tracked.stdout, tracked.stderr, refused.stderr, project.read(".yurai/ledger.db")]) {
    expect(text).not.toContain(secretAccessKey);
    expect(text).not.toContain(accessKeyId);
  }
});

test("outputs in Parquet and Arrow get the verdicts of the same outputs in JSON Lines", async () => {
  const project = await tracked("data.parquet", parquet(passage));
  const texts = [passage, "何も似ていない短い文です。"];
  const files = {
    "out.jsonl": Buffer.from(texts.map((text) => `${JSON.stringify({ text })}\n`).join("")),
    "out.parquet": Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: "text", data: texts, type: "STRING" }] }),
    ),
    "out.arrow": tableToIPC(tableFromArrays({ text: texts }), "file"),
  };
  const actions: unknown[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    project.write(name, bytes);
    const verdicts = await project.json(["check", name]);
    actions.push(verdicts.map((verdict) => (verdict as { action: string }).action));
  }
  expect(actions[1]).toEqual(actions[0]);
  expect(actions[2]).toEqual(actions[0]);
  const piped = await project.call(["check", "-", "--format", "parquet"], { stdin: "x" });
  expect(piped).toMatchObject({ exitCode: 2 });
});
