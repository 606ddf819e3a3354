// Contests of what asks somebody else for its rows: a cache, a folder, a loader, a server, a store. All of it on this machine.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { BaseDocumentLoader } from "@langchain/core/document_loaders/base";
import { Document } from "@langchain/core/documents";
import { openLedger, type Ledger } from "@yurai/ledger";
import { readFolder, startRun, type Run } from "@yurai/track";
import { trackFetch } from "@yurai/track/fetch";
import { openHub } from "@yurai/track/hub";
import { trackLoader } from "@yurai/track/langchain";
import { openS3 } from "@yurai/track/s3";
import { AwsClient } from "aws4fetch";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Contest } from "./readers.bench.ts";

/** Contests, and what is open for them. */
export interface AdapterContests extends AsyncDisposable {
  readonly contests: readonly Contest[];
}

const fileCount = 2_000;
const pageCount = 1_000;
const options = { onGap: () => undefined };
const region = "us-east-1";

/** Lays everything out in a folder, starts a server and a run, and returns the contests. */
export async function openAdapterContests(folder: string, rows: readonly string[]): Promise<AdapterContests> {
  const open = new AsyncDisposableStack();
  const home = join(folder, "home");
  const ledger: Ledger = open.use(await openLedger(home, { mode: "write", createIfMissing: true }));
  const run = await startRun({ home, ledger, purpose: "benchmark" });
  open.defer(async () => void (await run.end()));
  const lines = `${rows.map((text) => JSON.stringify({ text })).join("\n")}\n`;
  const server = await listen(answering(rows, lines));
  open.defer(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const contests = [
    hubContest(folder, rows),
    folderContest(folder, rows.slice(0, fileCount)),
    loaderContest(run, rows),
    fetchContest(run, url),
    storeContest(folder, url),
  ];
  return { contests, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

function hubContest(folder: string, rows: readonly string[]): Contest {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const storage = join(folder, "hub", "datasets--org--texts");
  const file = join(storage, "snapshots", commit, "train.parquet");
  mkdirSync(join(storage, "snapshots", commit), { recursive: true });
  mkdirSync(join(storage, "refs"));
  writeFileSync(join(storage, "refs", "main"), commit);
  const columnData = [{ name: "text", data: [...rows], type: "STRING" as const }];
  writeFileSync(file, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 1_000 })));
  return {
    name: "hub",
    library: "hyparquet, without card and digests",
    ours: async () => {
      const data = await openHub("org/texts", { ...options, cacheFolder: join(folder, "hub") });
      return count(data.rows({ ...options, asBytes: true }));
    },
    bare: async () => (await parquetReadObjects({ file: await asyncBufferFromFile(file) })).length,
  };
}

function folderContest(folder: string, rows: readonly string[]): Contest {
  const files = join(folder, "files");
  mkdirSync(files);
  for (const [at, text] of rows.entries()) writeFileSync(join(files, `${at}.txt`), text);
  return {
    name: "folder",
    library: "readdir and readFile",
    ours: () => count(readFolder(files, options)),
    bare: async () => {
      const names = readdirSync(files);
      for (const name of names) await readFile(join(files, name));
      return names.length;
    },
  };
}

class TextLoader extends BaseDocumentLoader {
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    super();
    this.#texts = texts;
  }

  override async load(): Promise<Document[]> {
    return this.#texts.map(
      (pageContent, at) => new Document({ pageContent, metadata: { source: `${at}.txt` } }),
    );
  }
}

function loaderContest(run: Run, rows: readonly string[]): Contest {
  const loader = new TextLoader(rows);
  let round = 0;
  return {
    name: "langchain",
    library: "@langchain/core, whose documents are ready; with recording in a worker",
    isAddedOnly: true,
    // Rows of a source that were read before are passed over, which costs less.
    ours: async () => (await trackLoader(run, loader, { source: `loader-${round++}` }).load()).length,
    bare: async () => (await loader.load()).length,
  };
}

function fetchContest(run: Run, url: string): Contest {
  let round = 0;
  const fetchAll = async (fetch: typeof globalThis.fetch): Promise<number> => {
    for (let at = 0; at < pageCount; at++) await (await fetch(`${url}/page/${at}`)).text();
    return pageCount;
  };
  return {
    name: "fetch",
    library: "fetch of a server on this thread; with signals and recording in a worker",
    ours: () => fetchAll(trackFetch(run, { source: `fetch-${round++}`, userAgent: "bench" }).fetch),
    bare: () => fetchAll(globalThis.fetch),
  };
}

function storeContest(folder: string, endpoint: string): Contest {
  const client = new AwsClient({ accessKeyId: "bench", secretAccessKey: "bench", service: "s3", region });
  const settings = { endpoint, region, accessKeyId: "bench", secretAccessKey: "bench" };
  return {
    name: "s3",
    library: "aws4fetch and JSON.parse",
    ours: async () => {
      const data = await openS3("s3://corpus/", { ...options, ...settings, temporaryFolder: folder });
      return count(data.rows(options));
    },
    bare: async () => {
      const response = await client.fetch(`${endpoint}/corpus/rows.jsonl`);
      let total = 0;
      for (const line of (await response.text()).split("\n")) if (line !== "" && JSON.parse(line)) total++;
      return total;
    },
  };
}

/** Pages under `/page/`, and a bucket with one object. */
function answering(rows: readonly string[], lines: string): RequestListener {
  const object = Buffer.from(lines);
  const listing = `<?xml version="1.0"?><ListBucketResult><Contents><Key>rows.jsonl</Key><Size>${object.byteLength}</Size><ETag>&quot;1&quot;</ETag></Contents><IsTruncated>false</IsTruncated></ListBucketResult>`;
  return ({ url = "" }, response) => {
    if (url.startsWith("/page/")) {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<html><body><p>${rows[Number(url.slice(6))]?.replaceAll("<", "&lt;")}</p></body></html>`);
    } else if (url.includes("list-type=2")) response.end(listing);
    else response.setHeader("etag", '"1"').setHeader("content-length", object.byteLength).end(object);
  };
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function count(rows: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _row of rows) total++;
  return total;
}
