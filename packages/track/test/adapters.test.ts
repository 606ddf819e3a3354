import { Document } from "@langchain/core/documents";
import { BaseDocumentLoader } from "@langchain/core/document_loaders/base";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { startRun } from "../src/index.ts";
import { trackLoader } from "../src/readers/langchain.ts";
import { recordedFetch, trackFetch, type FetchedResponse } from "../src/readers/tracked-fetch.ts";
import { temporaryHome } from "./temporary-home.ts";

describe("a document loader of LangChain.js", () => {
  class Loader extends BaseDocumentLoader {
    loads = 0;
    readonly documents = [
      new Document({ pageContent: "岬の灯台", metadata: { source: "https://example.jp/a" } }),
      new Document({ pageContent: "the tide", metadata: { source: "notes.txt" } }),
    ];
    async load(): Promise<Document[]> {
      this.loads++;
      return this.documents;
    }
  }

  test("gives its own documents in order, and each is recorded with its URL", async () => {
    await using home = await temporaryHome();
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const loader = new Loader();
    const documents = await trackLoader(run, loader, { source: "handbook" }).load();
    expect(documents).toHaveLength(2);
    for (const [at, document] of documents.entries()) expect(document).toBe(loader.documents[at]);
    expect(loader.loads).toBe(1);
    const summary = await run.end();
    expect(summary.sources).toMatchObject([{ source: "handbook", records: 2 }]);
    expect((await home.ledger.hostRollUps()).map(({ host }) => host)).toEqual(["example.jp"]);
  });

  test("stays the loader that it is: class, fields and errors", async () => {
    await using home = await temporaryHome();
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const failing = new Loader();
    failing.load = () => Promise.reject(new Error("the page is gone"));
    const tracked = trackLoader(run, failing, { source: "handbook" });
    expect(tracked).toBeInstanceOf(BaseDocumentLoader);
    expect(tracked.loads).toBe(0);
    await expect(tracked.load()).rejects.toThrow("the page is gone");
    await run.end();
  });

  test("keeps its private fields within reach of its getters, setters and methods, and splits what was recorded", async () => {
    class Private extends Loader {
      #pages = 2;
      get pages(): number {
        return this.#pages;
      }
      set pages(count: number) {
        this.#pages = count;
      }
      describe(): string {
        return `${this.#pages} pages`;
      }
      override async load(): Promise<Document[]> {
        return this.documents.slice(0, this.#pages);
      }
      async loadAndSplit(): Promise<Document[]> {
        const documents = await this.load();
        return [...documents, ...documents];
      }
    }
    await using home = await temporaryHome();
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const loader = new Private();
    const tracked = trackLoader(run, loader, { source: "handbook" });
    tracked.pages = 1;
    expect([tracked.pages, loader.pages, tracked.describe()]).toEqual([1, 1, "1 pages"]);
    expect(tracked.describe).toBe(tracked.describe);
    expect(tracked.constructor).toBe(Private);
    expect(await tracked.loadAndSplit()).toHaveLength(2);
    const bare = Object.freeze({ load: async () => loader.documents, tag: () => "x" });
    const frozen = trackLoader(run, bare, { source: "frozen" });
    expect(frozen.tag()).toBe("x");
    expect(await frozen.load()).toEqual(loader.documents);
    expect((await run.end()).sources).toMatchObject([
      { source: "handbook", records: 1 },
      { source: "frozen", records: 2 },
    ]);
  });
});

async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url === "/moved") return response.writeHead(302, { location: "/page" }).end();
    if (request.url === "/robots.txt")
      return response.setHeader("content-type", "text/plain").end("User-agent: *\nDisallow: /closed\n");
    if (request.url === "/gone") return response.writeHead(404).end("no such page");
    if (request.url === "/image") return response.setHeader("content-type", "image/png").end("x");
    if (request.url === "/empty") return response.writeHead(204).end();
    response.setHeader("content-type", "text/html; charset=shift_jis");
    response.setHeader("x-robots-tag", "noai");
    return response.end(
      Buffer.concat([Buffer.from("<p>"), Buffer.from([0x93, 0x94]), Buffer.alloc(200_000, 0x61)]),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const now = (): Date => new Date("2026-03-02T09:30:00Z");

describe("a recorded fetch", () => {
  test("hands on the same response and notes what came: place, status, headers, time, digest", async () => {
    await withServer(async (url) => {
      const seen: FetchedResponse[] = [];
      const fetch = recordedFetch({ onResponse: (response) => seen.push(response), now });
      const [ours, theirs] = [await fetch(`${url}/moved`), await globalThis.fetch(`${url}/page`)];
      expect([ours.url, ours.status, ours.redirected]).toEqual([theirs.url, 200, true]);
      expect(seen).toEqual([]);
      const bytes = Buffer.from(await ours.arrayBuffer());
      expect(bytes).toEqual(Buffer.from(await theirs.arrayBuffer()));
      expect(seen).toMatchObject([
        {
          requestedUrl: `${url}/moved`,
          url: `${url}/page`,
          status: 200,
          fetchedAt: "2026-03-02T09:30:00.000Z",
          mediaType: "text/html",
          charset: "shift_jis",
          isTruncated: false,
          sha256: createHash("sha256").update(bytes).digest("hex"),
        },
      ]);
      expect(seen[0]?.headers).toContainEqual(["x-robots-tag", "noai"]);
      expect(Buffer.from(seen[0]!.body)).toEqual(bytes);
    });
  });

  test("a body that is cancelled or too long is noted as cut off; one that is empty at once", async () => {
    await withServer(async (url) => {
      const seen: FetchedResponse[] = [];
      const fetch = recordedFetch({ onResponse: (response) => seen.push(response), maxBodyBytes: 10 });
      expect(await (await fetch(`${url}/page`)).arrayBuffer()).toHaveProperty("byteLength", 200_005);
      expect(seen[0]).toMatchObject({ isTruncated: true });
      expect(seen[0]?.body).toHaveLength(10);
      await (await fetch(`${url}/page`)).body?.cancel();
      expect(seen[1]).toMatchObject({ isTruncated: true });
      expect(seen[1]?.sha256).toBeUndefined();
      await fetch(`${url}/empty`);
      expect(seen[2]).toMatchObject({ status: 204, isTruncated: false });
      await expect(fetch("http://127.0.0.1:9/")).rejects.toThrow(TypeError);
      expect(seen).toHaveLength(3);
    });
  });
});

describe("a tracked fetch", () => {
  test("writes the pages that were fetched to the ledger in one line, with what their servers said", async () => {
    await withServer(async (url) => {
      await using home = await temporaryHome();
      const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
      const { fetch, settle } = trackFetch(run, { source: "news", userAgent: "example-bot", now });
      const page = await (await fetch(`${url}/robots.txt`)).text();
      expect(page).toContain("Disallow");
      for (const path of ["/page", "/closed", "/moved", "/gone", "/image"])
        await (await fetch(`${url}${path}`)).arrayBuffer();
      await (await fetch(`${url}/page`)).body?.cancel();
      await settle(home.ledger);
      const summary = await run.end();
      expect(summary.sources).toMatchObject([{ source: "news", records: 3 }]);
      const [host] = await home.ledger.hostRollUps();
      expect(host).toMatchObject({ records: 3, optedOutRecords: 3, robots: { allowed: 2, refused: 1 } });
      expect(host?.signals).toContainEqual(expect.objectContaining({ kind: "robots-tag", training: "no" }));
      const gaps = (await home.ledger.gaps({ runs: [run.id] })).map(({ gap }) => gap);
      const codes = gaps.map(({ kind, code }) => `${kind} ${code ?? ""}`);
      expect(codes).toEqual(
        expect.arrayContaining([
          "unreadable-file http-404",
          "unknown-format no-text",
          "unreadable-file not-read",
          "robots-refused ",
        ]),
      );
      expect((await home.ledger.sources(["news"]))[0]?.crawls).toMatchObject([
        { fact: { userAgent: "example-bot" } },
      ]);
    });
  });

  test("a run that goes on records what it fetches then, too", async () => {
    await withServer(async (url) => {
      await using home = await temporaryHome();
      for (const records of [1, 2]) {
        const options = { home: home.home, ledger: home.ledger, purpose: "train", name: "nightly" };
        const run = await startRun(options);
        const { fetch } = trackFetch(run, { source: "news" });
        await (await fetch(`${url}/page`)).arrayBuffer();
        await run.end();
        const hosts = await home.ledger.hostRollUps();
        expect(hosts.reduce((sum, host) => sum + host.records, 0)).toBe(records);
      }
    });
  });
});
