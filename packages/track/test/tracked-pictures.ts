// What tests of pictures in containers share: a folder, a run over a container, and ways to find a picture again.
import { openIndex } from "@yurai/fingerprint";
import { ImageIndex, queryImage, type ImageMatch } from "@yurai/fingerprint/images";
import type { Locator } from "@yurai/schema";
import type { TarEntry } from "modern-tar";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, expect } from "vitest";
import { WARCRecord, WARCSerializer } from "warcio";
import { readImage, startRun, type ReadRow, type RunSummary, type SeenGap } from "../src/index.ts";
import type { TemporaryHome } from "./temporary-home.ts";

export const folder: string = mkdtempSync(join(tmpdir(), "yurai-containers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export type Read = (options: {
  readonly onGap: (gap: SeenGap) => void;
  readonly baseFolder: string;
  readonly images: true;
}) => AsyncIterable<ReadRow & { readonly url?: string; readonly licence?: string }>;

/** Tracks a container as `yurai track` does. */
export async function track(home: TemporaryHome, read: Read): Promise<RunSummary> {
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
export async function find(home: TemporaryHome, file: Uint8Array): Promise<readonly ImageMatch[]> {
  using index = await openIndex(home.home);
  const { matches } = await new ImageIndex(index.segments).search(await queryImage(file));
  return matches.filter(({ band }) => band !== "verify");
}

export async function locatorsOf(home: TemporaryHome, file: Uint8Array): Promise<readonly Locator[]> {
  return (await find(home, file)).map(({ row }) => row.facts.locator);
}

/** What lies where a record was read, if it is still there. */
export async function again(locator: Locator): Promise<Buffer | string> {
  const bytes = await readImage(locator, { baseFolder: folder });
  return typeof bytes === "string" ? bytes : Buffer.from(bytes);
}

export const caption: string =
  "山頂から見た朝焼けの湖と、岸辺に並ぶ三艘の赤い小舟。遠くの稜線には薄い雲がかかり、手前の桟橋には釣り人が二人いる。".repeat(
    2,
  );
export const codes = ({ gaps }: RunSummary): unknown[] =>
  gaps
    .filter(({ kind }) => !kind.startsWith("source-"))
    .map(({ kind, code, count }) => [kind, code ?? null, count]);

export const member = (name: string, body: string | Uint8Array): TarEntry => ({
  header: { name, size: Buffer.byteLength(body), type: "file" },
  body: typeof body === "string" ? Buffer.from(body) : body,
});

/** A PNG that says it has a hundred thousand pixels on each side. */
export function bombOf(png: Buffer): Buffer {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(100_000, 16);
  bytes.writeUInt32BE(100_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

/** A WARC record of a response, as its own gzip member. */
export async function response(url: string, type: string, body: Uint8Array): Promise<Uint8Array> {
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
